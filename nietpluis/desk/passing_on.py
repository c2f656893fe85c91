"""An official or an invited professional passes on what they saw, and reads what became of it.

Policy: A14 (done on a phone in two minutes), A06 (no proof needed), A13 (own signals per function).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from nietpluis.accounts.access import Actor
from nietpluis.accounts.models import Appointment
from nietpluis.accounts.roles import Role
from nietpluis.core.answers import Answer
from nietpluis.core.calendar import local_day
from nietpluis.knowledge import catalogue
from nietpluis.partners.models import Municipality, Organisation
from nietpluis.partners.settings import Deadline, Setting, WaitKind, settings_of

from . import intake, notices
from .intake import File
from .models import Channel, Feedback, Report, ReporterKind
from .models import Seen as Answered
from .undermining_flow import UnderminingStatus
from .workflow import STATUS_WORDS, Status

KINDS = {Role.PROFESSIONAL: (Channel.PROFESSIONAL, ReporterKind.PROFESSIONAL)}
COLLEAGUE = (Channel.OFFICIAL, ReporterKind.OFFICIAL)
OTHER_TOPIC = "OTHER"

RECEIVED = STATUS_WORDS[Status.NEW]
WORKED_ON = STATUS_WORDS[Status.ENRICHING]
PASSED_ON = STATUS_WORDS[Status.WITH_PARTNERS]
FINISHED = STATUS_WORDS[Status.CLOSED]
UNDERMINING_WORDS = {
    UnderminingStatus.NEW: RECEIVED,
    UnderminingStatus.JUDGING: WORKED_ON,
    UnderminingStatus.SHARING: WORKED_ON,
    UnderminingStatus.FEEDBACK: WORKED_ON,
    UnderminingStatus.CLOSED: FINISHED,
}


@dataclass(frozen=True)
class Seen:
    """What somebody passes on, as they typed it; only a story or a chosen signal is needed."""

    once: UUID
    story: str = ""
    signals: Sequence[str] = ()
    whereabouts: str = ""
    period: str = ""
    acute: Answer = Answer.UNKNOWN
    minor: Answer = Answer.UNKNOWN
    topics: Collection[str] = ()
    only_other: bool = False
    files: Sequence[File] = ()


@dataclass(frozen=True)
class Promise:
    """What a reporter may expect: by when, or how long after; and whose decision that is."""

    setting: Setting[Deadline]
    by: datetime | None
    within: str


def works(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Return the works somebody can report from: one for each organisation and function (A13)."""
    different: dict[tuple[UUID, str], Appointment] = {}
    for appointment in appointments:
        at = (appointment.organisation_id, appointment.function)
        different.setdefault(at, appointment)
    return list(different.values())


def places(organisation: Organisation, *, now: datetime) -> list[Municipality]:
    """Return the municipalities an organisation answers for today; a merged one is its successor.

    Policy: G, AF in practice: some serve a cluster of municipalities.
    """
    today = local_day(now)
    served = Municipality.objects.filter(served_by=organisation, valid_from__lte=today)
    here = {place.on(today) for place in served.select_related("successor__region", "region")}
    return sorted(here, key=lambda place: place.name)


@transaction.atomic
def pass_on(
    seen: Seen, *, work: Appointment, place: Municipality, by: Actor, now: datetime
) -> Report:
    """Put an observation on the desk it belongs to; the same form sent twice is one report.

    Policy: A14. A chosen signal that points to other undermining crime reaches the regisseur as
    well (A10). Raises ValueError when there is neither a story nor a signal.
    """
    by.acting = work
    channel, kind = KINDS.get(Role(work.role), COLLEAGUE)
    chosen = [catalogue.signal(one) for one in seen.signals]
    topics = set(seen.topics) | {topic for one in chosen for topic in one.topics}
    other = bool(topics) or seen.only_other
    about_people = not seen.only_other or any(one.forms for one in chosen)
    incoming = intake.Incoming(
        municipality=place,
        channel=channel,
        reporter_kind=kind,
        story=seen.story.strip() or _ticked(seen.signals, work.function),
        once=uuid5(by.pk, str(seen.once)),  # nobody can take the place of another's report
        trafficking=about_people,
        undermining=sorted(topics or {OTHER_TOPIC}) if other else (),
        reporter=by.person,
        function=work.function,
        acute=seen.acute,
        minor=seen.minor,
        whereabouts=seen.whereabouts,
        period=seen.period,
        sightings=dict.fromkeys(seen.signals, Answered.YES),
        files=seen.files,
    )
    return intake.receive(incoming, by=by, now=now)


def promise(report: Report, kind: WaitKind, *, start: datetime | None = None) -> Promise:
    """Return what the reporter may expect of one step, by the region's settings (A20, A22; C7)."""
    settings = settings_of(report.municipality.region)
    acute, minor = report.acute == Answer.YES, report.minor == Answer.YES
    setting = settings.deadlines[kind]
    by = settings.due(kind, acute=acute, minor=minor, start=start) if start else None
    if acute or minor:
        hours = setting.value.acute_hours if acute else setting.value.minor_hours
        return Promise(setting, by, f"{hours} uur")
    days = setting.value.working_days
    return Promise(setting, by, f"{days} {'werkdag' if days == 1 else 'werkdagen'}")


def status_word(report: Report) -> str:
    """Return the one word a reporter reads about their report; of two desks, the least far.

    Policy: C12, official: status word, never the content.
    """
    words = set()
    if hasattr(report, "signal"):
        words.add(STATUS_WORDS[Status(report.signal.status)])
    if hasattr(report, "undermining"):
        words.add(UNDERMINING_WORDS[UnderminingStatus(report.undermining.status)])
    if len(words) == 1:
        return words.pop()
    return PASSED_ON if PASSED_ON in words else WORKED_ON


def read_feedback(report: Report, *, by: Actor, now: datetime) -> list[Feedback]:
    """Return the feedback a reporter was given, oldest first, and note that they read it (A20)."""
    given = list(report.feedback_set.order_by("given_at", "pk"))
    report.feedback_set.filter(read_at=None).update(read_at=now)
    notices.read(by.person, about=report.pk, now=now)
    return given


def _ticked(signals: Sequence[str], function: str) -> str:
    if not signals:
        return ""
    words = {one.id: one.text for one in catalogue.list_for(function)}
    lines = [f"- {words.get(id) or catalogue.signal(id).nl}" for id in signals]
    return "\n".join(["Aangekruist, zonder toelichting:", *lines])
