"""Let what is overdue surface: to the focal officer, then the deputy, then the manager (A22).

The worker runs this often. Each wait is marked once per stage, in a transaction of its own and on
condition that nobody marked it yet, so a sweep may be killed, repeated, or run twice at once.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from nietpluis.accounts.access import Actor, system, write_line
from nietpluis.accounts.appointing import Crew, crew
from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Appointment, User
from nietpluis.accounts.roles import Role
from nietpluis.partners.settings import RegionSettings, WaitKind, settings_of

from . import handing_over, notices
from .models import Notice, Rank, Wait

log = logging.getLogger("nietpluis.desk")
BATCH = 200  # waits read at once

OVERDUE, TO_DEPUTY, TO_MANAGER = "overdue_at", "deputy_at", "manager_at"
# The word of each stage in the audit line
SAID = {OVERDUE: "wait.overdue", TO_DEPUTY: "wait.to_deputy", TO_MANAGER: "wait.to_manager"}


@dataclass
class Swept:
    """What one sweep marked, per stage; `released`: signals of whoever left, back on the desk."""

    marked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SAID, 0))
    released: int = 0
    failed: int = 0


@dataclass
class _Known:
    """What a sweep looks up once: settings per region, who is there per desk."""

    now: datetime
    settings: dict[UUID, RegionSettings] = field(default_factory=dict)
    crews: dict[tuple[UUID, Role], Crew] = field(default_factory=dict)

    def settings_for(self, wait: Wait) -> RegionSettings:
        region = _moving(wait).municipality.region
        if region.pk not in self.settings:
            self.settings[region.pk] = settings_of(region)
        return self.settings[region.pk]

    def crew_of(self, organisation: UUID, role: Role) -> Crew:
        if (organisation, role) not in self.crews:
            self.crews[organisation, role] = crew(organisation, role, now=self.now)
        return self.crews[organisation, role]


def sweep(now: datetime) -> Swept:
    """Mark and announce what is overdue now, each stage of each wait exactly once.

    One wait that fails holds up no other; it is tried again at the next sweep. Policy: A22; G.
    """
    swept, by, known = Swept(), system("worker", Purpose.KEEP_MOVING), _Known(now)
    for of, organisation in _departed(now):
        with _apart(of.pk, swept):
            kinds = handing_over.lost_kinds(of, organisation=organisation, now=now)
            done = handing_over.release(of, organisation=organisation, kinds=kinds, by=by, now=now)
            swept.released += done.signals + done.undermining
    for wait in _overdue(now):
        with _apart(wait.pk, swept):
            for stage in _stages(wait, known):
                swept.marked[stage] += _mark(wait, stage, known, by=by)
    return swept


@contextmanager
def _apart(what: UUID, swept: Swept) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        swept.failed += 1
        log.error("sweeping %s failed: %s", what, type(error).__name__)


def _departed(now: datetime) -> list[tuple[User, UUID]]:
    """Return who is waited for although they left: their last appointment there has ended (A25)."""
    ended = Appointment.objects.filter(Q(ends_at__lte=now) | Q(user__is_active=False))
    roles = [role.value for role in handing_over.ANSWERS.values()]
    left = ended.filter(role__in=roles).values_list("user", flat=True)
    waited = Wait.objects.filter(closed_at=None, owner__in=set(left)).order_by()
    pairs = set(waited.values_list("owner", "organisation"))
    people = User.objects.in_bulk({owner for owner, _ in pairs})
    return [(people[owner], organisation) for owner, organisation in sorted(pairs)]


def _overdue(now: datetime) -> Iterator[Wait]:
    """Yield each open wait past its deadline that has not reached the manager, earliest first."""
    related = [
        f"{moving}__{far}"
        for moving in ("signal", "undermining")
        for far in ("municipality__region",)
    ]
    waiting = Wait.objects.filter(closed_at=None, manager_at=None, due_at__lte=now)
    waiting = waiting.select_related(*related, "owner").order_by("due_at", "pk")
    last: Wait | None = None
    while True:
        after = waiting
        if last is not None:
            later = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk)
            after = waiting.filter(later, due_at__gte=last.due_at)
        batch = list(after[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]


def _stages(wait: Wait, known: _Known) -> Iterator[str]:
    """Yield the stages whose time has come and that are not marked yet, in order.

    The deputy's and the manager's time count from the deadline. The deputy does not wait for it
    when the owner is away or nobody of the desk works today, nor the manager when the desk is empty
    (A22, A25).
    """
    moving = _moving(wait)
    settings, now = known.settings_for(wait), known.now

    def due(kind: WaitKind) -> datetime:
        acute, minor = moving.rank == Rank.ACUTE, moving.rank == Rank.MINOR
        return settings.due(kind, acute=acute, minor=minor, start=wait.due_at)

    if wait.overdue_at is None:
        yield OVERDUE
    desk = known.crew_of(wait.organisation_id, _role(wait))
    alone = wait.owner_id in desk.away or not (wait.owner_id in desk.here or desk.first_here())
    to_deputy = wait.deputy_at is not None or alone or now >= due(WaitKind.DEPUTY)
    if wait.deputy_at is None and to_deputy:
        yield TO_DEPUTY
    if to_deputy and (not desk.everyone() or now >= due(WaitKind.MANAGER)):
        yield TO_MANAGER


@transaction.atomic
def _mark(wait: Wait, stage: str, known: _Known, *, by: Actor) -> int:
    """Mark one stage unless it was marked or the wait is over; then say so, to whom it concerns."""
    unmarked = Wait.objects.filter(pk=wait.pk, closed_at=None, **{stage: None})
    if not unmarked.update(**{stage: known.now}):
        return 0
    moving = _moving(wait)
    people = _concerned(wait, stage, known)
    notices.tell(people, Notice.Kind.OVERDUE, about=moving.pk, now=known.now)
    write_line(
        SAID[stage], about=moving.pk, organisation=wait.organisation_id, by=by, now=known.now
    )
    return 1


def _concerned(wait: Wait, stage: str, known: _Known) -> list[User]:
    desk = known.crew_of(wait.organisation_id, _role(wait))
    if stage == OVERDUE:
        return [wait.owner] if wait.owner in desk.everyone() else desk.first
    if stage == TO_DEPUTY:
        return [user for user in desk.covering() if user != wait.owner]
    return known.crew_of(wait.organisation_id, Role.MANAGER).everyone()


def _moving(wait: Wait) -> handing_over.Moving:
    moving = wait.signal or wait.undermining
    if moving is None:
        raise LookupError("a wait is of one thing")  # the database refuses any other
    return moving


def _role(wait: Wait) -> Role:
    return handing_over.ANSWERS[type(_moving(wait))]
