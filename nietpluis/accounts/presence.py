"""When somebody is there: the days they work, and the days they are away. Policy: A25; G."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from nietpluis.audit import log

from .access import Actor, write_line
from .appointing import Refused
from .models import Absence, Appointment

LONGEST = 366  # days


@transaction.atomic
def set_days(
    appointment: Appointment, *, works_on: Collection[int], by: Actor, now: datetime
) -> Appointment:
    """Say on which weekdays one works in an appointment; none is "not known". Raises Refused."""
    if not set(works_on) <= set(range(1, 8)):
        raise Refused("Kies werkdagen van maandag tot en met zondag.")
    appointment.works_on = sorted(set(works_on))
    appointment.save(update_fields=["works_on"])
    _note("appointment.days", appointment.pk, by=by, now=now)
    return appointment


@transaction.atomic
def be_away(*, from_day: date, until_day: date, by: Actor, now: datetime) -> Absence:
    """Say from which day to which day one is away; overlapping absences become one.

    What becomes overdue in that time surfaces with the deputy at once (A25). Raises Refused.
    """
    if until_day < from_day:
        raise Refused("De laatste dag moet op of na de eerste dag liggen.")
    if (until_day - from_day).days > LONGEST:
        raise Refused("Een afwezigheid duurt hooguit een jaar. Draag je werk anders over.")
    mine = Absence.objects.filter(user=by.person, from_day__lte=until_day, until_day__gte=from_day)
    days = [(from_day, until_day), *mine.values_list("from_day", "until_day")]
    mine.delete()
    away = Absence.objects.create(
        user=by.person,
        from_day=min(first for first, _ in days),
        until_day=max(last for _, last in days),
    )
    _note("absence.told", away.pk, by=by, now=now)
    return away


@transaction.atomic
def be_back(absence: Absence, *, by: Actor, now: datetime) -> None:
    """Take an own absence back."""
    pk = absence.pk
    absence.delete()
    _note("absence.taken_back", pk, by=by, now=now)


def _note(what: str, about: UUID, *, by: Actor, now: datetime) -> None:
    home = by.acting.organisation_id if by.acting else log.SYSTEM
    write_line(what, about=about, organisation=home, by=by, now=now)
