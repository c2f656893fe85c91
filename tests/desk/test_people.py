import re
from datetime import timedelta

import pytest
from django.utils import timezone

from nietpluis.accounts.models import Appointment, User
from nietpluis.accounts.roles import Role
from nietpluis.audit.models import Line
from nietpluis.desk import triage
from nietpluis.desk.models import Signal
from tests import make

pytestmark = make.every_store
NEW = {
    "name": "Nieuwe Collega",
    "email": "nieuw@example.nl",
    "role": "FOCAL_OFFICER",
    "domain": "SAFETY",
    "starts": "2026-01-01",
}


@pytest.fixture
def administrator(client):
    user = make.user(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def appoint(client, **more):
    at = str(make.partner("gemeente-helmond").pk)
    return client.post("/mensen/nieuw/", NEW | {"organisation": at} | more)


def test_people_are_seen_per_organisation_in_ones_own_sight_alone(client):
    officer, elsewhere = make.user(), make.user(at="gemeente-eindhoven")
    client.force_login(officer)
    page = client.get("/mensen/").content.decode()
    assert officer.name in page and elsewhere.name not in page
    assert "Iemand aanstellen" not in page


def test_a_municipality_that_lacks_somebody_is_warned(client, administrator):
    page = client.get("/mensen/").content.decode()
    assert "Gemeente Helmond heeft nog geen aandachtsfunctionaris en geen vervanger." in page
    assert "Gemeente Eindhoven heeft nog geen" in page and "Gemeente Dronten" not in page
    make.user(), make.user(deputy=True)
    assert "Gemeente Helmond heeft nog geen" not in client.get("/mensen/").content.decode()


def test_a_new_colleague_gets_a_link_that_is_shown_once(client, administrator):
    page = appoint(client).content.decode()
    link = re.search(r"http://testserver(/wachtwoord/\S+/)\"", page)
    assert link and "maar één keer" in page
    assert "werkt niet meer" not in client.get(link[1], follow=True).content.decode()
    assert link[1] not in client.get("/mensen/").content.decode()
    lines = Line.objects.filter(what__in=["appointment.made", "account.link_made"])
    assert lines.count() == 2
    assert Line.objects.filter(what="page.people.manage").count() == 0


def test_a_form_sent_twice_appoints_once_and_says_so(client, administrator):
    appoint(client)
    page = appoint(client).content.decode()
    assert "heeft deze rol hier al" in page and 'value="Nieuwe Collega"' in page
    assert Appointment.objects.filter(user__email=NEW["email"]).count() == 1


def test_somebody_who_can_log_in_already_gets_no_link(client, administrator):
    known = make.user(Role.OFFICIAL, function="BOA")
    known.set_password("vier blauwe fietsen")
    known.save()
    answer = appoint(client, email=known.email)
    assert answer.status_code == 302
    assert Appointment.objects.filter(user=known).count() == 2
    assert User.objects.filter(email=known.email).count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "geen adres"}, "volledig e-mailadres"),
        ({"name": ""}, "Vul dit nog in"),
        ({"role": "INVESTIGATOR"}, "Kies één van de antwoorden"),
        ({"role": "OFFICIAL"}, "Kies de functie"),
        ({"starts": "31-31-2026"}, "bestaande datum"),
        ({"ends": "2025-01-01"}, "einddatum moet na"),
        ({"works_on": ["9"]}, "Kies één van de antwoorden"),
        ({"name": "x" * 121}, "Te lang"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(client, administrator, wrong, says):
    page = appoint(client, **wrong).content.decode()
    assert says in page and not User.objects.filter(email=NEW["email"]).exists()


def test_nobody_is_appointed_at_an_organisation_one_does_not_administer(client, administrator):
    at = str(make.partner("gemeente-eindhoven").pk)
    page = appoint(client, organisation=at).content.decode()
    assert "Kies één van de antwoorden" in page
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_an_end_says_what_is_still_open_and_puts_it_back_on_the_desk(client, administrator):
    officer = make.user()
    triage.take_up(make.report().signal, by=make.actor(officer), now=make.NOW)
    url = f"/mensen/aanstelling/{officer.appointment_set.get().pk}/einde/"
    assert "1 signaal" in client.get(url).content.decode()
    answer = client.post(url, {"last": timezone.localdate().isoformat()}, follow=True)
    assert "1 signaal is nu van niemand" in answer.content.decode()
    assert Signal.objects.get().owner is None
    assert officer.appointments(now=timezone.now()) == []


def test_an_end_in_the_future_lets_somebody_work_on_until_then(client, administrator):
    officer = make.user()
    url = f"/mensen/aanstelling/{officer.appointment_set.get().pk}/einde/"
    client.post(url, {"last": (timezone.localdate() + timedelta(days=5)).isoformat()})
    assert officer.appointments(now=timezone.now())
    assert officer.appointments(now=timezone.now() + timedelta(days=7)) == []


def test_the_same_end_twice_says_it_had_ended(client, administrator):
    url = f"/mensen/aanstelling/{make.user().appointment_set.get().pk}/einde/"
    today = {"last": timezone.localdate().isoformat()}
    client.post(url, today)
    assert "was al afgelopen" in client.post(url, today).content.decode()


def test_an_appointment_elsewhere_is_not_there(client, administrator):
    post = make.user(at="gemeente-eindhoven").appointment_set.get()
    assert client.get(f"/mensen/aanstelling/{post.pk}/einde/").status_code == 404
    assert client.post(f"/mensen/{post.user_id}/wachtwoord/").status_code == 404


def test_a_link_for_somebody_who_also_works_elsewhere_is_refused(client, administrator):
    both = make.user()
    make.appoint(both, Role.OFFICIAL, at="gemeente-eindhoven", function="BOA")
    answer = client.post(f"/mensen/{both.pk}/wachtwoord/", follow=True)
    assert "werkt ook bij een andere organisatie" in answer.content.decode()
    assert client.get(f"/mensen/{both.pk}/wachtwoord/").status_code == 405


@pytest.mark.parametrize("role", [Role.MANAGER, Role.FOCAL_OFFICER, Role.OFFICIAL])
def test_only_an_administrator_appoints(client, role):
    client.force_login(make.user(role))
    assert client.get("/mensen/nieuw/").status_code == 403
    assert appoint(client).status_code == 403
