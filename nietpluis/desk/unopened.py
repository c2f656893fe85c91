"""What could not be opened: said once to who must know, shown until it does, never thrown away.

Policy: A22, nothing is left lying.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from nietpluis.accounts.access import Actor, sees, write_line
from nietpluis.accounts.models import Appointment, User, in_force
from nietpluis.accounts.roles import Level, Role
from nietpluis.audit import log as audit
from nietpluis.partners.models import Organisation

from . import notices
from .models import Notice, Unopened

log = logging.getLogger("nietpluis.intake")
RETRY = timedelta(minutes=10)
TOLD = (Role.FOCAL_OFFICER, Role.ADMINISTRATOR)


@transaction.atomic
def set_aside(
    thing: UUID,
    *,
    kind: Unopened.Kind,
    reason: Unopened.Reason,
    organisation: Organisation | None,
    by: Actor,
    now: datetime,
) -> Unopened:
    """Note that something could not be opened, and raise the alarm the first time only."""
    known = Unopened.objects.select_for_update().filter(thing=thing).first()
    if known:
        known.reason, known.tried_at, known.opened_at = reason, now, None
        known.save(update_fields=["reason", "tried_at", "opened_at"])
        return known
    aside = Unopened.objects.create(
        thing=thing,
        kind=kind,
        reason=reason,
        organisation=organisation,
        first_seen_at=now,
        tried_at=now,
    )
    log.error("%s %s could not be opened: %s", kind.lower(), thing, reason)
    home = organisation.pk if organisation else audit.SYSTEM
    notices.tell(_whom(organisation, now=now), Notice.Kind.UNOPENED, about=home, now=now)
    write_line("report.unopened", about=thing, organisation=home, by=by, now=now)
    return aside


def opened(thing: UUID, *, now: datetime) -> None:
    """Note that something opened after all, so that nobody is still asked to look."""
    Unopened.objects.filter(thing=thing, opened_at=None).update(opened_at=now)


def resting(*, now: datetime) -> set[UUID]:
    """Return what was tried in vain a short while ago; it is tried again after RETRY."""
    lately = Unopened.objects.filter(opened_at=None, tried_at__gt=now - RETRY)
    return set(lately.values_list("thing", flat=True))


def unopened_for(actor: Actor, *, now: datetime) -> list[Unopened]:
    """Return what could not be opened yet, for a focal officer or administrator; newest first.

    What is for no known municipality is shown to every administrator.
    """
    open_still = {"opened_at": None, "put_away_at": None}
    found = sees(actor, Unopened, now, Level.EXISTS).filter(**open_still)
    listed = list(found.select_related("organisation"))
    if any(post.role == Role.ADMINISTRATOR for post in actor.appointments):
        listed += Unopened.objects.filter(organisation=None, **open_still)
    return sorted(listed, key=lambda one: one.first_seen_at, reverse=True)


@transaction.atomic
def put_away(pk: UUID, *, by: Actor, now: datetime) -> None:
    """Take one off the list because somebody dealt with it; the thing itself stays where it is.

    An envelope is still tried again. Raises Http404 for what the actor does not see.
    """
    one = next((one for one in unopened_for(by, now=now) if one.pk == pk), None)
    if one is None:
        raise Http404
    Unopened.objects.filter(pk=pk).update(put_away_at=now)
    home = one.organisation_id or audit.SYSTEM
    write_line("report.unopened_put_away", about=one.thing, organisation=home, by=by, now=now)


def note_seen(listed: Iterable[Unopened], *, by: Actor, now: datetime) -> None:
    """Mark the alarms about these as read by whoever looks at them."""
    for home in {one.organisation_id or audit.SYSTEM for one in listed}:
        notices.read(by.person, about=home, now=now)


def _whom(organisation: Organisation | None, *, now: datetime) -> list[User]:
    posts = Appointment.objects.filter(in_force(now), role__in=TOLD, user__is_active=True)
    if organisation:
        posts = posts.filter(organisation=organisation)
    else:
        posts = posts.filter(role=Role.ADMINISTRATOR)
    return list({post.user_id: post.user for post in posts.select_related("user")}.values())
