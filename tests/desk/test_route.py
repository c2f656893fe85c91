"""The route that is proposed for one signal: who is next, and who waits for whom (C2; G)."""

from datetime import date

import pytest

from nietpluis.core.answers import Answer
from nietpluis.desk import answering, calling, route, triage
from nietpluis.desk.flow import Form
from nietpluis.desk.workflow import Status
from nietpluis.partners.models import Contact, Kind, Organisation
from tests import make, sharing

pytestmark = make.every_store


def signal(*forms, **settings):
    made = make.signal(Status.REFERRING, forms=frozenset(forms))
    region = made.municipality.region
    region.settings = {
        name: {"value": value, "source": "Regio"} for name, value in settings.items()
    }
    region.save()
    made.refresh_from_db()
    return made


def ready(made):
    return [
        [stop.kind for stop in round_.stops]
        for round_ in route.proposed(made).rounds
        if round_.ready
    ]


def test_the_care_coordinator_is_proposed_once_avim_was_reached_by_telephone():
    made = signal(Form.SU)
    assert ready(made) == [[Kind.AVIM]]
    sharing.call(made, "avim-oost")
    assert ready(made) == [[Kind.AVIM], [Kind.ZOCO]]


def test_a_package_that_nobody_took_up_has_not_reached_avim_yet():
    made = signal(Form.CU)
    sent = sharing.send(made, "avim-oost")
    assert ready(made) == [[Kind.AVIM]]
    answering.accept(sent, by=make.actor(), now=make.NOW, on_behalf=True)
    assert ready(made) == [[Kind.AVIM], [Kind.ZOCO]]


def test_a_partner_that_hands_it_back_holds_nobody_up_and_leaves_the_route_open():
    made = signal(Form.OV)
    called = sharing.call(made, "avim-oost")
    answering.decline(
        called, because="Andere regio.", by=make.actor(), now=make.NOW, on_behalf=True
    )
    assert ready(made) == [[Kind.AVIM], [Kind.ZOCO]]
    assert not route.proposed(made).complete


def test_turning_to_the_care_coordinator_first_is_early_and_to_the_tax_office_off_the_route():
    proposed = route.proposed(signal(Form.SU))
    assert proposed.is_early(Kind.ZOCO) and not proposed.is_early(Kind.AVIM)
    assert proposed.is_off(Kind.TAX) and not proposed.is_off(Kind.ZOCO)


def test_112_comes_first_and_holds_nobody_up():
    made = signal(Form.SU)
    triage.name_forms(
        made,
        forms={Form.SU},
        acute=Answer.YES,
        minor=Answer.UNKNOWN,
        by=make.actor(),
        now=make.NOW,
    )
    made.refresh_from_db()
    assert ready(made) == [[Kind.EMERGENCY], [Kind.AVIM]]
    turns = calling.rounds(route.proposed(made), made, now=make.NOW)
    assert [turn.words for turn in turns] == ["Nu meteen", "Eerst", "Daarna"]


def test_a_region_without_avim_is_not_stuck():
    made = signal(Form.SU)
    Organisation.objects.filter(kind=Kind.AVIM).update(ended_on=date(2026, 1, 1))
    assert ready(made) == [[Kind.AVIM], [Kind.ZOCO]]
    assert route.proposed(made).stops[0].partners == []


def test_without_a_number_of_avim_the_police_stand_in():
    made = signal(Form.SU)
    police = Organisation.objects.create(
        code="politie", name="Politie", kind=Kind.POLICE, source="test"
    )
    [first, *_] = calling.rounds(route.proposed(made), made, now=make.NOW)
    assert [one.organisation for one in first.calls[0].stand_in] == [police]
    sharing.call(made, "avim-oost")
    [first, *_] = calling.rounds(route.proposed(made), made, now=make.NOW)
    assert first.calls[0].stand_in == []


def test_where_the_region_so_chose_the_care_coordinator_need_not_be_told():
    made = signal(Form.SU, zoco_step="WHERE_NEEDED")
    sharing.call(made, "avim-oost")
    made.refresh_from_db()
    assert made.status == Status.WITH_PARTNERS
    assert route.proposed(made).complete and ready(made)[-1] == [Kind.ZOCO]


@pytest.mark.parametrize(("choice", "rounds"), [("AVIM_FIRST", 2), ("TOGETHER", 1)])
def test_the_order_with_labour_is_the_regions_and_the_screen_says_whose_it_is(choice, rounds):
    proposed = route.proposed(signal(Form.SU, Form.AU, labour_with_other=choice))
    assert len(proposed.rounds) == rounds
    [(_, setting)] = proposed.choices
    assert setting.decided and setting.source == "Regio"
    assert not route.proposed(signal(Form.SU, Form.AU)).choices[0][1].decided


def test_a_partner_for_other_municipalities_is_not_proposed():
    made = signal(Form.SU)
    make.partner("zoco-oost")
    Organisation.objects.filter(code="zoco-oost").update(serves=["GM0772"])
    assert route.proposed(made).stops[1].partners == []


@pytest.mark.parametrize(
    ("verified_on", "doubt"),
    [
        (None, "nog nooit gecontroleerd"),
        (date(2025, 1, 1), "te lang geleden gecontroleerd"),
        (date(2026, 2, 1), ""),
    ],
)
def test_a_number_says_how_sure_it_is_and_whether_it_answers_now(verified_on, doubt):
    made = signal(Form.SU)
    office = [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:30"}]
    Contact.objects.create(
        organisation=make.partner("avim-oost"),
        label=Contact.Label.OFFICE,
        telephone="088-0000000",
        open=office,
        source="test",
        verified_on=verified_on,
        order=1,
    )
    [first, *_] = calling.rounds(route.proposed(made), made, now=make.NOW)
    [number] = first.calls[0].partners[0].numbers
    assert (number.doubt, number.open) == (doubt, "nu bereikbaar")
