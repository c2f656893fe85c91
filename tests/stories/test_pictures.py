"""The pictures in the README and the handleiding, taken from the demonstration.

NIETPLUIS_SCREENSHOTS=1 puts new ones in docs/screenshots/; otherwise they go to build/screenshots/.
"""

import io
import os

import pytest
from PIL import Image

from tests.browser import PHONE, SCREEN
from tools.postgres import ROOT

from .seat import Seat
from .steps import MAY_REPORT, fill_package, turn_to

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]

KEPT = ROOT / "docs" / "screenshots"
NEW = os.environ.get("NIETPLUIS_SCREENSHOTS") == "1"
LARGEST = 150_000  # bytes
TALLER: dict = {"viewport": {"width": 1280, "height": 1000}}


@pytest.fixture
def sit(demo, browser):
    """Sit down as somebody of the demonstration, before a page."""
    made, found = demo

    def seat(who, path="/", size=SCREEN):
        sitting = Seat(browser, made.desk, size=size)
        sitting.wear(found["sessions"][who])
        sitting.go(path)
        return sitting

    return seat


def first(seat):
    """Open the signal that stands first on the worklist."""
    seat.page.locator(".np-row-link").first.click()
    seat.reads("Volgende stap")
    return seat


def test_the_pictures_of_the_readme_and_the_handleiding_show_the_screens(demo, browser, sit):
    public = Seat(browser, demo[0].public, size=PHONE)
    public.go("/helmond/")
    keep(public.page, "public-360")
    keep(sit("inspecteur.helmond", "/doorgeven/", PHONE).page, "report-360")
    keep(sit("af.helmond").page, "today-1280")
    keep(sit("af.helmond", "/signalen/").page, "worklist-1280")
    keep(first(sit("af.helmond", "/signalen/?status=ADVICE", TALLER)).page, "signal-1280")
    with_partners = first(sit("af.helmond", "/signalen/?status=WITH_PARTNERS"))
    keep(with_partners.main.locator(".np-chart__svg"), "chart-1280")

    package = first(sit("af.helmond", "/signalen/?status=REFERRING", TALLER))
    turn_to(package, "Zorgcoördinator mensenhandel Helmond", "Pakket maken")
    asked = "Kunnen jullie klaarstaan, zodra hij wil praten?"
    fill_package(package, "Wanneer", question=asked, ground=MAY_REPORT)
    keep(package.page, "package-1280")

    tell = first(sit("af.eindhoven", "/signalen/?status=FEEDBACK", TALLER))
    tell.follow("Terugkoppelen aan de melder")
    keep(tell.page, "tell-1280")


def keep(what, name):
    """Take a picture of a page or a part of it, with few colours, so that it is small."""
    taken = Image.open(io.BytesIO(what.screenshot()))
    flat = taken.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    path = (KEPT if NEW else ROOT / "build" / "screenshots") / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    flat.save(path, optimize=True)
    assert path.stat().st_size < LARGEST
