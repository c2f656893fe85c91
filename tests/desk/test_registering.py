"""Policy: A15, the officer collects every signal; A59, what comes from MMA is not verified."""

from uuid import uuid4

import pytest

from nietpluis.accounts.models import Function
from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line
from nietpluis.desk import registering
from nietpluis.desk.models import Channel, Report, ReporterKind, Signal, Undermining
from nietpluis.vault import fields, keys
from tests import make

pytestmark = make.every_store
URL = "/signalen/nieuw/"


@pytest.fixture
def officer(client):
    someone = make.user(Role.FOCAL_OFFICER)
    client.force_login(someone)
    return someone


def told(**changes):
    return {"once": str(uuid4()), "channel": "TELEPHONE", "story": make.STORY} | changes


def contact_of(report):
    return fields.read(report, "contact", key=keys.data_key(report.pk))


def test_a_signal_by_telephone_stands_on_the_worklist_like_any_other(client, officer):
    answer = client.post(URL, told(reporter_kind="RESIDENT", contact="06-12345678", acute="YES"))
    signal = Signal.objects.get()
    assert answer.status_code == 302 and str(signal.pk) in answer.url
    assert (signal.report.channel, signal.acute) == (Channel.TELEPHONE, "YES")
    assert contact_of(signal.report) == "06-12345678" and not signal.report.unverified
    assert Line.objects.get(what="report.received").by == officer.pk


def test_what_comes_from_mma_is_never_verified_and_holds_no_trace_of_who_told_it(client, officer):
    refused = client.post(URL, told(channel="MMA", contact="06-12345678")).content.decode()
    assert "van MMA bewaar je niets over de melder" in refused and not Report.objects.exists()
    client.post(URL, told(channel="MMA", reporter_kind="RESIDENT"))
    report = Report.objects.get()
    assert report.unverified and report.reporter_kind == ReporterKind.MMA
    assert report.reporter is None and contact_of(report) == ""


def test_not_even_a_mistaken_call_keeps_who_told_mma():
    colleague = make.user(Role.OFFICIAL)
    report = registering.register(
        registering.Told(
            once=uuid4(),
            channel=Channel.MMA,
            story=make.STORY,
            reporter=colleague,
            contact="melder@example.nl",
        ),
        place=make.place(),
        by=make.actor(permission=Permission.SIGNAL_REGISTER),
        now=make.NOW,
    )
    assert report.reporter is None and contact_of(report) == ""


def test_a_colleague_who_told_it_finds_it_among_their_own_signals(client, officer):
    colleague = make.user(Role.OFFICIAL, function=Function.BOA)
    client.post(URL, told(channel="COUNTER", colleague=colleague.email.upper()))
    report = Report.objects.get()
    assert (report.reporter, report.reporter_kind) == (colleague, ReporterKind.OFFICIAL)
    client.force_login(colleague)
    assert report.reference in client.get("/mijn-signalen/").content.decode()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OFFICIAL])
def test_only_somebody_of_this_municipality_who_can_read_feedback_is_linked(client, officer, role):
    at = "gemeente-helmond" if role == Role.MANAGER else "gemeente-eindhoven"
    stranger = make.user(role, at=at)
    page = client.post(URL, told(colleague=stranger.email)).content.decode()
    assert "geen account met dit adres" in page and make.STORY in page
    assert not Report.objects.exists()


def test_a_tip_about_drugs_only_goes_to_the_regisseur_and_the_officer_is_told_so(client, officer):
    answer = client.post(URL, told(topics=["DRUGS"], only_other="on"))
    undermining = Undermining.objects.get()
    assert not Signal.objects.exists() and answer.status_code == 302
    assert undermining.topics == "DRUGS"


@pytest.mark.parametrize("story", ["", " \n ", "\x00", "\u200b"])
def test_there_is_always_a_story(client, officer, story):
    page = client.post(URL, told(story=story)).content.decode()
    assert "Vul dit nog in." in page and not Report.objects.exists()


def test_a_story_that_is_too_long_stays_on_the_screen(client, officer):
    page = client.post(URL, told(story="x" * 20_001)).content.decode()
    assert "Te lang" in page and "x" * 20_001 in page and not Report.objects.exists()


def test_a_double_click_is_one_signal(client, officer):
    form = told()
    first, again = client.post(URL, form), client.post(URL, form)
    assert first.url == again.url and Signal.objects.count() == 1


def test_an_officer_of_a_cluster_says_which_municipality_it_is(client, officer):
    make.appoint(officer, Role.FOCAL_OFFICER, at="gemeente-eindhoven")
    assert "Om welke gemeente" in client.post(URL, told()).content.decode()
    client.post(URL, told(place="eindhoven"))
    report = Report.objects.get()
    assert report.organisation.code == "gemeente-eindhoven"
    line = Line.objects.get(what="report.received")
    assert line.organisation == report.organisation_id
    assert line.appointment == officer.appointment_set.get(organisation=report.organisation).pk


def test_a_municipality_of_somebody_else_cannot_be_chosen(client, officer):
    make.appoint(officer, Role.FOCAL_OFFICER, at="gemeente-eindhoven")
    page = client.post(URL, told(place="dronten")).content.decode()
    assert "Kies één van de antwoorden" in page and not Report.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.REGISSEUR, Role.MANAGER])
def test_only_the_focal_officer_registers(client, role):
    client.force_login(make.user(role))
    assert client.post(URL, told()).status_code == 403
    assert not Report.objects.exists()
