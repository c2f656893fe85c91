"""The shell of every page: where you are, who you are, and the way out."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

import nietpluis.core
from nietpluis.core import errors
from nietpluis.core.context import shell

CORE = Path(nietpluis.core.__file__).parent
TEXTS = {name: f"«{name}»" for name in "site_skip site_danger site_exit site_languages".split()}


def desk(**header: object) -> str:
    request = RequestFactory().get("/")
    vars(request).update(header)
    return render_to_string("core/base_desk.html", shell(request))


def public(**context: object) -> str:
    page = {"texts": TEXTS, "lang": "nl", "dir": "ltr", "municipality": "Gemeente Voorbeeld"}
    return render_to_string("core/base_public.html", page | context)


def test_the_desk_shows_who_is_logged_in_in_which_role_and_how_to_leave() -> None:
    page = desk(
        who="A. Jansen",
        roles=["aandachtsfunctionaris"],
        logout_url="/uitloggen/",
        nav=[("Vandaag", "/", True), ("Signalen", "/signalen/", False)],
    )
    assert "A. Jansen" in page and "aandachtsfunctionaris" in page
    assert 'action="/uitloggen/"' in page and "Uitloggen" in page
    assert '<a href="/" aria-current="page">Vandaag</a>' in page
    assert '<a href="/signalen/">Signalen</a>' in page


def test_whoever_is_not_logged_in_sees_no_menu() -> None:
    assert "Uitloggen" not in desk() and "<nav" not in desk()


def test_the_browser_keeps_no_copy_of_a_page_for_going_back() -> None:
    assert '"historyEnabled":false,"historyCacheSize":0' in desk()


def test_every_page_starts_with_a_way_past_the_menu() -> None:
    for page in (desk(), public()):
        assert page.index('href="#inhoud"') < page.index("<header") < page.index('id="inhoud"')


def test_no_page_holds_a_script_or_a_style_of_its_own() -> None:
    for template in (CORE / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert "<style" not in text and " style=" not in text and " onclick" not in text, template
        assert text.count("<script") == text.count("<script src="), template


def test_the_public_page_loads_nothing_but_its_own_small_style_sheet() -> None:
    page = public()
    assert page.count("stylesheet") == 1 and "<script" not in page and "vendor" not in page
    assert (CORE / "static/core/public.css").stat().st_size < 10_000


def test_the_public_title_does_not_tell_what_the_page_is_about() -> None:
    assert "<title>Gemeente Voorbeeld</title>" in public()


def test_112_and_the_quick_way_out_are_on_every_public_page() -> None:
    page = public()
    assert 'href="tel:112"' in page and "«site_danger»" in page
    assert "«site_exit»" in page and 'rel="noreferrer noopener nofollow"' in page


def test_languages_are_named_in_themselves_and_carry_their_code() -> None:
    both = [("ar", "العربية", "/ar/", True), ("pl", "Polski", "/pl/", False)]
    page = public(lang="ar", dir="rtl", languages=both)
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span lang="ar" dir="auto" aria-current="true">العربية</span>' in page
    assert '<a href="/pl/" lang="pl" hreflang="pl" dir="auto">Polski</a>' in page


@pytest.mark.parametrize("handler", [errors.bad_request, errors.forbidden, errors.not_found])
def test_the_same_error_is_the_same_bytes_whatever_was_asked(handler) -> None:
    first = handler(RequestFactory().get("/signalen/een/"))
    second = handler(RequestFactory().get("/signalen/twee/?naam=iets"))
    assert first.content == second.content and b"csrfmiddlewaretoken" not in first.content


def test_an_expired_form_says_that_nothing_was_saved_and_what_to_do() -> None:
    answer = errors.csrf_failure(RequestFactory().post("/"))
    assert answer.status_code == 403 and "Er is niets opgeslagen" in answer.content.decode()


def test_a_failure_does_not_blame_the_user() -> None:
    answer = errors.failed(RequestFactory().get("/"))
    assert answer.status_code == 500 and "Dit ligt niet aan jou" in answer.content.decode()
