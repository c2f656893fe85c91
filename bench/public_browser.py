"""What a real Chromium takes over the wire, and how soon a slow one shows text."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser import PHONE, chromium

from .public_site import SLUG, STORY, Measured, measured
from .timing import Figure

SLOW = {
    "offline": False,
    "latency": 400,  # milliseconds
    "downloadThroughput": 400_000 / 8,  # bytes a second
    "uploadThroughput": 400_000 / 8,
}
PAINTED = "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)"
HOW = "Chromium as a phone, headers included, nothing kept from before"


def measure() -> list[Figure]:
    with measured() as site, chromium() as browser:
        return [*weights(site, browser), *first_text(site, browser)]


def weights(site: Measured, browser: Any) -> list[Figure]:
    """The first page, the whole way to the receipt, and coming back another day."""
    home = f"{site.address}/{SLUG}/"
    with counted(browser) as (page, count):
        page.goto(home)
        first, count[0] = count[0], 0
        page.goto(home)
        again = count[0]
    with counted(browser) as (page, count):
        page.goto(home)
        _report(page)
        whole = count[0]
    return [
        _kilobytes("first page", first, "<= 30"),
        _kilobytes("repeat visit", again, "<= 10"),
        _kilobytes("whole report, first page to receipt", whole, "<= 45"),
    ]


def _report(page: Any) -> None:
    """Walk the form as somebody does who fills in little; stop at the receipt."""
    page.locator("a.np-door").first.click()
    for _ in range(8):
        page.wait_for_load_state("networkidle")
        send = page.locator("button[name=go][value=send]")
        if page.locator(".np-code").count() and not send.count():
            return
        if page.locator("textarea[name=story]").count():
            page.fill("textarea[name=story]", STORY)
        (send if send.count() else page.locator("button[name=go][value=next]")).first.click()
    raise AssertionError("There was no receipt at the end.")


def first_text(site: Measured, browser: Any) -> list[Figure]:
    """How long until there is text to read, on a slow third-generation network."""
    took = []
    for _ in range(5):
        with counted(browser) as (page, _count):
            page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
            page.goto(f"{site.address}/{SLUG}/")
            while not (shown := page.evaluate(PAINTED)):
                page.wait_for_timeout(100)
            took.append(shown[0])
    how = f"{HOW}; 400 kbit/s, 400 ms a round trip, by Network.emulateNetworkConditions"
    worst = round(max(took) / 1_000, 2)
    return [Figure("public: first text on slow 3G, slowest", worst, "s", "<= 1.3", len(took), how)]


@contextmanager
def counted(browser: Any) -> Iterator[tuple[Any, list[int]]]:
    """A browser that was never here, and how many bytes it received."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    count = [0]

    def add(event: dict[str, Any]) -> None:
        count[0] += int(event["encodedDataLength"])

    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", add)
    yield page, count
    context.close()


def _kilobytes(name: str, count: int, aim: str) -> Figure:
    value = round(count / 1_000, 1)
    return Figure(f"public: {name}, over the wire", value, "kB", aim, 1, HOW)
