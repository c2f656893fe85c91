"""Every page of the public site in a real browser, on a phone and on a screen, in each language.

The pictures stay in build/screenshots/, to be looked at.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests import running
from tests.browser import PHONE, SCREEN, screenshot, violations, wait_out

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]

WORLD = """
import django
django.setup()
from dataclasses import replace
from tests.inbox import example
example.publish()
example.publish("zonder", name="Zonderdorp", own_form=False, nuisance=None, reports_read=None,
    reports_read_decided=False, duty_telephone=None)
long = " voor alle inwoners van de samenwerkende gemeenten in het noorden en omstreken"
example.publish("lang", name="Westerkwartier-aan-de-Noordzeekust en Omliggende Dorpen", doors=(),
    nuisance=None, contacts=tuple(replace(one, name=one.name + long)
        for one in example.PUBLIC.contacts))
"""
PAGES = {
    "start": "",
    "home": "voorbeeldstad/",
    "danger": "voorbeeldstad/gevaar/",
    "help": "voorbeeldstad/hulp/",
    "doubt": "voorbeeldstad/twijfel/",
    "find": "voorbeeldstad/waar/",
    "nuisance": "voorbeeldstad/overlast/",
    "contact": "voorbeeldstad/contact/",
    "privacy": "voorbeeldstad/privacy/",
    "guides": "voorbeeldstad/herkennen/",
    "guide": "voorbeeldstad/herkennen/2/",
    "signals": "voorbeeldstad/herkennen/lijsten/",
    "return": "voorbeeldstad/terug/",
    "button": "voorbeeldstad/knop/",
    "card": "voorbeeldstad/kaart/",
    "poster": "voorbeeldstad/poster/",
    "accessibility": "voorbeeldstad/toegankelijkheid/",
    "not-found": "nergens/",
    "no-form": "zonder/melden/",
    "long-home": "lang/",
    "long-contact": "lang/contact/",
    "long-nuisance": "lang/overlast/",
}
STORY = (
    "Achter het restaurant slapen vier mensen op matrassen. 🙈\n\nهذا نص باللغة العربية.\n"
    + "Meervoudigepersoonlijkheidsstoornis" * 4
    + "\n"
    + "Niemand durft te praten. " * 40
)
SMALL = """
[...document.querySelectorAll('main a[class], button, summary, .np-exit a, .np-tile')]
  .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of a public site with an ordinary municipality, one without form, a long one."""
    with running.installation(tmp_path_factory.mktemp("site"), demo=False) as made:
        environment = made.environment | {
            "DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"
        }
        subprocess.run([sys.executable, "-c", WORLD], env=environment, check=True)
        yield made.public


def press(page, go):
    page.click(f"main button[name=go][value={go}]")


def walk(page, here):
    """Go through the right door and the form, and name each page on the way."""
    page.goto(f"{here}voorbeeldstad/waar/")
    page.check("[name=kind][value=CLIENT]")
    press(page, "next")
    yield "find-seen"
    page.check("[name=what][value=AU]")
    page.check("[name=what][value=DRUGS]")
    press(page, "next")
    yield "found"
    page.goto(f"{here}voorbeeldstad/melden/")
    yield "form-about"
    page.check("input[value=NUISANCE]")
    press(page, "next")
    yield "form-nuisance"
    press(page, "back")
    page.check("input[value=PERSON]")
    press(page, "next")
    yield "form-what"
    press(page, "next")
    yield "form-what-error"
    page.fill("[name=story]", STORY)
    for fold in page.locator("summary").all():
        fold.click()
    page.check("[name=seen][value=free-papers-held]")
    page.check("[name=topics][value=DRUGS]")
    yield "form-what-filled"
    press(page, "next")
    yield "form-place"
    page.check("[name=acute][value=YES]")
    page.fill("[name=where]", "Naast de kerk")
    press(page, "next")
    yield "form-who"
    page.check("[name=kind][value=VICTIM]")
    press(page, "next")
    yield "form-contact"
    press(page, "next")
    yield "form-check"
    press(page, "send")
    wait_out(page)
    yield "receipt"
    page.goto(f"{here}voorbeeldstad/melden/")
    page.check("input[value=OTHER]")
    press(page, "next")
    page.fill("[name=story]", "x" * 20_001)
    press(page, "next")
    yield "form-too-long"


def faults(page):
    """What is wrong with the page as it stands on the screen."""
    yield from violations(page)
    if page.evaluate("document.documentElement.scrollWidth > screen.width"):
        yield "wider than the screen"
    yield from (f"too small to tap: {one}" for one in page.evaluate(SMALL))


@pytest.mark.parametrize("prefix", ["", "en/"], ids=["nl", "en"])
@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["360", "1280"])
def test_every_page_can_be_read_and_used_by_anybody(site, browser, prefix, size, request):
    page = browser.new_page(**size, bypass_csp=True)
    here, wrong = f"{site}/{prefix}", {}

    def look(name):
        screenshot(page, f"public-{name}-{request.node.callspec.id}")
        if found := list(faults(page)):
            wrong[name] = found

    for name, path in PAGES.items():
        page.goto(here + path)
        look(name)
    for name in walk(page, here):
        look(name)
    page.close()
    assert wrong == {}


def test_the_whole_way_works_without_script_and_leaves_nothing_behind(site, browser):
    context = browser.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert [name for name in walk(page, f"{site}/") if name == "receipt"] == ["receipt"]
    assert context.cookies() == []
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    context.close()


def test_the_quick_exit_is_in_reach_of_the_thumb_on_every_page(site, browser):
    page = browser.new_page(**PHONE)
    for path in PAGES.values():
        page.goto(f"{site}/{path}")
        box = page.locator(".np-exit a").bounding_box()
        assert box["y"] + box["height"] <= 740 and box["height"] >= 44
    page.close()
