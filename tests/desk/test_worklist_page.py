from datetime import timedelta

import pytest
from django.utils import timezone

from nietpluis.accounts.roles import Role
from nietpluis.desk import triage
from nietpluis.desk.workflow import Status
from tests import make
from tests.desk.test_worklist import due, shown

pytestmark = make.every_store
DAY = timedelta(days=1)


@pytest.fixture
def officer():
    return make.user()


def test_a_view_can_be_kept_as_an_address_and_holds_no_content(officer, client):
    make.signal(Status.ENRICHING, by=make.actor(officer))
    client.force_login(officer)
    text = client.get("/signalen/?status=ENRICHING&van=mij&vanaf=2026-03-01").content.decode()
    assert make.STORY in text and "Verrijken" in text
    assert '<option value="ENRICHING" selected>' in text and 'value="2026-03-01"' in text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("status=KLAAR", "Stap"),
        ("form=XX", "Vorm"),
        ("vanaf=gisteren", "Binnen vanaf"),
        ("van=Jan%00", "Van wie"),
    ],
)
def test_a_filter_that_is_no_choice_is_left_out_and_says_so(officer, client, query, name):
    make.signal()
    client.force_login(officer)
    text = client.get(f"/signalen/?{query}").content.decode()
    assert make.STORY in text and f"Bij ‘{name}’" in text


def test_the_first_signal_is_explained_when_there_is_none(officer, client):
    client.force_login(officer)
    text = client.get("/signalen/").content.decode()
    assert "Nog geen signalen" in text and "Signaal vastleggen" in text
    narrowed = client.get("/signalen/?form=OV").content.decode()
    assert "Geen signaal past" in narrowed


def test_words_of_a_reporter_are_shown_as_text(officer, client):
    make.report(story="<b>vet</b> & \u202ertl\u202c 🚐")
    client.force_login(officer)
    text = client.get("/signalen/").content.decode()
    assert "&lt;b&gt;vet&lt;/b&gt; &amp;" in text and "🚐" in text


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FOCAL_OFFICER])
def test_only_the_focal_officer_has_a_worklist(client, role):
    client.force_login(make.user(role))
    assert client.get("/signalen/").status_code == 403


def test_taking_a_signal_up_moves_it_from_nobodys_list_to_yours(officer):
    signal = triage.take_up(make.signal(), by=make.actor(officer), now=make.NOW)
    assert shown(officer, whose="niemand") == [] and shown(officer, whose="mij") == [signal]


def test_late_is_marked_with_a_word_and_a_sign_and_never_by_colour_alone(officer, client):
    due(make.signal(), timezone.now() - 2 * DAY)
    client.force_login(officer)
    text = client.get("/signalen/").content.decode()
    assert "np-row--late" in text and "2 dagen te laat" in text and "np-icon" in text
