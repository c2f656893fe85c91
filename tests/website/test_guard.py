"""The door of what must be paid for: an honest report or visit sees nothing of it.

Policy: A01, A08; issue "Abuse without blocking a shelter".
"""

import re
import time
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nietpluis.inbox import budget
from nietpluis.inbox.budget import Level
from nietpluis.inbox.models import Envelope, SealedFile
from nietpluis.knowledge.texts import text
from nietpluis.vault import codes
from nietpluis.website import guard, proof, turns
from nietpluis.website.proof import Purpose
from tests.inbox import example
from tests.inbox.example import STORY
from tests.website.visitor import Visitor, paid

pytestmark = pytest.mark.django_db(databases=["public"])
HERE, RETURN = "voorbeeldstad", "/voorbeeldstad/terug/"


@pytest.fixture(autouse=True)
def calm():
    budget.forget()
    yield
    budget.forget()


def flood(level):
    """So many reports came in just now that it is this busy."""
    for _ in range(30 * (0, *budget.STEPS)[level]):
        budget.count(HERE, Purpose.REPORT, now=timezone.now())


def test_an_honest_report_sees_nothing_of_it(visitor):
    pages = [visitor.html, visitor.to_check(story=STORY), visitor.press("send")]
    assert Envelope.objects.count() == 1
    assert not [
        one for one in pages if text("proof.title", "nl") in one or "captcha" in one.lower()
    ]


def test_the_ticket_is_carried_through_the_steps_with_what_was_found(visitor):
    first = visitor.filled()
    visitor.press("next", about="PERSON")
    visitor.press("next", story=STORY)
    assert (visitor.filled()["ticket"], visitor.filled()["proof"]) == (
        first["ticket"],
        first["proof"],
    )


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_who_sends_too_soon_waits_a_moment_and_loses_no_word(town, lang):
    path = "/voorbeeldstad/melden/" if lang == "nl" else "/en/voorbeeldstad/melden/"
    story = STORY + '\n<b>"@@kept@@"</b>'
    there = Visitor(town, path)
    there.to_check(story=story, where="Hier")
    unpaid = there.filled() | {"proof": "", "go": "send"}
    refused = town.post(path, unpaid)
    there._take(refused)
    assert refused.status_code == 429 and Envelope.objects.count() == 0
    assert text("proof.title", lang) in there.html and text("proof.blame", lang) in there.html
    kept = {name: values[0] for name, values in there.filled().items()}
    assert (kept["story"], kept["where"], kept["go"]) == (story, "Hier", "send")
    assert "tel:112" in there.html and "np-exit" in there.html and "?" not in there.page.action
    assert town.post(there.page.action, kept).status_code == 200
    assert Envelope.objects.count() == 1


def test_a_ticket_for_one_report_sends_no_other(visitor):
    visitor.to_check(story=STORY)
    sent = visitor.filled() | {"go": "send"}
    assert visitor.client.post(visitor.path, sent).status_code == 200
    other = sent | {"code": codes.new().digits}
    assert visitor.client.post(visitor.path, other).status_code == 429
    assert Envelope.objects.count() == 1


def test_a_guess_without_proof_costs_no_query_and_under_a_millisecond(town):
    kind = "application/x-www-form-urlencoded"
    ask = urlencode({"typed": codes.new().digits, "go": "open", "ticket": "0" * 100})
    with CaptureQueriesContext(connections["public"]) as queries:
        assert town.post(RETURN, ask, kind).status_code == 429
    assert [one["sql"] for one in queries] == []
    requests = [RequestFactory().post(RETURN, ask, kind) for _ in range(200)]
    page = guard.paid(Purpose.RETURN, fields=("typed",))(lambda *_: None)
    started = time.process_time()
    for request in requests:
        assert page(request, "nl", HERE).status_code == 429
    each = (time.process_time() - started) / len(requests)
    assert each < 0.001


def test_the_right_code_opens_only_when_it_is_paid_for(town):
    sender = Visitor(town)
    sender.to_check(story=STORY)
    code = sender.code()
    sender.press("send")
    ask = {"typed": code.words("nl"), "go": "open"}
    refused = town.post(RETURN, ask)
    assert refused.status_code == 429 and text("return.thread_title", "nl") not in str(
        refused.content
    )
    opened = town.post(RETURN, ask | paid("return"))
    assert text("return.thread_title", "nl") in opened.content.decode()


def test_under_a_flood_there_is_a_short_form_that_still_takes_reports(town):
    flood(Level.FLOOD)
    there = Visitor(town)
    assert text("flood.title", "nl") in there.html and text("flood.intro", "nl") in there.html
    assert "088-000 00 09" in there.html and "AVIM Voorbeeld" in there.html
    assert 'type="file"' not in there.html
    sent = {name: values[0] for name, values in raw(there).items()}
    empty = town.post(there.path, sent | {"go": "send"}).content.decode()
    assert text("flood.title", "nl") in empty and text("report.story_empty", "nl") in empty
    refused = town.post(there.path, sent | {"go": "send", "story": STORY})
    assert refused.status_code == 429
    seconds = int(re.search(r"nog (\d+) seconden", refused.content.decode())[1])
    assert 110 < seconds <= 120
    assert Envelope.objects.count() == 0


def test_under_a_flood_no_file_is_taken_in_and_the_words_stay(visitor):
    visitor.press("next")
    assert "story" in visitor.page.asked and 'type="file"' in visitor.html
    flood(Level.FLOOD)
    photo = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0" + b"0" * 600)
    html = visitor.press("stay", story=STORY, attached=photo)
    assert text("files.fault_room", "nl") in html and STORY in html
    assert not SealedFile.objects.exists()


def raw(visitor):
    """What the form holds, its ticket not paid for."""
    found = {}
    for name, value in visitor.page.fields:
        found.setdefault(name, []).append(value)
    return found


def test_a_report_from_the_short_form_is_an_ordinary_one(town, monkeypatch):
    monkeypatch.setattr(proof, "WAITS", dict.fromkeys(Level, 0))
    flood(Level.FLOOD)
    there = Visitor(town)
    sent = {name: values[0] for name, values in raw(there).items()}
    there._take(town.post(there.path, sent | {"go": "send", "story": STORY, "acute": "NO"}))
    assert text("receipt.title", "nl") in there.html and Envelope.objects.count() == 1
    assert STORY not in there.html


@pytest.mark.parametrize("address", ["/voorbeeldstad/terug/", "/pl/voorbeeldstad/terug/"])
def test_a_guess_is_refused_before_it_takes_a_turn(public_site, address, monkeypatch):
    """So that nobody with a real code queues behind a thousand guesses."""
    example.publish()

    def turn(self, request):
        raise AssertionError("it took a turn")

    monkeypatch.setattr(turns.Turns, "__call__", turn)
    typed = urlencode({"typed": codes.new().digits})
    answer = Client(HTTP_HOST="127.0.0.1").post(
        address, typed, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 429
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "default-src" in answer.headers["Content-Security-Policy"]
