from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections

from nietpluis.core.answers import Answer
from nietpluis.desk import answering, feedback, triage
from nietpluis.desk.flow import FLOW, Form, Outcome
from nietpluis.desk.models import Decision, Rank, Undermining, Wait
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.settings import WaitKind
from tests import make, sharing

pytestmark = make.every_store


def open_waits(signal):
    return set(Wait.objects.filter(signal=signal, closed_at=None).values_list("kind", flat=True))


def test_a_new_signal_waits_to_be_looked_at_from_the_first_moment():
    signal = make.signal()
    assert open_waits(signal) == {WaitKind.UNTOUCHED}
    assert signal.due_at is not None and signal.waits_on == WaitKind.UNTOUCHED


def test_taking_a_signal_up_makes_it_yours_and_starts_the_next_clock():
    officer = make.actor()
    signal = triage.take_up(make.signal(), by=officer, now=make.NOW)
    assert (signal.status, signal.owner) == (Status.ENRICHING, officer.user)
    assert open_waits(signal) == {WaitKind.ENRICH}


def test_a_judgement_needs_a_reason():
    with pytest.raises(NotAllowed, match="waarom"):
        triage.decide(
            make.signal(Status.ENRICHING),
            outcome=Outcome.VAGUE,
            because=" ",
            by=make.actor(),
            now=make.NOW,
        )


def test_no_trafficking_always_leads_somewhere():
    signal = make.signal(Status.ADVICE)
    done = {"outcome": Outcome.NO_TRAFFICKING, "because": "Drugs.", "by": make.actor()}
    with pytest.raises(NotAllowed, match="thuishoort"):
        triage.decide(signal, **done, now=make.NOW)
    triage.decide(signal, **done, onward="UNDERMINING", now=make.NOW)
    assert Undermining.objects.get(report=signal.report).reference == signal.reference


def test_leaving_the_route_is_possible_and_stays_visible():
    signal = triage.decide(
        make.signal(Status.ENRICHING),
        outcome=Outcome.NO_TRAFFICKING,
        because="Het bleek een filmopname.",
        onward="NOTHING_NEEDED",
        by=make.actor(),
        now=make.NOW,
    )
    assert Decision.objects.get(signal=signal, outcome=Outcome.NO_TRAFFICKING).despite


def test_whoever_works_from_an_old_page_is_told_and_changes_nothing():
    signal = make.signal(Status.ENRICHING)
    seen = signal.version
    triage.decide(signal, outcome=Outcome.VAGUE, because="Ik.", by=make.actor(), now=make.NOW)
    with pytest.raises(Stale):
        triage.decide(
            signal, outcome=Outcome.CLEAR, because="Jij.", by=make.actor(), now=make.NOW, seen=seen
        )
    signal.refresh_from_db()
    assert signal.status == Status.ADVICE


def test_danger_that_becomes_known_shortens_the_deadline_and_never_lengthens_it():
    signal = make.signal(Status.ENRICHING)
    before = signal.due_at
    named = triage.name_forms(
        signal,
        forms={Form.SU, Form.AU},
        acute=Answer.YES,
        minor=Answer.UNKNOWN,
        by=make.actor(),
        now=make.NOW,
    )
    assert named.rank == Rank.ACUTE and named.due_at < before
    assert named.form_set() == {Form.SU, Form.AU}


def test_every_judgement_is_offered_where_the_chart_asks_it_and_nowhere_else():
    signal = make.signal(Status.ENRICHING)
    assert set(triage.judgements(signal)) == set(FLOW[Status.ENRICHING].answers())
    with pytest.raises(NotAllowed, match="niet aan de orde"):
        triage.decide(signal, outcome=Outcome.TOLD, because="Klaar.", by=make.actor(), now=make.NOW)


def test_an_unknown_form_goes_back_for_advice():
    signal = triage.decide(
        make.signal(Status.REFERRING, forms=frozenset()),
        outcome=Outcome.UNKNOWN,
        because="Welke vorm is dit?",
        by=make.actor(),
        now=make.NOW,
    )
    assert signal.status == Status.ADVICE


def test_referring_ends_by_itself_when_everyone_on_the_route_was_told():
    signal = make.signal(Status.REFERRING, forms=frozenset({Form.SU}))
    sharing.call(signal, "avim-oost")
    signal.refresh_from_db()
    assert signal.status == Status.REFERRING
    sharing.call(signal, "zoco-oost")
    signal.refresh_from_db()
    assert signal.status == Status.WITH_PARTNERS


