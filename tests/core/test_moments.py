"""A moment at the desk reads as a colleague would say it, seen from now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from nietpluis.core import moments

NOW = datetime(2026, 11, 18, 13, 5, tzinfo=UTC)  # a Wednesday, 14:05 in the Netherlands


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"seconds": 30}, "net"),
        ({"minutes": 40}, "40 minuten"),
        ({"hours": 3, "minutes": 59}, "3 uur"),
        ({"days": 1}, "1 dag"),
        ({"days": 13}, "13 dagen"),
        ({"days": 14}, "2 weken"),
        ({"days": 100}, "3 maanden"),
        ({"days": 800}, "2 jaar"),
    ],
)
def test_how_long_ago_is_said_in_one_unit(span: dict[str, int], words: str) -> None:
    assert moments.ago(NOW - timedelta(**span), NOW) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 11, 18, 16, tzinfo=UTC), "vandaag 17:00"),
        (datetime(2026, 11, 19, 16, tzinfo=UTC), "morgen 17:00"),
        (datetime(2026, 11, 18, 22, 59, tzinfo=UTC), "vandaag"),
        (datetime(2026, 11, 20, 16, tzinfo=UTC), "vr 20 nov 17:00"),
        (datetime(2026, 12, 4, 16, tzinfo=UTC), "vr 4 dec"),
        (datetime(2027, 1, 8, 16, tzinfo=UTC), "vr 8 jan 2027"),
        (NOW - timedelta(seconds=1), "1 minuut te laat"),
        (NOW - timedelta(hours=50), "2 dagen te laat"),
    ],
)
def test_a_deadline_is_a_day_and_a_clock_or_how_late(due: datetime, words: str) -> None:
    assert moments.due(due, NOW) == words


def test_the_day_is_the_day_in_the_netherlands() -> None:
    assert moments.due(datetime(2026, 11, 18, 23, 30, tzinfo=UTC), NOW) == "morgen 00:30"


def render(source: str, **context: object) -> str:
    return Template("{% load nietpluis %}" + source).render(Context({"now": NOW} | context))


def test_late_is_said_with_a_word_and_a_sign_not_by_colour_alone() -> None:
    shown = render("{% due at %}", at=NOW - timedelta(days=2))
    assert "2 dagen te laat" in shown and "<svg" in shown and "np-due--late" in shown


def test_a_missing_moment_shows_nothing() -> None:
    assert render("{% due at %}{% ago at %}{% moment at %}{{ at|local_dt }}", at=None) == ""


def test_a_moment_in_full_is_local_time() -> None:
    assert render("{{ at|local_dt }}", at=NOW) == "18 nov 2026, 14:05"
    assert 'datetime="2026-11-18T14:05+01:00"' in render("{% moment at %}", at=NOW)


def test_a_pictogram_says_nothing_aloud_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "phone" %}')
    assert "np-hidden" not in render('{% icon "phone" %}')
    assert '<span class="np-hidden">bellen</span>' in render('{% icon "phone" "bellen" %}')
