from datetime import timedelta
from uuid import uuid4

import pytest

from nietpluis.desk import advice, triage
from nietpluis.desk.flow import Outcome
from nietpluis.desk.models import Wait
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.models import Kind
from nietpluis.partners.settings import WaitKind
from tests import make

pytestmark = make.every_store


def ask(signal, to="riec-oost", **more):
    given = {"question": "Kennen jullie dit adres?", "spoke_with": "", "now": make.NOW} | more
    return advice.ask(signal, partner=make.partner(to), by=make.actor(), **given)


def answer(asked, conclusion=Outcome.MORE_NEEDED, text="Kijk ook naar de huur.", **more):
    return advice.note_answer(
        asked, conclusion=conclusion, answer=text, by=make.actor(), now=make.NOW, **more
    )


def waits(signal, kind=WaitKind.ADVICE):
    return Wait.objects.filter(signal=signal, kind=kind, closed_at=None)


def test_those_the_chart_names_come_first_and_others_can_be_asked_too():
    named, others = advice.advisers_for(make.place())
    assert [one.kind for one in named] == [Kind.AVIM, Kind.ZOCO, Kind.RIEC]
    assert {one.kind for one in others} == {Kind.NLA, Kind.CHAIN_DIRECTOR}


def test_advice_that_was_asked_is_waited_for_and_the_move_is_the_partners():
    signal = make.signal(Status.ADVICE)
    asked = ask(signal)
    wait = waits(signal).get()
    assert (wait.about, wait.mover) == (asked.pk, make.partner("riec-oost"))
    assert b"adres" not in bytes(asked.question)


def test_advice_is_asked_when_a_signal_stays_vague_not_before():
    with pytest.raises(NotAllowed, match="vaag"):
        ask(make.signal(Status.ENRICHING))


@pytest.mark.parametrize(
    ("more", "says"),
    [({"question": " "}, "wat je vraagt"), ({"to": "avim-noord"}, "gids van je regio")],
)
def test_a_question_needs_words_and_a_partner_of_the_region(more, says):
    signal = make.signal(Status.ADVICE)
    with pytest.raises(NotAllowed, match=says):
        ask(signal, **more)


def test_one_partner_is_not_asked_twice_at_once():
    signal = make.signal(Status.ADVICE)
    answer(ask(signal))
    ask(signal)
    with pytest.raises(NotAllowed, match="al een vraag open"):
        ask(signal)


@pytest.mark.parametrize("conclusion", advice.CONCLUSIONS)
def test_an_answer_ends_the_waiting_and_the_officer_still_decides(conclusion):
    signal = make.signal(Status.ADVICE)
    answer(ask(signal), conclusion)
    signal.refresh_from_db()
    assert signal.status == Status.ADVICE
    assert not waits(signal).exists() and waits(signal, WaitKind.ENRICH).exists()


def test_an_advice_has_one_of_three_conclusions_and_says_something():
    asked = ask(make.signal(Status.ADVICE))
    with pytest.raises(NotAllowed, match="drie conclusies"):
        answer(asked, Outcome.CLEAR)
    with pytest.raises(NotAllowed, match="wat de partner zei"):
        answer(asked, text=" ")


def test_the_officer_may_decide_without_waiting_and_the_answer_can_still_be_noted():
    signal = make.signal(Status.ADVICE)
    asked = ask(signal)
    triage.decide(
        signal,
        outcome=Outcome.TRAFFICKING,
        because="Er kwam een tweede signaal.",
        by=make.actor(),
        now=make.NOW,
    )
    assert not waits(signal).exists()
    assert answer(asked).answered_at


def test_an_answer_is_noted_once():
    asked = ask(make.signal(Status.ADVICE))
    assert answer(asked) == answer(asked)
    with pytest.raises(NotAllowed, match="al genoteerd"):
        answer(asked, text="Iets anders.")


def test_a_question_from_an_old_page_is_told_so_and_a_double_click_is_one_question():
    signal, once = make.signal(Status.ADVICE), uuid4()
    seen = signal.version
    assert ask(signal, once=once, seen=seen) == ask(signal, once=once, seen=seen)
    with pytest.raises(Stale):
        ask(signal, "avim-oost", seen=seen, now=make.NOW + timedelta(minutes=1))
