"""The page of one signal, as the officer meets it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nietpluis.accounts.models import Domain, Grant
from nietpluis.audit.models import Line
from nietpluis.core.answers import Answer
from nietpluis.desk import advice, enriching, notes, reading, triage
from nietpluis.desk.flow import FLOW, Form, Outcome
from nietpluis.desk.handling import key_of
from nietpluis.desk.intake import File
from nietpluis.desk.models import Channel, Fact, Rank, Seen
from nietpluis.desk.workflow import Status
from tests import make, sharing
from tests.desk.signal_pages import ODD, PAGES, POSTED, at, officer, page, typed, url, words

pytestmark = make.every_store
__all__ = ["officer"]


@pytest.mark.parametrize("status", Status)
def test_every_stop_shows_its_question_why_it_is_asked_and_the_source(client, officer, status):
    shown = words(page(client, at(status)))
    question = FLOW[status]
    assert question.text in shown and question.why in shown
    assert "Bron: stroomschema 1 (" in shown


@pytest.mark.parametrize("status", Status)
def test_the_drawing_has_every_state_and_every_arrow_and_no_style_of_its_own(
    client, officer, status
):
    html = page(client, at(status))
    drawing = html.split('<svg class="np-chart__svg')[1].split("</svg>")[0]
    drawn = re.findall(r'data-from="(\w+)" data-answer="(\w+)" data-to="(\w+)"', drawing)
    assert sorted(drawn) == sorted(
        (stop.value, outcome.value, goes.value)
        for stop, question in FLOW.items()
        for outcome, goes in question.answers().items()
    )
    assert re.findall(r'data-stop="(\w+)"', drawing) == [stop.value for stop in Status]
    assert "Hier staat het" in drawing and 'role="img"' in drawing
    assert " style=" not in html and "<style" not in html
    assert html.count('aria-current="step"') == 1


def test_the_chart_can_be_read_as_a_list_with_where_every_answer_leads(client, officer):
    html = page(client, make.signal(Status.ADVICE))
    for status in Status:
        assert f'href="#stap-{status.lower()}"' in html and f'id="stap-{status.lower()}"' in html
    assert "Gekozen als stap 2" in html


def test_the_page_never_scores_anybody_and_calls_nobody_a_victim(client, officer):
    signal = make.signal(Status.ENRICHING)
    ids = [one.id for one in reading.seen_signals(signal.report, key=key_of(signal))]
    enriching.answer_sightings(
        signal,
        answers=dict.fromkeys(ids, Seen.YES),
        by=make.actor(),
        now=make.NOW,
    )
    shown = words(page(client, signal)).lower()
    assert "slachtoffer" not in shown and "risico" not in shown
    assert not re.search(r"\d+\s*(%|punten| van de \d+ )", shown)
    assert "kan ook iets anders zijn" in shown


def test_what_is_not_known_reads_as_not_known_never_as_no(client, officer):
    shown = words(page(client, make.signal(Status.ENRICHING)))
    assert shown.count("nog niet bekend") == 4
    assert "Gevaar onbekend" in shown and "Leeftijd onbekend" in shown and "Vorm onbekend" in shown


def test_danger_puts_112_above_everything_else(client, officer):
    signal = make.signal(acute=Answer.YES)
    assert signal.rank == Rank.ACUTE
    step = page(client, signal).split('class="np-signal__step"')[1]
    assert step.index('href="tel:112"') < step.index("Volgende stap</p>")


def test_a_report_of_mma_is_marked_as_unverified(client, officer):
    assert "Niet geverifieerd" in page(client, make.report(channel=Channel.MMA).signal)


def test_the_story_keeps_its_lines_and_its_direction_and_runs_nothing(client, officer):
    html = page(client, make.signal(story=ODD.replace("\x00", "").replace("\r", "")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nregel twee" in html
    assert '<div class="np-story" dir="auto" lang="nl">' in html


def test_the_contact_of_the_reporter_stands_apart_and_only_for_the_own_desk(client, officer):
    signal = make.signal(contact="Bel 0699999999")
    html = page(client, signal)
    assert html.index("Contact van de melder</summary>") < html.index("0699999999")
    Grant.objects.create(
        kind="signal",
        object_id=signal.pk,
        person=(guest := make.user(at="gemeente-eindhoven")),
        level="CONTENT",
        purpose="HANDLE_SIGNAL",
        ground="PUBLIC_TASK",
        starts_at=make.NOW,
    )
    client.force_login(guest)
    assert "0699999999" not in page(client, signal)


def test_a_fact_from_care_is_content_for_care_and_a_pointer_for_safety(client, officer):
    signal = make.signal(Status.ENRICHING)
    in_care = make.user(domain=Domain.CARE)
    client.force_login(in_care)
    fact = typed(
        signal,
        kind=Fact.Kind.OTHER,
        result=Fact.Result.FOUND,
        content="Krijgt begeleiding.",
        source="Wmo",
        domain=Domain.CARE,
        ground="WMO",
        found_at="2026-03-01T10:00",
    )
    assert client.post(url("add_fact", signal), fact).status_code == 302
    assert "Krijgt begeleiding." in page(client, signal)
    client.force_login(officer)
    html = page(client, signal)
    assert "Krijgt begeleiding." not in html and "Vraag je collega in het domein zorg." in html
    refused = client.post(url("add_fact", signal), fact | {"once": uuid4()})
    assert refused.status_code == 200 and signal.fact_set.count() == 1


def test_the_partners_come_in_the_order_of_the_form_and_the_later_ones_wait(client, officer):
    signal = make.signal(Status.REFERRING, forms=frozenset({Form.SU}))
    html = page(client, signal)
    assert html.index("<strong>AVIM</strong>") < html.index("<strong>Zorgcoördinator</strong>")
    assert "Aan de beurt zodra" in html and "Wachten zou schaden" in html
    assert f"aan={make.partner('avim-oost').pk}" in html
    sharing.call(signal, "avim-oost")
    html = page(client, signal)
    assert "AVIM oost bereikt per telefoon" in words(html) and "Aan de beurt zodra" not in html


def test_what_the_policy_leaves_open_is_shown_as_a_choice(client, officer):
    signal = make.signal(Status.REFERRING, forms=frozenset({Form.SU, Form.AU}))
    assert "Dit is een voorstel van Nietpluis" in page(client, signal)
    region = make.place().region
    region.settings = {
        "labour_with_other": {"value": "TOGETHER", "source": "Regionaal overleg, maart"}
    }
    region.save()
    html = page(client, signal)
    assert "Dit is een keuze van de regio (Regionaal overleg, maart)" in html
    assert "Daarna" not in words(html[html.index("np-rounds") :][:2000])


def test_without_a_form_the_form_is_named_first(client, officer):
    html = page(client, make.signal(Status.REFERRING, forms=frozenset()))
    assert "Er is nog geen vorm genoemd" in html and "np-rounds" not in html


def test_a_signal_outside_sight_is_as_one_that_does_not_exist(client, officer):
    elsewhere = make.signal(Status.ADVICE, at="eindhoven")
    asked = advice.ask(
        elsewhere,
        partner=make.partner("riec-oost"),
        question="Bekend?",
        spoke_with="",
        by=make.actor(),
        now=make.NOW,
    )
    nothing = client.get(reverse("desk:signal", args=[uuid4()])).content
    for name in PAGES | POSTED:
        more = [asked.pk] if name == "note_advice" else []
        for ask in (client.get, client.post):
            answer = ask(url(name, elsewhere, *more))
            assert (answer.status_code, answer.content) == (404, nothing), name
    here = make.signal(Status.ADVICE)
    assert client.get(url("note_advice", here, asked.pk)).status_code == 404


def test_the_original_of_a_file_is_a_separate_act_that_is_logged_and_never_shown(client, officer):
    signal = make.report(files=[File("../foto \r\n\u202e.jpg", b"<html>", "text/html")]).signal
    file = signal.report.attachment_set.get()
    assert "wordt nog nagekeken" in page(client, signal)
    for name in ("attachment", "original"):
        answer = client.get(url(name, signal, file.pk))
        assert "Origineel ophalen" in answer.content.decode() and b"<html>" != answer.content
    assert not Line.objects.filter(what="signal.original_taken").exists()
    answer = client.post(url("original", signal, file.pk))
    assert answer.content == b"<html>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''foto")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert Line.objects.filter(what="signal.original_taken", about=file.pk).count() == 1
    other = make.signal()
    for name in ("attachment", "original"):
        for ask in (client.get, client.post):
            assert ask(url(name, other, file.pk)).status_code == 404


def test_opening_a_signal_takes_the_same_number_of_queries_however_much_happened(client, officer):
    signal, empty = make.signal(Status.ADVICE), make.signal(Status.ADVICE)
    by = make.actor(officer)

    def queries(one):
        with (
            CaptureQueriesContext(connections["default"]) as desk,
            CaptureQueriesContext(connections["keys"]) as keys,
        ):
            page(client, one)
        return len(desk) + len(keys)

    def happen(number):
        now = timezone.now() - timedelta(hours=100 - number)
        done = {"by": by, "now": now}
        enriching.add_fact(
            signal,
            kind=Fact.Kind.ADDRESS,
            result=Fact.Result.FOUND,
            domain=Domain.SAFETY,
            ground="MUNICIPAL_ROUTE",
            source="BRP",
            content=f"Mobiel 061234567{number}",
            found_at=now,
            **done,
        )
        notes.write(signal, text="Notitie.", **done)
        asked = advice.ask(
            signal, partner=make.partner("riec-oost"), question="?a", spoke_with="", **done
        )
        advice.note_answer(asked, conclusion=Outcome.MORE_NEEDED, answer="Zoek.", **done)
        triage.decide(signal, outcome=Outcome.UNKNOWN, because="Nog niet.", **done)
        make.signal(story=f"Bel 061234567{number}")

    happen(0)
    queries(empty)
    few = queries(signal)
    for number in range(1, 6):
        happen(number)
    assert queries(signal) == few <= 45
