"""Languages on the page: their direction, what stands in another one, and the way to them. A05."""

import re

import pytest

from nietpluis.inbox import content
from nietpluis.inbox.models import Envelope
from nietpluis.knowledge.texts import LANGUAGES, RIGHT_TO_LEFT
from nietpluis.vault import sealing
from tests.inbox import example
from tests.website.visitor import Visitor

pytestmark = pytest.mark.django_db(databases=["public"])
ARABIC = "أربعة أشخاص ينامون خلف المطعم."


@pytest.fixture
def everywhere(public_site):
    """A municipality that offers all languages."""
    example.publish(languages=tuple(LANGUAGES))
    return public_site


def read(client, lang, path=""):
    prefix = "" if lang == "nl" else f"/{lang}"
    return client.get(f"{prefix}/voorbeeldstad/{path}").content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_runs_in_the_direction_of_its_language(everywhere, lang):
    direction = "rtl" if lang in RIGHT_TO_LEFT else "ltr"
    assert f'<html lang="{lang}" dir="{direction}">' in read(everywhere, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_is_in_reach_by_its_own_name(everywhere, lang):
    page = read(everywhere, lang)
    for other, name in LANGUAGES.items():
        assert re.search(rf'<(?:a|span)[^>]* lang="{other}"[^>]*>{name}<', page), name


def test_a_telephone_number_is_not_read_back_to_front_in_arabic(everywhere):
    page = read(everywhere, "ar", "hulp/")
    assert "\u2068088-000\u00a000\u00a001\u2069" in page
    assert "\u2068" not in read(everywhere, "nl", "hulp/")


def test_dutch_words_of_the_municipality_are_marked_as_dutch_in_arabic(everywhere):
    page = read(everywhere, "ar", "contact/")
    assert '<p class="np-quiet" lang="nl" dir="auto">Elke dag tot laat.</p>' in page
    example.publish(languages=tuple(LANGUAGES), reports_read={"nl": "Elke dag."})
    assert '<span lang="nl" dir="auto">Elke dag.</span>' in read(everywhere, "ar")


def test_a_story_in_another_language_than_the_page_is_kept_as_it_is(everywhere):
    visitor = Visitor(everywhere)
    visitor.to_check(story=ARABIC, where="Вулиця 7")
    assert f'<dd dir="auto">{ARABIC}</dd>' in visitor.html
    visitor.press("send")
    envelope = Envelope.objects.get()
    report = content.parse(
        sealing.unseal(bytes(envelope.sealed), key=example.KEY, bound=envelope.pk)
    )
    assert (report.story, report.where, report.language) == (ARABIC, "Вулиця 7", "nl")
