from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from nietpluis.core.answers import Answer
from nietpluis.desk import triage, waiting
from nietpluis.desk.models import Rank, Signal, Wait
from nietpluis.partners.models import Region
from nietpluis.partners.settings import WaitKind
from tests import make

pytestmark = make.every_store
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def signal():
    return make.report().signal


def open_waits(signal):
    return Wait.objects.filter(signal=signal, closed_at=None)


def test_a_thing_is_waited_for_once_however_often_it_is_asked(signal):
    first = waiting.open_wait(signal, WaitKind.ENRICH, now=make.NOW)
    again = waiting.open_wait(signal, WaitKind.ENRICH, now=make.NOW + DAY)
    assert again.pk == first.pk and open_waits(signal).filter(kind=WaitKind.ENRICH).count() == 1


def test_the_database_refuses_to_wait_for_one_thing_twice(signal):
    wait = open_waits(signal).get()
    wait.pk, wait._state.adding = Wait().pk, True
    with pytest.raises(IntegrityError), transaction.atomic():
        wait.save()


def test_a_wait_is_of_a_signal_or_of_undermining_never_of_both_or_neither(signal):
    for wrong in ({"signal": None}, {"undermining": make.undermining()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wait.objects.filter(signal=signal).update(**wrong)


def test_the_signal_repeats_what_it_waits_for_first(signal):
    avim = make.partner("avim-oost")
    waiting.open_wait(
        signal, WaitKind.ADVICE, now=make.NOW, about=avim.pk, mover=avim, due_at=make.NOW + HOUR
    )
    assert (signal.due_at, signal.waits_on) == (make.NOW + HOUR, WaitKind.ADVICE)
    waiting.close_waits(signal, WaitKind.ADVICE, now=make.NOW)
    assert signal.waits_on == WaitKind.UNTOUCHED
    waiting.close_waits(signal, now=make.NOW)
    assert (signal.due_at, signal.waits_on) == (None, "")


def test_two_partners_are_waited_for_apart(signal):
    waiting.close_waits(signal, now=make.NOW)
    for code in ("avim-oost", "zoco-oost"):
        partner = make.partner(code)
        waiting.open_wait(signal, WaitKind.ACCEPT, now=make.NOW, about=partner.pk, mover=partner)
    waiting.close_waits(signal, WaitKind.ACCEPT, now=make.NOW, about=make.partner("avim-oost").pk)
    assert [wait.mover.code for wait in open_waits(signal)] == ["zoco-oost"]


@pytest.mark.parametrize(
    ("rank", "due"),
    [
        (Rank.ACUTE, make.NOW + 2 * HOUR),
        (Rank.MINOR, make.NOW + 8 * HOUR),
        (Rank.REST, datetime(2026, 3, 3, 16, tzinfo=UTC)),
    ],
)
def test_danger_and_minors_wait_hours_and_the_rest_until_five_on_a_working_day(signal, rank, due):
    signal.rank = rank
    assert waiting.due(signal, WaitKind.UNTOUCHED, start=make.NOW) == due


def test_the_region_settles_how_long_something_may_wait():
    Region.objects.filter(code=make.place().region.code).update(
        settings={
            "deadlines": {
                "UNTOUCHED": {
                    "acute_hours": 1,
                    "minor_hours": 2,
                    "working_days": 3,
                    "source": "besluit",
                }
            },
            "extra_closed_days": {"value": ["2026-03-04"], "source": "besluit"},
        }
    )
    signal = make.report().signal
    assert signal.due_at == datetime(2026, 3, 6, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("acute", "minor", "rank"),
    [
        (Answer.YES, Answer.YES, Rank.ACUTE),
        (Answer.NO, Answer.YES, Rank.MINOR),
        (Answer.UNKNOWN, Answer.UNKNOWN, Rank.REST),
        (Answer.NO, Answer.NO, Rank.REST),
    ],
)
def test_danger_goes_before_a_minor_and_a_minor_before_the_rest(acute, minor, rank):
    assert waiting.rank_of(acute=acute, minor=minor) == rank


def test_danger_that_becomes_known_brings_a_deadline_forward_and_never_back(signal):
    waiting.close_waits(signal, now=make.NOW)
    waiting.open_wait(signal, WaitKind.ENRICH, now=make.NOW, due_at=make.NOW + HOUR)
    signal.rank = Rank.ACUTE
    waiting.hasten(signal)
    assert signal.due_at == make.NOW + HOUR
    Wait.objects.filter(signal=signal).update(due_at=make.NOW + 30 * DAY)
    waiting.hasten(signal)
    assert signal.due_at == make.NOW + 4 * HOUR


def test_all_that_a_signal_waits_for_goes_with_it_to_its_owner(signal):
    officer = make.actor()
    waiting.open_wait(signal, WaitKind.ENRICH, now=make.NOW)
    triage.take_up(signal, by=officer, now=make.NOW)
    assert set(open_waits(signal).values_list("owner", flat=True)) == {officer.pk}


def test_a_list_sorts_by_when_it_is_due_and_never_comes_last(signal):
    waiting.close_waits(signal, now=make.NOW)
    signal.save()
    assert Signal.objects.get(pk=signal.pk).by_when.year == 9999
