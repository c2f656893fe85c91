"""A demonstration: invented people and reports, walked through the real workflow day by day.

Nobody in it exists. Every act goes through the domain's own functions, by somebody who may do it,
at a moment in the weeks before today; the worker looks round in between. So what the screens show
is what they would show after two months of work.
"""

from datetime import datetime
from itertools import chain

from django.conf import settings
from django.db import transaction

from nietpluis.accounts.models import User
from nietpluis.desk import collecting, publishing, reminding, sweeping
from nietpluis.desk.models import Report
from nietpluis.partners import packs
from nietpluis.partners.models import Region

from . import people, telling
from .clock import rounds
from .happening import Happening

NO_MAIL = (
    "No demonstration data: this installation sends e-mail (NIETPLUIS_SMTP_HOST), and the partners"
    " in the region packs are real."
)


def load(*, now: datetime) -> bool:
    """Fill an empty installation; returns False, having changed nothing, if it is not empty.

    All or nothing: what fails half-way leaves the installation empty. It never fills one that sends
    e-mail, since real partners would hear of invented signals.
    """
    if sends_mail() or not is_empty():
        return False
    with (
        transaction.atomic(),
        transaction.atomic(using="keys"),
        transaction.atomic(using="public"),
    ):
        if not is_empty():
            return False
        _fill(now=now)
    return True


def accounts() -> list[str]:
    """Return the lines that tell how to log in, one account per role."""
    return people.accounts() or ([NO_MAIL] if sends_mail() else [])


def is_empty() -> bool:
    """Say whether nobody and nothing is here yet."""
    return not any(model.objects.exists() for model in (User, Report, Region))


def sends_mail() -> bool:
    return bool(settings.EMAIL_HOST)


def _fill(*, now: datetime) -> None:
    password = people.new_password()
    for pack in packs.shipped():
        packs.load_file(pack, now=now)
    people.open_portals()
    people.appoint_all(password=password, now=now)
    told = sorted(
        chain(people.happenings(password=password, now=now), telling.happenings(now=now)),
        key=lambda one: one.at,
    )
    worker = [Happening(at, _look_round) for at in rounds(told[0].at, now)]
    for happening in sorted([*told, *worker], key=lambda one: one.at):
        happening.do(happening.at)
    publishing.publish_all(now)


def _look_round(at: datetime) -> None:
    collecting.collect_all(at)
    sweeping.sweep(at)
    reminding.remind_all(at)
