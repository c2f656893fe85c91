"""Remind a partner who is late, and ask the ketenregisseur when reminders do not help.

Policy: A21, A22; G, flow chart 1 in practice. The wait itself stays overdue for all to see; a
reminder only counts, and the next one comes after the region's term for the same kind of wait. Each
referral is one transaction of its own, so that a worker that is killed goes on where it was.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nietpluis.accounts.access import Actor, system
from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.roles import Permission
from nietpluis.partners.settings import WaitKind

from . import exchanges, notices, sight, standing, waiting
from .models import Exchange, Notice, Referral, Wait
from .workflow import NotAllowed

log = logging.getLogger("nietpluis.reminding")
State, Said = Referral.State, Exchange.Kind
PARTNER_MOVES = (State.SENT, State.ACCEPTED)


def remind_all(now: datetime) -> int:
    """Remind every partner that is late, or let it count as silent; returns how many changed.

    Policy: A21; G. Safe to repeat. What one referral raises does not stop the others.
    """
    late = Wait.objects.filter(
        closed_at=None, kind__in=standing.PARTNER_WAITS, due_at__lt=now, signal__isnull=False
    )
    changed = 0
    for pk in list(dict.fromkeys(late.order_by("due_at").values_list("about", flat=True))):
        try:
            changed += _press(pk, now=now)
        except Exception as error:
            log.error("referral %s not reminded: %s", pk, type(error).__name__)
    return changed


@transaction.atomic
def remind(referral: Referral, *, by: Actor, now: datetime, seen: str = "") -> Referral:
    """Remind a partner now, because the officer asks for it; it counts as any other (A21).

    Raises NotAllowed when it is not the partner's move, or it was reminded a moment ago.
    """
    referral = standing.lock_referral(referral.pk)
    if seen and referral.state != seen:
        raise standing.Overtaken(referral)
    if referral.state not in PARTNER_MOVES or not standing.waits(referral).exists():
        raise NotAllowed("De partner is nu niet aan zet.")
    last = last_reminder(referral)
    if last and (now - last).total_seconds() < 3600:
        raise NotAllowed("Deze partner kreeg net al een herinnering.")
    return _remind(referral, by=by, now=now)


def last_reminder(referral: Referral) -> datetime | None:
    """Return when a partner was last reminded."""
    sent = referral.exchange_set.filter(kind=Said.REMINDER).order_by("at").last()
    return sent.at if sent else None


def next_at(referral: Referral, wait: Wait) -> datetime:
    """Return when the partner is pressed next: at the deadline, then a term after each reminder."""
    last = last_reminder(referral)
    if last is None or last < wait.due_at:
        return wait.due_at
    return waiting.due(referral.signal, WaitKind(wait.kind), start=last)


@transaction.atomic
def _press(pk: UUID, *, now: datetime) -> bool:
    referral = standing.lock_referral(pk)
    wait = standing.waits(referral).order_by("due_at", "pk").first()
    if referral.state not in PARTNER_MOVES or wait is None or next_at(referral, wait) >= now:
        return False
    by = system("worker", Purpose.KEEP_MOVING)
    most = waiting.settings_for(referral.signal).reminders_before_silent.value
    if referral.reminders < most:
        _remind(referral, by=by, now=now)
    else:
        _fall_silent(referral, by=by, now=now)
    return True


def _remind(referral: Referral, *, by: Actor, now: datetime) -> Referral:
    if standing.waits(referral).filter(due_at__lt=now).exists():
        referral.reminders += 1  # one before the deadline is a courtesy
    said = exchanges.add(referral, Said.REMINDER, by=by, now=now)
    exchanges.alert_partner(said, Notice.Kind.OVERDUE, now=now)
    return standing.keep(referral, "reminded", by=by, now=now)


def _fall_silent(referral: Referral, *, by: Actor, now: datetime) -> Referral:
    standing.move_to(referral, State.SILENT, now=now)
    referral.silent_at = now
    exchanges.add(referral, Said.SILENT, by=by, now=now)
    director = sight.director_of(referral.signal, now=now)
    standing.waits(referral).update(mover=director or referral.organisation)
    if director:
        sight.show_director(referral, to=director, now=now)
        asked = sight.people(director, Permission.SILENT_DECIDE, now=now)
        notices.tell(asked, Notice.Kind.OVERDUE, about=referral.pk, now=now)
    notices.tell_desk(referral.signal, Notice.Kind.PARTNER, now=now)
    return standing.keep(referral, "silent", by=by, now=now)
