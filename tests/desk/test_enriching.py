from datetime import timedelta
from uuid import uuid4

import pytest

from nietpluis.accounts.models import Domain
from nietpluis.accounts.roles import Role
from nietpluis.desk import enriching, feedback, reading, sightings, triage
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Channel, Fact, Seen
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from tests import make

pytestmark = make.every_store


def look_up(signal, by=None, **more):
    """Look one thing up for a signal."""
    fact = {
        "kind": Fact.Kind.ADDRESS,
        "result": Fact.Result.FOUND,
        "domain": Domain.SAFETY,
        "ground": "MUNICIPAL_ROUTE",
        "source": "BRP",
        "content": "Zes inschrijvingen.",
        "found_at": make.NOW,
    }
    return enriching.add_fact(signal, **fact | more, by=by or make.actor(), now=make.NOW)


def page(signal, by):
    return reading.page(signal, key=key_of(signal), by=by, now=make.NOW)


def test_a_fact_keeps_its_source_ground_and_time_and_is_sealed():
    signal = make.signal(Status.ENRICHING)
    fact = look_up(signal, found_at=make.NOW - timedelta(hours=2))
    assert (fact.ground, fact.found_at) == ("MUNICIPAL_ROUTE", make.NOW - timedelta(hours=2))
    assert b"inschrijvingen" not in bytes(fact.content) and b"BRP" not in bytes(fact.source)


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ({"source": " "}, "waar je dit vond"),
        ({"ground": ""}, "welke grondslag"),
        ({"ground": "DIRECTORY"}, "welke grondslag"),
        ({"content": ""}, "wat je vond"),
        ({"found_at": make.NOW + timedelta(minutes=1)}, "toekomst"),
        ({"domain": Domain.CARE}, "domein waarin je zelf werkt"),
    ],
)
def test_a_fact_without_source_ground_content_or_own_domain_is_refused(missing, says):
    with pytest.raises(NotAllowed, match=says):
        look_up(make.signal(Status.ENRICHING), **missing)


def test_having_looked_and_found_nothing_is_a_fact_of_its_own():
    signal = make.signal(Status.ENRICHING)
    look_up(signal, kind=Fact.Kind.SANCTION, result=Fact.Result.NOTHING, content="")
    facts = dict(page(signal, make.actor())["facts"])
    assert [one.fact.result for one in facts["Eerder opgelegde sancties"]] == ["NOTHING"]
    assert facts["Vergunningen"] == []


def test_a_fact_from_care_is_seen_in_care_only_and_says_to_others_that_it_is_there():
    signal = make.signal(Status.ENRICHING)
    in_care = make.actor(make.user(domain=Domain.CARE))
    look_up(signal, in_care, domain=Domain.CARE, content="Krijgt begeleiding.")
    seen, unseen = page(signal, in_care), page(signal, make.actor())
    assert [one.content for one in dict(seen["facts"])["Adresgegevens"]] == ["Krijgt begeleiding."]
    assert not seen["hidden_facts"] and unseen["hidden_facts"]
    assert dict(unseen["facts"])["Adresgegevens"] == []
    assert "Krijgt begeleiding." not in str(unseen["timeline"])


def test_an_appointment_in_care_elsewhere_does_not_open_care_here():
    signal = make.signal(Status.ENRICHING)
    look_up(signal, make.actor(make.user(domain=Domain.CARE)), domain=Domain.CARE, content="Zorg.")
    both = make.user()
    make.appoint(both, Role.FOCAL_OFFICER, at="gemeente-eindhoven", domain=Domain.CARE)
    assert page(signal, make.actor(both))["hidden_facts"]


def test_what_a_fact_names_becomes_a_link_and_what_care_names_does_not():
    here, there = make.signal(Status.ENRICHING), make.signal(story="Bel 0612345678.")
    by = make.actor()
    assert reading.related(here, by=by, now=make.NOW) == []
    in_care = make.actor(make.user(domain=Domain.CARE))
    look_up(here, in_care, domain=Domain.CARE, content="Mobiel 06-12345678")
    assert reading.related(here, by=by, now=make.NOW) == []
    look_up(here, content="Mobiel 06-12345678")
    assert reading.related(here, by=by, now=make.NOW) == [(there, ["zelfde telefoonnummer"])]


def test_a_signal_out_of_sight_is_never_suggested():
    here = make.signal(story="Kenteken 12-ABC-3.")
    make.signal(story="Kenteken 12-ABC-3.", at="eindhoven")
    assert reading.related(here, by=make.actor(), now=make.NOW) == []


def seen_signals(signal):
    signal.report.refresh_from_db()
    return reading.seen_signals(signal.report, key=key_of(signal))


def test_a_signal_not_looked_at_stays_so_and_is_never_a_no():
    signal = make.signal(Status.ENRICHING)
    asked = [one.id for one in seen_signals(signal)]
    enriching.answer_sightings(
        signal,
        answers={asked[0]: Seen.YES, asked[1]: Seen.UNKNOWN, asked[2]: Seen.NOT_LOOKED},
        by=make.actor(),
        now=make.NOW,
    )
    answers = {one.id: one.answer for one in seen_signals(signal)}
    assert [answers[id] for id in asked[:4]] == ["YES", "UNKNOWN", "NOT_LOOKED", "NOT_LOOKED"]
    assert len(sightings.answers(signal.report, key=key_of(signal))) == 2


def test_an_answer_can_be_taken_back_to_not_looked_at():
    signal = make.signal(Status.ENRICHING)
    one = seen_signals(signal)[0].id
    for answer in (Seen.NO, Seen.NOT_LOOKED):
        enriching.answer_sightings(signal, answers={one: answer}, by=make.actor(), now=make.NOW)
    assert seen_signals(signal)[0].answer == Seen.NOT_LOOKED


def test_only_signals_of_the_catalogue_are_answered():
    with pytest.raises(NotAllowed, match="lijst"):
        enriching.answer_sightings(
            make.signal(Status.ENRICHING),
            answers={"is-a-victim": Seen.YES},
            by=make.actor(),
            now=make.NOW,
        )


def test_each_reporter_has_the_list_of_their_own_work():
    boa, resident = make.report(function="BOA"), make.report(channel=Channel.PUBLIC)
    assert enriching.list_for(boa) != enriching.list_for(resident)
    assert all(
        one.strength and one.alternative for one in reading.seen_signals(boa, key=key_of(boa))
    )


def test_answers_from_an_old_page_change_nothing():
    signal = make.signal(Status.ENRICHING)
    seen, one = signal.version, seen_signals(signal)[0].id
    look_up(signal)
    with pytest.raises(Stale):
        enriching.answer_sightings(
            signal, answers={one: Seen.YES}, by=make.actor(), now=make.NOW, seen=seen
        )


def test_the_same_form_sent_twice_is_one_fact():
    signal, once = make.signal(Status.ENRICHING), uuid4()
    assert look_up(signal, once=once) == look_up(signal, once=once)
    assert signal.fact_set.count() == 1


def test_a_closed_signal_is_opened_again_before_it_is_enriched():
    signal = make.signal(Status.FEEDBACK)
    feedback.tell(signal, kind="FINAL", text="Dank.", by=make.actor(), now=make.NOW)
    with pytest.raises(NotAllowed, match="Open het eerst opnieuw"):
        look_up(signal)
    triage.reopen(signal, because="Nieuw.", by=make.actor(), now=make.NOW)
    look_up(signal)
