import re

import pytest

from nietpluis.accounts.roles import Role
from nietpluis.desk.models import Channel, Feedback
from nietpluis.desk.workflow import Status
from tests import make
from tests.sharing import address, base, text_of

pytestmark = make.every_store


@pytest.fixture
def officer(client):
    who = make.user()
    client.force_login(who)
    return who


def test_the_reporter_reads_what_became_of_it(client, officer):
    signal = make.signal(Status.FEEDBACK)
    said = base(signal) | {"kind": "FINAL", "phrase": "F.TAKEN", "text": "Dank."}
    url = address(signal, "terugkoppelen")
    assert client.post(url, said | {"phrase": "", "text": " "}).status_code == 200
    assert client.post(url, said).status_code == 302
    assert client.post(url, said).status_code == 302  # a double click
    assert Feedback.objects.count() == 1
    client.force_login(signal.report.reporter)
    text = text_of(client.get(f"/mijn-signalen/{signal.report_id}/"))
    assert "Een partner heeft je signaal opgepakt." in text and "Dank." in text


def test_closing_early_is_refused_in_words_that_say_what_to_do(client, officer):
    signal = make.signal(Status.REFERRING)
    said = base(signal) | {"kind": "FINAL", "text": "Klaar."}
    assert client.post(address(signal, "terugkoppelen"), said).status_code == 200
    said = base(signal) | {"reason": "EMBARGO", "look_again_on": "2099-01-01"}
    page = client.post(address(signal, "afsluiten"), said)
    assert "Afsluiten kan pas" in text_of(page)
    signal.refresh_from_db()
    assert signal.is_open


def test_a_resident_is_told_nothing_and_only_true_reasons_can_be_chosen(client, officer):
    signal = make.signal(Status.FEEDBACK, channel=Channel.PUBLIC)
    assert "alleen een ontvangstbewijs" in text_of(client.get(address(signal, "terugkoppelen")))
    url = address(signal, "afsluiten")
    offered = set(re.findall(r'name="reason" value="(\w+)"', text_of(client.get(url))))
    assert offered == {"RESIDENT", "ANONYMOUS", "EMBARGO"}
    assert client.post(url, base(signal) | {"reason": "MMA"}).status_code == 200
    assert client.post(url, base(signal) | {"reason": "RESIDENT"}).status_code == 302
    signal.refresh_from_db()
    assert signal.status == Status.CLOSED


def test_an_embargo_is_closed_until_a_date_and_then_told(client, officer):
    signal = make.signal(Status.FEEDBACK)
    url = address(signal, "afsluiten")
    assert client.post(url, base(signal) | {"reason": "EMBARGO"}).status_code == 200
    said = base(signal) | {"reason": "EMBARGO", "look_again_on": "2099-01-01"}
    assert client.post(url, said).status_code == 302
    assert "Nu terugkoppelen" in text_of(client.get(f"/signalen/{signal.pk}/"))
    told = base(signal) | {"kind": "CANNOT_TELL"}
    assert client.post(address(signal, "terugkoppelen"), told).status_code == 302
    assert Feedback.objects.get().kind == Feedback.Kind.CANNOT_TELL


@pytest.mark.parametrize("page", ["terugkoppelen", "afsluiten"])
@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        (Role.FOCAL_OFFICER, "gemeente-eindhoven", 404),
        (Role.REGISSEUR, "gemeente-helmond", 403),
        (Role.MANAGER, "gemeente-helmond", 403),
        (Role.INVESTIGATOR, "nla", 403),
    ],
)
def test_nobody_else_tells_or_closes(client, page, role, at, status):
    signal = make.signal(Status.FEEDBACK)
    client.force_login(make.user(role, at=at))
    said = base(signal) | {"kind": "FINAL", "text": "Klaar.", "reason": "LEFT"}
    for answer in (client.get(address(signal, page)), client.post(address(signal, page), said)):
        assert answer.status_code == status
    signal.refresh_from_db()
    assert signal.is_open
