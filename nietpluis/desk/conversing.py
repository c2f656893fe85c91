"""Write with a reporter who has only a code: a question or a message, and what they wrote back.

What the reporter will read stands apart from every internal note. It is sealed to the reporter's
code by the worker (`delivering`), and never says how a case stands. Nothing is translated by a
machine: fixed phrases exist in every language, free text goes as it was written. Policy: A03, A05;
G, Reporting: neither desk reads what the other wrote.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.roles import Level
from nietpluis.inbox.messages import MOST_TEXT
from nietpluis.knowledge.texts import DUTCH, IN_DUTCH, dutch, text, translations
from nietpluis.vault import fields

from . import handling
from .models import Channel, Report, ReporterMessage, Signal, Undermining
from .workflow import NotAllowed

Moving = Signal | Undermining
TABLE = "phrase."


@dataclass(frozen=True)
class Phrase:
    """A fixed sentence: what the officer reads, and what the reporter will read."""

    code: str
    dutch: str
    theirs: str


@dataclass(frozen=True)
class Shown:
    """One message as the desk reads it."""

    message: ReporterMessage
    text: str
    who: str


def phrases_in(lang: str) -> list[Phrase]:
    """Return the fixed sentences that exist in a language, in their own order. Policy: A05."""
    codes = [key.removeprefix(TABLE) for key in dutch() if key.startswith(TABLE)]
    there = dutch() if lang == DUTCH else translations(lang)
    return [
        Phrase(code, dutch()[TABLE + code], text(TABLE + code, lang))
        for code in codes
        if TABLE + code in there
    ]


def language_of(report: Report) -> str:
    """Return the language the reporter last wrote in."""
    wrote = report.reportermessage_set.filter(from_reporter=True).order_by("-sent_at", "pk")
    return wrote.values_list("language", flat=True).first() or report.language


def is_reachable(report: Report) -> bool:
    """Say whether the reporter can come back: by the public page, and with a code."""
    return report.channel == Channel.PUBLIC and bool(report.reply_to)


def is_at_home(moving: Moving, by: Actor) -> bool:
    """Say whether somebody works for the municipality itself; a guest does not write with it."""
    return any(post.organisation_id == moving.organisation_id for post in by.appointments)


@transaction.atomic
def write(
    moving: Moving,
    *,
    phrases: Collection[str] = (),
    text: str = "",
    by: Actor,
    now: datetime,
    once: UUID | None = None,
) -> ReporterMessage:
    """Write to the reporter: fixed phrases in their language, then what was typed, as it was typed.

    Also when the signal is closed; it moves nothing. `once` is the id of the form: sent twice, it
    is one message. Raises NotAllowed. Policy: A03; G, Reporting.
    """
    moving = type(moving)._default_manager.select_for_update().get(pk=moving.pk)
    report = moving.report
    if known := handling.made_by(report.reportermessage_set, once):
        return known
    if not is_at_home(moving, by):
        raise NotAllowed("Alleen de gemeente van dit signaal schrijft met de melder.")
    if not is_reachable(report):
        raise NotAllowed("Deze melder kan hier geen bericht lezen.")
    lang = language_of(report)
    whole = together(lang, phrases=phrases, own=text)
    if not whole:
        raise NotAllowed("Kies een zin, of schrijf zelf iets.")
    if len(whole) > MOST_TEXT:
        raise NotAllowed("Dit bericht is te lang. Kies minder zinnen, of schrijf het korter.")
    message = ReporterMessage(
        id=once or uuid4(),
        report=report,
        from_reporter=False,
        purpose=purpose_of(moving),
        language=lang,
        written_by=by.person,
        sent_at=now,
    )
    fields.write(message, "text", whole, key=handling.key_of(report))
    message.save(force_insert=True)
    handling.note(moving, f"{_kind(moving)}.wrote_reporter", by=by, now=now)
    return message


def together(lang: str, *, phrases: Collection[str], own: str) -> str:
    """Return what the reporter will read."""
    chosen = [one.theirs for one in phrases_in(lang) if one.code in phrases]
    return "\n\n".join(part for part in ["\n".join(chosen), own.strip()] if part)


def purpose_of(moving: Moving) -> Purpose:
    """Return what the desk of this signal works for."""
    at_signal = isinstance(moving, Signal)
    return Purpose.HANDLE_SIGNAL if at_signal else Purpose.HANDLE_UNDERMINING


def messages_of(moving: Moving) -> QuerySet[ReporterMessage]:
    """Return what was written with the reporter, as far as this desk reads it; oldest first."""
    theirs_or_own = Q(from_reporter=True) | Q(purpose=purpose_of(moving))
    return moving.report.reportermessage_set.filter(theirs_or_own).order_by("sent_at", "pk")


def page(moving: Moving, *, key: bytes, by: Actor) -> dict[str, Any] | None:
    """Return what a page shows of the conversation; None for a guest, who has no part in it."""
    if not is_at_home(moving, by):
        return None
    rows = messages_of(moving).select_related("written_by")
    return {
        "reachable": is_reachable(moving.report),
        "language": IN_DUTCH[language_of(moving.report)],
        "said": [
            Shown(
                one,
                fields.read(one, "text", key=key),
                one.written_by.name if one.written_by else "De melder",
            )
            for one in rows
        ],
    }


def note_read(moving: Moving, *, by: Actor, now: datetime) -> None:
    """Note that this desk read what the reporter wrote."""
    if not is_at_home(moving, by):
        return
    field = _read_field(moving)
    unread = moving.report.reportermessage_set.filter(**{"from_reporter": True, field: None})
    unread.update(**{field: now})


def unread_at(actor: Actor, kind: type[Moving], *, now: datetime) -> QuerySet[Any]:
    """Return the signals at the actor's own desk of which the reporter wrote something unread."""
    at = [post.organisation_id for post in actor.appointments]
    field = "regisseur_read_at" if kind is Undermining else "read_at"
    unread = ReporterMessage.objects.filter(**{"from_reporter": True, field: None})
    seen = sees(actor, kind, now, Level.CONTENT).filter(organisation__in=at)
    return seen.filter(report__in=unread.values("report"))


def _read_field(moving: Moving) -> str:
    return "read_at" if isinstance(moving, Signal) else "regisseur_read_at"


def _kind(moving: Moving) -> str:
    return "signal" if isinstance(moving, Signal) else "undermining"
