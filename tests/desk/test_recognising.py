"""Nearly the same report is recognised on arrival, by marks that say nothing without the key.

Policy: issue "Abuse without blocking a shelter"; A15; house, blind indexes.
"""

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from nietpluis.desk import recognising
from nietpluis.desk.models import Channel, Likeness, LikenessMark
from nietpluis.vault import likeness
from tests import make

pytestmark = make.every_store
DAY = timedelta(days=1)
SPAM = "Koop nu goedkope horloges op onze website, alleen vandaag met korting voor iedereen"
REAL = (
    "Bij mij in de straat slapen zes mannen boven het restaurant. Zij werken elke dag tot diep in"
    " de nacht, en hun paspoorten liggen bij de baas."
)
RETOLD = REAL.replace("zes mannen", "zeven mannen")


def arrive(story=SPAM, **more):
    """A resident's report from the public page."""
    return make.report(story=story, channel=Channel.PUBLIC, **more).signal


def test_the_same_and_nearly_the_same_story_look_alike_and_another_does_not():
    first, same, near = arrive(REAL), arrive(REAL), arrive(RETOLD)
    other = arrive(SPAM)
    assert (same.like, same.likeness) == (first, Likeness.LOOKS)
    assert (near.like, near.likeness) == (first, Likeness.LOOKS)
    assert first.like is None and other.like is None


def test_a_number_a_capital_or_a_comma_makes_no_other_story():
    first = arrive("Er staan elke nacht 4 busjes, met kentekens uit het buitenland, op de hoek.")
    again = arrive("ER STAAN elke nacht 17 busjes met kentekens uit het buitenland op de hoek!")
    assert again.like == first


def test_of_a_few_words_the_place_must_be_the_same_too():
    first = arrive("Ik heb hulp nodig", whereabouts="Kerkstraat")
    assert arrive("Ik heb hulp nodig", whereabouts="Stationsplein").like is None
    assert arrive("ik heb hulp nodig!", whereabouts="kerkstraat").like == first


def test_another_municipality_and_an_older_report_are_not_compared():
    first = arrive(at="helmond")
    assert arrive(at="eindhoven").like is None
    assert arrive(now=make.NOW + 29 * DAY).like == first
    assert arrive(now=make.NOW + 31 * DAY).like is None


def test_what_a_colleague_passes_on_is_never_folded_away():
    arrive(REAL)
    assert make.report(story=REAL).signal.like is None


def test_only_the_first_of_a_flood_has_marks_and_they_go_after_a_month():
    for _ in range(5):
        arrive()
    assert LikenessMark.objects.count() == 1 + likeness.BANDS
    recognising.forget(make.NOW + 29 * DAY)
    assert LikenessMark.objects.exists()
    recognising.forget(make.NOW + 30 * DAY)
    assert not LikenessMark.objects.exists()


def test_marks_say_nothing_without_the_key_and_differ_per_municipality(settings):
    here, there = (likeness.marks(REAL, place=one) for one in ("GM0794", "GM0772"))
    assert not {here[0], *here[1]} & {there[0], *there[1]}
    settings.VAULT_ROOT_KEY = "11" * 32
    assert likeness.marks(REAL, place="GM0794") != here


@given(st.text(max_size=300))
def test_any_text_has_marks_and_the_same_ones_again(text):
    whole, near = likeness.marks(text, place="x")
    assert (whole, near) == likeness.marks(text, place="x")
    assert re.fullmatch("[0-9a-f]{32}", whole) and len(near) in (0, likeness.BANDS)


def test_stories_about_the_same_kind_of_thing_are_not_taken_for_each_other():
    stories = [
        "Bij de wasstraat werken jongens die elke dag in een busje worden opgehaald door iemand.",
        "In het huis naast ons komen elke avond mannen; er woont een meisje dat nooit buiten is.",
        "Mijn baas houdt mijn paspoort en ik krijg al drie maanden geen loon voor mijn werk.",
        "De jongens van de wasstraat zien er moe uit en durven niet te praten met de klanten daar.",
        "In de kas slapen mensen achter de machines, er is geen douche en de baas is erg boos.",
        REAL,
    ]
    assert [arrive(story).like for story in stories] == [None] * len(stories)
