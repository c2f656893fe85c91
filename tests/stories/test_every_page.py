"""Every page of the desk in a real browser, on a phone and on a screen, as whoever may open it.

The pictures stay in build/screenshots/, to be looked at.
"""

import json
import subprocess
import sys

import pytest

from tests import running
from tests.browser import PHONE, SCREEN, screenshot

from .looks import faults
from .seat import Seat

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]

# These only change something; what they did shows on another page.
WITHOUT_A_PAGE = {
    "logout",
    "notices_read",
    "back",
    "take_up",
    "decide",
    "reopen",
    "write_note",
    "attachment",
    "referral_letter",
    "password_link",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demonstration, running, with its pages and a session for everybody."""
    with running.installation(tmp_path_factory.mktemp("demo")) as made:
        yield made, tour(made)


def tour(made):
    desk = made.environment | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_desk"}
    asked = [sys.executable, "-m", "tests.stories.pages"]
    done = subprocess.run(asked, env=desk, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["360", "1280"])
def test_every_page_can_be_read_and_used_by_whoever_may_open_it(demo, browser, size, request):
    made, found = demo
    wrong = look_at(browser, made.desk, found, size, request.node.callspec.id)
    assert wrong == {}


def look_at(browser, desk, found, size, label):
    """Open every page as its user; what is wrong with it, by page."""
    wrong, seats = {}, {}
    for page in found["pages"]:
        who = page["who"]
        if who not in seats:
            seats[who] = Seat(browser, desk, size=size)
            seats[who].wear(found["sessions"].get(who))
        seat = seats[who]
        status = seat.go(page["path"])
        screenshot(seat.page, f"desk-{page['name']}-{label}")
        bad = [*faults(seat.page), *seat.faults] + ([] if status == 200 else [f"status {status}"])
        seat.faults.clear()
        if bad:
            wrong[page["name"]] = bad
    for seat in seats.values():
        seat.leave()
    return wrong
