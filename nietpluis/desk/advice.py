"""Ask a partner for advice about a vague signal, and note what they think; the officer decides."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from nietpluis.accounts.access import Actor
from nietpluis.partners.models import Kind, Municipality, Organisation
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import fields

from . import flow, handling, route, triage, waiting
from .flow import Outcome
from .models import Consultation, Signal
from .workflow import NotAllowed, Status

# The three conclusions of an advice. Policy: A18; C1
CONCLUSIONS = (Outcome.NO_TRAFFICKING, Outcome.MORE_NEEDED, Outcome.TRAFFICKING)
# Asked to act, not to think along
NO_ADVISERS = (Kind.EMERGENCY, Kind.MMA)


def advisers_for(municipality: Municipality) -> tuple[list[Organisation], list[Organisation]]:
    """Return who can be asked: whom the chart names, in its order, and the others (C1 (b))."""
    here = route.partners_of(municipality)
    partners = [one for one in here if one.kind not in NO_ADVISERS]
    named = [one for kind in flow.ADVISERS for one in partners if one.kind == kind]
    return named, [one for one in partners if one not in named]


@transaction.atomic
def ask(
    signal: Signal,
    *,
    partner: Organisation,
    question: str,
    spoke_with: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    once: UUID | None = None,
) -> Consultation:
    """Ask a partner what they think of a vague signal, and wait for the answer. Policy: A18; A22.

    `once` is the id of the form. Raises NotAllowed, or Stale.
    """
    signal = handling.lock(signal.pk)
    if known := handling.made_by(signal.consultation_set, once):
        return known
    handling.check_seen(signal, seen)
    if signal.status != Status.ADVICE:
        raise NotAllowed("Advies vraag je als het signaal vaag blijft. Kies dat eerst.")
    if partner not in sum(advisers_for(signal.municipality), []):
        raise NotAllowed("Deze partner staat niet in de gids van je regio.")
    if not question.strip():
        raise NotAllowed("Schrijf op wat je vraagt.")
    if signal.consultation_set.filter(partner=partner, answered_at=None).exists():
        raise NotAllowed(f"Aan {partner.name} staat al een vraag open. Noteer eerst het antwoord.")
    asked = Consultation(
        id=once or uuid4(), signal=signal, partner=partner, asked_at=now, by=by.person
    )
    key = handling.key_of(signal)
    fields.write(asked, "question", question, key=key)
    if spoke_with.strip():
        fields.write(asked, "spoke_with", spoke_with, key=key)
    asked.save(force_insert=True)
    waiting.open_wait(signal, WaitKind.ADVICE, now=now, about=asked.pk, mover=partner)
    handling.save(signal)
    handling.note(signal, "signal.advice_asked", by=by, now=now)
    return asked


@transaction.atomic
def note_answer(
    asked: Consultation,
    *,
    conclusion: Outcome,
    answer: str,
    by: Actor,
    now: datetime,
    spoke_with: str = "",
    seen: int | None = None,
) -> Consultation:
    """Note what a partner thinks: one of three conclusions. The officer still decides (A17, A18).

    Also possible when the signal moved on in the meantime. Raises NotAllowed, or Stale.
    """
    signal = handling.lock(asked.signal_id)
    asked = Consultation.objects.get(pk=asked.pk)
    key = handling.key_of(signal)
    if asked.answered_at:
        same = fields.read(asked, "answer", key=key) == answer and asked.conclusion == conclusion
        if same:
            return asked
        raise NotAllowed("Dit antwoord is intussen al genoteerd. Het staat bij het advies.")
    handling.check_seen(signal, seen)
    handling.check_open(signal)
    if conclusion not in CONCLUSIONS:
        raise NotAllowed("Kies een van de drie conclusies.")
    if not answer.strip():
        raise NotAllowed("Schrijf op wat de partner zei.")
    fields.write(asked, "answer", answer, key=key)
    if spoke_with.strip():
        fields.write(asked, "spoke_with", spoke_with, key=key)
    asked.conclusion, asked.answered_at = conclusion, now
    asked.save()
    waiting.close_waits(signal, WaitKind.ADVICE, now=now, about=asked.pk)
    triage.keep_waiting(signal, Status(signal.status), now=now)
    handling.save(signal)
    handling.note(signal, "signal.advice_noted", by=by, now=now)
    return asked
