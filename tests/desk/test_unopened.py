"""Policy: A22, nothing is left lying, not even what cannot be opened."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError

from nietpluis.accounts.roles import Permission, Role
from nietpluis.desk import intake, publishing, sightings, unopened
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Notice, Report, Unopened
from nietpluis.inbox import posting
from nietpluis.inbox.models import Envelope, Publication
from nietpluis.vault import codes, fields, keys
from nietpluis.vault.models import OrganisationKey
from tests import make
from tests.desk.envelopes import REPORTED, collect, post

pytestmark = make.every_store
RETRY = unopened.RETRY + timedelta(seconds=1)


def reason():
    return Unopened.objects.get().reason


def test_a_key_that_comes_back_opens_what_waited_for_it(monkeypatch):
    logged = []
    monkeypatch.setattr(unopened.log, "error", lambda *words: logged.append(words))
    officer, administrator = make.user(), make.user(Role.ADMINISTRATOR)
    stranger = make.user(at="gemeente-eindhoven")
    post()
    key = OrganisationKey.objects.get()
    OrganisationKey.objects.all().delete()
    for nth in range(3):
        collect(make.NOW + nth * RETRY)
    assert reason() == Unopened.Reason.NO_KEY and not Report.objects.exists()
    assert {one.user for one in Notice.objects.all()} == {officer, administrator}
    assert Notice.objects.count() == 2 and len(logged) == 1
    for who, sees in ((officer, 1), (administrator, 1), (stranger, 0)):
        listed = unopened.unopened_for(make.actor(who, Permission.HOME), now=make.NOW)
        assert len(listed) == sees
    key.save(force_insert=True)
    collect(make.NOW + 3 * RETRY)
    assert Report.objects.exists() and Unopened.objects.get().opened_at
    assert unopened.unopened_for(make.actor(officer, Permission.HOME), now=make.NOW) == []


def test_an_envelope_that_was_tampered_with_stays_and_the_others_go_on():
    bad = post()
    Envelope.objects.update(sealed=bytes(bad.sealed)[:-1] + b"x")
    post()
    collect()
    assert Report.objects.count() == 1 and reason() == Unopened.Reason.SEALED
    bad.refresh_from_db()
    assert bytes(bad.sealed)


def test_an_envelope_put_under_another_name_does_not_reach_that_municipality():
    envelope = post()
    publishing.publish(make.place("eindhoven"), now=make.NOW)
    Envelope.objects.filter(pk=envelope.pk).update(municipality="eindhoven")
    collect()
    assert not Report.objects.exists() and reason() == Unopened.Reason.SEALED


@pytest.mark.parametrize(
    "content",
    [
        {"story": make.STORY},
        REPORTED.to_json() | {"story": "  "},
        REPORTED.to_json() | {"story": "x" * 20_001},
        REPORTED.to_json() | {"story": 7},
        REPORTED.to_json() | {"version": 99},
        REPORTED.to_json() | {"sightings": []},
        REPORTED.to_json() | {"undermining": "DRUGS"},
        REPORTED.to_json() | {"extra": "iets"},
    ],
)
def test_an_envelope_that_holds_no_report_is_kept_and_shown(content):
    envelope = post(content)
    collect()
    assert not Report.objects.exists() and reason() == Unopened.Reason.CONTENT
    envelope.refresh_from_db()
    assert bytes(envelope.sealed)


def test_a_signal_the_catalogue_no_longer_knows_is_left_out_and_the_story_stays():
    content = replace(REPORTED, sightings={"free-papers-held": "YES"}, undermining=("DRUGS",))
    content = content.to_json()
    content["sightings"]["van-vroeger"] = "YES"
    content["undermining"].append("VAN_VROEGER")
    post(content)
    collect()
    report = Report.objects.get()
    assert list(sightings.reported(report, key=key_of(report))) == ["free-papers-held"]
    assert report.undermining.topics == "DRUGS"


def test_an_unknown_municipality_is_shown_to_whoever_administers():
    administrator = make.user(Role.ADMINISTRATOR)
    envelope = post()
    Envelope.objects.filter(pk=envelope.pk).update(municipality="nergens")
    collect()
    assert reason() == Unopened.Reason.NO_PLACE
    listed = unopened.unopened_for(make.actor(administrator, Permission.HOME), now=make.NOW)
    assert [one.thing for one in listed] == [envelope.pk]


def test_control_characters_are_taken_out_and_every_script_stays():
    words = "\u0647\u0646\u0627 \u202e\U0001f6a8"
    post(REPORTED.to_json() | {"story": f"\x00{words}\x07"})
    collect()
    report = Report.objects.get()
    assert fields.read(report, "story", key=keys.data_key(report.pk)) == words


def test_when_the_store_is_busy_the_envelope_waits_without_an_alarm(monkeypatch):
    post()

    def busy(*args, **rest):
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", busy)
        collect()
    assert not Unopened.objects.exists()
    collect()
    assert Report.objects.exists()


def test_what_nobody_foresaw_is_shown_tried_again_and_stops_no_other(monkeypatch):
    post(replace(REPORTED, story="Deze gaat mis."))
    post()
    receive = intake.receive

    def trips(incoming, **rest):
        if "mis" in incoming.story:
            raise ValueError(incoming.story)
        return receive(incoming, **rest)

    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", trips)
        collect()
    assert Report.objects.count() == 1 and reason() == Unopened.Reason.FAILED
    collect(make.NOW + RETRY)
    assert Report.objects.count() == 2 and Unopened.objects.get().opened_at


def test_a_heap_of_rubbish_raises_one_alarm_and_delays_no_report():
    officer = make.user()
    publishing.publish(make.place(), now=make.NOW)
    to = Publication.objects.get(municipality="helmond")
    for _ in range(12):
        rubbish = codes.new().envelope
        posting.put(secrets.token_bytes(200), envelope=rubbish, to=to, now=make.NOW)
    post(now=make.NOW + timedelta(hours=1))
    collect(make.NOW + timedelta(hours=1))
    assert Report.objects.count() == 1 and Unopened.objects.count() == 12
    assert Notice.objects.filter(user=officer).count() == 1


def test_the_officer_reads_what_did_not_open_and_puts_it_away_when_it_is_dealt_with(client):
    officer = make.user()
    client.force_login(officer)
    assert "Alles is geopend" in client.get("/niet-geopend/").content.decode()
    envelope = post({"story": "Vier matrassen."})
    collect()
    page = client.get("/niet-geopend/").content.decode()
    assert str(envelope.pk) in page and "matrassen" not in page
    assert Notice.objects.get().read_at
    aside = Unopened.objects.get()
    assert client.get(f"/niet-geopend/{aside.pk}/wegleggen/").status_code == 405
    client.post(f"/niet-geopend/{aside.pk}/wegleggen/")
    assert "Alles is geopend" in client.get("/niet-geopend/").content.decode()
    envelope.refresh_from_db()
    assert bytes(envelope.sealed)


def test_nobody_puts_away_what_is_of_another_municipality(client):
    post({"story": "geen melding"})
    collect()
    client.force_login(make.user(at="gemeente-eindhoven"))
    aside = Unopened.objects.get()
    assert client.post(f"/niet-geopend/{aside.pk}/wegleggen/").status_code == 404
    aside.refresh_from_db()
    assert aside.put_away_at is None
