import pytest

from nietpluis.core.answers import Answer
from nietpluis.desk import triage
from nietpluis.desk.flow import Form, Outcome
from nietpluis.desk.models import Decision, Rank, Undermining, Wait
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.settings import WaitKind
from tests import make

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
