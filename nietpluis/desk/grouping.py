"""Reports that look alike: one row in the list, and what the officer says of them.

The machine only noticed it (`recognising`); it closes nothing and hides nothing for good. What has
danger or a minor in it keeps a place of its own, and what somebody took up keeps its row. Policy:
issue "Abuse without blocking a shelter"; A15, links are suggested; A17, the officer decides; A20,
each report its own feedback.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.roles import Level
from nietpluis.partners.settings import WaitKind

from . import feedback, triage, waiting
from .flow import Onward, Outcome
from .handling import check_open, check_seen, lock, note, save
from .models import Likeness, NobodyToTell, Report, Signal
from .workflow import NotAllowed, Status

MOST_AT_ONCE = 500  # joined by one press of a button
MOST_CLOSED = 50  # closed by one press: each walks the whole way, with its own lines
TOGETHER = [Likeness.LOOKS, Likeness.SAME]
# They hear nothing, so there is nothing to write to them one by one
NEED_NO_WORDS = {NobodyToTell.RESIDENT, NobodyToTell.ANONYMOUS}


def unfolded(organisations: Iterable[UUID]) -> Q:
    """Return the condition that a signal has a row of its own in the list of these organisations.

    Nobody's row is folded that was taken up, or that is more urgent than every other one of its
    group; of what is equally urgent the first stands for the others.
    """
    group = Q(pk=OuterRef("like")) | Q(like=OuterRef("like"), likeness__in=TOGETHER)
    before = Q(received_at__lt=OuterRef("received_at")) | Q(
        received_at=OuterRef("received_at"), pk__lt=OuterRef("pk")
    )
    ahead = Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank")) & (
        Q(pk=OuterRef("like")) | before
    )
    stands_for_it = Signal.objects.filter(group, ahead, is_open=True)
    folds = Q(likeness=Likeness.SAME) | Q(
        likeness=Likeness.LOOKS, status=Status.NEW, owner__isnull=True
    )
    folds &= Q(like__isnull=False, organisation__in=list(organisations))
    return Q(like__isnull=True) | ~(folds & Q(Exists(stands_for_it)))


def sizes(signals: Iterable[Signal], organisations: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many open reports look like each of these signals, itself counted too."""
    own = set(organisations)
    firsts = {one.pk: first_of(one) for one in signals if one.organisation_id in own}
    found = Signal.objects.filter(like__in=set(firsts.values()), likeness__in=TOGETHER)
    counted = dict(
        found.filter(is_open=True).order_by().values_list("like").annotate(number=Count("pk"))
    )
    return {pk: counted[first] + 1 for pk, first in firsts.items() if counted.get(first)}


def first_of(signal: Signal) -> UUID:
    """Return the first of the group that a signal is in; one that stands alone is its own."""
    if signal.like_id and signal.likeness in TOGETHER:
        return signal.like_id
    return signal.pk


def members(signal: Signal, *, by: Actor, now: datetime) -> QuerySet[Signal]:
    """Return the other signals in sight that look like this one; what was set apart is not."""
    first = first_of(signal)
    group = Q(pk=first) | Q(like=first, likeness__in=TOGETHER)
    return sees(by, Signal, now, Level.CONTENT).filter(group).exclude(pk=signal.pk)


@transaction.atomic
def join(signal: Signal, *, by: Actor, now: datetime, seen: int | None = None) -> Signal:
    """Say that this is the same report as the first: it is handled with that one. Policy: A17.

    It stays open, with the officer who said so, until it has had its own ending.
    """
    signal = lock(signal.pk)
    if signal.likeness == Likeness.SAME:
        return signal
    _check(signal, seen)
    _join(signal, by=by, now=now)
    note(signal, "signal.joined", by=by, now=now)
    return signal


@transaction.atomic
def set_apart(signal: Signal, *, by: Actor, now: datetime, seen: int | None = None) -> Signal:
    """Say that this is another matter: it has its own row again, and keeps it. Policy: A17."""
    signal = lock(signal.pk)
    if signal.likeness == Likeness.OTHER:
        return signal
    _check(signal, seen)
    signal.likeness = Likeness.OTHER
    triage.keep_waiting(signal, Status(signal.status), now=now)
    save(signal)
    note(signal, "signal.set_apart", by=by, now=now)
    return signal


