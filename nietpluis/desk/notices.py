"""Tell a person that there is something for them: on their page, and by an e-mail without content.

Policy: A20, A22; house rule: notifications carry ids, never content.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from nietpluis.accounts.models import Appointment, User, in_force
from nietpluis.accounts.roles import Role
from nietpluis.core.calendar import local_day

from .models import Notice, Signal, Undermining


def tell(users: Iterable[User], kind: Notice.Kind, *, about: UUID, now: datetime) -> None:
    """Give each of these people one notice, unless the same one is still unread."""
    for user in users:
        known = Notice.objects.filter(user=user, kind=kind, about=about, read_at=None)
        if not known.exists():
            Notice.objects.create(user=user, kind=kind, about=about, made_at=now)


def tell_desk(moving: Signal | Undermining, kind: Notice.Kind, *, now: datetime) -> None:
    """Tell whoever answers for a signal: its owner, else the desk; the deputy when they are away."""
    tell(answering(moving, now=now), kind, about=moving.pk, now=now)


def answering(moving: Signal | Undermining, *, now: datetime) -> list[User]:
    """Return who answers for a signal today. Policy: A22, the deputy sees it; A25."""
    day = local_day(now)
    if moving.owner and not moving.owner.is_away(day):
        return [moving.owner]
    role = Role.FOCAL_OFFICER if isinstance(moving, Signal) else Role.REGISSEUR
    posts = Appointment.objects.filter(
        in_force(now), organisation=moving.organisation, role=role, user__is_active=True
    ).select_related("user")
    present = [post for post in posts if not post.user.is_away(day)]
    first = [post.user for post in present if not post.deputy]
    return first or [post.user for post in present] or [post.user for post in posts]


def read(user: User, *, about: UUID, now: datetime) -> None:
    """Mark what a user was told about an object as read."""
    Notice.objects.filter(user=user, about=about, read_at=None).update(read_at=now)
