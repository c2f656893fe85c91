"""Tickets: machines pay per attempt, people never notice, nobody is refused for good.

Policy: A01, A08; issue "Abuse without blocking a shelter".
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.inbox import budget
from nietpluis.inbox.budget import Level
from nietpluis.website import proof
from nietpluis.website.proof import SUMS, WAITS, Purpose
from tests.inbox.example import NOW
from tests.website.visitor import solve

pytestmark = pytest.mark.django_db(databases=["public"])
HERE = "voorbeeldstad"
CODE = "123 456"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def calm():
    budget.forget()
    yield
    budget.forget()


def posted(ticket, answer=""):
    return {"ticket": str(ticket), "proof": answer}


def solved(ticket):
    return posted(ticket, solve(str(ticket)))


def passes(sent, *, at=HERE, purpose=Purpose.REPORT, now=NOW, bound=CODE, once=b""):
    return proof.check(sent, at, purpose, now, bound=bound, once=once).passed


def report(now=NOW):
    return proof.ticket(HERE, Purpose.REPORT, now, bound=CODE)


def a_return(now=NOW):
    return proof.ticket(HERE, Purpose.RETURN, now)


def comes_back(sent, **more):
    return passes(sent, purpose=Purpose.RETURN, bound="", **more)


def flood(level, purpose=Purpose.REPORT, *, at=HERE, now=NOW, budget_of=30):
    """So many came in that it is this busy."""
    for _ in range(budget_of * (0, *budget.STEPS)[level]):
        budget.count(at, purpose, now=now)


def test_a_solved_ticket_passes_at_once():
    assert passes(solved(report()))


def test_without_the_sum_the_same_ticket_passes_after_a_short_wait():
    made = report()
    assert not passes(posted(made), now=NOW + 4 * SECOND)
    assert passes(posted(made), now=NOW + 5 * SECOND)


def test_who_comes_too_early_hears_how_many_seconds_are_left_and_keeps_the_ticket():
    made = report()
    verdict = proof.check(posted(made), HERE, Purpose.REPORT, NOW + 2 * SECOND, bound=CODE)
    assert (verdict.passed, verdict.wait, str(verdict.ticket)) == (False, 3, str(made))


@pytest.mark.parametrize("answer", ["", "-1", "99999999", "x", "1.0", "+12", "١٢"])
def test_a_wrong_number_is_no_proof(answer):
    made = report()
    assert not passes(posted(made, answer))


def test_another_municipality_purpose_or_code_makes_a_ticket_worthless():
    sent = solved(report())
    assert not passes(sent, at="elders")
    assert not passes(sent, purpose=Purpose.FILE)
    assert not passes(sent, bound="654 321")
    assert passes(sent)


def test_a_forged_ticket_is_worthless_however_long_one_waits():
    made = str(report())
    salt, challenge, signature = made.rsplit(".", 2)
    id, issued, level = salt.split(".")
    later = NOW + timedelta(hours=1)
    for forged in (
        f"{id}.{issued}.{level}.{challenge}.{'0' * 64}",
        f"{id}.{int(issued) - 60}.{level}.{challenge}.{signature}",
        f"{id}.0{issued}.{level}.{challenge}.{signature}",
        f"{'0' * 32}.{issued}.{level}.{challenge}.{signature}",
        f"{id}.{issued}.{level}.{'0' * 64}.{signature}",
        f"{made} ",
        made[:-1],
    ):
        assert not passes(posted(forged), now=later), forged
    assert passes(posted(made), now=later)


def test_a_ticket_ends_and_one_from_a_clock_far_ahead_is_not_believed():
    sent = solved(report())
    assert passes(sent, now=NOW + timedelta(hours=24))
    assert not passes(sent, now=NOW + timedelta(hours=24, seconds=1))
    assert passes(sent, now=NOW - 59 * SECOND)
    assert not passes(sent, now=NOW - 61 * SECOND)
    early = posted(report())
    assert proof.check(early, HERE, Purpose.REPORT, NOW - 9 * SECOND, bound=CODE).wait == 5


def test_a_ticket_of_another_site_is_worthless(settings):
    sent = solved(report())
    settings.SECRET_KEY = "another"
    assert not passes(sent)


def test_a_ticket_for_a_guess_is_good_once_and_a_double_click_is_the_same_guess():
    sent = solved(a_return())
    assert comes_back(sent, once=b"guess 1")
    assert comes_back(sent, once=b"guess 1")
    assert not comes_back(sent, once=b"guess 2")
    waited = posted(a_return())
    assert comes_back(waited, now=NOW + 9 * SECOND, once=b"guess 1")
    assert not comes_back(waited, now=NOW + 9 * SECOND, once=b"guess 2")


def test_a_report_leaves_no_ticket_behind():
    with CaptureQueriesContext(connections["public"]) as queries:
        assert passes(solved(report()))
    assert [one["sql"] for one in queries] == []


def test_it_becomes_harder_in_steps_and_easier_again():
    for level in Level:
        budget.forget()
        flood(level)
        made = report()
        assert made.level == level
        assert solve(str(made)) if level < 2 else True
        for late, expected in ((-1, False), (0, True)):
            at = NOW + (WAITS[level] + late) * SECOND
            budget.forget()
            flood(level, now=at)
            assert passes(posted(made), now=at) is expected
    assert report(NOW + timedelta(minutes=4)).level == Level.CALM


def test_who_was_already_writing_when_it_became_busy_still_gets_through():
    old, fresh = posted(report(NOW - timedelta(minutes=3))), posted(report())
    flood(Level.FLOOD)
    assert passes(old)
    assert not passes(fresh, now=NOW + 30 * SECOND)


def test_a_stock_of_easy_sums_is_worth_little_once_it_is_busy():
    sent = solved(report())
    flood(Level.BUSY)
    assert passes(sent)
    flood(Level.FLOOD)
    verdict = proof.check(sent, HERE, Purpose.REPORT, NOW, bound=CODE)
    assert not verdict.passed and verdict.ticket.level == Level.FLOOD


def test_guessing_by_waiting_is_limited_and_the_sum_still_opens_the_door():
    later = NOW + timedelta(seconds=20)  # which is a wait for as many as may
    waited = [posted(a_return()) for _ in range(budget.WAITED + 1)]
    assert all(comes_back(one, now=later) for one in waited[:-1])
    refused = proof.check(waited[-1], HERE, Purpose.RETURN, later)
    assert not refused.passed and 0 < refused.wait <= 60
    assert comes_back(solved(a_return(later)), now=later)
    assert comes_back(waited[-1], now=NOW + timedelta(minutes=3))


def test_a_flood_of_reports_makes_coming_back_no_harder():
    flood(Level.FLOOD)
    assert a_return().level == Level.CALM


@given(st.text() | st.from_regex(proof.TICKET, fullmatch=True), st.text())
def test_whatever_is_posted_as_a_ticket_is_refused_and_nothing_breaks(ticket, answer):
    verdict = proof.check(posted(ticket, answer), HERE, Purpose.RETURN, NOW)
    assert not verdict.passed and verdict.wait > 0


def test_the_sums_of_the_script_and_of_the_server_are_the_same():
    script = Path(proof.__file__).parent / "static" / "website" / "proof.js"
    words = script.read_text(encoding="utf-8")
    assert len(words.encode()) <= 2048
    assert "65536 << 2 * parts[2]" in words
    assert {level: 65536 << 2 * level for level in Level} == SUMS
