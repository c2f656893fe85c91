"""What is missing and what is out of sight cannot be told apart (house, one rule of sight)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nietpluis.accounts.roles import Role
from nietpluis.audit.models import Line, Result
from tests import make

pytestmark = make.every_store


def opened(client, url):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    return answer.status_code, answer.content, len(captured)


def signal_elsewhere():
    return make.report(at="eindhoven").signal.pk


def undermining_elsewhere():
    return make.undermining(at="eindhoven").pk


def report_of_another():
    return make.report().pk


def appointment_elsewhere():
    return make.user(at="gemeente-eindhoven").appointment_set.get().pk


@pytest.mark.parametrize(
    ("role", "route", "out_of_sight"),
    [
        (Role.FOCAL_OFFICER, "desk:signal", signal_elsewhere),
        (Role.REGISSEUR, "desk:undermining", undermining_elsewhere),
        (Role.OFFICIAL, "desk:my_report", report_of_another),
        (Role.ADMINISTRATOR, "desk:end_appointment", appointment_elsewhere),
    ],
)
def test_what_is_out_of_sight_gives_the_bytes_and_queries_of_what_does_not_exist(
    client, role, route, out_of_sight
):
    more = {"function": "BOA"} if role == Role.OFFICIAL else {}
    client.force_login(make.user(role, **more))
    opened(client, "/")
    hidden, missing = (
        opened(client, reverse(route, kwargs={"pk": pk})) for pk in (out_of_sight(), uuid4())
    )
    assert hidden == missing and hidden[0] == 404
    assert b"Hier is niets te zien" in hidden[1]


def test_an_address_that_is_none_gives_the_same_page_too(client):
    client.force_login(make.user())
    no_page, no_signal = client.get("/bestaat-niet/"), client.get(f"/signalen/{uuid4()}/")
    assert no_page.status_code == no_signal.status_code == 404
    assert no_page.content == no_signal.content


def test_a_page_that_is_not_for_ones_role_says_so_and_is_the_same_for_everyone(client):
    said = set()
    for role in (Role.OFFICIAL, Role.MANAGER):
        client.force_login(make.user(role))
        answer = client.get("/signalen/")
        assert answer.status_code == 403
        said.add(answer.content)
    assert len(said) == 1 and "hoort niet bij je rol" in said.pop().decode()


def test_a_refusal_and_a_miss_are_each_one_line_in_the_log_of_ones_own_organisation(client):
    officer, hidden = make.user(), signal_elsewhere()
    client.force_login(officer)
    client.get(f"/signalen/{hidden}/")
    client.get("/mensen/nieuw/")
    home = make.partner("gemeente-helmond").pk
    missed = Line.objects.get(result=Result.MISSING)
    assert (missed.about, missed.organisation, missed.by) == (hidden, home, officer.pk)
    denied = Line.objects.get(result=Result.DENIED)
    assert denied.by == officer.pk and denied.what == "page.people.manage"
    elsewhere = Line.objects.filter(organisation=make.partner("gemeente-eindhoven").pk)
    assert not elsewhere.filter(by=officer.pk).exists()


def test_every_page_is_one_line_and_a_change_is_one_line(client):
    client.force_login(make.user())
    for url in ("/", "/signalen/", "/mensen/", "/partners/", "/overdragen/", "/mijn-dagen/"):
        before = Line.objects.count()
        assert client.get(url).status_code == 200
        assert Line.objects.count() == before + 1
    before = Line.objects.count()
    client.post("/mijn-dagen/", {"from_day": "2030-01-07", "until_day": "2030-01-11"})
    assert Line.objects.count() == before + 1


def test_nothing_of_the_desk_is_kept_by_a_browser(client):
    client.force_login(make.user())
    assert client.get("/signalen/").headers["Cache-Control"] == "no-store"
