"""A municipality brings its house style, its logo and its own words, and no more than that.

Policy: A24, a new municipality without code; A04 and A08, danger and safety stay ours.
"""

import base64
import json
import re

import pytest

from nietpluis.core import house_style
from nietpluis.inbox.publication import BadPublication, Logo, Public, from_json
from nietpluis.knowledge.texts import dutch
from nietpluis.partners.own_style import OWN_WORDS
from nietpluis.website.site import PAGES
from tests.inbox import example
from tests.partners.logos import PNG, SVG

pytestmark = pytest.mark.django_db(databases=["public"])
STYLE = {
    "utrecht-document-color": "#1b1b1b",
    "utrecht-link-color": "#154273",
    "utrecht-button-primary-action-background-color": "#154273",
    "utrecht-page-header-background-color": "#154273",
    "utrecht-page-header-color": "#fff",
    "utrecht-document-font-family": '"Fira Sans", sans-serif',
    "utrecht-button-border-radius": "8px",
}
OWN = {"nl": "Kom langs in het stadhuis.\n\nElke dinsdag van 9 tot 12 uur."}


def read(client, path):
    response = client.get(path)
    assert response.status_code in (200, 203)  # 203: a page with a form
    return response.content.decode()


def worn(client, kind):
    """The address of the style or the logo, as the first page names it."""
    [address] = re.findall(rf'"(/huisstijl/[^"]+\.{kind})"', read(client, "/voorbeeldstad/"))
    return address


def test_without_a_style_nothing_more_is_asked_for(town):
    assert "huisstijl" not in read(town, "/voorbeeldstad/")


def test_the_house_style_has_an_address_of_its_own_that_may_be_kept_for_a_year(public_site):
    example.publish(style=STYLE)
    address = worn(public_site, "css")
    response = public_site.get(address)
    assert response["Content-Type"].startswith("text/css") and not response.cookies
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    sheet = response.content.decode()
    assert "--np-accent:#154273" in sheet and "border-radius:8px" in sheet
    assert len(sheet) <= 1_000
    assert "style=" not in read(public_site, "/voorbeeldstad/")


def test_the_largest_style_that_is_possible_stays_under_a_kilobyte():
    fonts = ", ".join([f'"{"F" * 40}"'] * 7) + ", sans-serif"
    every = dict.fromkeys(house_style.TOKENS, "#154273") | STYLE
    assert len(house_style.css(every | {"utrecht-document-font-family": fonts})) <= 1_300
    assert len(house_style.css(every)) <= 1_000


def test_another_style_has_another_address_and_the_old_one_is_not_kept(public_site):
    example.publish(style=STYLE)
    before = worn(public_site, "css")
    example.publish(style=STYLE | {"utrecht-link-color": "#003300"})
    after = worn(public_site, "css")
    assert before != after
    stale = public_site.get(before)
    assert stale["Cache-Control"] == "no-store" and b"#003300" in stale.content


def test_a_style_that_cannot_be_read_is_never_shown_even_if_it_was_published(public_site):
    example.publish(style={"utrecht-link-color": "#cccccc"})
    assert "huisstijl" not in read(public_site, "/voorbeeldstad/")


