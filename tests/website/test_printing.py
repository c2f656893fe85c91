"""A link, a button, a card and a poster: nothing runs, nothing follows, and all of it is ordinary.

Policy: A05, per language; A08, safe to carry; A26, cards.
"""

import html
import re

import pytest

from nietpluis.core.squares import address_square
from tests.inbox import example

pytestmark = pytest.mark.django_db(databases=["public"])
PAPERS = ("kaart/", "poster/", "poster-a3/")
TELLING = r"mensenhandel|uitbuiting|slachtoffer|gedwongen|trafficking|exploit|victim|forced|drugs"


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_URL = "https://meldpunt.example.nl"


def read(client, path):
    response = client.get(path)
    assert response.status_code in (200, 203)  # 203: a page with a form
    return response.content.decode()


def sheet(page):
    """What comes out on paper."""
    return page.split('<div class="np-sheet')[1].split("</main>")[0]


def square(address):
    """The drawing of the QR code of an address: which squares are black."""
    return re.findall(r' d="([^"]+)"', address_square(address))[-1]


def pieces(client, path="/voorbeeldstad/knop/"):
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", read(client, path), re.DOTALL)
    return [html.unescape(one).strip() for one in found]


def test_the_link_and_the_button_are_plain_html_without_script_style_or_tracking(town):
    link, button = pieces(town)
    for piece in (link, button):
        assert re.fullmatch(r"<a [^<>]*>[^<>]+</a>", piece)
        assert 'href="https://meldpunt.example.nl/voorbeeldstad/"' in piece
        assert 'rel="noreferrer"' in piece
        assert not re.search(r"style=|<script|<iframe|<img|\?|on\w+=", piece)
    assert "utrecht-button-link" in button and "class" not in link


def test_the_link_is_in_the_language_of_the_page_and_goes_there(town):
    link, _ = pieces(town, "/en/voorbeeldstad/knop/")
    assert 'href="https://meldpunt.example.nl/en/voorbeeldstad/" lang="en"' in link
    assert "Report something or ask for help" in link


def test_without_an_address_of_its_own_the_site_gives_the_one_it_was_asked_under(town, settings):
    settings.PUBLIC_URL = ""
    assert 'href="http://testserver/voorbeeldstad/"' in pieces(town)[0]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("paper", PAPERS)
def test_paper_leads_to_the_first_page_in_its_language(town, prefix, paper):
    page = read(town, f"{prefix}/voorbeeldstad/{paper}")
    assert square(f"https://meldpunt.example.nl{prefix}/voorbeeldstad/") in sheet(page)
    assert f"meldpunt.example.nl{prefix}/voorbeeldstad/" in sheet(page)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_on_paper_looks_ordinary(town, prefix, paper):
    on_paper = re.sub(r"<[^>]+>", " ", sheet(read(town, f"{prefix}/voorbeeldstad/{paper}")))
    assert not re.search(TELLING, on_paper, re.IGNORECASE)
    assert "112" in on_paper


def test_the_card_does_not_even_name_a_municipality(town):
    on_paper = re.sub(r"<[^>]+>", " ", sheet(read(town, "/voorbeeldstad/kaart/")))
    assert "Voorbeeldstad" not in on_paper


def test_a_sheet_holds_four_cards_of_which_a_listener_hears_one(town):
    on_paper = sheet(read(town, "/voorbeeldstad/kaart/"))
    assert on_paper.count("np-card__head") == 4
    assert on_paper.count('aria-hidden="true"') == 3


def test_a_poster_has_a_code_for_each_language_of_the_municipality(public_site):
    example.publish(languages=("nl", "en"))
    poster = sheet(read(public_site, "/voorbeeldstad/poster/"))
    assert square("https://meldpunt.example.nl/en/voorbeeldstad/") in poster
    assert "English" in poster


def test_the_municipality_finds_card_poster_and_button_at_the_foot_of_each_page(town):
    for path in ("/voorbeeldstad/", "/voorbeeldstad/contact/"):
        assert 'href="/voorbeeldstad/knop/"' in read(town, path)
    page = read(town, "/voorbeeldstad/knop/")
    for paper in PAPERS:
        assert f'href="/voorbeeldstad/{paper}"' in page


def test_paper_has_no_inline_style_and_asks_nothing_of_another_site(town):
    for path in (*PAPERS, "knop/"):
        page = read(town, f"/voorbeeldstad/{path}")
        assert " style=" not in page
        assert re.findall(r'(?:src|<link[^>]*href)="(?!/static/|data:,)', page) == []
