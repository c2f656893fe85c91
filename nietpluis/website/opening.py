"""Whether somebody answers now: opening hours on the Dutch clock, holidays counted. Policy: A04.

Hours that nobody stated are never a guess: `standing` then knows nothing (house rule 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from nietpluis.core.calendar import AMSTERDAM, is_holiday, local_day
from nietpluis.inbox.publication import Hours

AHEAD = 14  # days to look for when it opens; every week has the same hours, holidays aside
SUNDAY = 7


@dataclass(frozen=True)
class Standing:
    """Open or closed at a moment; `until` when that changes, None if it never does."""

    open: bool
    until: datetime | None = None


def standing(hours: Hours | None, now: datetime) -> Standing | None:
    """Say whether somebody answers at an aware moment; None if the hours are not known.

    A public holiday has the hours of a Sunday: an office is closed, who answers in the weekend is
    there. `until` is in Dutch time.
    """
    if hours is None or not (hours.always or hours.openings):
        return None
    if hours.always:
        return Standing(open=True)
    for start, end in _joined(hours, local_day(now)):
        if now < start:
            return Standing(open=False, until=start)
        if now < end:
            return Standing(open=True, until=end if end - now < timedelta(AHEAD - 1) else None)
    return Standing(open=False)


def _joined(hours: Hours, today: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when until when it is open, in order; what goes on past midnight is one."""
    last: tuple[datetime, datetime] | None = None
    for start, end in sorted(_openings(hours, today)):
        if last and start <= last[1]:
            last = last[0], max(last[1], end)
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def _openings(hours: Hours, today: date) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(-1, AHEAD):
        day = today + timedelta(ahead)
        weekday = SUNDAY if is_holiday(day) else day.isoweekday()
        for one in hours.openings:
            if weekday in one.days:
                start, end = _moment(day, one.start), _moment(day, one.end)
                yield start, end if end > start else end + timedelta(1)


def _moment(day: date, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    if hour == 24:
        day, hour = day + timedelta(1), 0
    return datetime.combine(day, time(hour, minute), AMSTERDAM)
