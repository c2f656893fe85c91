"""Whether somebody answers now: the Dutch clock, weekends, holidays, past midnight. Policy: A04."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.core.calendar import AMSTERDAM
from nietpluis.inbox.publication import Hours, Opening
from nietpluis.website.opening import Standing, standing
from tests.inbox import example

OFFICE = Hours(openings=(example.WEEKDAYS,))
AFTER_HOURS = Hours(
    openings=(
        Opening(days=(1, 2, 3, 4, 5), start="00:00", end="08:00"),
        Opening(days=(1, 2, 3, 4, 5), start="16:30", end="24:00"),
        Opening(days=(6, 7), start="00:00", end="24:00"),
    )
)
moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - the strategy adds the time zone
    datetime(2034, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
hours = st.sampled_from([None, Hours(always=True), OFFICE, AFTER_HOURS])


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("hours", "now", "open", "until"),
    [
        (OFFICE, "2026-03-02T08:00", True, "2026-03-02T16:30"),  # Monday
        (OFFICE, "2026-03-02T07:59", False, "2026-03-02T08:00"),
        (OFFICE, "2026-03-02T16:30", False, "2026-03-03T08:00"),
        (OFFICE, "2026-03-06T18:00", False, "2026-03-09T08:00"),  # over the weekend
        (OFFICE, "2026-04-06T10:00", False, "2026-04-07T08:00"),  # Easter Monday
        (OFFICE, "2026-12-24T17:00", False, "2026-12-28T08:00"),  # Christmas on a Friday
        (AFTER_HOURS, "2026-03-02T23:00", True, "2026-03-03T08:00"),  # past midnight is one
        (AFTER_HOURS, "2026-03-07T12:00", True, "2026-03-09T08:00"),  # the whole weekend
        (AFTER_HOURS, "2026-03-03T09:00", False, "2026-03-03T16:30"),
        (AFTER_HOURS, "2026-04-06T10:00", True, "2026-04-07T08:00"),  # Easter Monday
        (OFFICE, "2026-03-30T08:00", True, "2026-03-30T16:30"),  # the day after the clock changed
    ],
)
def test_it_knows_the_hours_on_the_dutch_clock_with_holidays(hours, now, open, until):
    assert standing(hours, at(now)) == Standing(open=open, until=at(until))


def test_day_and_night_is_always_open_and_unknown_hours_are_no_guess():
    week = Opening(days=(1, 2, 3, 4, 5, 6, 7), start="00:00", end="24:00")
    assert standing(Hours(always=True), example.NOW) == Standing(open=True)
    assert standing(Hours(openings=(week,)), example.NOW) == Standing(open=True)
    assert standing(None, example.NOW) is None and standing(Hours(), example.NOW) is None


@given(hours, moments)
def test_what_changes_changes_later_and_to_the_other_side(known, now):
    found = standing(known, now)
    if found and found.until:
        assert found.until > now
        after = standing(known, found.until)
        assert after and after.open is not found.open


pages = pytest.mark.django_db(databases=["public"])


@pages
def test_every_card_says_whether_somebody_answers_now(public_site, monkeypatch):
    example.publish()
    for now, words in {
        example.NOW: "Nu open, tot vandaag 16:30 uur.",
        datetime(2026, 3, 2, 20, tzinfo=UTC): "Nu dicht. Weer open: morgen 08:00 uur.",
        datetime(2026, 3, 6, 20, tzinfo=UTC): "Nu dicht. Weer open: maandag 08:00 uur.",
    }.items():
        monkeypatch.setattr("nietpluis.website.site.timezone.now", lambda now=now: now)
        page = public_site.get("/voorbeeldstad/hulp/").content.decode()
        assert words in page and "Nu open." in page
    page = public_site.get("/voorbeeldstad/contact/").content.decode()
    assert "Of er nu iemand opneemt, weten wij niet." in page


@pages
def test_a_card_names_the_languages_in_words_of_the_page(town):
    assert "Talen: Nederlands, Engels." in town.get("/voorbeeldstad/hulp/").content.decode()
    assert "Languages: Dutch, English." in town.get("/en/voorbeeldstad/hulp/").content.decode()
