"""A partner that stays silent: what the ketenregisseur hears, and when the officer may let it go.

Policy: G, flow chart 1 in practice; C10, ketenregisseur: hold the chain.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from nietpluis.accounts.access import Actor
from nietpluis.partners.settings import WaitKind

from . import exchanges, notices, sight, standing, waiting
from .handling import made_by
from .models import Exchange, Notice, Referral
from .referral import LATEST
from .workflow import NotAllowed

State, Said = Referral.State, Exchange.Kind


@transaction.atomic
def will_answer(
    referral: Referral,
    *,
    by_when: datetime,
    text: str,
    by: Actor,
    now: datetime,
    once: UUID | None = None,
) -> Referral:
    """Note that a silent partner promised an answer; until then it is the partner's move again.

    If that moment passes too, the ketenregisseur is asked again at once. Raises NotAllowed.
    """
    referral, done = _lock(referral, once=once, by=by)
    if done:
        return referral
    if not now < by_when <= now + LATEST:
        raise NotAllowed("Kies een moment dat nog komt, binnen een jaar.")
    exchanges.add(referral, Said.PROMISED, text=text, by=by, now=now, once=once)
    standing.move_to(referral, standing.resting(referral), now=now)
    referral.feedback_due_at = by_when
    for wait in standing.waits(referral):
        standing.start_again(wait, due_at=by_when)
        wait.save()
    if not standing.waits(referral).exists():
        waiting.open_wait(
            referral.signal,
            WaitKind.PARTNER_FEEDBACK,
            now=now,
            about=referral.pk,
            mover=referral.to,
            due_at=by_when,
        )
    notices.tell_desk(referral.signal, Notice.Kind.PARTNER, now=now)
    return standing.keep(referral, "promised", by=by, now=now)


@transaction.atomic
def stays_silent(
    referral: Referral, *, text: str, by: Actor, now: datetime, once: UUID | None = None
) -> Referral:
    """Note that asking did not help: from now on the officer may let the partner go."""
    referral, done = _lock(referral, once=once, by=by)
    if done:
        return referral
    if referral.stays_silent_at:
        raise standing.Overtaken(referral)
    exchanges.add(referral, Said.STAYS_SILENT, text=text, by=by, now=now, once=once)
    referral.stays_silent_at = now
    standing.waits(referral).update(mover=referral.organisation)
    notices.tell_desk(referral.signal, Notice.Kind.PARTNER, now=now)
    return standing.keep(referral, "stays_silent", by=by, now=now)


def why_not_yet(referral: Referral, *, now: datetime) -> str:
    """Say why a referral cannot be ended as silent yet, or "" if it can. Policy: G.

    A region without a ketenregisseur has nobody to ask; then the reminders are enough.
    """
    if referral.state != State.SILENT:
        return "De partner telt pas als stil na alle herinneringen."
    if referral.stays_silent_at or sight.director_of(referral.signal, now=now) is None:
        return ""
    return "De ketenregisseur vraagt het na. Pas daarna kun je afsluiten met ‘partner zweeg’."


@transaction.atomic
def end(
    referral: Referral,
    *,
    because: str,
    by: Actor,
    now: datetime,
    seen: str = "",
    once: UUID | None = None,
) -> Referral:
    """End a referral as "partner was silent": nobody waits for it any more, and it is on record.

    Policy: G, then the AF may close with "partner silent", logged. Raises NotAllowed.
    """
    referral = standing.lock_referral(referral.pk)
    if made_by(referral.exchange_set, once):
        by.logged = True
        return referral
    if seen and referral.state != seen:
        raise standing.Overtaken(referral)
    if why := why_not_yet(referral, now=now):
        raise NotAllowed(why)
    if not because.strip():
        raise NotAllowed("Schrijf kort op waarom je niet langer wacht.")
    exchanges.add(referral, Said.ENDED, text=because, by=by, now=now, once=once)
    standing.move_to(referral, State.CLOSED_SILENT, now=now)
    waiting.close_waits(referral.signal, now=now, about=referral.pk)
    if package := sight.package_of(referral):
        sight.end(package.pk, now=now)
    return standing.keep(referral, "closed_silent", by=by, now=now)


def _lock(referral: Referral, *, once: UUID | None, by: Actor) -> tuple[Referral, Exchange | None]:
    referral = standing.lock_referral(referral.pk)
    if done := made_by(referral.exchange_set, once):
        by.logged = True
        return referral, done
    if referral.state != State.SILENT:
        raise standing.Overtaken(referral)
    return referral, None
