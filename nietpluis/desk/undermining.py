"""What the regisseur ondermijning makes of a report: judge it, share it under a ground, close it.

Policy: G, Reporting. In confidence; the desk of the focal officer sees nothing of it, nor the other
way round.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from nietpluis.accounts.access import Actor, write_line
from nietpluis.accounts.grounds import Purpose, grounds_for, purpose_of
from nietpluis.audit.models import Result
from nietpluis.knowledge import catalogue
from nietpluis.partners.models import Kind, Organisation
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import fields

from . import feedback, handling, sightings, waiting
from .handling import key_of, note, save
from .models import (
    Feedback,
    NobodyToTell,
    Report,
    Seen,
    Share,
    Undermining,
    UnderminingDecision,
)
from .undermining_flow import UNDERMINING_FLOW, VERSION, Judgement, UnderminingStatus
from .workflow import NotAllowed, Stale

WAITS_AT = {
    UnderminingStatus.JUDGING: WaitKind.JUDGE_UNDERMINING,
    UnderminingStatus.SHARING: WaitKind.REFER,
    UnderminingStatus.FEEDBACK: WaitKind.TELL_REPORTER,
}
JUDGED_AT = (UnderminingStatus.JUDGING, UnderminingStatus.SHARING)
# What can be shared: the report itself, never who reported it (A02; A59, reporter untraceable)
SHAREABLE = {
    "story": "Het verhaal",
    "whereabouts": "Waar",
    "period": "Wanneer",
    "sightings": "Wat er gezien is",
}


def lock(pk: UUID, *, seen: int | None = None) -> Undermining:
    """Lock an undermining signal for a change; raises Stale as `handling.lock` does."""
    undermining = Undermining.objects.select_for_update().get(pk=pk)
    if seen is not None and undermining.version != seen:
        raise Stale
    return undermining


def judgements(undermining: Undermining) -> list[Judgement]:
    """Return what the regisseur may conclude where the signal stands; elsewhere work decides."""
    at = UnderminingStatus(undermining.status)
    return list(UNDERMINING_FLOW[at].leads) if at in JUDGED_AT else []


@transaction.atomic
def take_up(
    undermining: Undermining, *, by: Actor, now: datetime, seen: int | None = None
) -> Undermining:
    """Start to work on a new undermining signal: from now on it is yours (A22)."""
    undermining = lock(undermining.pk, seen=seen)
    waiting.close_waits(undermining, WaitKind.UNTOUCHED, now=now)
    waiting.set_owner(undermining, by.person)
    return _step(undermining, Judgement.TAKEN_UP, because="", by=by, now=now)


@transaction.atomic
def judge(
    undermining: Undermining,
    *,
    judgement: Judgement,
    because: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Undermining:
    """Decide whether a partner must know, with a reason. Policy: G, Reporting; A34.

    Raises NotAllowed, or Stale.
    """
    undermining = lock(undermining.pk, seen=seen)
    if judgement not in judgements(undermining):
        raise NotAllowed("Hier is dit oordeel niet aan de orde.")
    if not because.strip():
        raise NotAllowed("Schrijf kort op waarom je dit kiest.")
    if judgement == Judgement.SHARED and not undermining.share_set.exists():
        raise NotAllowed("Er is nog met niemand gedeeld. Deel eerst, of beoordeel opnieuw.")
    return _step(undermining, judgement, because=because, by=by, now=now)


def shareable(report: Report, *, chosen: Collection[str], key: bytes) -> dict[str, str]:
    """Return the chosen fields as a partner would read them; an empty field is left out."""
    texts = {
        name: fields.read(report, name, key=key) for name in ("story", "whereabouts", "period")
    }
    seen = sightings.reported(report, key=key)
    texts["sightings"] = "\n".join(
        catalogue.words_of(id) for id, answer in seen.items() if answer == Seen.YES
    )
    return {name: texts[name] for name in SHAREABLE if name in chosen and texts[name]}


def purpose_for(partner: Organisation) -> Purpose:
    """Return what a partner would use an undermining report for."""
    return purpose_of(Kind(partner.kind))


@transaction.atomic
def share(
    undermining: Undermining,
    *,
    to: Organisation,
    ground: str,
    chosen: Collection[str],
    how: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Share:
    """Note what was given to a named partner, under a ground that can carry it.

    Policy: A02; A34, no ground is no sharing. `how`: by which safe way, and to whom. Raises
    NotAllowed, or Stale.
    """
    undermining = lock(undermining.pk, seen=seen)
    if undermining.status != UnderminingStatus.SHARING:
        raise NotAllowed("Beoordeel eerst of een partner dit moet weten.")
    purpose = purpose_for(to)
    if ground not in grounds_for(purpose):
        raise NotAllowed(
            f"Deze grondslag past niet bij ‘{purpose.label.lower()}’. Zonder passende grondslag"
            " kun je niet delen."
        )
    if not how.strip():
        raise NotAllowed("Schrijf op hoe en met wie je het deelt.")
    key = key_of(undermining)
    content = shareable(undermining.report, chosen=chosen, key=key)
    if not content:
        raise NotAllowed("Kies minstens één onderdeel dat de partner moet weten.")
    shared = Share(
        undermining=undermining,
        to=to,
        ground=ground,
        purpose=purpose,
        shared_at=now,
        by=by.person,
    )
    fields.write_json(shared, "content", content, key=key)
    fields.write(shared, "how", how, key=key)
    shared.save()
    save(undermining)
    note(undermining, "undermining.shared", by=by, now=now)
    return shared


def refuse_sharing(undermining: Undermining, *, by: Actor, now: datetime) -> None:
    """Log that sharing was refused for want of a ground (A34)."""
    write_line(
        "undermining.share_refused",
        about=undermining.pk,
        organisation=undermining.organisation_id,
        by=by,
        now=now,
        result=Result.REFUSED,
    )


@transaction.atomic
def tell(
    undermining: Undermining,
    *,
    kind: Feedback.Kind,
    text: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Undermining:
    """Tell the reporter what became of it; a final message closes. Policy: A20.

    Raises NotAllowed when there is nobody to tell, or it is not the time yet; Stale.
    """
    undermining = lock(undermining.pk, seen=seen)
    if kind != Feedback.Kind.INTERIM and undermining.status != UnderminingStatus.FEEDBACK:
        raise NotAllowed("Beoordeel het signaal eerst. Een tussenbericht kan al wel.")
    feedback.tell_reporter(
        undermining.report,
        kind=kind,
        text=text,
        purpose=Purpose.HANDLE_UNDERMINING,
        by=by,
        now=now,
    )
    if kind == Feedback.Kind.INTERIM:
        save(undermining)
        note(undermining, "undermining.told_interim", by=by, now=now)
        return undermining
    undermining.told_at = undermining.closed_at = now
    return _step(undermining, Judgement.TOLD, because="", by=by, now=now)


@transaction.atomic
def close_untold(
    undermining: Undermining,
    *,
    reason: NobodyToTell,
    by: Actor,
    now: datetime,
    look_again_on: date | None = None,
    seen: int | None = None,
) -> Undermining:
    """Close without feedback, for one of the stated reasons. Policy: G, Feedback; A03."""
    undermining = lock(undermining.pk, seen=seen)
    if undermining.status != UnderminingStatus.FEEDBACK:
        raise NotAllowed("Beoordeel het signaal eerst.")
    feedback.check_nobody(undermining.report, reason, look_again_on=look_again_on, now=now)
    undermining.nobody_to_tell, undermining.look_again_on = reason, look_again_on
    undermining.closed_at = now
    closed = _step(undermining, Judgement.TOLD, because=reason.label, by=by, now=now)
    if look_again_on:
        feedback.look_again(closed, now=now)
    return closed


@transaction.atomic
def reopen(
    undermining: Undermining, *, because: str, by: Actor, now: datetime, seen: int | None = None
) -> Undermining:
    """Open a closed undermining signal again when there is something new."""
    undermining = lock(undermining.pk, seen=seen)
    if not because.strip():
        raise NotAllowed("Schrijf kort op wat er nieuw is.")
    undermining.told_at = undermining.closed_at = undermining.look_again_on = None
    undermining.nobody_to_tell = ""
    waiting.close_waits(undermining, now=now)
    waiting.set_owner(undermining, by.person)
    return _step(undermining, Judgement.REOPENED, because=because, by=by, now=now)


def _step(
    undermining: Undermining, judgement: Judgement, *, because: str, by: Actor, now: datetime
) -> Undermining:
    was = UnderminingStatus(undermining.status)
    goes = UNDERMINING_FLOW[was].leads.get(judgement)
    if goes is None:
        raise NotAllowed(f"‘{judgement.label}’ is geen antwoord bij ‘{was.label}’.")
    decision = UnderminingDecision(
        undermining=undermining,
        status=was,
        judgement=judgement,
        flow_version=VERSION,
        by=by.person,
        decided_at=now,
    )
    if because:
        fields.write(decision, "because", because, key=handling.key_of(undermining))
    decision.save()
    if was in WAITS_AT:
        waiting.close_waits(undermining, WAITS_AT[was], now=now)
    if goes in WAITS_AT:
        waiting.open_wait(undermining, WAITS_AT[goes], now=now)
    undermining.status = goes
    undermining.is_open = goes != UnderminingStatus.CLOSED
    save(undermining)
    note(undermining, f"undermining.{judgement.lower()}", by=by, now=now)
    return undermining
