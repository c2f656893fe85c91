"""A real Chromium, and axe to judge what it shows.

    page = browser.new_page(**PHONE)  # the fixture; mark the test needs("chromium")
    page.goto(nietpluis.desk)
    assert violations(page) == []

The browser runs an event loop in this thread, so a test that uses it leaves the models alone and
looks at the screens, or asks `nietpluis` (tests/running.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tools.postgres import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True}
SCREEN: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
QUIET = [
    "--no-sandbox",
    "--no-zygote",  # which gives up when the machine is busy
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, which looks up no other machine, and stop it afterwards."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield started
        started.close()


def violations(page: Page, *, within: str = "document") -> list[str]:
    """What axe finds wrong on the page, each with the rule and where it is."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({within}, {{resultTypes: ['violations']}})")
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def wait_out(page: Page) -> None:
    """Wait where the site asks to, as somebody does who was quicker than most."""
    again = page.locator("form[data-send] button")
    for _ in range(20):
        if not again.count():
            return
        page.wait_for_timeout(1_000)
        with suppress(Error):  # the script of the page went on by itself
            again.click(timeout=2_000)
            page.wait_for_load_state()


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page in build/screenshots/ to be looked at."""
    path = ROOT / "build" / "screenshots" / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
