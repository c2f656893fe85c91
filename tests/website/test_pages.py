"""What the public site shows, and what it never does. Policy: A01, A04, A06, A08, A24; G."""

import re

import pytest

from nietpluis.website.site import PAGES
from tests.inbox import example

pytestmark = pytest.mark.django_db(databases=["public"])
PATHS = [
    "",
    "gevaar/",
    "hulp/",
    "twijfel/",
    "waar/",
    "overlast/",
    "contact/",
    "privacy/",
    "melden/",
]
PATHS += ["herkennen/", "toegankelijkheid/", "knop/", "terug/"]


def every_page(client):
    for lang in ("", "en/"):
        for path in ["", *(f"voorbeeldstad/{page}" for page in PATHS), "nergens/"]:
            yield client.get(f"/{lang}{path}")


def read(client, path):
    return client.get(path).content.decode()


def test_every_page_of_the_site_is_among_the_pages_tested():
    assert len(PATHS) == len(PAGES)


def test_no_page_sets_a_cookie_keeps_a_copy_or_tells_where_one_came_from(town):
    for response in every_page(town):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "default-src 'self'" in response["Content-Security-Policy"]


def test_no_page_has_a_script_of_its_own_or_asks_anything_of_another_site(town):
    for response in every_page(town):
        page = response.content.decode()
        assert re.findall(r'<script(?! (?:src="/static/[^"]*"|defer))', page) == []
        assert " style=" not in page and " on" + "click" not in page
        assert re.findall(r'(?:src|<link[^>]*href)="(?!/static/|data:,)', page) == []


def test_every_page_shows_112_first_and_a_way_to_leave(town):
    for response in every_page(town):
        page = response.content.decode()
        assert page.index("tel:112") < page.index("</h1>") + 400
        assert "np-exit" in page


def test_no_address_says_anything_of_a_report(town):
    for response in every_page(town):
        for link in re.findall(r'(?:href|action|formaction)="(/[^"]*)"', response.content.decode()):
            assert "?" not in link


def test_the_first_screen_has_three_doors_and_says_when_reports_are_read(town):
    page = read(town, "/voorbeeldstad/")
    for door in ("Ik wil iets melden", "Ik heb zelf hulp nodig", "Ik twijfel"):
        assert door in page
    assert "Maandag tot en met vrijdag om 9 en 15 uur." in page and "leest niemand mee" in page


def test_the_duty_telephone_of_the_region_is_there_when_it_cannot_wait(public_site):
    example.publish()
    example.publish("loketstad", own_form=False)
    for path in ("/voorbeeldstad/", "/voorbeeldstad/gevaar/", "/loketstad/", "/loketstad/gevaar/"):
        page = read(public_site, path)
        assert page.index("tel:112") < page.index('tel:0880000009"'), path
    example.publish(duty_telephone=None)
    assert "Kan het niet wachten" not in read(public_site, "/voorbeeldstad/gevaar/")


def test_a_time_that_the_region_did_not_decide_is_no_promise(public_site):
    example.publish(reports_read_decided=False)
    for path in ("/voorbeeldstad/", "/voorbeeldstad/hulp/"):
        page = read(public_site, path)
        assert "om 9 en 15 uur" not in page and "nog niet laten weten" in page


def test_help_shows_a_person_to_call_before_the_form_and_the_promise_after_it(town):
    page = read(town, "/voorbeeldstad/hulp/")
    call, form, promise = (page.index(one) for one in ("tel:0880000001", "<form", "Wanneer krijgt"))
    assert call < form < promise
    assert "niet uw schuld" in page


def test_contacts_stand_in_the_order_of_the_region_with_112_on_top(town):
    page = read(town, "/voorbeeldstad/contact/")
    order = [page.index(f'href="tel:{dial}"') for dial in ("112", "0880000001", "0880000002")]
    assert order == sorted(order)
    assert "Open op maandag tot en met vrijdag van 08:00 tot 16:30 uur." in page
    assert "nog niet nagekeken" in page and "U hoeft uw naam niet te noemen." in page


def test_hours_are_said_in_the_language_of_the_page_if_they_can_be(town):
    page = read(town, "/en/voorbeeldstad/contact/")
    assert "Open Monday to Friday from 08:00 to 16:30." in page
    assert '<p class="np-quiet" lang="nl" dir="auto">Elke dag tot laat.</p>' in page


def test_numbers_that_were_all_checked_carry_no_warning(public_site):
    example.publish(contacts=(example.ZOCO,), doors=())
    assert "nog niet nagekeken" not in read(public_site, "/voorbeeldstad/contact/")


def test_who_doubts_reads_what_others_noticed_and_that_a_hunch_is_enough(town):
    page = read(town, "/voorbeeldstad/twijfel/")
    assert "een vreemd gevoel is genoeg" in page and "Iemand wordt bedreigd" in page


def test_a_translation_that_nobody_checked_says_so_in_its_own_language(town):
    assert "This is a computer translation." in read(town, "/en/voorbeeldstad/")
    assert "vertaling van een computer" not in read(town, "/voorbeeldstad/")


def test_the_list_shows_municipalities_by_region_and_not_those_that_moved(public_site):
    example.publish()
    example.publish("anderdorp", name="Anderdorp", region="Andere regio")
    example.publish("oudstad", name="Oudstad", moved_to="voorbeeldstad")
    page = read(public_site, "/")
    assert page.index("Andere regio") < page.index("Regio Voorbeeld")
    assert 'href="/anderdorp/"' in page and "Oudstad" not in page
    assert 'href="/en/anderdorp/"' in read(public_site, "/en/")


def test_an_empty_site_still_says_whom_to_call(public_site):
    assert "Bel bij gevaar 112" in read(public_site, "/")


def test_a_merged_municipality_sends_on_to_its_successor(town):
    example.publish("oudstad", name="Oudstad", moved_to="voorbeeldstad")
    response = town.get("/en/oudstad/hulp/")
    assert (response.status_code, response["Location"]) == (307, "/en/voorbeeldstad/hulp/")


def test_a_report_typed_at_a_merged_municipality_is_not_lost(town):
    example.publish("oudstad", name="Oudstad", moved_to="voorbeeldstad")
    posted = {"step": "what", "story": example.STORY, "go": "next"}
    page = town.post("/oudstad/melden/", posted, follow=True).content.decode()
    assert example.STORY in page and "Stap 2 van 4" in page


def test_the_name_of_a_municipality_may_be_typed_with_a_capital(town):
    assert town.get("/Voorbeeldstad/")["Location"] == "/voorbeeldstad/"


def test_a_municipality_shows_only_the_languages_it_offers(public_site):
    example.publish(languages=("nl",))
    assert "English" not in read(public_site, "/voorbeeldstad/")
