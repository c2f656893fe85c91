"""Bad input: a clear message in the reader's language, and nothing lost or half saved."""

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nietpluis.inbox import content
from nietpluis.inbox.models import Envelope, Publication
from nietpluis.vault import codes, sealing
from nietpluis.website import site
from tests.inbox import example
from tests.inbox.example import STORY
from tests.website.visitor import paid

pytestmark = pytest.mark.django_db(databases=["public"])
PATH = "/voorbeeldstad/melden/"
FIELDS = [
    "about", "people", "story", "where", "when", "since", "acute", "minor", "kind", "contact",
    "seen", "topics", "code", "step", "go", "fixing",
]  # fmt: skip


def post(client, path=PATH, **fields):
    code = str(fields.get("code", codes.new().digits))
    ticket = paid("report", bound=code) if fields.get("go", "send") == "send" else {}
    return client.post(path, {"code": code, "story": STORY, "go": "send"} | ticket | fields)


def test_an_empty_story_is_asked_for_beside_the_field_and_at_the_top(town):
    page = post(town, story=" \n ", where="Naast de kerk").content.decode()
    assert page.count("Eén zin is al genoeg.") == 2
    assert 'href="#id_story"' in page and "Naast de kerk" in page
    assert Envelope.objects.count() == 0


@pytest.mark.parametrize(("path", "words"), [(PATH, "20.000"), (f"/en{PATH}", "20,000")])
def test_a_story_that_is_too_long_stays_on_the_screen(town, path, words):
    page = post(town, path, story="x" * 20_001).content.decode()
    assert "x" * 20_001 in page and words in page and "20001" in page
    assert Envelope.objects.count() == 0


def test_a_story_of_the_longest_length_arrives_whole(town):
    story = "🙈\n" * 10_000
    post(town, story=story.replace("\n", "\r\n"))
    assert opened().story == story.strip()


def opened():
    envelope = Envelope.objects.get()
    opened = sealing.unseal(bytes(envelope.sealed), key=example.KEY, bound=envelope.pk)
    return content.parse(opened)


def test_control_characters_vanish_and_every_language_stays(town):
    page = post(town, story="Hal\x00lo \x1b[31mمرحبا \u202e🙈", go="next", step="what")
    assert "Hallo [31mمرحبا \u202e🙈" in page.content.decode()


def test_text_with_markup_is_only_text(town):
    page = post(town, story="<script>alert(1)</script>", step="check", go="stay").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.parametrize("path", ["/nergens/melden/", "/en/nergens/melden/"])
def test_an_unknown_municipality_gives_a_way_on_and_keeps_the_text(town, path):
    response = post(town, path)
    page = response.content.decode()
    assert response.status_code == 404 and STORY in page
    words = "Choose your municipality" if path.startswith("/en/") else "Kies uw gemeente"
    assert words in page and "tel:112" in page


def test_an_address_that_does_not_exist_speaks_the_language_of_the_page(town):
    page = town.get("/en/voorbeeldstad/nothing/here/")
    assert page.status_code == 404 and "This page does not exist" in page.content.decode()


@pytest.mark.parametrize("code", ["", "fout", "1234-5678", "\x00" * 20, "U" * 20])
def test_a_bad_code_is_replaced_and_the_text_stays(town, code):
    page = post(town, code=code).content.decode()
    assert "nieuwe code" in page and STORY in page
    assert Envelope.objects.count() == 0


@pytest.mark.parametrize(
    "tampered",
    [
        {"about": "MAYOR"},
        {"kind": "MAYOR"},
        {"acute": "yes"},
        {"minor": "1"},
        {"seen": ["nationality"]},
        {"seen": ["coer-threat", "../etc"]},
        {"topics": ["TRAFFICKING"]},
    ],
)
def test_an_answer_that_was_tampered_with_is_asked_again_and_not_sent(town, tampered):
    page = post(town, **tampered).content.decode()
    assert "Er klopt nog iets niet" in page and STORY in page
    assert "MAYOR" not in page and "../etc" not in page
    assert Envelope.objects.count() == 0


@pytest.mark.parametrize("step", ["", "nergens", "check\x00", "../what"])
def test_a_step_that_does_not_exist_starts_again_with_the_text_kept(town, step):
    page = post(town, step=step, go="next").content.decode()
    assert "Uw tekst staat er nog" in page and STORY in page


def test_a_body_that_is_far_too_large_gets_a_page_and_not_a_crash(town):
    response = post(town, story="x" * 3_000_000)
    assert response.status_code == 413
    assert "Dat was te veel in één keer" in response.content.decode()


def test_a_store_that_does_not_answer_keeps_the_text_and_shows_112(town, monkeypatch):
    def broken(*_, **__):
        raise DatabaseError

    monkeypatch.setattr("nietpluis.website.reporting.files.post", broken)
    response = post(town)
    page = response.content.decode()
    assert response.status_code == 503 and STORY in page and "tel:112" in page
    assert "Er is niets verstuurd" in page


def test_the_list_of_municipalities_also_says_when_it_is_out_of_order(town, monkeypatch):
    def broken(*_):
        raise DatabaseError

    monkeypatch.setattr(Publication.objects, "values_list", broken)
    assert town.get("/").status_code == 503


def test_a_damaged_publication_shows_no_half_page(town):
    Publication.objects.update(content={"name": "?"})
    response = town.get("/voorbeeldstad/")
    assert response.status_code == 503 and "tel:112" in response.content.decode()


def test_a_crash_gives_a_page_in_the_language_of_the_reader(town, monkeypatch):
    def crash(*_):
        raise RuntimeError(STORY)

    monkeypatch.setattr(site.publication, "from_json", crash)
    town.raise_request_exception = False
    response = town.get("/en/voorbeeldstad/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


VALUES = st.text(max_size=30) | st.sampled_from(
    ["PERSON", "OTHER", "NUISANCE", "YES", "VICTIM", "coer-threat", "DRUGS", "next", "back"]
    + ["send", "stay", "check", "what", "start", "change-what", "change-", "1", STORY]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES | st.lists(VALUES, max_size=3)))
def test_whatever_is_posted_gives_a_page_and_never_a_half_report(town, posted):
    before = Envelope.objects.count()
    response = town.post(PATH, posted)
    assert response.status_code == 200 and b"<h1>" in response.content
    assert Envelope.objects.count() - before in (0, 1)
    if posted.get("go") != "send":
        assert Envelope.objects.count() == before
    for envelope in Envelope.objects.all():
        content.parse(sealing.unseal(bytes(envelope.sealed), key=example.KEY, bound=envelope.pk))
    Envelope.objects.all().delete()
