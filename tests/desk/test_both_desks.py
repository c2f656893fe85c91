"""A signal can be both, and then lives on both desks with what each may see."""

from datetime import timedelta

import pytest

from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line
from nietpluis.core.answers import Answer
from nietpluis.desk import both_desks, triage
from nietpluis.desk.flow import Onward, Outcome
from nietpluis.desk.models import Signal, Undermining
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import fields, keys
from tests import make

pytestmark = make.every_store
LATER = make.NOW + timedelta(days=20)


def regisseur():
    return make.user(Role.REGISSEUR)


def undermining_actor():
    return make.actor(regisseur(), Permission.UNDERMINING_DECIDE)


def test_a_regisseur_who_thinks_of_trafficking_puts_it_on_the_desk_of_the_focal_officer():
    found = make.undermining(acute=Answer.YES)
    both_desks.also_trafficking(found, by=undermining_actor(), now=make.NOW)
    signal = Signal.objects.get(report=found.report)
    assert (signal.status, signal.acute, signal.waits_on) == (Status.NEW, "YES", WaitKind.UNTOUCHED)
    key = keys.data_key(found.report_id)
    assert fields.read(signal, "summary", key=key) == fields.read(found, "summary", key=key)
    found.refresh_from_db()
    assert found.is_open and found.waits_on == WaitKind.UNTOUCHED
    assert Line.objects.filter(what="undermining.also_trafficking", about=found.pk).exists()


def test_a_focal_officer_puts_it_on_the_desk_of_the_regisseur_and_goes_on():
    signal, by = make.signal(Status.ENRICHING), make.actor()
    both_desks.also_undermining(signal, by=by, now=make.NOW)
    signal.refresh_from_db()
    assert signal.status == Status.ENRICHING and not signal.onward
    assert Undermining.objects.get(report=signal.report).waits_on == WaitKind.UNTOUCHED
    assert Line.objects.filter(what="signal.also_undermining", about=signal.pk).exists()


def test_what_is_passed_on_late_is_not_late_on_the_desk_where_it_comes():
    signal = make.signal(Status.ENRICHING)
    both_desks.also_undermining(signal, by=make.actor(), now=LATER)
    assert Undermining.objects.get().due_at > LATER
    found = make.undermining()
    both_desks.also_trafficking(found, by=undermining_actor(), now=LATER)
    assert Signal.objects.get(report=found.report).due_at > LATER


def test_passing_on_twice_is_passing_on_once():
    signal, found = make.signal(), make.undermining()
    for _ in range(2):
        both_desks.also_undermining(signal, by=make.actor(), now=make.NOW, seen=1)
        both_desks.also_trafficking(found, by=undermining_actor(), now=make.NOW, seen=1)
    assert Undermining.objects.filter(report=signal.report).count() == 1
    assert Signal.objects.filter(report=found.report).count() == 1


def test_a_stale_page_or_a_closed_signal_passes_nothing_on():
    with pytest.raises(Stale):
        both_desks.also_undermining(make.signal(), by=make.actor(), now=make.NOW, seen=9)
    with pytest.raises(NotAllowed):
        both_desks.also_undermining(make.signal(Status.CLOSED), by=make.actor(), now=make.NOW)
    with pytest.raises(Stale):
        both_desks.also_trafficking(
            make.undermining(), by=undermining_actor(), now=make.NOW, seen=9
        )


def test_each_desk_sees_that_it_lies_there_too_and_not_what_is_done_with_it(client):
    signal, officer = make.signal(Status.ENRICHING), make.user()
    triage.decide(
        signal,
        outcome=Outcome.VAGUE,
        because="Geheime reden.",
        by=make.actor(officer),
        now=make.NOW,
    )
    client.force_login(officer)
    page = client.get(f"/signalen/{signal.pk}/").content.decode()
    assert "Ook naar de regisseur" in page
    seen = Signal.objects.get(pk=signal.pk).version
    once = "11111111-1111-4111-8111-111111111111"
    answer = client.post(f"/signalen/{signal.pk}/ook-ondermijning/", {"seen": seen, "once": once})
    assert answer.status_code == 302
    page = client.get(f"/signalen/{signal.pk}/").content.decode()
    assert "Ook naar de regisseur" not in page and "ligt ook bij de regisseur" in page

    client.force_login(regisseur())
    other = Undermining.objects.get(report=signal.report)
    page = client.get(f"/ondermijning/{other.pk}/").content.decode()
    assert "ligt ook bij de aandachtsfunctionaris" in page and "Geheime reden" not in page
    assert client.get(f"/signalen/{signal.pk}/").status_code == 403


def test_a_regisseur_passes_it_on_from_the_page(client):
    found = make.undermining()
    client.force_login(regisseur())
    assert "Denk je ook aan mensenhandel?" in client.get(f"/ondermijning/{found.pk}/").text
    url = f"/ondermijning/{found.pk}/ook-mensenhandel/"
    assert client.post(url, {"seen": 9}).status_code == 409
    assert client.post(url, {"seen": 1}).status_code == 302
    page = client.get(f"/ondermijning/{found.pk}/").text
    assert "Ook bij de aandachtsfunctionaris" in page
    assert "Denk je ook aan mensenhandel?" not in page


def test_where_no_trafficking_led_stays_readable_after_closing_and_after_opening_again(client):
    officer = make.user()
    by = make.actor(officer)
    signal = make.signal(Status.ADVICE, by=by)
    triage.decide(
        signal,
        outcome=Outcome.NO_TRAFFICKING,
        onward=Onward.HELP,
        because="Schulden.",
        by=by,
        now=make.NOW,
    )
    client.force_login(officer)
    page = client.get(f"/signalen/{signal.pk}/").text
    assert "noteer</a> wie het van je overnam" in page
    assert "Hulp aanbieden via het sociaal team. Schulden." in page


def test_the_duty_telephone_of_the_region_stands_beside_112_when_it_is_acute(client):
    signal = make.signal(acute=Answer.YES)
    region = signal.municipality.region
    client.force_login(make.user())
    assert "Dienst van de regio" not in client.get(f"/signalen/{signal.pk}/").text
    region.settings = {"duty_telephone": {"value": "0900 1234", "source": "Ketenoverleg"}}
    region.save()
    assert 'href="tel:09001234"' in client.get(f"/signalen/{signal.pk}/").text
