"""Who holds which role where: appoint somebody, end it, and see what a municipality lacks.

Policy: A25, at least one focal officer, named by the municipality, and work survives departure.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from nietpluis.core.calendar import local_day
from nietpluis.partners.models import Kind, Municipality, Organisation, Region

from .access import Actor, write_line
from .grounds import purpose_of
from .models import Appointment, Domain, Function, User, in_force
from .roles import ROLES, Role


class Refused(Exception):
    """This appointment cannot be made or ended so; the message says why, in Dutch."""


AT_EVERY_ORGANISATION = (Role.PRIVACY_OFFICER, Role.EVALUATOR, Role.ADMINISTRATOR)
AT_A_MUNICIPALITY = (Role.OFFICIAL, Role.FOCAL_OFFICER, Role.REGISSEUR, Role.MANAGER)
AT_A_PARTNER = (
    Role.CARE_COORDINATOR,
    Role.INVESTIGATOR,
    Role.RIEC_MEMBER,
    Role.CHAIN_DIRECTOR,
)
WITH_DEPUTY = (Role.FOCAL_OFFICER, Role.REGISSEUR)


def roles_at(kind: Kind) -> list[Role]:
    """Return the roles that make sense at a kind of organisation. Policy: C10; G.

    Professionals from outside come by invitation, not by appointment here.
    """
    if kind == Kind.MUNICIPALITY:
        return [*AT_A_MUNICIPALITY, *AT_EVERY_ORGANISATION]
    own = [role for role in AT_A_PARTNER if purpose_of(kind) in ROLES[role].routed]
    return [*own, *AT_EVERY_ORGANISATION]


@dataclass(frozen=True)
class Post:
    """What somebody is appointed to; `works_on` are ISO weekdays, empty where it is not known."""

    role: Role
    organisation: Organisation
    domain: Domain
    starts_at: datetime
    ends_at: datetime | None = None
    function: str = ""
    deputy: bool = False
    works_on: Collection[int] = ()


@transaction.atomic
def appoint(*, email: str, name: str, post: Post, by: Actor, now: datetime) -> Appointment:
    """Appoint somebody, known by their e-mail address or new here. Policy: A25; G.

    Nobody appoints themselves: whoever manages accounts never gets sight that way (C12). The same
    appointment twice is one. Raises Refused.
    """
    _must_administer(by, post.organisation)
    _check(post)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user and by.user and user.pk == by.user.pk:
        raise Refused("Je kunt jezelf geen rol geven. Vraag een andere beheerder.")
    if user is None:
        user = User(email=email, name=name.strip())
        user.set_unusable_password()
        user.save()
    same = user.appointment_set.filter(
        Q(ends_at=None) | Q(ends_at__gt=post.starts_at),
        role=post.role,
        organisation=post.organisation,
        domain=post.domain,
    ).first()
    if same:
        raise Refused(f"{user.name} heeft deze rol hier al.")
    made = Appointment.objects.create(
        user=user,
        role=post.role,
        organisation=post.organisation,
        domain=post.domain,
        function=post.function,
        deputy=post.deputy,
        works_on=sorted(set(post.works_on)),
        starts_at=post.starts_at,
        ends_at=post.ends_at,
    )
    _note("appointment.made", made, by=by, now=now)
    return made


@transaction.atomic
def end(appointment: Appointment, *, at: datetime, by: Actor, now: datetime) -> Appointment:
    """Let an appointment end at a moment; it is never deleted. Policy: A25; C12.

    What the person still holds is for the desk to hand over first. Raises Refused.
    """
    held = Appointment.objects.select_for_update().select_related("user", "organisation")
    appointment = held.get(pk=appointment.pk)
    _must_administer(by, appointment.organisation)
    if by.user and appointment.user_id == by.user.pk:
        raise Refused("Je kunt je eigen aanstelling niet beëindigen. Vraag een andere beheerder.")
    if appointment.ends_at and appointment.ends_at <= now:
        raise Refused("Deze aanstelling was al afgelopen.")
    if at <= appointment.starts_at:
        raise Refused("Het einde moet na het begin liggen.")
    appointment.ends_at = at
    appointment.save(update_fields=["ends_at"])
    _note("appointment.ended", appointment, by=by, now=now)
    return appointment


def _check(post: Post) -> None:
    if post.role not in roles_at(Kind(post.organisation.kind)):
        raise Refused(f"De rol ‘{post.role.label}’ past niet bij {post.organisation.name}.")
    if post.role == Role.OFFICIAL and post.function not in Function.values:
        raise Refused("Kies de functie: die bepaalt waar de ambtenaar op let.")
    if post.deputy and post.role not in WITH_DEPUTY:
        raise Refused("Alleen een aandachtsfunctionaris of regisseur kan vervanger zijn.")
    if post.ends_at and post.ends_at <= post.starts_at:
        raise Refused("De einddatum moet na de begindatum liggen.")
    if not set(post.works_on) <= set(range(1, 8)):
        raise Refused("Kies werkdagen van maandag tot en met zondag.")


def _must_administer(by: Actor, organisation: Organisation) -> None:
    if by.user and organisation.pk not in {post.organisation_id for post in by.appointments}:
        raise PermissionDenied


def _note(what: str, appointment: Appointment, *, by: Actor, now: datetime) -> None:
    write_line(what, about=appointment.pk, organisation=appointment.organisation_id, by=by, now=now)


@dataclass(frozen=True)
class Crew:
    """Who answers for a kind of signal at an organisation today, and who is not there.

    `here`: the users who work today and are not absent; `away`: those who reported an absence.
    """

    first: list[User]
    deputies: list[User]
    here: frozenset[UUID]
    away: frozenset[UUID]

    def everyone(self) -> list[User]:
        return _once([*self.first, *self.deputies])

    def first_here(self) -> list[User]:
        return [user for user in self.first if user.pk in self.here]

    def covering(self) -> list[User]:
        """Who takes over today: the deputies, those who are there before those who are not."""
        deputies = self.deputies or self.first
        return [user for user in deputies if user.pk in self.here] or deputies


def crew(organisation: UUID, role: Role, *, now: datetime) -> Crew:
    """Return who holds a role at an organisation, and who of them is there today. Policy: A22, A25.

    Somebody whose days of work are not known counts as there.
    """
    day = local_day(now)
    posts = list(
        Appointment.objects.filter(
            in_force(now), organisation=organisation, role=role, user__is_active=True
        )
        .select_related("user")
        .order_by("starts_at", "pk")
    )
    away = frozenset(
        User.objects.filter(
            pk__in={post.user_id for post in posts},
            absence__from_day__lte=day,
            absence__until_day__gte=day,
        ).values_list("pk", flat=True)
    )
    on_duty = {
        post.user_id for post in posts if not post.works_on or day.isoweekday() in post.works_on
    }
    return Crew(
        first=_once(post.user for post in posts if not post.deputy),
        deputies=_once(post.user for post in posts if post.deputy),
        here=frozenset(on_duty - away),
        away=away,
    )


def _once(users: Iterable[User]) -> list[User]:
    return list({user.pk: user for user in users}.values())


@dataclass(frozen=True)
class Gap:
    """What a municipality lacks; the words are those of the warning."""

    organisation: Organisation
    lacks: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.organisation.name} heeft nog geen {' en geen '.join(self.lacks)}."


NO_OFFICER, NO_DEPUTY = "aandachtsfunctionaris", "vervanger"


def gaps(of: Region | Organisation, now: datetime) -> list[Gap]:
    """Return which municipalities have no focal officer, or nobody who can take over.

    Policy: A25, at least one AF, and a buddy. A second focal officer can take over as well.
    """
    today = local_day(now)
    places = Municipality.objects.filter(valid_from__lte=today).exclude(valid_to__lte=today)
    if isinstance(of, Region):
        desks = Organisation.objects.filter(pk__in=places.filter(region=of).values("served_by"))
    else:
        desks = Organisation.objects.filter(pk=of.pk, kind=Kind.MUNICIPALITY)
    officers: dict[UUID, dict[UUID, bool]] = {}
    posts = Appointment.objects.filter(
        in_force(now), organisation__in=desks, role=Role.FOCAL_OFFICER, user__is_active=True
    )
    for at, user, deputy in posts.values_list("organisation", "user", "deputy"):
        here = officers.setdefault(at, {})
        here[user] = here.get(user, True) and deputy
    found = []
    for desk in desks.order_by("name"):
        held = officers.get(desk.pk, {})
        lacks = [NO_OFFICER] if all(held.values()) else []
        lacks += [NO_DEPUTY] if len(held) < 2 else []
        if lacks:
            found.append(Gap(desk, tuple(lacks)))
    return found
