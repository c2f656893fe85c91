"""What a partner answers, and what the municipality says back, about one referral.

A partner answers in its own inbox; for one that works elsewhere the officer notes what it said
(`on_behalf`). Policy: A21; C12, handed over; G, flow chart 1 in practice.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from nietpluis.accounts.access import Actor
from nietpluis.accounts.roles import Level
from nietpluis.partners.settings import WaitKind

from . import exchanges, notices, sight, standing, waiting
from .handling import made_by
from .models import Exchange, Notice, Referral
from .referral import LATEST
from .workflow import NotAllowed

State, Said = Referral.State, Exchange.Kind


@transaction.atomic
def accept(
    referral: Referral,
    *,
    by: Actor,
    now: datetime,
    seen: str = "",
    once: UUID | None = None,
    on_behalf: bool = False,
    text: str = "",
) -> Referral:
    """Take a referral up: now the partner sees exactly what was previewed. Policy: A19, A21.

    Raises NotAllowed, or Overtaken when a colleague was first.
    """
    referral, done = _lock(referral, seen=seen, once=once, by=by)
    if done:
        return referral
    if referral.accepted_at:
        raise standing.Overtaken(referral)
    _take_up(referral, now=now)
    open_question = referral.state == State.ASKED
    standing.move_to(referral, State.ASKED if open_question else State.ACCEPTED, now=now)
    if open_question:
        standing.waits(referral).update(mover=referral.organisation)
    return _finish(referral, Said.ACCEPT, text=text, by=by, now=now, once=once, on_behalf=on_behalf)


@transaction.atomic
def ask(
    referral: Referral,
    *,
    text: str,
    by: Actor,
    now: datetime,
    seen: str = "",
    once: UUID | None = None,
    on_behalf: bool = False,
) -> Referral:
    """Ask the municipality something first; until it replies, the move is the municipality's."""
    referral, done = _lock(referral, seen=seen, once=once, by=by)
    if done:
        return referral
    _written(text, "Schrijf je vraag op.")
    standing.move_to(referral, State.ASKED, now=now)
    standing.waits(referral).update(mover=referral.organisation)
    return _finish(referral, Said.ASK, text=text, by=by, now=now, once=once, on_behalf=on_behalf)


@transaction.atomic
def reply(
    referral: Referral,
    *,
    text: str,
    by: Actor,
    now: datetime,
    seen: str = "",
    once: UUID | None = None,
) -> Referral:
    """Answer the partner's question; the move is the partner's again, with time to make it."""
    referral, done = _lock(referral, seen=seen, once=once, by=by)
    if done:
        return referral
    if referral.state != State.ASKED:
        raise NotAllowed("Er staat geen vraag van deze partner open.")
    _written(text, "Schrijf je antwoord op.")
    standing.move_to(referral, standing.resting(referral), now=now)
    for wait in standing.waits(referral):
        again = waiting.due(referral.signal, WaitKind(wait.kind), start=now)
        wait.mover = referral.to
        if wait.due_at < again and wait.due_at <= now:
            standing.start_again(wait, due_at=again)
        wait.save()
    said = exchanges.add(referral, Said.REPLY, text=text, by=by, now=now, once=once)
    exchanges.alert_partner(said, Notice.Kind.PARTNER, now=now)
    return standing.keep(referral, "replied", by=by, now=now)


@transaction.atomic
def decline(
    referral: Referral,
    *,
    because: str,
    by: Actor,
    now: datetime,
    seen: str = "",
    once: UUID | None = None,
    on_behalf: bool = False,
) -> Referral:
    """Say that this is not for the partner, and why; from now on it sees nothing of it (A19)."""
    referral, done = _lock(referral, seen=seen, once=once, by=by)
    if done:
        return referral
    _written(because, "Schrijf kort op waarom dit niet voor jullie is.")
    standing.move_to(referral, State.DECLINED, now=now)
    waiting.close_waits(referral.signal, now=now, about=referral.pk)
    if package := sight.package_of(referral):
        sight.end(package.pk, now=now)
    return _finish(
        referral, Said.DECLINE, text=because, by=by, now=now, once=once, on_behalf=on_behalf
    )


@transaction.atomic
def give_feedback(
    referral: Referral,
    *,
    text: str,
    by: Actor,
    now: datetime,
    again_at: datetime | None = None,
    seen: str = "",
    once: UUID | None = None,
    on_behalf: bool = False,
) -> Referral:
    """Tell the municipality what came of it; that nothing can be told is an answer too (A21; G).

    `again_at`: the partner says when it will tell more, and is waited for until then.
    """
    referral, done = _lock(referral, seen=seen, once=once, by=by)
    if done:
        return referral
    _written(text, "Schrijf op wat je kunt vertellen, of dat er niets te vertellen is.")
    if again_at and not now < again_at <= now + LATEST:
        raise NotAllowed("Kies een moment dat nog komt, binnen een jaar.")
    if not referral.accepted_at:
        if not on_behalf:
            raise NotAllowed("Pak het eerst op. Daarna kun je terugkoppelen.")
        _take_up(referral, now=now)
    signal = referral.signal
    waiting.close_waits(signal, WaitKind.ACCEPT, now=now, about=referral.pk)
    if again_at and signal.is_open:
        standing.move_to(referral, State.ACCEPTED, now=now)
        wait = waiting.open_wait(
            signal,
            WaitKind.PARTNER_FEEDBACK,
            now=now,
            about=referral.pk,
            mover=referral.to,
            due_at=again_at,
        )
        wait.mover = referral.to
        referral.feedback_due_at = again_at
        standing.start_again(wait, due_at=again_at)
        wait.save()
        waiting.refresh(signal)
    else:
        standing.move_to(referral, State.ANSWERED, now=now)
        referral.answered_at = now
        waiting.close_waits(signal, now=now, about=referral.pk)
        if package := sight.package_of(referral):
            sight.end_later(package.pk, now=now)
    return _finish(
        referral, Said.FEEDBACK, text=text, by=by, now=now, once=once, on_behalf=on_behalf
    )


def _lock(
    referral: Referral, *, seen: str, once: UUID | None, by: Actor
) -> tuple[Referral, Exchange | None]:
    referral = standing.lock_referral(referral.pk)
    if done := made_by(referral.exchange_set, once):
        by.logged = True
        return referral, done
    if seen and referral.state != seen:
        raise standing.Overtaken(referral)
    return referral, None


def _take_up(referral: Referral, *, now: datetime) -> None:
    referral.accepted_at = now
    waiting.close_waits(referral.signal, WaitKind.ACCEPT, now=now, about=referral.pk)
    if package := sight.package_of(referral):
        sight.give_package(package, to=referral.to, level=Level.CONTENT, now=now)


def _written(text: str, otherwise: str) -> None:
    if not text.strip():
        raise NotAllowed(otherwise)


def _finish(
    referral: Referral,
    kind: Exchange.Kind,
    *,
    text: str,
    by: Actor,
    now: datetime,
    once: UUID | None,
    on_behalf: bool,
) -> Referral:
    exchanges.add(referral, kind, text=text, by=by, now=now, once=once, on_behalf=on_behalf)
    referral.reminders = 0  # who answers is not silent; a next time counts anew
    if not on_behalf:
        notices.tell_desk(referral.signal, Notice.Kind.PARTNER, now=now)
    return standing.keep(referral, kind.lower(), by=by, now=now)
