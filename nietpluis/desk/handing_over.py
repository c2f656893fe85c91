"""Hand a signal to a colleague, or everything that somebody holds at once.

Policy: A25, work survives departure; A22, nothing lies still.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q

from nietpluis.accounts import appointing
from nietpluis.accounts.access import Actor
from nietpluis.accounts.models import Appointment, User, in_force
from nietpluis.accounts.roles import Role
from nietpluis.partners.models import Organisation

from . import handling, notices, waiting
from .models import Notice, Signal, Undermining, Wait
from .workflow import NotAllowed, Stale

Moving = Signal | Undermining

# Who answers for which kind of signal; whoever holds one of these roles may hand that kind over.
ANSWERS: dict[type[Moving], Role] = {
    Signal: Role.FOCAL_OFFICER,
    Undermining: Role.REGISSEUR,
}
FOR_BOTH = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Handed:
    """How many signals of each kind went to somebody else, or back to the desk."""

    signals: int = 0
    undermining: int = 0

    def __bool__(self) -> bool:
        return bool(self.signals or self.undermining)


@dataclass(frozen=True)
class Holding:
    """What one person holds at one organisation: what is open, and what still waits."""

    user: User
    organisation: Organisation
    signals: int
    undermining: int

    @property
    def key(self) -> str:
        """Name this person at this organisation in an address, by ids."""
        return f"{self.user.pk}.{self.organisation.pk}"


@transaction.atomic
def give(moving: Moving, *, to: User, by: Actor, now: datetime, seen: int | None = None) -> Moving:
    """Give one signal to a colleague who may handle it, and tell them. Policy: A25.

    Giving it to whoever has it already changes nothing. Raises NotAllowed, or Stale.
    """
    _must_answer(by, type(moving), moving.organisation_id)
    locked = type(moving)._default_manager.select_for_update().get(pk=moving.pk)
    _must_hold(to, type(locked), locked.organisation_id, now=now)
    if locked.owner_id == to.pk:
        by.logged = True
        return locked
    if seen is not None and locked.version != seen:
        raise Stale
    _pass(locked, to=to, by=by, now=now)
    notices.tell([to], Notice.Kind.HANDED_OVER, about=locked.pk, now=now)
    return locked


@transaction.atomic
def give_all(
    of: User,
    *,
    organisation: UUID,
    to: User | None,
    regisseur: User | None = None,
    by: Actor,
    now: datetime,
) -> Handed:
    """Hand over all that somebody holds at an organisation, in one action. Policy: A25.

    Signals go to `to`, undermining signals to `regisseur`; without one that kind stays where it is.
    One audit line per signal, one notice per receiver. Raises NotAllowed.
    """
    receivers: list[tuple[type[Moving], User]] = []
    if to:
        receivers.append((Signal, to))
    if regisseur:
        receivers.append((Undermining, regisseur))
    if not receivers:
        raise NotAllowed("Kies aan wie je het overdraagt.")
    handed: dict[type[Moving], int] = {}
    for kind, receiver in receivers:
        _must_answer(by, kind, organisation)
        _must_hold(receiver, kind, organisation, now=now)
        if receiver.pk == of.pk:
            raise NotAllowed("Kies iemand anders dan wie het nu heeft.")
        held = _held(kind, of, organisation)
        for moving in held:
            _pass(moving, to=receiver, by=by, now=now)
        if held:
            notices.tell([receiver], Notice.Kind.HANDED_OVER, about=of.pk, now=now)
        handed[kind] = len(held)
    return Handed(handed.get(Signal, 0), handed.get(Undermining, 0))


@transaction.atomic
def release(
    of: User, *, organisation: UUID, kinds: Iterable[type[Moving]], by: Actor, now: datetime
) -> Handed:
    """Put what somebody holds back on the desk, and tell whoever is there. Policy: A25."""
    handed: dict[type[Moving], int] = {}
    for kind in kinds:
        _must_answer(by, kind, organisation)
        held = _held(kind, of, organisation)
        for moving in held:
            _pass(moving, to=None, by=by, now=now)
        if held:
            colleagues = notices.answering(held[0], now=now)
            notices.tell(colleagues, Notice.Kind.HANDED_OVER, about=of.pk, now=now)
        handed[kind] = len(held)
    return Handed(handed.get(Signal, 0), handed.get(Undermining, 0))


@transaction.atomic
def end_appointment(appointment: Appointment, *, at: datetime, by: Actor, now: datetime) -> Handed:
    """End an appointment; what the person may then no longer handle goes back to the desk (A25).

    Ends it later, then the sweeper does so when that moment comes. Raises appointing.Refused.
    """
    ended = appointing.end(appointment, at=at, by=by, now=now)
    lost = lost_kinds(ended.user, organisation=ended.organisation_id, now=now)
    return release(ended.user, organisation=ended.organisation_id, kinds=lost, by=by, now=now)


def lost_kinds(of: User, *, organisation: UUID, now: datetime) -> list[type[Moving]]:
    """Return which kinds of signals somebody may not handle at an organisation, now."""
    posts = Appointment.objects.filter(
        in_force(now), user=of, organisation=organisation, user__is_active=True
    )
    roles = set(posts.values_list("role", flat=True))
    return [kind for kind, role in ANSWERS.items() if role not in roles]


def candidates(kind: type[Moving], organisation: UUID, *, now: datetime) -> list[User]:
    """Return who may be given signals of a kind at an organisation, deputies last."""
    return appointing.crew(organisation, ANSWERS[kind], now=now).everyone()


def kinds_for(by: Actor, organisation: UUID) -> list[type[Moving]]:
    """Return which kinds somebody may hand over at an organisation; the system may do both."""
    posts = [post for post in by.appointments if post.organisation_id == organisation]
    roles = {Role(post.role) for post in posts}
    return [kind for kind, role in ANSWERS.items() if by.user is None or roles & {role, *FOR_BOTH}]


def holdings(by: Actor, *, now: datetime) -> list[Holding]:
    """Return who holds what is open, where the actor may hand over: names and counts."""
    found: dict[tuple[UUID, UUID], dict[type[Moving], int]] = {}
    posts = {post.organisation_id: post.organisation for post in by.appointments}
    for organisation in posts:
        for kind in kinds_for(by, organisation):
            owned = kind._default_manager.filter(organisation=organisation, is_open=True)
            counted = owned.exclude(owner=None).order_by().values("owner").annotate(n=Count("pk"))
            for line in counted.values_list("owner", "n"):
                found.setdefault((organisation, line[0]), {})[kind] = line[1]
    people = User.objects.in_bulk({owner for _, owner in found})
    return sorted(
        (
            Holding(people[owner], posts[at], held.get(Signal, 0), held.get(Undermining, 0))
            for (at, owner), held in found.items()
        ),
        key=lambda holding: (holding.organisation.name, holding.user.name, str(holding.user.pk)),
    )


def held_by(of: User, *, organisation: UUID) -> Handed:
    """Return how many open signals of each kind somebody has at an organisation."""
    counted = [
        kind._default_manager.filter(organisation=organisation, owner=of, is_open=True).count()
        for kind in ANSWERS
    ]
    return Handed(*counted)


def _held(kind: type[Moving], of: User, organisation: UUID) -> list[Moving]:
    """Lock and return what is open or still waited for, in one order, so that none blocks."""
    name = "signal" if kind is Signal else "undermining"
    waited = Wait.objects.filter(owner=of, closed_at=None, organisation=organisation)
    mine = Q(owner=of, is_open=True) | Q(pk__in=waited.values(name))
    held = kind._default_manager.select_for_update().filter(mine, organisation=organisation)
    return list(held.order_by("pk"))


def _pass(moving: Moving, *, to: User | None, by: Actor, now: datetime) -> None:
    waiting.set_owner(moving, to)
    handling.save(moving)
    name = "signal" if isinstance(moving, Signal) else "undermining"
    handling.note(moving, f"{name}.{'handed_over' if to else 'released'}", by=by, now=now)


def _must_answer(by: Actor, kind: type[Moving], organisation: UUID) -> None:
    if kind not in kinds_for(by, organisation):
        raise PermissionDenied


def _must_hold(to: User, kind: type[Moving], organisation: UUID, *, now: datetime) -> None:
    if to.pk not in {user.pk for user in candidates(kind, organisation, now=now)}:
        role = ANSWERS[kind].label.lower()
        raise NotAllowed(f"{to.name} is hier nu geen {role}. Kies iemand anders.")
