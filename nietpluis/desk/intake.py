"""Every way in ends here: one report, sealed, on the desk of the AF, the regisseur, or both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from nietpluis.accounts.access import Actor, write_line
from nietpluis.accounts.models import User
from nietpluis.core.answers import Answer
from nietpluis.partners.models import Municipality
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import fields, keys

from . import identifiers, recognising, sightings, waiting
from .handling import new_reference
from .models import (
    Attachment,
    Channel,
    Report,
    ReporterKind,
    Seen,
    Signal,
    Undermining,
)
from .models.reports import About

SUMMARY_LENGTH = 120  # characters of the story that a worklist shows


@dataclass(frozen=True)
class File:
    """A file that came with a report. `damaged`: it could not be read whole, and was kept so."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"
    damaged: bool = False


@dataclass(frozen=True)
class Incoming:
    """What somebody reported, before it is sealed; texts may be empty, the story may not.

    `once` is the id of the envelope, form or message, so that the same one twice is one report.
    `arrived_at`: when it came, if that was before it was received here; its clock runs from then.
    """

    municipality: Municipality
    channel: Channel
    reporter_kind: ReporterKind
    story: str
    once: UUID = field(default_factory=uuid4)
    trafficking: bool = True
    undermining: Sequence[str] = ()
    reporter: User | None = None
    function: str = ""
    language: str = "nl"
    about: About = About.UNKNOWN
    acute: Answer = Answer.UNKNOWN
    minor: Answer = Answer.UNKNOWN
    unverified: bool = False
    whereabouts: str = ""
    period: str = ""
    contact: str = ""
    reply_to: str = ""
    sightings: Mapping[str, Seen] = field(default_factory=dict)
    files: Sequence[File] = ()
    arrived_at: datetime | None = None


@transaction.atomic
def receive(incoming: Incoming, *, by: Actor, now: datetime) -> Report:
    """Make the report and put it on the desk it belongs to, once. Policy: A01, A06, A14; G.

    A merged municipality's report goes to its successor. Nothing said means the AF's desk, so that
    nothing falls between two desks. Raises ValueError for an empty story.
    """
    if not incoming.story.strip():
        raise ValueError("a report has a story")
    try:
        return _once(incoming, by=by, now=now)
    except IntegrityError:  # it came twice at the same moment, or its reference was taken
        return _once(incoming, by=by, now=now)


def start_signal(
    report: Report,
    *,
    story: str,
    key: bytes,
    now: datetime,
    since: datetime | None = None,
    with_it: str = "",
) -> Signal:
    """Put a report on the desk of the focal officer, waiting to be looked at (C1; A22).

    `since`: when the other desk passed it on; without it the waiting began when the report came.
    `with_it`: what must be the same too before a short story counts as the same.
    """
    signal = Signal(
        report=report,
        organisation=report.organisation,
        municipality=report.municipality,
        reference=report.reference,
        acute=report.acute,
        minor=report.minor,
        rank=waiting.rank_of(acute=Answer(report.acute), minor=Answer(report.minor)),
        received_at=report.received_at,
    )
    fields.write(signal, "summary", summary_of(story), key=key)
    recognising.recognise(report, signal, story=story, with_it=with_it, now=now)
    signal.save()
    _wait_untouched(signal, since=since, now=now)
    signal.save(update_fields=["due_at", "waits_on"])
    return signal


def start_undermining(
    report: Report,
    *,
    topics: Sequence[str],
    story: str,
    key: bytes,
    now: datetime,
    since: datetime | None = None,
) -> Undermining:
    """Put a report on the desk of the regisseur ondermijning; `since` as there (G, Reporting)."""
    undermining = Undermining(
        report=report,
        organisation=report.organisation,
        municipality=report.municipality,
        reference=report.reference,
        topics=" ".join(sorted(topics)),
        rank=waiting.rank_of(acute=Answer(report.acute), minor=Answer(report.minor)),
        received_at=report.received_at,
    )
    fields.write(undermining, "summary", summary_of(story), key=key)
    undermining.save()
    _wait_untouched(undermining, since=since, now=now)
    undermining.save(update_fields=["due_at", "waits_on"])
    return undermining


def summary_of(story: str) -> str:
    """Return the first words of a story, as one line for a list."""
    line = " ".join(story.split())
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1].rstrip() + "…"


def _once(incoming: Incoming, *, by: Actor, now: datetime) -> Report:
    if known := Report.objects.filter(once=incoming.once).first():
        by.logged = True
        return known
    with transaction.atomic():
        return _make(incoming, by=by, now=now)


def _make(incoming: Incoming, *, by: Actor, now: datetime) -> Report:
    report = _sealed(incoming, now=now)
    key = keys.new_data_key(report.pk, organisation=report.organisation_id)
    for name in ("story", "whereabouts", "period", "contact", "reply_to"):
        if text := getattr(incoming, name):
            fields.write(report, name, text, key=key)
    seen = incoming.sightings
    sightings.write(report, answers=seen, reported=seen, key=key)
    report.save()
    for file in incoming.files:
        _attach(report, file, key=key)
    identifiers.add(report, identifiers.found_in(incoming.story, incoming.whereabouts), key=key)
    if incoming.trafficking or not incoming.undermining:
        with_it = f"{incoming.whereabouts} {incoming.contact}"
        start_signal(report, story=incoming.story, key=key, now=now, with_it=with_it)
    if incoming.undermining:
        start_undermining(
            report, topics=incoming.undermining, story=incoming.story, key=key, now=now
        )
    write_line(
        "report.received", about=report.pk, organisation=report.organisation_id, by=by, now=now
    )
    return report


def _sealed(incoming: Incoming, *, now: datetime) -> Report:
    here = incoming.municipality.on(now.date())
    return Report(
        organisation=here.served_by,
        municipality=here,
        reference=new_reference(),
        once=incoming.once,
        channel=incoming.channel,
        reporter_kind=incoming.reporter_kind,
        reporter=incoming.reporter,
        function=incoming.function,
        language=incoming.language,
        about=incoming.about,
        acute=incoming.acute,
        minor=incoming.minor,
        unverified=incoming.unverified or incoming.channel == Channel.MMA,
        received_at=min(incoming.arrived_at or now, now),
    )


def _wait_untouched(moving: Signal | Undermining, *, since: datetime | None, now: datetime) -> None:
    """Wait to be looked at, from when the report arrived, also if the worker was down (A22)."""
    due_at = waiting.due(moving, WaitKind.UNTOUCHED, start=since or moving.received_at)
    waiting.open_wait(moving, WaitKind.UNTOUCHED, now=now, due_at=due_at)


def _attach(report: Report, file: File, *, key: bytes) -> None:
    attachment = Attachment(
        report=report, media_type=file.media_type, size=len(file.content), damaged=file.damaged
    )
    fields.write(attachment, "name", file.name, key=key)
    fields.write_bytes(attachment, "content", file.content, key=key)
    attachment.save()
