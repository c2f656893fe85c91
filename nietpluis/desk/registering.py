"""The focal officer writes down what came by telephone, at the counter, by mail or from MMA.

Policy: A15; A59, MMA stands as unverified and its reporter is untraceable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from nietpluis.accounts.access import Actor, note_acting
from nietpluis.accounts.models import Appointment, User, in_force
from nietpluis.accounts.roles import ROLES, Permission, Role
from nietpluis.core.answers import Answer
from nietpluis.partners.models import Municipality, Organisation

from . import intake
from .models import Channel, Report, ReporterKind
from .models.reports import About

CHANNELS = (Channel.TELEPHONE, Channel.COUNTER, Channel.EMAIL, Channel.MMA)


@dataclass(frozen=True)
class Told:
    """What reached the officer, in their words, and who told it as far as that may be kept."""

    once: UUID
    channel: Channel
    story: str
    reporter_kind: ReporterKind = ReporterKind.UNKNOWN
    reporter: User | None = None
    contact: str = ""
    about: About = About.UNKNOWN
    acute: Answer = Answer.UNKNOWN
    minor: Answer = Answer.UNKNOWN
    whereabouts: str = ""
    period: str = ""
    topics: Sequence[str] = ()
    only_other: bool = False


def colleague(email: str, organisation: Organisation, *, now: datetime) -> Appointment | None:
    """Return the appointment of somebody who can read feedback here, by e-mail address (A20).

    Only an active user whose appointment at this organisation gives a page with own signals.
    """
    posts = Appointment.objects.filter(
        in_force(now),
        organisation=organisation,
        user__email=email.strip().lower(),
        user__is_active=True,
    ).select_related("user")
    may = (post for post in posts if Permission.REPORT_OWN in ROLES[Role(post.role)].may)
    return next(may, None)


@transaction.atomic
def register(told: Told, *, place: Municipality, by: Actor, now: datetime) -> Report:
    """Put on the desk what the officer was told; the same form sent twice is one report.

    Policy: A15; A20, a colleague who is named gets feedback; A59, of MMA no trace of who told it is
    kept. Raises ValueError for a channel that is not told to an officer.
    """
    if told.channel not in CHANNELS:
        raise ValueError("this channel does not pass through an officer")
    mma = told.channel == Channel.MMA
    here = place.on(now.date())
    post = None
    if told.reporter and not mma:
        post = colleague(told.reporter.email, here.served_by, now=now)
    kind = ReporterKind.MMA if mma else told.reporter_kind
    if post:
        outside = post.role == Role.PROFESSIONAL
        kind = ReporterKind.PROFESSIONAL if outside else ReporterKind.OFFICIAL
    incoming = intake.Incoming(
        municipality=here,
        channel=told.channel,
        reporter_kind=kind,
        story=told.story,
        once=uuid5(by.pk, str(told.once)),
        trafficking=not told.only_other,
        undermining=sorted(told.topics or ({"OTHER"} if told.only_other else ())),
        reporter=post.user if post else None,
        function=post.function if post else "",
        about=told.about,
        acute=told.acute,
        minor=told.minor,
        unverified=mma,
        whereabouts=told.whereabouts,
        period=told.period,
        contact="" if mma or post else told.contact,
    )
    note_acting(by, here.served_by_id)
    return intake.receive(incoming, by=by, now=now)