def test_leaving_a_partner_on_the_route_out_is_possible_with_a_reason_and_stays_visible():
    signal = make.signal(Status.REFERRING, forms=frozenset({Form.SU}))
    officer = {"by": make.actor(), "now": make.NOW}
    with pytest.raises(NotAllowed, match="bij geen partner"):
        triage.decide(signal, outcome=Outcome.REFERRED, because="Klaar.", **officer)
    sharing.call(signal, "avim-oost")
    moved = triage.decide(signal, outcome=Outcome.REFERRED, because="AVIM belt de ZoCo.", **officer)
    assert moved.status == Status.WITH_PARTNERS
    assert Decision.objects.get(signal=signal, outcome=Outcome.REFERRED).despite


def test_a_partner_that_still_has_to_answer_is_not_forgotten():
    signal = make.signal(Status.REFERRING, forms=frozenset({Form.AU}))
    called = [sharing.call(signal, code) for code in ("nla", "zoco-oost")]
    officer = {"by": make.actor(), "now": make.NOW}
    with pytest.raises(NotAllowed, match="Nog niet gehoord: NLA, Zorgco"):
        triage.decide(signal, outcome=Outcome.PARTNERS_DONE, because="Genoeg.", **officer)
    for referral in called:
        answering.give_feedback(referral, text="In onderzoek.", on_behalf=True, **officer)
    signal.refresh_from_db()
    assert open_waits(signal) == {WaitKind.TELL_REPORTER}
    done = triage.decide(signal, outcome=Outcome.PARTNERS_DONE, because="Genoeg.", **officer)
    assert done.status == Status.FEEDBACK


def test_another_partner_can_be_told_later_and_the_clock_for_referring_starts_again():
    signal = make.signal(Status.REFERRING, forms=frozenset({Form.AU}))
    for code in ("nla", "zoco-oost"):
        sharing.call(signal, code)
    back = triage.decide(
        signal,
        outcome=Outcome.REFER_MORE,
        because="Ook het RIEC moet dit weten.",
        by=make.actor(),
        now=make.NOW,
    )
    assert back.status == Status.REFERRING
    assert WaitKind.REFER in open_waits(back)


def test_the_same_form_sent_twice_is_one_decision():
    signal, once, officer = make.signal(Status.ENRICHING), uuid4(), make.actor()
    seen = signal.version
    for _ in range(2):
        again = triage.decide(
            signal,
            outcome=Outcome.VAGUE,
            because="Weinig.",
            by=officer,
            now=make.NOW,
            seen=seen,
            once=once,
        )
    assert again.status == Status.ADVICE
    assert Decision.objects.filter(signal=signal, outcome=Outcome.VAGUE).count() == 1


def test_taking_up_twice_is_harmless_and_a_colleague_who_was_later_is_told():
    signal, officer, colleague = make.signal(), make.actor(), make.actor()
    seen = signal.version
    for _ in range(2):
        triage.take_up(signal, by=officer, now=make.NOW, seen=seen)
    with pytest.raises(Stale):
        triage.take_up(signal, by=colleague, now=make.NOW, seen=seen)
    signal.refresh_from_db()
    assert signal.owner == officer.user
    assert Decision.objects.filter(signal=signal).count() == 1


def test_a_closed_signal_opens_again_with_a_reason_and_starts_a_new_clock():
    signal = make.signal(Status.FEEDBACK)
    officer = {"by": make.actor(), "now": make.NOW}
    closed = feedback.tell(signal, kind="FINAL", text="Dank je.", **officer)
    assert not open_waits(closed) and closed.due_at is None
    with pytest.raises(NotAllowed, match="nieuw"):
        triage.reopen(closed, because=" ", **officer)
    with pytest.raises(NotAllowed, match="afgesloten"):
        triage.name_forms(closed, forms={Form.SU}, acute=Answer.NO, minor=Answer.NO, **officer)
    opened = triage.reopen(closed, because="Nieuw adres.", **officer)
    assert opened.status == Status.ENRICHING and opened.is_open and opened.told_at is None
    assert open_waits(opened) == {WaitKind.ENRICH}


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_of_two_officers_who_decide_at_once_one_decides_and_the_other_is_told():
    signal = make.signal(Status.ENRICHING)
    seen, both_ready, ends = signal.version, Barrier(2), []
    officers = {Outcome.VAGUE: make.actor(), Outcome.CLEAR: make.actor()}

    def decide(outcome):
        try:
            both_ready.wait(timeout=10)
            triage.decide(
                signal,
                outcome=outcome,
                because="Tegelijk.",
                by=officers[outcome],
                now=make.NOW,
                seen=seen,
            )
            ends.append("done")
        except Stale:
            ends.append("stale")
        finally:
            connections.close_all()

    threads = [Thread(target=decide, args=[outcome]) for outcome in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", "stale"]
    assert Decision.objects.filter(signal=signal, status=Status.ENRICHING).count() == 1
