"""What comes in is counted without a word about anybody, and forgotten within two minutes.

Policy: issue "Abuse without blocking a shelter"; house, two stores.
"""

import threading
from datetime import timedelta
from multiprocessing import get_context
from uuid import uuid4

import pytest

from nietpluis.inbox import budget
from nietpluis.inbox.budget import Level
from nietpluis.inbox.models import SpentTicket
from tests.inbox.example import NOW

HERE, WHAT = "voorbeeldstad", "report"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def calm(settings):
    settings.REPORTS_A_MINUTE = 30
    budget.forget()
    yield
    budget.forget()


def come(number, *, at=HERE, now=NOW):
    for _ in range(number):
        budget.count(at, WHAT, now=now)


def level(now=NOW, at=HERE):
    return budget.level(at, WHAT, now=now)


def test_it_rises_in_steps_and_falls_again_by_itself():
    seen = []
    for more in (29, 1, 90, 360):
        come(more)
        seen.append(level())
    assert seen == [Level.CALM, Level.BUSY, Level.CROWDED, Level.FLOOD]
    assert level(NOW + 2 * MINUTE) == Level.CALM


def test_a_minute_that_turns_over_forgets_nothing_at_once():
    start = NOW.replace(second=50)
    come(60, now=start)
    assert level(start + timedelta(seconds=15)) == Level.BUSY
    assert level(start + timedelta(seconds=69)) == Level.CALM


def test_one_municipality_under_a_flood_leaves_the_others_calm():
    come(480)
    assert (level(), level(at="elders")) == (Level.FLOOD, Level.BUSY)
    budget.forget()
    come(299)
    assert level(at="elders") == Level.CALM


def test_a_flood_spread_over_all_municipalities_is_one_too():
    for number in range(200):
        come(24, at=f"plaats-{number}")
    assert level(at="nergens") == Level.FLOOD


def test_a_site_that_expects_more_is_given_more(settings):
    settings.REPORTS_A_MINUTE = 1_000
    come(480)
    assert level() == Level.CALM


def test_the_processes_of_a_site_count_together_and_threads_lose_none():
    threads = [threading.Thread(target=come, args=(100,)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    other = get_context("fork").Process(target=come, args=(80,))
    other.start()
    other.join()
    assert level() == Level.FLOOD
    assert 478 < budget._rate(HERE, WHAT, NOW.replace(second=0)) <= 480


@pytest.mark.django_db(databases=["public"])
def test_counting_writes_nothing_anywhere(django_assert_num_queries):
    with django_assert_num_queries(0, using="public"):
        come(50)
        level()


def test_counting_is_cheap_beside_a_hundred_and_fifty_posts_a_second():
    import time

    started = time.process_time()
    come(1_500)
    for _ in range(1_500):
        level()
    assert time.process_time() - started < 0.5


def spend(ticket, on, until=NOW):
    return budget.spend(ticket, on=on, until=until)


@pytest.mark.django_db(databases=["public"])
def test_a_ticket_is_spent_once_and_a_double_click_is_once():
    ticket = uuid4()
    assert spend(ticket, b"guess 1") and spend(ticket, b"guess 1")
    assert not spend(ticket, b"guess 2")
    assert SpentTicket.objects.count() == 1


@pytest.mark.django_db(databases=["public"])
def test_a_spent_ticket_leaves_no_moment_and_is_cleared():
    spend(uuid4(), b"guess 1", until=NOW + 2 * HOUR)
    [spent] = SpentTicket.objects.all()
    assert (spent.until.minute, spent.until.second, spent.until.microsecond) == (0, 0, 0)
    budget.clear_spent(NOW + 2 * HOUR)
    assert SpentTicket.objects.exists()
    budget.clear_spent(NOW + 4 * HOUR)
    assert not SpentTicket.objects.exists()
