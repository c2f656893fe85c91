"""What an envelope may hold. Policy: A01, A06. Anybody can seal one: nothing in it is trusted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.core.answers import Answer
from nietpluis.inbox import content
from nietpluis.inbox.content import About, BadContent, ReporterKind
from nietpluis.knowledge.catalogue import UNDERMINING_TOPICS, signals
from tests.inbox import example

FULL = example.reported(
    reporter_kind=ReporterKind.WORKER,
    about=About.PLACE,
    undermining=("DRUGS",),
    where="Achter de kerk",
    when="gisteren",
    since="een jaar",
    acute=Answer.NO,
    minor=Answer.YES,
    sightings={"dep-sleeps-at-work": Answer.YES, "coer-threat": Answer.UNKNOWN},
    contact="naam@example.nl",
    reply_to="0a" * 32,
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def written(report=FULL, **changes):
    """A report as it comes out of an envelope."""
    return json.loads(json.dumps(report.to_json())) | changes


def test_what_was_reported_is_what_is_read():
    assert content.parse(written()) == FULL
    assert content.parse(written(example.reported())) == example.reported()


def test_a_missing_fact_is_unknown_and_never_no():
    bare = content.parse(written(example.reported()))
    assert (bare.acute, bare.minor, bare.about) == ("UNKNOWN", "UNKNOWN", "UNKNOWN")
    assert bare.sightings == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"story": ""},
        {"story": " \n\x00"},
        {"story": "x" * 20_001},
        {"story": None},
        {"story": ["x"]},
        {"where": "x" * 501},
        {"contact": "x" * 501},
        {"version": 2},
        {"version": None},
        {"priority": "high"},
        {"language": "xx"},
        {"language": ["nl"]},
        {"reporter_kind": "MAYOR"},
        {"about": ""},
        {"acute": "yes"},
        {"minor": True},
        {"trafficking": "true"},
        {"trafficking": 1},
        {"trafficking": False, "undermining": []},
        {"undermining": ["TRAFFICKING"]},
        {"undermining": ["DRUGS", "DRUGS"]},
        {"undermining": "DRUGS"},
        {"undermining": [["DRUGS"]]},
        {"sightings": {"nationality": "YES"}},
        {"sightings": {"coer-threat": "MAYBE"}},
        {"sightings": ["coer-threat"]},
        {"reply_to": "zz" * 32},
        {"reply_to": "0a" * 31},
    ],
)
def test_what_is_no_report_is_refused(changes):
    with pytest.raises(BadContent):
        content.parse(written(**changes))


def test_a_report_that_lacks_a_field_is_refused():
    for name in written():
        with pytest.raises(BadContent):
            content.parse({key: value for key, value in written().items() if key != name})


def test_a_refusal_names_the_field_and_never_the_content():
    with pytest.raises(BadContent) as refused:
        content.parse(written(about="Jan Jansen, Dorpsstraat 1"))
    assert "about" in str(refused.value) and "Jan" not in str(refused.value)


def test_control_characters_are_taken_out_and_every_word_stays():
    story = "Hal\x00lo\x1b[31m\r\nمرحبا \u202eabc 🙈\ud800"
    assert content.parse(written(story=story)).story == "Hallo[31m\nمرحبا \u202eabc 🙈"


def test_the_longest_story_fits_whole():
    assert len(content.parse(written(story="🙈" * 20_000)).story) == 20_000


@given(st.dictionaries(st.sampled_from(sorted(written())), ANYTHING, max_size=4))
def test_whatever_comes_out_of_an_envelope_is_a_report_or_is_refused(changes):
    try:
        read = content.parse(written(**changes))
    except BadContent:
        return
    assert read.story.strip() and len(read.story) <= 20_000
    assert "\x00" not in json.dumps(read.to_json())
    assert set(read.undermining) <= UNDERMINING_TOPICS.keys()
    assert content.parse(written(read)) == read


@given(ANYTHING.filter(lambda value: isinstance(value, dict)))
def test_rubbish_in_an_envelope_is_refused(rubbish):
    with pytest.raises(BadContent):
        content.parse(rubbish)


def test_every_signal_of_the_catalogue_may_be_ticked():
    everything = dict.fromkeys((signal.id for signal in signals()), Answer.YES)
    assert content.parse(written(sightings=everything)).sightings == everything
