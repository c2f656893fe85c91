"""Open and close what a signal waits for, so that nothing lies still (A22).

A wait has an owner and a deadline from the region's settings. The signal repeats its earliest open
wait, so that a worklist is one indexed query.
"""

from datetime import datetime
from uuid import UUID

from nietpluis.accounts.models import User
from nietpluis.core.answers import Answer
from nietpluis.partners.models import Organisation
from nietpluis.partners.settings import RegionSettings, WaitKind, settings_of

from .models import Rank, Signal, Undermining, Wait

Moving = Signal | Undermining


def settings_for(moving: Moving) -> RegionSettings:
    """Return the settings of the region in which the signal plays."""
    return settings_of(moving.municipality.region)


def open_wait(
    moving: Moving,
    kind: WaitKind,
    *,
    now: datetime,
    about: UUID | None = None,
    mover: Organisation | None = None,
    due_at: datetime | None = None,
) -> Wait:
    """Start to wait, once per kind and subject; an open one is left as it is. A22; C7, G."""
    about = about or moving.pk
    waiting = Wait.objects.filter(kind=kind, about=about, closed_at__isnull=True).first()
    if waiting is None:
        waiting = Wait.objects.create(
            organisation=moving.organisation,
            mover=mover or moving.organisation,
            kind=kind,
            about=about,
            owner=moving.owner,
            opened_at=now,
            due_at=due_at or due(moving, kind, start=now),
            **_of(moving),
        )
    refresh(moving)
    return waiting


def close_waits(moving: Moving, *kinds: WaitKind, now: datetime, about: UUID | None = None) -> None:
    """Stop waiting for these kinds (all kinds if none is named), or for one subject only."""
    waiting = Wait.objects.filter(closed_at__isnull=True, **_of(moving))
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    if about:
        waiting = waiting.filter(about=about)
    waiting.update(closed_at=now)
    refresh(moving)


def due(moving: Moving, kind: WaitKind, *, start: datetime) -> datetime:
    """Return when a wait that starts now is due, by the region's settings. Policy: C7; G."""
    return settings_for(moving).due(
        kind,
        acute=moving.rank == Rank.ACUTE,
        minor=moving.rank == Rank.MINOR,
        start=start,
    )


def hasten(moving: Moving) -> None:
    """Set the deadlines anew after danger or age became known; never later than they were (G)."""
    for waiting in Wait.objects.filter(closed_at__isnull=True, **_of(moving)):
        sooner = due(moving, WaitKind(waiting.kind), start=waiting.opened_at)
        if sooner < waiting.due_at:
            Wait.objects.filter(pk=waiting.pk).update(due_at=sooner)
    refresh(moving)


def set_owner(moving: Moving, owner: User | None) -> None:
    """Give the signal and all it waits for to somebody. Does not save the signal."""
    moving.owner = owner
    Wait.objects.filter(closed_at__isnull=True, **_of(moving)).update(owner=owner)


def rank_of(*, acute: Answer, minor: Answer) -> Rank:
    """Return how soon a signal is seen: danger, then minors, then the rest (G, AF in practice)."""
    if acute == Answer.YES:
        return Rank.ACUTE
    return Rank.MINOR if minor == Answer.YES else Rank.REST


def refresh(moving: Moving) -> None:
    """Repeat the earliest open wait on the signal itself. Does not save it."""
    waiting = Wait.objects.filter(closed_at__isnull=True, **_of(moving)).order_by("due_at")
    first = waiting.first()
    moving.due_at = first.due_at if first else None
    moving.waits_on = first.kind if first else ""


def _of(moving: Moving) -> dict[str, Moving]:
    return {"signal": moving} if isinstance(moving, Signal) else {"undermining": moving}
