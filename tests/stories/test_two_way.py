"""A resident and the focal officer write to each other; nobody learns who the resident is.

Policy: A01, A03, A05; G, Reporting.
"""

import pytest

from tests.browser import PHONE, SCREEN, screenshot, violations

from .seat import Seat

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]

STORY = "Six men sleep in the shed behind the nursery. They are never alone."
ANSWER = "The shed is on Verzonnenweg, behind number 12."
LATER = "I saw a white van there last night."


def report(resident: Seat) -> str:
    """The resident reports in English; returns the code as it stands on the receipt."""
    resident.go("/en/helmond/melden/")
    resident.press("Next")
    resident.fill("Tell us what you saw or heard", STORY)
    for _ in range(4):
        resident.press("Next")
    resident.reads("Your code", "Write it down now if you can")
    before = resident.main.locator(".np-code").inner_text()
    screenshot(resident.page, "check-code-360")
    resident.press("Send")
    resident.reads("Your report has been sent", "Come back in a few days")
    code: str = resident.main.locator(".np-code").inner_text()
    assert code == before and len(code.split()) == 8
    return code


def come_back(resident: Seat, code: str) -> None:
    resident.go("/en/helmond/")
    resident.follow("I already have a code")
    resident.fill("Your code", code)
    resident.press("Continue")
    resident.reads("Your messages")
    assert resident.page.url.endswith("/en/helmond/terug/")


def open_signal(af: Seat) -> None:
    af.menu("Signalen")
    af.page.locator("tr", has_text="Six men sleep").get_by_role("link").click()


def test_a_resident_reports_is_asked_returns_and_answers_and_the_officer_reads(nietpluis, browser):
    resident = Seat(browser, nietpluis.public, size=PHONE)
    code = report(resident)
    assert violations(resident.page) == []
    assert outside(resident) == []
    screenshot(resident.page, "receipt-code-360")
    on_paper(resident)
    resident.leave()
    nietpluis.work()

    af = Seat(browser, nietpluis.desk, "af")
    open_signal(af)
    af.reads("Berichten met de melder", "De melder leest dit", "Engels")
    af.choose("Kunt u precies zeggen waar het is?")
    af.main.get_by_role("button", name="Sturen aan de melder").dblclick()
    af.reads("Nog niet gelezen")
    assert af.main.get_by_text("Nog niet gelezen").count() == 1
    assert violations(af.page) == []
    screenshot(af.page, "two-way-asked-1280")
    nietpluis.work()

    resident = Seat(browser, nietpluis.public, size=PHONE)
    come_back(resident, code.upper().replace(" ", "-"))
    resident.reads("The municipality wrote", "Can you say exactly where it is?", "New")
    resident.reads_not("Six men sleep", "Verrijken")
    resident.fill("Your answer", ANSWER)
    resident.main.get_by_role("button", name="Send message").dblclick()
    resident.reads("Your message has been sent.", ANSWER)
    assert resident.main.get_by_text(ANSWER).count() == 1
    assert violations(resident.page) == []
    assert outside(resident) == []
    screenshot(resident.page, "return-thread-360")
    resident.fill("Your answer", LATER)
    resident.press("Send message")
    resident.reads(LATER)
    assert resident.context.cookies() == []
    resident.leave()
    nietpluis.work()

    af.go("/")
    af.reads("de melder schreef iets dat nog niemand las")
    af.follow("de melder schreef iets dat nog niemand las")
    af.reads(ANSWER, LATER, "Gelezen op", "Bericht van de melder")
    assert af.main.get_by_text(ANSWER).count() == 1
    screenshot(af.page, "two-way-answered-1280")
    af.go("/")
    af.reads_not("de melder schreef iets dat nog niemand las")
    af.leave()


def test_a_code_that_is_mistyped_is_said_kindly_on_a_phone_and_on_a_screen(nietpluis, browser):
    for size, name in ((PHONE, "360"), (SCREEN, "1280")):
        resident = Seat(browser, nietpluis.public, size=size)
        resident.go("/helmond/terug/")
        screenshot(resident.page, f"return-code-{name}")
        resident.fill("Uw code", "een twee drie")
        resident.press("Verder")
        resident.reads("Dit zijn geen acht woorden")
        assert violations(resident.page) == []
        screenshot(resident.page, f"return-mistyped-{name}")
        resident.leave()


def outside(seat: Seat) -> list[str]:
    """What stands outside the screen of a phone."""
    found: list[str] = seat.page.evaluate(
        "[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right"
        " > document.body.clientWidth + 1).map(one => one.outerHTML.slice(0, 80))"
    )
    return found


def on_paper(resident: Seat) -> None:
    """What the printer gets: the code, what it is for and whom to call; nothing else."""
    resident.page.emulate_media(media="print")
    printed = resident.page.evaluate("document.body.innerText")
    screenshot(resident.page, "receipt-paper")
    resident.page.emulate_media(media="screen")
    assert "With this code you read and write messages" in printed and "14 0492" in printed
    for word in ("112", "Come back in a few days", "Six men", "Privacy", "Nederlands"):
        assert word not in printed
