"""Moments in a demonstration: told from today backwards, so that it is never out of date."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from nietpluis.core.calendar import AMSTERDAM, is_working_day, local_day

AFTER_WORK = time(17, 10)  # when the worker of the demonstration looks round: deadlines are at five


def moment(told: str, *, now: datetime) -> datetime:
    """Read "12 09:30" (so many working days ago, Dutch time), "3h" or "50m" (ago). UTC.

    Raises ValueError for anything else.
    """
    if ago := re.fullmatch(r"(\d+)([hm])", told):
        unit = timedelta(hours=1) if ago[2] == "h" else timedelta(minutes=1)
        return (now - int(ago[1]) * unit).astimezone(UTC)
    if not (at := re.fullmatch(r"([1-9]\d*) (\d\d):(\d\d)", told)):
        raise ValueError(f"{told!r} is no moment")
    day = working_day_before(local_day(now), int(at[1]))
    return datetime.combine(day, time(int(at[2]), int(at[3])), AMSTERDAM).astimezone(UTC)


def working_day_before(day: date, number: int) -> date:
    """Return the day that is so many working days before a day."""
    while number:
        day -= timedelta(days=1)
        number -= is_working_day(day)
    return day


def rounds(start: datetime, now: datetime) -> Iterator[datetime]:
    """Yield when the worker looks round between two moments: once a day, and at the end."""
    day = local_day(start)
    while day <= local_day(now):
        at = datetime.combine(day, AFTER_WORK, AMSTERDAM).astimezone(UTC)
        if start < at < now:
            yield at
        day += timedelta(days=1)
    yield now
