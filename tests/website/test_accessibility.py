"""WCAG 2.2 AA in a real browser: every page, every language, without a mouse, enlarged, in the
reader's own colours. What was found is written down for the statement on the site.

    NIETPLUIS_WRITE_ACCESSIBILITY=1 python -m pytest tests/website/test_accessibility.py

writes nietpluis/knowledge/accessibility.toml; without it the statement is held against what these
tests do. Policy: issue 3, accessibility; F70.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

import pytest
from django.utils import timezone

from nietpluis.core.calendar import local_day
from nietpluis.knowledge.texts import LANGUAGES, RIGHT_TO_LEFT
from nietpluis.website import accessibility
from nietpluis.website.accessibility import CHECKS, FILE
from nietpluis.website.steps import STEPS
from tests import running
from tests.browser import AXE, PHONE, SCREEN
from tests.inbox import example

from .walking import (
    ELSEWHERE,
    LOOKED_FOR,
    MOVING,
    OUT_OF_ORDER,
    RUN_AXE,
    SIZES,
    TOO_WIDE,
    UNLINKED,
    UNSEEN,
    Found,
    every_page,
    look_at,
    open_page,
    prefix,
    tab_to,
)

WRITE = os.environ.get("NIETPLUIS_WRITE_ACCESSIBILITY") == "1"
BROWSER = [pytest.mark.needs("chromium", "static"), pytest.mark.once]
WIDE = ("nl", "ar")  # looked at on a large screen too
WIDTHS = (360, 1280)
PAPERS = [("kaart", 210, 297), ("poster", 210, 297), ("poster-a3", 297, 420)]
WORLD = """
import django
django.setup()
import base64
from nietpluis.inbox.publication import Logo
from nietpluis.knowledge.texts import LANGUAGES
from tests.inbox import example
from tests.partners.logos import SVG
every = tuple(LANGUAGES)
own = {"nl": "Kom langs in het stadhuis.\\n\\nElke dinsdag van 9 tot 12 uur."}
example.publish(languages=every)
example.publish("zonder", name="Zonderdorp", own_form=False, languages=every)
example.publish("stijl", name="Stijlstad", languages=every,
    texts={key: own for key in ("local.home", "local.guide", "guide.intro")},
    style={"utrecht-link-color": "#154273", "utrecht-page-header-background-color": "#154273",
        "utrecht-page-header-color": "#fff", "utrecht-button-border-radius": "1rem",
        "utrecht-button-primary-action-background-color": "#39870c"},
    logo=Logo(kind="svg", data=base64.b64encode(SVG).decode()))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: Any) -> Iterator[str]:
    """A public site with a municipality in ten languages, one without a form, one with a style."""
    with running.installation(tmp_path_factory.mktemp("access"), demo=False) as made:
        settings = {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"}
        subprocess.run([sys.executable, "-c", WORLD], env=made.environment | settings, check=True)
        yield made.public


@pytest.fixture(scope="module")
def walked(site: str, browser: Any) -> Callable[..., Found]:
    """Walk past every page once for each language and size; the tests look at what was found."""

    @cache
    def walk(lang: str, size: str) -> Found:
        page = open_page(browser, axe=RUN_AXE in LOOKED_FOR[size], **SIZES[size])
        paths = [*every_page(), *(ELSEWHERE if lang in WIDE else ())]
        return look_at(page, f"{site}/{prefix(lang)}", *LOOKED_FOR[size], paths=paths)

    return walk


class TestInTheBrowser:
    pytestmark = BROWSER

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_axe_finds_nothing_on_any_page(self, walked, lang):
        assert walked(lang, "360")[RUN_AXE] == {}

    @pytest.mark.parametrize("lang", WIDE)
    def test_axe_finds_nothing_on_a_large_screen(self, walked, lang):
        assert walked(lang, "1280")[RUN_AXE] == {}

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_no_page_is_wider_than_a_telephone(self, walked, lang):
        assert walked(lang, "360")[TOO_WIDE] == {}

    def test_a_page_from_right_to_left_says_so(self, site, browser):
        page = open_page(browser, **PHONE)
        for lang in RIGHT_TO_LEFT:
            page.goto(f"{site}/{lang}/voorbeeldstad/herkennen/")
            assert (
                page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
            )
        page.context.close()

    def test_the_whole_report_goes_with_the_keyboard_alone(self, site, browser):
        page = open_page(browser, **SCREEN)
        page.goto(f"{site}/voorbeeldstad/")
        tab_to(page, "a.np-skip")
        tab_to(page, '.np-door[href$="/melden/"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/melden/")
        for _ in range(10):
            if page.locator(".np-code").count():
                break
            if page.locator("textarea[name=story]").count():
                tab_to(page, "textarea[name=story]")
                page.keyboard.type("Vier mensen slapen achter de keuken.")
            elif page.locator("main input[type=radio]").count():
                tab_to(page, "main input[type=radio]")
                page.keyboard.press("Space")
            go = "send" if page.locator("button[name=go][value=send]").count() else "next"
            tab_to(page, f"main button[name=go][value={go}]")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        assert page.locator(".np-code").count() == 1
        page.context.close()

    @pytest.mark.parametrize("size", ["360", "1280"])
    def test_what_is_read_aloud_has_the_order_of_the_screen(self, walked, size):
        for lang in WIDE:
            assert walked(lang, size)[OUT_OF_ORDER] == {}

    def test_help_and_errors_belong_to_their_field(self, walked):
        assert walked("nl", "360")[UNLINKED] == {}

    @pytest.mark.parametrize("lang", WIDE)
    def test_four_times_larger_nothing_has_to_be_scrolled_sideways(self, walked, lang):
        assert walked(lang, "320")[TOO_WIDE] == {}

    def test_buttons_keep_an_edge_in_the_colours_of_the_reader(self, walked):
        assert walked("nl", "own")[UNSEEN] == {}

    def test_nothing_moves_for_who_does_not_want_that(self, walked):
        assert walked("nl", "own")[MOVING] == {}

    @pytest.mark.parametrize(("paper", "width", "height"), PAPERS)
    def test_card_and_poster_come_out_on_one_sheet(self, site, browser, paper, width, height):
        page = open_page(browser, **SCREEN)
        page.goto(f"{site}/voorbeeldstad/{paper}/")
        printed = page.pdf(prefer_css_page_size=True)
        page.context.close()
        [sheet] = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
        assert [round(float(side) / 72 * 25.4) for side in sheet] == [width, height]

    def test_what_was_found_is_what_the_statement_says(self, walked):
        """Hold the statement against what was walked past, or write it anew."""
        found = [walked(lang, "360")[RUN_AXE] for lang in LANGUAGES]
        found += [walked(lang, "1280")[RUN_AXE] for lang in WIDE]
        now = {
            "version": version("nietpluis"),
            "axe": axe_version(),
            "found": sum(len(faults) for one in found for faults in one.values()),
            "pages": [*every_page(), *(f"melden/{step}" for step in STEPS)],
            "languages": list(LANGUAGES),
            "widths": list(WIDTHS),
            "checks": list(CHECKS),
        }
        if WRITE:
            write(now)
        said = vars(accessibility.tested())
        for name, value in now.items():
            listed = tuple(value) if isinstance(value, list) else value
            assert said[name] == listed, f"{name}: run with NIETPLUIS_WRITE_ACCESSIBILITY=1"


def axe_version() -> str:
    package = AXE.parent / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


def write(now: dict[str, Any]) -> None:
    """Write what this run found, with today's date, over what stood there."""
    head = re.match(r"(?:#[^\n]*\n)+", FILE.read_text(encoding="utf-8"))
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in now.items()]
    written = (
        f"{head[0] if head else ''}\ntested_on = {local_day(timezone.now())}\n"
        + "\n".join(lines)
        + "\n"
    )
    FILE.write_text(written, encoding="utf-8")
    accessibility.tested.cache_clear()


@pytest.mark.django_db(databases=["public"])
def test_the_statement_has_the_parts_of_the_dutch_model(town):
    page = town.get("/voorbeeldstad/toegankelijkheid/").content.decode()
    parts = ("Hoe ver zijn wij?", "Wat is er getest?", "Wat is nog niet gedaan?",
             "Wie staat hiervoor in?", "Werkt iets niet voor u?", "ombudsman")  # fmt: skip
    order = [page.index(part) for part in parts]
    assert order == sorted(order)


@pytest.mark.django_db(databases=["public"])
def test_the_statement_claims_no_audit_and_no_test_with_people_that_was_not_done(town):
    page = town.get("/en/voorbeeldstad/toegankelijkheid/").content.decode()
    assert "Status C: first measures taken." in page
    assert "no full examination by an expert yet" in page
    assert "no test with people with a disability yet" in page
    assert "no test with a real screen reader yet" in page
    assert "still has to adopt it" in page


@pytest.mark.django_db(databases=["public"])
def test_the_statement_says_what_the_tests_wrote_down(town):
    page = town.get("/voorbeeldstad/toegankelijkheid/").content.decode()
    was = accessibility.tested()
    assert f"met versie {was.version} van deze site" in page
    assert f"{len(was.pages)} pagina&#x27;s in {len(was.languages)} talen" in page
    assert set(was.checks) <= set(CHECKS) and f"axe-core {was.axe}" in page


@pytest.mark.django_db(databases=["public"])
def test_translations_that_a_municipality_had_read_are_no_longer_unread(public_site):
    unread = "vertalingen zijn nog niet nagekeken"
    for reviewed, says in (((), True), (("en",), False)):
        example.publish(reviewed=reviewed)
        page = public_site.get("/voorbeeldstad/toegankelijkheid/").content.decode()
        assert (unread in page) is says


def test_nothing_was_tested_in_the_future():
    assert accessibility.tested().tested_on <= local_day(timezone.now())
