from datetime import timedelta

from nietpluis.accounts.models import Domain
from nietpluis.core.answers import Answer
from nietpluis.desk import advice, answering, enriching, handing_over, timeline, triage
from nietpluis.desk.flow import FLOW, Form, Onward, Outcome
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Fact
from nietpluis.desk.next_step import cite
from nietpluis.desk.workflow import Status
from tests import make, sharing

pytestmark = make.every_store


def told(signal, *domains):
    rows = timeline.read(signal)
    return timeline.entries(signal, rows, key=key_of(signal), domains=domains)


def after(minutes):
    return make.NOW + timedelta(minutes=minutes)


def test_everything_that_happened_is_told_in_order_by_whom():
    signal = make.signal(Status.ADVICE)
    officer, user = make.actor(), make.user()
    asked = advice.ask(
        signal,
        partner=make.partner("riec-oost"),
        question="Bekend?",
        spoke_with="",
        by=officer,
        now=after(1),
    )
    advice.note_answer(
        asked, conclusion=Outcome.TRAFFICKING, answer="Ja.", by=officer, now=after(2)
    )
    triage.decide(signal, outcome=Outcome.TRAFFICKING, because="Advies.", by=officer, now=after(3))
    triage.name_forms(
        signal,
        forms={Form.SU},
        acute=Answer.NO,
        minor=Answer.UNKNOWN,
        by=officer,
        now=after(4),
    )
    called = sharing.call(signal, "avim-oost", by=officer, now=after(5))
    answering.give_feedback(called, text="Loopt.", on_behalf=True, by=officer, now=after(6))
    signal.refresh_from_db()
    handing_over.give(signal, to=user, by=officer, now=after(7))
    entries = told(signal)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert [entry.title for entry in entries if entry.at > make.NOW] == [
        "Advies gevraagd aan TF-RIEC oost",
        "Advies van TF-RIEC oost: wel mensenhandel",
        "Advies inwinnen: wel mensenhandel",
        "Vorm, gevaar of leeftijd bijgewerkt",
        "Gemeld bij AVIM oost, per telefoon",
        "Terugkoppeling: AVIM oost",
        "Overgedragen aan een collega",
    ]
    assert all(entry.who for entry in entries if "Advies van" not in entry.title)


def test_a_decision_tells_its_reason_its_source_and_that_it_left_the_route():
    signal = make.signal(Status.ENRICHING)
    triage.decide(
        signal,
        outcome=Outcome.NO_TRAFFICKING,
        because="Het was een filmopname.",
        onward=Onward.NOTHING_NEEDED,
        by=make.actor(),
        now=after(1),
    )
    last = told(signal)[-1]
    assert last.text == "Er is niets meer nodig. Het was een filmopname."
    assert last.source == cite(FLOW[Status.ENRICHING].source) == "stroomschema 1 (C1, A16, A17)"
    assert last.departs


def test_a_fact_from_care_shows_others_only_that_it_is_there():
    signal = make.signal(Status.ENRICHING)
    enriching.add_fact(
        signal,
        kind=Fact.Kind.REGISTRATION,
        result=Fact.Result.FOUND,
        domain=Domain.CARE,
        ground="WMO",
        source="Wmo-dossier",
        content="Krijgt hulp.",
        found_at=after(1),
        by=make.actor(make.user(domain=Domain.CARE)),
        now=after(2),
    )
    assert told(signal, Domain.SAFETY)[-1].title == timeline.CARE_FACT
    assert "Wmo" not in str(told(signal, Domain.SAFETY))
    assert told(signal, Domain.CARE)[-1].text == "Bron: Wmo-dossier"
