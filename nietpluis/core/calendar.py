"""Clock and working days in the Netherlands: when something is due."""

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
END_OF_DAY = time(17)


def local_day(moment: datetime) -> date:
    """Return the day it is in the Netherlands at an aware moment."""
    return _aware(moment).astimezone(AMSTERDAM).date()


def is_holiday(day: date) -> bool:
    """Say whether a day is a Dutch public holiday.

    Liberation Day counts once in five years, as in most collective agreements; a region that
    closes every fifth of May lists it among its extra closed days.
    """
    return day in _holidays(day.year)


def is_working_day(day: date, *, closed: Collection[date] = ()) -> bool:
    """Say whether offices work: no weekend, no public holiday, no day that the region closes."""
    return day.isoweekday() < 6 and not is_holiday(day) and day not in closed


def add_working_days(day: date, days: int, *, closed: Collection[date] = ()) -> date:
    """Return the last of so many working days after a day; raises ValueError below one."""
    if days < 1:
        raise ValueError("a deadline is at least one working day")
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, closed=closed)
    return day


def after_working_days(start: datetime, days: int, *, closed: Collection[date] = ()) -> datetime:
    """Return five o'clock, Dutch time, on the last of so many working days after a moment (UTC).

    The day on which something comes in does not count. Raises ValueError below one day.
    """
    last = add_working_days(local_day(start), days, closed=closed)
    return datetime.combine(last, END_OF_DAY, AMSTERDAM).astimezone(UTC)


def after_hours(start: datetime, hours: int) -> datetime:
    """Return the moment so many real hours later (UTC), day and night, whatever the clock does."""
    if hours < 1:
        raise ValueError("a deadline is at least one hour")
    return _aware(start).astimezone(UTC) + timedelta(hours=hours)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))
