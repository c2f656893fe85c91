"""A translation is a machine's until a municipality says that somebody read it. Policy: A05; G."""

import pytest
from django.test import Client

from nietpluis.desk import publishing
from nietpluis.knowledge import texts
from nietpluis.partners import packs
from nietpluis.partners.models import Municipality
from tests.inbox import example as inbox

from .example import NOW, PACK

REVIEW = '\n[[municipality.reviews]]\nlanguage = "en"\nedition = "{edition}"\non = 2026-02-01\n'


def published(edition):
    packs.load(PACK + REVIEW.format(edition=edition), now=NOW)
    place = Municipality.objects.get()
    near = publishing.directory.organisations_of(place.region)
    return publishing.public_of(place, near=near, now=NOW)


@pytest.mark.django_db(databases=["default", "keys", "public"])
def test_a_review_of_todays_texts_is_published():
    assert published(texts.edition("en")).reviewed == ("en",)


@pytest.mark.django_db(databases=["default", "keys", "public"])
def test_a_review_of_other_texts_than_todays_counts_no_more():
    assert published("0123456789ab").reviewed == ()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('"en"', '"english"'), ("2026-02-01", '"soon"'), ("0123456789ab", "latest")],
)
def test_a_wrong_review_is_refused_with_line_and_reason(right, wrong):
    with pytest.raises(packs.BadPack) as refused:
        packs.read((PACK + REVIEW.format(edition="0123456789ab")).replace(right, wrong))
    assert any("reviews" in fault.field and fault.line > 1 for fault in refused.value.faults)


def test_any_changed_text_is_another_edition(monkeypatch):
    before = texts.edition("en")
    made = dict(texts.translations("en"))
    key = next(iter(made))
    one = made[key]
    made[key] = texts.Translation(text=one.text + "!", of=one.of, review=one.review)
    monkeypatch.setattr(texts, "translations", lambda lang: made)
    texts.edition.cache_clear()
    assert texts.edition("en") != before
    monkeypatch.undo()
    texts.edition.cache_clear()
    assert texts.edition("en") == before


@pytest.mark.django_db(databases=["public"])
def test_a_page_says_that_nobody_read_its_translation_until_the_municipality_did(public_site):
    inbox.publish(languages=("nl", "en", "pl"), reviewed=("en",))
    words = {lang: texts.text("site.unchecked", lang) for lang in ("en", "pl")}
    pages = {
        lang: Client(HTTP_HOST="127.0.0.1").get(f"/{lang}/voorbeeldstad/").content.decode()
        for lang in words
    }
    assert words["en"] not in pages["en"]
    assert words["pl"] in pages["pl"]
