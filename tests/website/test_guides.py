"""Residents read what exploitation and undermining look like, and end at the right door.

Policy: A09-A11; A61; C8; G, Reporting.
"""

import gzip
import re

import pytest

from nietpluis.knowledge.catalogue import FORMS, UNDERMINING_TOPICS, undermining_signals
from nietpluis.knowledge.guides import guides, short_lists
from nietpluis.knowledge.texts import dutch, text
from nietpluis.website import guides as pages
from tests.inbox import example
from tests.website.visitor import Visitor

pytestmark = pytest.mark.django_db(databases=["public"])
SPRITE = "nietpluis/website/static/website/pictograms.svg"


def read(client, path):
    response = client.get(path)
    assert response.status_code in (200, 203)  # 203: a page with a form
    return response.content.decode()


def report_from(client, path, nth=0):
    """Press the button of a page that leads to the report form."""
    html = read(client, path)
    form = html.split("<form")[nth + 1].split("</form>")[0]
    posted = dict(re.findall(r'name="(\w+)" value="(\w+)"', form))
    visitor = Visitor(client)
    visitor._take(client.post("/voorbeeldstad/melden/", posted))
    return posted, visitor


def test_every_form_and_every_kind_of_undermining_has_a_page():
    topics = [one for one in UNDERMINING_TOPICS if one != "OTHER"]
    assert [one.code for one in guides()] == [*FORMS, *topics]
    assert [one.number for one in guides()] == list(range(1, 12))


@pytest.mark.parametrize("guide", guides(), ids=lambda one: one.code)
def test_a_page_says_what_it_is_what_to_notice_what_to_do_and_who_helps(town, guide):
    for lang, prefix in (("nl", ""), ("en", "/en")):
        page = read(town, f"{prefix}/voorbeeldstad/herkennen/{guide.number}/")
        order = [
            page.index(text(f"guide.{key}", lang))
            for key in (
                f"{guide.code}_title", "what_title", "notice_title", "do_title", "help_title",
                "report_title",
            )
        ]  # fmt: skip
        assert order == sorted(order)
        for signal in guide.signals:
            assert f"<li>{text(f'signal.{signal.id}', lang)}".replace("'", "&#x27;") in page


def test_the_address_of_a_page_does_not_say_what_it_is_about(town):
    for link in re.findall(
        r'href="(/voorbeeldstad/[^"]*)"', read(town, "/voorbeeldstad/herkennen/")
    ):
        assert not re.search(r"seks|uitbuit|drugs|handel|misdaad", link)


def test_exploitation_ends_in_the_form_about_people(town):
    posted, visitor = report_from(town, "/voorbeeldstad/herkennen/1/")
    assert posted == {"step": "start", "about": "PERSON", "go": "next"}
    assert "story" in visitor.page.asked
    assert ("about", "PERSON") in visitor.page.fields


@pytest.mark.parametrize("guide", [one for one in guides() if one.topic], ids=lambda one: one.code)
def test_undermining_ends_in_the_form_about_other_crime_with_its_topic_ticked(town, guide):
    posted, visitor = report_from(town, f"/voorbeeldstad/herkennen/{guide.number}/")
    assert (posted["about"], posted["topics"]) == ("OTHER", guide.code)
    assert "story" in visitor.page.asked
    assert visitor.filled()["topics"] == [guide.code]


def test_the_four_lists_stand_apart_and_each_has_its_own_route(town):
    assert [one.name for one in short_lists()] == ["hemp", "lab", "people", "laundering"]
    page = read(town, "/voorbeeldstad/herkennen/lijsten/")
    for one in short_lists():
        section = page.split(f'<h2 id="{one.name}"')[1].split("</ul>")[0]
        assert section.count("<li>") == len(one.signals) > 2
    for nth, (about, topic) in enumerate(
        [("OTHER", "DRUGS"), ("OTHER", "DRUGS"), ("PERSON", None), ("OTHER", "LAUNDERING")]
    ):
        posted, _ = report_from(town, "/voorbeeldstad/herkennen/lijsten/", nth)
        assert (posted["about"], posted.get("topics")) == (about, topic)


def test_hemp_and_drugs_lab_are_the_lists_of_the_catalogue_and_share_nothing():
    hemp, lab, *_ = short_lists()
    clusters = {one.id: one.cluster for one in undermining_signals()}
    assert {clusters[one.id] for one in hemp.signals} == {"hemp"}
    assert {clusters[one.id] for one in lab.signals} == {"drugs lab"}


def test_a_region_without_a_form_of_its_own_shows_its_doors(public_site):
    example.publish("loketstad", own_form=False)
    for path in ("1/", "5/", "lijsten/"):
        page = read(public_site, f"/loketstad/herkennen/{path}")
        assert "<form" not in page
        assert page.index("tel:0880000002") < page.index("tel:08000000")


def test_sex_work_alone_is_no_signal_and_the_page_says_so(town):
    assert "Werken in de seks is op zichzelf geen signaal." in read(
        town, "/voorbeeldstad/herkennen/1/"
    )


def test_nothing_on_these_pages_is_about_who_somebody_is_or_about_health():
    words = " ".join(words for key, words in dutch().items() if key.startswith("guide."))
    words += " ".join(one.nl for guide in guides() for one in guide.signals)
    never = r"nationaliteit|afkomst|buitenland(er|s)|geloof|moskee|kerk|homo|ziek\b|illegaal|Roemen"
    assert not re.findall(never, words, re.IGNORECASE)


def test_whom_to_call_about_trafficking_is_who_helps_people(town):
    page = read(town, "/voorbeeldstad/herkennen/2/")
    assert "tel:0880000001" in page.split("Wie kan helpen?")[1]


def test_the_pages_are_found_from_the_first_page_and_by_who_doubts(town):
    for path in ("/voorbeeldstad/", "/voorbeeldstad/twijfel/"):
        assert 'href="/voorbeeldstad/herkennen/"' in read(town, path)


def test_every_subject_has_a_drawing_in_one_sprite_that_is_small_and_only_loaded_here(town):
    with open(SPRITE, encoding="utf-8") as file:
        sprite = file.read()
    drawn = set(re.findall(r'symbol id="([^"]+)"', sprite))
    assert drawn == {one.code.lower() for one in guides()} | {one.name for one in short_lists()}
    assert len(gzip.compress(sprite.encode())) < 5_000
    assert not re.search(r"stroke-width|fill=|style|script|href", sprite)
    for path in ("/voorbeeldstad/", "/voorbeeldstad/melden/", "/voorbeeldstad/hulp/"):
        page = read(town, path)
        assert "pictograms" not in page and "guides.css" not in page


def test_a_drawing_is_hidden_from_who_listens_and_has_words_beside_it(town):
    page = read(town, "/voorbeeldstad/herkennen/")
    for drawing, words in re.findall(
        r"<svg class=\"np-picto\"([^>]*)>.*?</svg><span>(.*?)</span>", page
    ):
        assert 'aria-hidden="true"' in drawing and re.sub("<[^>]+>", "", words).strip()
    assert page.count("np-picto") == len(guides())


def test_every_entry_of_the_guides_names_its_policy_source():
    assert all(one.source for one in (*guides(), *short_lists()))
    assert {one.name for one in pages.guide_urls()} == {f"guide-{n}" for n in range(1, 12)}
