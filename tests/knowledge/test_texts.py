"""Public texts: stable keys, and translations that know which Dutch they were made from."""

import re
from string import Formatter

import pytest

from nietpluis.knowledge import stamping, texts
from nietpluis.knowledge.texts import DUTCH, LANGUAGES, Review, Translation

TRANSLATED = [lang for lang in LANGUAGES if lang != DUTCH]


def blanks(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_translation_is_missing_or_made_from_an_older_dutch_text(lang):
    assert list(texts.faults(lang)) == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_fills_in_what_the_dutch_fills_in(lang):
    made = texts.translations(lang)
    assert [
        key for key, words in texts.dutch().items() if blanks(words) != blanks(made[key].text)
    ] == []


def test_a_changed_dutch_text_makes_its_translation_stale(monkeypatch):
    changed = dict(texts.dutch()) | {"home.title": "Anders", "home.new": "Nieuw"}
    monkeypatch.setattr(texts, "dutch", lambda: changed)
    assert [fault.split(":")[0] for fault in texts.faults("en")] == ["home.title", "home.new"]


def test_a_translation_without_a_dutch_text_is_noticed(monkeypatch):
    extra = {"home.gone": Translation(text="?", of="", review=Review.MACHINE)}
    made = dict(texts.translations("en")) | extra
    monkeypatch.setattr(texts, "translations", lambda lang: made)
    assert list(texts.faults("en")) == ["home.gone: there is no such text in Dutch"]


def test_a_stamp_joins_a_translation_to_the_dutch_of_today():
    stale = '[home]\ntitle = { of = "0", review = "machine", text = "What?" }\n'
    fresh = stamping.stamp(stale, ["home.title"])
    assert texts.mark(texts.dutch()["home.title"]) in fresh
    with pytest.raises(KeyError):
        stamping.stamp(stale, ["home.nothing"])


@pytest.mark.parametrize("lang", TRANSLATED)
def test_what_nobody_has_read_says_so(lang):
    assert texts.is_reviewed(DUTCH)
    assert texts.is_reviewed(lang) == all(
        one.review is Review.REVIEWED for one in texts.translations(lang).values()
    )


def test_residents_are_addressed_with_u_and_in_short_sentences():
    for key, words in texts.dutch().items():
        if key.startswith(("signal.", "topic.", "role.", "contact.day")):
            continue
        assert not re.search(r"\b(je|jij|jouw|jullie)\b", words, re.IGNORECASE), key
        for sentence in re.split(r"[.!?:] ", words):
            assert len(sentence.split()) <= 22, (key, sentence)


def test_there_is_no_language_that_is_not_there():
    for lang in ("nl", "xx"):
        with pytest.raises(KeyError):
            texts.translations(lang)
