from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.core import calendar
from nietpluis.core.calendar import AMSTERDAM

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
MOMENTS = st.integers(0, 40 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CLOSED = st.sets(DAYS, max_size=5)


def easter(year: int) -> date:
    """Easter Sunday by Gauss's rule as corrected by Meeus, apart from the library."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 27),
        date(2025, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2028, 12, 26),
    ],
)
def test_a_dutch_public_holiday_is_no_working_day(day):
    assert calendar.is_holiday(day) and not calendar.is_working_day(day)


def test_kings_day_moves_to_saturday_when_it_falls_on_a_sunday():
    assert calendar.is_holiday(date(2025, 4, 26)) and not calendar.is_holiday(date(2025, 4, 27))


def test_liberation_day_counts_once_in_five_years():
    counted = [year for year in range(2021, 2031) if calendar.is_holiday(date(year, 5, 5))]
    assert counted == [2025, 2030]


@given(st.integers(2020, 2060))
def test_the_days_around_easter_move_along(year):
    sunday = easter(year)
    for after in (-2, 0, 1, 39, 49, 50):
        assert calendar.is_holiday(sunday + timedelta(days=after))


@given(DAYS, st.integers(1, 30), CLOSED)
def test_a_deadline_falls_on_a_working_day_after_so_many_of_them(day, days, closed):
    last = calendar.add_working_days(day, days, closed=closed)
    assert calendar.is_working_day(last, closed=closed)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(calendar.is_working_day(one, closed=closed) for one in between) == days


@given(DAYS, st.integers(1, 10), st.integers(1, 10))
def test_waiting_twice_is_waiting_once_for_the_sum(day, one, other):
    twice = calendar.add_working_days(calendar.add_working_days(day, one), other)
    assert twice == calendar.add_working_days(day, one + other)


@given(DAYS, DAYS, st.integers(1, 10), CLOSED)
def test_who_waits_longer_is_not_due_earlier(one, other, days, closed):
    first, last = sorted((one, other))
    assert calendar.add_working_days(first, days, closed=closed) <= calendar.add_working_days(
        last, days, closed=closed
    )


def test_a_closed_bridge_day_is_skipped():
    ascension_eve, friday, monday = date(2026, 5, 13), date(2026, 5, 15), date(2026, 5, 18)
    assert calendar.add_working_days(ascension_eve, 1) == friday
    assert calendar.add_working_days(ascension_eve, 1, closed=[friday]) == monday


@given(MOMENTS, st.integers(1, 10))
def test_a_working_day_ends_at_five_dutch_time_summer_and_winter(start, days):
    due = calendar.after_working_days(start, days)
    here = due.astimezone(AMSTERDAM)
    assert (here.hour, here.minute, due.tzinfo) == (17, 0, UTC)
    assert here.date() > calendar.local_day(start)


def test_the_day_it_is_counts_in_the_netherlands_and_not_in_utc():
    just_after_midnight = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert calendar.local_day(just_after_midnight) == date(2026, 7, 2)


@given(MOMENTS, st.integers(1, 500))
def test_hours_are_real_hours(start, hours):
    assert calendar.after_hours(start, hours) - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2026, 3, 29, 1, 30, tzinfo=AMSTERDAM), (3, 30)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM), (2, 30)),
    ],
)
def test_an_hour_lasts_an_hour_when_the_clock_changes(before, after):
    due = calendar.after_hours(before, 1).astimezone(AMSTERDAM)
    assert (due.hour, due.minute) == after
    two = calendar.after_hours(before, 2).astimezone(AMSTERDAM)
    assert two - due.astimezone(UTC) == timedelta(hours=1)


def test_a_deadline_of_nothing_is_refused():
    for none in (0, -1):
        with pytest.raises(ValueError):
            calendar.add_working_days(date(2026, 3, 2), none)
        with pytest.raises(ValueError):
            calendar.after_hours(datetime(2026, 3, 2, tzinfo=UTC), none)


def test_a_moment_without_time_zone_is_refused():
    for count in (calendar.after_hours, calendar.after_working_days):
        with pytest.raises(ValueError, match="time zone"):
            count(datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None), 1)


def test_months_before_stops_at_the_end_of_a_shorter_month():
    assert calendar.months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert calendar.months_before(date(2028, 8, 31), 6) == date(2028, 2, 29)
    assert calendar.months_before(date(2026, 3, 2), 27) == date(2023, 12, 2)