@transaction.atomic
def join_all(first: Signal, *, by: Actor, now: datetime) -> int:
    """Join all that look like the first and are no more urgent than it; return how many.

    What is more urgent, or already taken up, is looked at by itself. Policy: A17; G, hours first.
    """
    first = lock(first.pk)
    alike = Signal.objects.select_for_update().filter(
        like=first,
        likeness=Likeness.LOOKS,
        status=Status.NEW,
        owner__isnull=True,
        rank__gte=first.rank,
    )
    joined = list(alike.order_by("received_at", "pk")[:MOST_AT_ONCE])
    for one in joined:
        _join(one, by=by, now=now)
    note(first, "signal.joined_all", by=by, now=now)
    return len(joined)


@transaction.atomic
def close_joined(first: Signal, *, because: str, by: Actor, now: datetime) -> tuple[int, int]:
    """End what was joined to a closed signal; return how many closed, and how many must be told.

    Each goes its own way on the chart, with the reason. Who can be told nothing is closed with that
    reason; of anybody else the report waits for its own feedback. Policy: A20; C1; G, Feedback.
    """
    first = lock(first.pk)
    if first.is_open:
        raise NotAllowed("Sluit eerst de eerste melding af. Daarna kunnen deze volgen.")
    if not because.strip():
        raise NotAllowed("Schrijf kort op hoe het met de eerste melding is afgelopen.")
    words = f"Zelfde melding als {first.reference}. {because.strip()}"
    closed = told = 0
    for one in joined(first)[:MOST_CLOSED]:
        reason = _nobody(one.report, now=now)
        _to_feedback(one, because=words, by=by, now=now)
        if reason:
            feedback.close_untold(one, reason=reason, by=by, now=now)
            closed += 1
        else:
            told += 1
    note(first, "signal.closed_joined", by=by, now=now)
    return closed, told


def joined(first: Signal) -> QuerySet[Signal]:
    """Return what was joined to a signal and still has to be ended."""
    found = Signal.objects.filter(like=first, likeness=Likeness.SAME, is_open=True)
    return found.exclude(status=Status.FEEDBACK).select_related("report").order_by("pk")


def _check(signal: Signal, seen: int | None) -> None:
    check_seen(signal, seen)
    check_open(signal)
    if signal.like_id is None:
        raise NotAllowed("Dit signaal lijkt op geen ander.")


def _join(signal: Signal, *, by: Actor, now: datetime) -> None:
    signal.likeness = Likeness.SAME
    waiting.set_owner(signal, signal.owner or by.person)
    if signal.status == Status.NEW:
        waiting.close_waits(signal, WaitKind.UNTOUCHED, now=now)
        waiting.open_wait(signal, WaitKind.TELL_REPORTER, now=now)
    save(signal)


def _nobody(report: Report, *, now: datetime) -> NobodyToTell | None:
    return next(
        (one for one in feedback.reasons_for(report, now=now) if one in NEED_NO_WORDS), None
    )


def _to_feedback(signal: Signal, *, because: str, by: Actor, now: datetime) -> None:
    """Walk to the end of the chart by its own steps, leaving the route with the reason (A17)."""
    if signal.status == Status.NEW:
        triage.take_up(signal, by=by, now=now)
        signal.refresh_from_db()
    if signal.status != Status.FEEDBACK:
        triage.decide(
            signal,
            outcome=Outcome.NO_TRAFFICKING,
            onward=Onward.NOTHING_NEEDED,
            because=because,
            by=by,
            now=now,
        )
    signal.refresh_from_db()


@dataclass(frozen=True)
class Alike:
    """What the page of a signal says of its group: how many others, the nearest few, the first."""

    number: int
    some: list[Signal]
    first: Signal | None
    waiting: int  # joined to this signal, and still to be ended

    @property
    def together(self) -> int:
        return self.number + 1


def section(signal: Signal, *, by: Actor, now: datetime, most: int = 5) -> Alike:
    """Return what looks like a signal, in sight of the actor. Policy: A15, a suggestion."""
    others = members(signal, by=by, now=now).select_related("municipality")
    number = others.count()
    sight = sees(by, Signal, now, Level.CONTENT)
    first = sight.filter(pk=signal.like_id).first() if signal.like_id else None
    return Alike(
        number=number,
        some=list(others.order_by("rank", "received_at", "pk")[:most]) if number else [],
        first=first,
        waiting=joined(signal).count() if not signal.is_open else 0,
    )
