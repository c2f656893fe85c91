"""Every page of the desk in a real browser, on a phone and on a screen, as whoever may open it.

The pictures stay in build/screenshots/, to be looked at.
"""

import pytest

from tests.browser import PHONE, SCREEN
from tools.postgres import ROOT

from .looks import OUTSIDE, WIDER, faults
from .seat import Seat

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]

LONGEST = 12_000  # pixels
# Pages whose first form cannot be sent empty
ASKING = (
    "login",
    "accept_invitation",
    "search",
    "report",
    "register",
    "invitations",
    "my_days",
    "appoint",
    "signal-enriching",
    "depart",
    "add_fact",
    "ask_advice",
    "note_advice",
    "refer_by_telephone",
    "refer_by_package",
    "package-accepted",
    "silent_answer",
    "undermining-judging",
)


def test_every_address_of_the_desk_is_looked_at_or_only_does_something(demo):
    _, found = demo
    assert found["without"] == []
    assert len(found["pages"]) > 100


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["360", "1280"])
def test_every_page_can_be_read_and_used_by_whoever_may_open_it(demo, browser, size, request):
    wrong = {}
    for name, seat, status in visits(demo, browser, size=size):
        if "-leeg-" in name and size == SCREEN:
            continue  # nothing looks the same on any screen
        picture(seat.page, f"desk-{name}-{request.node.callspec.id}")
        bad = [*faults(seat.page), *seat.faults] + ([] if status == 200 else [f"status {status}"])
        seat.faults.clear()
        if bad:
            wrong[name] = bad
    assert wrong == {}


@pytest.mark.parametrize("width", [640, 320], ids=["twice", "four times"])
def test_a_page_that_is_made_larger_still_fits(demo, browser, width):
    """A screen of 1280 on which everything is twice, or four times, as large (WCAG 1.4.10)."""
    wrong = {}
    size = {"viewport": {"width": width, "height": 512}}
    pages = ("home-af", "worklist-", "signal-", "refer_by_package-", "report-", "undermining")
    for name, seat, _ in visits(demo, browser, *pages, size=size):
        bad = seat.page.evaluate(OUTSIDE) + ["wider than the screen"] * seat.page.evaluate(WIDER)
        if bad:
            wrong[name] = bad
    assert wrong == {}


def test_a_form_sent_empty_says_what_to_do(demo, browser):
    wrong = {}
    for name, seat, _ in visits(demo, browser, *ASKING, size=PHONE):
        form = seat.main.locator("form[method=post]", has=seat.page.locator("textarea, input"))
        with seat.page.expect_navigation():
            form.locator("button[type=submit], button:not([type])").first.click()
        picture(seat.page, f"desk-{name}-error")
        bad = [*faults(seat.page), *seat.faults]
        if seat.main.get_by_role("alert").count() == 0:
            bad.append("nothing says what is wrong")
        if bad:
            wrong[name] = bad
    assert wrong == {}


def visits(demo, browser, *names, size):
    """Open each page as its user, or those whose name starts so: its name, the seat, the status."""
    made, found = demo
    seats = {}
    for page in found["pages"]:
        if names and not page["name"].startswith(names):
            continue
        who = page["who"]
        if who not in seats:
            seats[who] = Seat(browser, made.desk, size=size)
            seats[who].wear(found["sessions"].get(who))
        yield page["name"], seats[who], seats[who].go(page["path"])
    for seat in seats.values():
        seat.context.close()


def picture(page, name):
    """Keep a picture of the page in build/screenshots/; of a very long one what shows first."""
    tall = page.evaluate("document.documentElement.scrollHeight") > LONGEST
    page.screenshot(path=ROOT / "build" / "screenshots" / f"{name}.png", full_page=not tall)
