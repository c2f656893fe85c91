"""Public texts: stable keys, and translations that know which Dutch they were made from."""

import re
import shutil

import pytest

from nietpluis.knowledge import texts, translating
from nietpluis.knowledge.texts import DUTCH, LANGUAGES, Review, Translation

TRANSLATED = [lang for lang in LANGUAGES if lang != DUTCH]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_translation_is_missing_or_made_from_an_older_dutch_text(lang):
    assert list(texts.faults(lang)) == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_fills_in_what_the_dutch_fills_in(lang):
    made = texts.translations(lang)
    assert [
        key
        for key, words in texts.dutch().items()
        if translating.blanks(words) != translating.blanks(made[key].text)
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


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the texts, so that a translation can be taken in."""
    shutil.copytree(texts.FILES, tmp_path / "texts")
    for module in (texts, translating):
        monkeypatch.setattr(module, "FILES", tmp_path / "texts")
    texts.translations.cache_clear()
    yield tmp_path / "texts"
    texts.translations.cache_clear()


def test_a_new_translation_is_taken_in_with_the_mark_of_its_dutch_and_as_not_reviewed(folder):
    title = texts.dutch()["home.title"]
    assert translating.take("en", {"home.title": {"nl": title, "text": "So what?"}}) == 1
    made = texts.translations("en")["home.title"]
    assert made == Translation(text="So what?", of=texts.mark(title), review=Review.MACHINE)
    assert list(texts.faults("en")) == []


@pytest.mark.parametrize(
    ("key", "dutch", "words"),
    [
        ("home.title", "Een oudere zin", "What?"),
        ("home.nothing", "Wat?", "What?"),
        ("report.step", None, "Step one"),
        ("report.step", None, "Step {number} of {all}"),
    ],
)
def test_a_translation_of_something_else_is_refused_and_changes_nothing(folder, key, dutch, words):
    before = (folder / "en" / "site.toml").read_bytes()
    nl = dutch or texts.dutch()[key]
    with pytest.raises(translating.WrongTranslation, match=key):
        translating.take("en", {key: {"nl": nl, "text": words}})
    assert (folder / "en" / "site.toml").read_bytes() == before


def test_what_is_still_to_do_comes_with_its_dutch_and_an_empty_one_is_skipped(folder, monkeypatch):
    changed = dict(texts.dutch()) | {"home.title": "Anders"}
    for module in (texts, translating):
        monkeypatch.setattr(module, "dutch", lambda: changed)
    still = translating.todo("en")
    assert still == {"home.title": {"nl": "Anders", "text": ""}}
    assert translating.take("en", still) == 0


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
