import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from nietpluis.accounts import passwords
from nietpluis.accounts.access import acting
from nietpluis.accounts.appointing import Refused
from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line, Result
from tests import make

pytestmark = make.every_store
PASSWORD = "vier blauwe fietsen bij de sluis"


@pytest.fixture
def administrator():
    return acting(make.user(Role.ADMINISTRATOR), Permission.PEOPLE_MANAGE, now=make.NOW)


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def lines(what):
    return Line.objects.filter(what=what)


def test_whoever_has_not_logged_in_gets_the_door_and_nothing_else(client):
    answer = client.get("/signalen/")
    assert answer.status_code == 302 and answer["Location"].startswith("/inloggen/")


def test_logging_in_and_out_is_one_line_each(client):
    user = with_password(make.user())
    answer = client.post("/inloggen/", {"username": user.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == "/"
    client.post("/uitloggen/")
    assert lines("account.signed_in").get().by == user.pk
    assert lines("account.signed_out").get().by == user.pk


def test_a_wrong_password_and_an_unknown_address_give_the_same_message(client):
    user = with_password(make.user())
    said = set()
    for email in (user.email, "niemand@example.nl"):
        answer = client.post("/inloggen/", {"username": email, "password": "anders"})
        text = re.sub(r"value=\"[^\"]*\"", "", answer.content.decode())
        said.add(text)
    assert len(said) == 1 and "horen niet bij elkaar" in said.pop()
    failed = lines("account.sign_in_failed").filter(result=Result.DENIED)
    assert failed.count() == 2 and failed.filter(by=user.pk).count() == 1


def test_whoever_was_shut_out_cannot_log_in_and_is_not_told_why(client):
    user = with_password(make.user())
    user.is_active = False
    user.save()
    answer = client.post("/inloggen/", {"username": user.email, "password": PASSWORD})
    assert "horen niet bij elkaar" in answer.content.decode()


def choose(client, path, password, again=None):
    shown = client.get(path, follow=True)
    page = shown.redirect_chain[-1][0] if shown.redirect_chain else path
    return client.post(page, {"new_password1": password, "new_password2": again or password})


def test_a_link_lets_somebody_choose_a_password_once(client, administrator):
    new = make.user()
    path = passwords.new_link(new, by=administrator, now=make.NOW)
    assert choose(client, path, PASSWORD).status_code == 302
    new.refresh_from_db()
    assert new.check_password(PASSWORD)
    assert lines("account.password_set").get().by == new.pk
    again = client.get(path)
    assert "werkt niet meer" in again.content.decode()


def test_a_link_that_was_changed_or_made_up_says_so_kindly(client, administrator):
    path = passwords.new_link(make.user(), by=administrator, now=make.NOW)
    made_up = reverse("desk:set_password", kwargs={"uidb64": "abc", "token": "x-y"})
    for wrong in (path[:-3] + "zz/", made_up):
        answer = client.get(wrong)
        assert answer.status_code == 200 and "werkt niet meer" in answer.content.decode()


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("kort", None, "kort"),
        ("passwordpassword", "anders dan dat", "niet hetzelfde"),
        ("", "", "Vul dit nog in"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_with_a_reason(
    client, administrator, password, again, says
):
    new = make.user()
    path = passwords.new_link(new, by=administrator, now=make.NOW)
    answer = choose(client, path, password, again)
    assert answer.status_code == 200 and says in answer.content.decode()
    new.refresh_from_db()
    assert not new.password or not new.check_password(password)


def test_a_link_is_made_only_for_who_works_nowhere_else_and_never_for_oneself(administrator):
    elsewhere = make.user()
    make.appoint(elsewhere, Role.OFFICIAL, at="gemeente-eindhoven", function="BOA")
    with pytest.raises(Refused, match="andere organisatie"):
        passwords.new_link(elsewhere, by=administrator, now=make.NOW)
    with pytest.raises(Refused, match="eigen account"):
        passwords.new_link(administrator.person, by=administrator, now=make.NOW)


def test_whoever_had_a_password_hears_that_a_link_was_made_and_the_mail_holds_no_link(
    administrator, django_capture_on_commit_callbacks
):
    user = with_password(make.user())
    with django_capture_on_commit_callbacks(execute=True):
        path = passwords.new_link(user, by=administrator, now=make.NOW)
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert path not in mail.outbox[0].body and "wachtwoord/" not in mail.outbox[0].body
    assert lines("account.link_made").get().about == user.pk


def test_a_password_that_was_chosen_logs_every_other_screen_out(client, administrator):
    user = with_password(make.user())
    client.force_login(user)
    user.set_password("een heel ander wachtwoord")
    user.save()
    assert client.get("/").status_code == 302


def test_an_appointment_that_ended_yesterday_opens_no_page(client):
    user = make.user(until=make.NOW - timedelta(days=1))
    client.force_login(user)
    assert client.get("/").status_code == 403
