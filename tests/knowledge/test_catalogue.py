"""The signal catalogue and the lists per function. Policy: C8, A09, A10, A13."""

import re
import tomllib

import pytest

from nietpluis.accounts.models import Function
from nietpluis.knowledge import catalogue
from nietpluis.knowledge.catalogue import UNDERMINING_TOPICS, Strength
from nietpluis.knowledge.texts import LANGUAGES, text

EVERYTHING = (*catalogue.signals(), *catalogue.undermining_signals())
LISTS = tomllib.loads((catalogue.HERE / "lists.toml").read_text())
PUBLIC = {catalogue.PUBLIC, catalogue.PUBLIC_UNDERMINING}

# C8, excluded from any weighing: who somebody is, where somebody comes from, sex work as such.
EXCLUDED = re.compile(
    r"nationalit|bronland|source countr|afkomst|afkomstig|herkomstland|geboorte|birth"
    r"|achternaam|voornaam|surname|first name|buitenland(er|se)|foreign(er)?\b|vreemdeling"
    r"|allochto|migrant|etnici|huidskleur|skin|religie|geloof|moslim|muslim|roma\b|sinti"
    r"|illegaal|illegal(ly)? (in|stay)|verblijfsstatus|zonder verblijf|undocumented"
    r"|prostitu|sekswerk|sex ?work|pools|polish|roemeen|romanian|bulgaar|bulgarian|hongaar"
    r"|hungarian|oekra|ukrain|vietnam|nigeria|albane|albani|chine|turk|marok|moroc|syri|afrik|\basia",
    re.IGNORECASE,
)


def texts():
    for signal in EVERYTHING:
        yield from (text(f"signal.{signal.id}", lang) for lang in LANGUAGES)
    for function in LISTS:
        yield from (one.text for one in catalogue.list_for(function))
    for topic in UNDERMINING_TOPICS:
        yield from (text(f"topic.{topic}", lang) for lang in LANGUAGES)


def test_who_somebody_is_or_where_somebody_comes_from_is_never_a_signal():
    assert [one for one in texts() if EXCLUDED.search(one)] == []
    assert EXCLUDED.search("De bewoner komt uit een bronland")


def test_every_signal_has_one_id_for_ever():
    ids = [signal.id for signal in EVERYTHING]
    assert len(set(ids)) == len(ids)
    assert [id for id in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)+", id) or len(id) > 60] == []


def test_every_signal_says_where_it_comes_from_and_what_else_it_may_be():
    for signal in EVERYTHING:
        assert signal.source and signal.alternative and signal.nl, signal.id
        assert signal.strength in Strength, signal.id
        assert not signal.nl.endswith("."), signal.id


def test_every_signal_of_exploitation_points_to_a_form_and_no_other_does():
    for signal in catalogue.signals():
        assert signal.cluster in catalogue.CLUSTERS, signal.id
        assert signal.forms and set(signal.forms) <= set(catalogue.FORMS), signal.id
        assert not signal.topics, signal.id
    assert {signal.cluster for signal in catalogue.signals()} == set(catalogue.CLUSTERS)


def test_every_undermining_signal_points_to_a_topic_and_no_form():
    for signal in catalogue.undermining_signals():
        assert signal.cluster in catalogue.UNDERMINING_CLUSTERS, signal.id
        assert signal.topics and set(signal.topics) <= UNDERMINING_TOPICS.keys(), signal.id
        assert not signal.forms, signal.id


def test_each_topic_of_undermining_but_something_else_has_signals():
    for code, topic in UNDERMINING_TOPICS.items():
        assert topic.source
        assert catalogue.undermining_signals(code) or code == "OTHER"


def test_a_place_alone_never_weighs_as_something_seen_on_a_person():
    places = [signal for signal in catalogue.signals() if signal.cluster == "place"]
    assert places and {signal.strength for signal in places} == {Strength.CONTEXT}


def test_nobody_is_named_as_reviewer_of_what_nobody_reviewed():
    assert {signal.last_reviewed for signal in EVERYTHING} == {None}


@pytest.mark.parametrize("function", Function.values)
def test_each_function_has_a_list_of_its_own(function):
    seen = catalogue.list_of(function)
    assert seen.function == function and seen.title and seen.source
    assert 8 <= len(seen.signals) <= 14


@pytest.mark.parametrize("function", LISTS)
def test_a_list_names_each_signal_once_in_words_of_its_own(function):
    seen = catalogue.list_for(function)
    assert len({one.id for one in seen}) == len(seen)
    for one, written in zip(seen, LISTS[function]["signals"], strict=True):
        assert one.signal is catalogue.signal(one.id)
        assert ("text" in written) == (function not in PUBLIC), one.id


def test_lists_differ_per_function():
    lists = {tuple(one.id for one in catalogue.list_for(name)) for name in LISTS}
    assert len(lists) == len(LISTS)


def test_who_has_no_function_gets_the_general_list():
    assert catalogue.list_of("").function == catalogue.GENERAL


def test_an_unknown_signal_is_not_guessed():
    with pytest.raises(KeyError):
        catalogue.signal("nationality")