@pytest.mark.parametrize(("kind", "content"), [("png", PNG), ("svg", SVG)])
def test_the_logo_comes_from_this_site_and_nothing_in_it_runs(public_site, kind, content):
    example.publish(logo=Logo(kind=kind, data=base64.b64encode(content).decode()))
    response = public_site.get(worn(public_site, kind))
    assert response.content == content and response["Content-Type"].startswith("image/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    if kind == "svg":
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    page = read(public_site, "/voorbeeldstad/")
    assert 'alt=""' in page and "Gemeente Voorbeeldstad" in page


def test_what_nobody_brought_is_not_there(town):
    for address in (
        "/huisstijl/voorbeeldstad-0123456789ab.css",
        "/huisstijl/voorbeeldstad-0123456789ab.png",
        "/huisstijl/nergens-0123456789ab.css",
        "/huisstijl/voorbeeldstad-../../etc.css",
    ):
        assert town.get(address).status_code == 404


def test_own_words_stand_where_they_may_and_are_words_only(public_site):
    example.publish(
        texts={
            "guide.intro": {"nl": "Wat ziet u in <b>onze</b> stad?"},
            "local.help": OWN,
            "local.home": OWN,
        }
    )
    index = read(public_site, "/voorbeeldstad/herkennen/")
    assert "Wat ziet u in &lt;b&gt;onze&lt;/b&gt; stad?" in index
    assert dutch()["guide.intro"] not in index
    for path in ("/voorbeeldstad/hulp/", "/voorbeeldstad/"):
        page = read(public_site, path)
        assert "<p>Kom langs in het stadhuis.</p>" in page
        assert "<p>Elke dinsdag van 9 tot 12 uur.</p>" in page and "Van uw gemeente" in page


def test_own_words_that_are_only_in_dutch_say_so_and_take_nothing_away(public_site):
    example.publish(texts={"guide.intro": {"nl": "Wat ziet u in onze stad?"}})
    page = read(public_site, "/en/voorbeeldstad/herkennen/")
    ours, note, theirs = (
        page.index(one)
        for one in (
            "Here you can read about forms",
            "This part is in Dutch only.",
            '<p lang="nl" dir="ltr">Wat ziet u in onze stad?</p>',
        )
    )
    assert ours < note < theirs


def test_own_words_in_the_language_of_the_reader_replace_ours(public_site):
    both = {"nl": "Wat ziet u in onze stad?", "en": "What do you see in our town?"}
    example.publish(texts={"guide.intro": both})
    page = read(public_site, "/en/voorbeeldstad/herkennen/")
    assert "What do you see in our town?" in page
    assert "in Dutch only" not in page and "Here you can read about forms" not in page


def test_danger_privacy_and_the_form_are_never_worded_by_a_municipality(public_site):
    for key in OWN_WORDS:
        assert not key.startswith(
            ("danger", "privacy", "report", "receipt", "site", "lost", "help")
        )
    taken = {key: {"nl": "Bel ons, niet 112."} for key in dutch() if key not in OWN_WORDS}
    example.publish(texts=taken)
    for page in PAGES:
        path = "" if page == "home" else {"danger": "gevaar/", "privacy": "privacy/"}.get(page, "")
        assert "niet 112" not in read(public_site, f"/voorbeeldstad/{path}")


def test_the_list_of_own_words_is_what_the_pages_ask_for():
    replaced = {key for key in OWN_WORDS if not key.startswith("local.")}
    assert replaced <= dutch().keys()
    assert not {key for key in OWN_WORDS if key.startswith("local.")} & dutch().keys()


def test_a_publication_from_before_has_no_style_and_is_still_shown():
    older = json.loads(json.dumps(example.PUBLIC.to_json()))
    for name in ("texts", "style", "logo"):
        del older[name]
    public = from_json(older)
    assert isinstance(public, Public)
    assert (public.texts, public.style, public.logo) == ({}, {}, None)


@pytest.mark.parametrize(
    "wrong",
    [{"texts": ["x"]}, {"style": "red"}, {"logo": "x"}, {"texts": {"guide.intro": {"en": "x"}}}],
)
def test_a_publication_with_another_kind_of_style_is_refused(wrong):
    with pytest.raises(BadPublication):
        from_json(json.loads(json.dumps(example.PUBLIC.to_json())) | wrong)


def test_contrast_is_computed_as_wcag_does():
    assert house_style.contrast("#000", "#fff") == pytest.approx(21)
    assert house_style.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert house_style.contrast("#123456", "#123456") == 1


def test_the_standard_tokens_are_those_of_the_style_sheet_and_can_be_read():
    with open("nietpluis/core/static/core/public.css", encoding="utf-8") as file:
        sheet = file.read()
    for token in house_style.TOKENS.values():
        assert token.standard in sheet or token.standard in ("", house_style.PAPER)
    every = {name: one.standard for name, one in house_style.TOKENS.items() if one.standard}
    assert list(house_style.faults(every | {"utrecht-button-border-radius": "4px"})) == []
