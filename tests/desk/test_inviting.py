"""Policy: G, Reporting: professionals from outside have the same route, and get feedback."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nietpluis.accounts.models import Appointment, Domain, Function, Invitation, User
from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line
from nietpluis.desk import inviting
from nietpluis.desk.models import Channel, Report
from nietpluis.desk.workflow import NotAllowed
from tests import make

pytestmark = make.every_store
LIST = "/uitnodigingen/"
PASSWORD = "een lange zin als wachtwoord"


@pytest.fixture
def officer(client):
    someone = make.user(Role.FOCAL_OFFICER)
    client.force_login(someone)
    return someone


def invitation(function=Function.GP, **changes):
    """An invitation, and its code."""
    by = make.actor(permission=Permission.INVITE)
    code = inviting.invite(
        pk := uuid4(),
        organisation=make.partner("gemeente-helmond"),
        function=function,
        name="Testpersoon Huisarts",
        email="huisarts@example.nl",
        by=by,
        now=changes.pop("now", timezone.now()),
    )
    return Invitation.objects.get(pk=pk), code


def door(made):
    return f"/uitnodiging/{made.pk}/"


def entered(code, **changes):
    return {
        "code": code,
        "name": "Testpersoon Huisarts",
        "email": "praktijk@example.nl",
        "password": PASSWORD,
        "again": PASSWORD,
    } | changes


def text(response):
    """The page, without what differs on every page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_a_gp_comes_in_by_link_and_code_and_passes_something_on(client):
    made, code = invitation()
    answer = client.post(door(made), entered(code.lower().replace("-", " ")))
    assert answer.url == "/doorgeven/"
    post = Appointment.objects.get(user__email="praktijk@example.nl")
    assert (post.role, post.function, post.domain) == (Role.PROFESSIONAL, "GP", Domain.CARE)
    assert post.organisation == made.organisation
    assert timedelta(days=364) < post.ends_at - post.starts_at <= timedelta(days=366)
    client.post("/doorgeven/", {"once": str(uuid4()), "story": make.STORY})
    report = Report.objects.get()
    assert (report.channel, report.reporter) == (Channel.PROFESSIONAL, post.user)
    assert report.reference in client.get("/mijn-signalen/").content.decode()
    assert client.get("/signalen/nieuw/").status_code == 403


def test_the_code_is_on_the_screen_once_and_nowhere_kept(client, officer):
    form = {"once": str(uuid4()), "function": "GP", "name": "Wie", "email": "wie@example.nl"}
    page = client.post(LIST, form).content.decode()
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", page)[0]
    made = Invitation.objects.get()
    assert f"/uitnodiging/{made.pk}/" in page
    assert code not in made.code_hash and b"wie@example.nl" not in bytes(made.invitee)
    listed = client.get(LIST).content.decode()
    assert code not in listed and "wie@example.nl" in listed


def test_a_double_click_is_one_invitation_and_says_that_the_code_was_shown(client, officer):
    form = {"once": str(uuid4()), "function": "GP", "name": "Wie", "email": "wie@example.nl"}
    client.post(LIST, form)
    assert "maar één keer te zien" in client.post(LIST, form).content.decode()
    assert Invitation.objects.count() == 1


def test_an_officer_sees_the_invitations_of_their_own_municipality_only(client, officer):
    made, _ = invitation()
    client.force_login(make.user(Role.FOCAL_OFFICER, at="gemeente-eindhoven"))
    assert "Testpersoon Huisarts" not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}{made.pk}/intrekken/").status_code == 404
    made.refresh_from_db()
    assert made.code_hash


def test_unknown_ended_used_revoked_and_wrong_are_one_and_the_same_page(client):
    known, code = invitation()
    used, used_code = invitation()
    client.post(door(used), entered(used_code))
    client.logout()
    ended, ended_code = invitation(now=timezone.now() - timedelta(days=15))
    revoked, revoked_code = invitation()
    inviting.revoke(revoked, by=make.actor(permission=Permission.INVITE), now=timezone.now())
    unknown = Invitation(pk=uuid4())
    tries = [(known, "AAAA-AAAA"), (unknown, code), (ended, ended_code), (used, used_code)]
    tries.append((revoked, revoked_code))
    pages = set()
    for made, typed in tries:
        answer = client.post(door(made), entered("AAAA-AAAA" if made is known else typed))
        assert answer.status_code == 200
        pages.add(re.sub(r'value="[A-Z2-9-]+"', "", text(answer)))
    assert len(pages) == 1 and "horen niet bij elkaar" in pages.pop()
    assert User.objects.filter(email="praktijk@example.nl").count() == 1
    first = [text(client.get(door(made))) for made, _ in tries]
    assert len(set(first)) == 1


def test_after_five_wrong_codes_the_right_one_no_longer_works(client):
    made, code = invitation()
    for _ in range(5):
        client.post(door(made), entered("AAAA-AAAA"))
    client.post(door(made), entered(code))
    assert not User.objects.filter(email="praktijk@example.nl").exists()
    assert Line.objects.filter(what="invitation.refused", result="DENIED").count() == 6
    assert inviting.state_of(Invitation.objects.get(), now=timezone.now()).startswith("te vaak")


def test_a_mistake_in_the_form_costs_no_try_and_says_what_to_do(client):
    made, code = invitation()
    page = text(client.post(door(made), entered(code, password="kort", again="anders")))
    assert "12 tekens" in page and "niet hetzelfde wachtwoord" in page
    assert "Testpersoon Huisarts" in page
    made.refresh_from_db()
    assert made.tries_left == 5


def test_a_code_works_once(client):
    made, code = invitation()
    client.post(door(made), entered(code))
    client.logout()
    client.post(door(made), entered(code, email="tweede@example.nl"))
    assert not User.objects.filter(email="tweede@example.nl").exists()


def test_who_has_an_account_opens_it_with_its_own_password_or_not_at_all(client):
    known = make.user(Role.OFFICIAL, at="gemeente-eindhoven")
    known.set_password("het eigen wachtwoord")
    known.save()
    made, code = invitation()
    page = text(client.post(door(made), entered(code, email=known.email.upper())))
    assert "heeft hier al een account" in page and known.appointment_set.count() == 1
    made.refresh_from_db()
    assert made.tries_left == 4
    own = {
        "email": known.email,
        "password": "het eigen wachtwoord",
        "again": "het eigen wachtwoord",
    }
    client.post(door(made), entered(code, **own))
    assert known.appointment_set.count() == 2


def test_a_used_invitation_cannot_be_revoked(client, officer):
    made, code = invitation()
    client.post(door(made), entered(code))
    client.force_login(officer)
    answer = client.post(f"{LIST}{made.pk}/intrekken/")
    assert answer.status_code == 409 and "al gebruikt" in answer.content.decode()


def test_revoking_is_a_post_and_ends_it(client, officer):
    made, _ = invitation()
    assert client.get(f"{LIST}{made.pk}/intrekken/").status_code == 405
    client.post(f"{LIST}{made.pk}/intrekken/")
    assert "ingetrokken" in client.get(LIST).content.decode()


def test_only_professionals_from_outside_come_by_invitation():
    with pytest.raises(NotAllowed, match="van buiten"):
        invitation(function=Function.BOA)


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MANAGER, Role.REGISSEUR])
def test_only_the_focal_officer_invites(client, role):
    client.force_login(make.user(role))
    assert client.get(LIST).status_code == 403
