"""What stays on the screen and behind it: leaving at once, and nothing to go back to. Policy: A08.

Chromium runs here with its back/forward cache, as it does for everybody; it looks up no other
machine, so the page that the exit leads to is an error page of the browser, which is as good.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error

import nietpluis
from tests import running
from tests.browser import PHONE, QUIET
from tests.website.test_screens import WORLD

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]
STEPS = ("start", "what", "place", "who", "contact", "check", "receipt")
SECRET = "Dit mag niemand teruglezen"
WEBSITE = Path(nietpluis.__file__).parent / "website"
TOWN = "voorbeeldstad"
# Opening the exit on a phone at 360 px, on a large screen, and at 400 % zoom of 1280 by 1024
SIZES = [(360, 740), (1280, 900), (320, 256)]
COVERED = """
[...document.querySelectorAll('main :is(a, button, input, textarea, summary), footer a')]
  .filter(one => one.getClientRects().length)
  .filter(one => {
    one.focus();
    const box = one.getBoundingClientRect(), bar = document.querySelector('.np-exit');
    return box.bottom > bar.getBoundingClientRect().top + 1 && box.height < innerHeight / 2
      && getComputedStyle(bar).position === 'fixed';
  }).map(one => one.outerHTML.slice(0, 90))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    with running.installation(tmp_path_factory.mktemp("safe"), demo=False) as made:
        environment = made.environment | {
            "DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"
        }
        subprocess.run([sys.executable, "-c", WORLD], env=environment, check=True)
        yield made.public


@pytest.fixture(scope="module")
def with_memory(browser):
    """A Chromium that keeps pages alive for its Back button; Playwright switches that off."""
    started = browser.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=QUIET,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield started
    started.close()


def press(page, go):
    page.click(f"main button[name=go][value={go}]")
    page.wait_for_load_state()


def send(page):
    """Send, and wait where the site asks to: without script that takes some seconds."""
    press(page, "send")
    until = time.monotonic() + 40
    while "Uw melding is verstuurd" not in page.content() and time.monotonic() < until:
        time.sleep(2)
        again = page.locator("form[data-send] button")
        if again.count():
            again.click()
            page.wait_for_load_state()


def fill(page, name):
    if page.locator(f"textarea[name={name}]").count():
        page.fill(f"textarea[name={name}]", SECRET)


def walk_to(page, site, step):
    """Come from the first page and fill in everything up to a step, which is filled in too."""
    page.goto(f"{site}/{TOWN}/")
    page.click("main a[href$='/melden/']")
    page.wait_for_load_state()
    page.check("input[value=PERSON]")
    for at in STEPS[1 : STEPS.index(step) + 1]:
        if at == "receipt":
            send(page)
            continue
        press(page, "next")
        for name in ("story", "where", "when", "contact"):
            fill(page, name)


def leave(page, how):
    if how == "escape":
        for _ in range(3):
            page.keyboard.press("Escape")
    else:
        page.locator(".np-exit a").click(no_wait_after=True)
    until = time.monotonic() + 10
    while "127.0.0.1" in entries(page)[-1] and time.monotonic() < until:
        time.sleep(0.05)


def entries(page):
    """The addresses in the history of this tab up to where it is, as the browser keeps them."""
    for _ in range(20):
        try:
            session = page.context.new_cdp_session(page)
            history = session.send("Page.getNavigationHistory")
            return [one["url"] for one in history["entries"][: history["currentIndex"] + 1]]
        except Error:  # it is just going from one page to the next
            time.sleep(0.1)
    raise AssertionError("the browser does not tell where it is")


def back(page):
    """Press Back; returns all that can be read on the screen then."""
    try:
        page.go_back(timeout=1500)
    except Error:
        pass  # the browser shows a page of its own, or one that it had kept, which never loads
    try:
        typed = page.evaluate(
            "[...document.querySelectorAll('input, textarea, select')]"
            ".map(one => one.type == 'radio' || one.type == 'checkbox'"
            " ? (one.checked ? 'chosen ' + one.value : '') : one.value).join('\\n')"
        )
        return page.content() + typed
    except Error:
        return ""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("step", STEPS)
def test_after_a_quick_exit_back_shows_nothing_typed(site, with_memory, step, script):
    context = with_memory.new_context(**PHONE, java_script_enabled=script)
    page = context.new_page()
    walk_to(page, site, step)
    leave(page, "link")
    assert "/melden/" not in entries(page)[-1]
    for _ in range(3):
        seen = back(page)
        assert SECRET not in seen and "chosen PERSON" not in seen
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_after_the_receipt_back_shows_nothing_typed(site, with_memory, script):
    context = with_memory.new_context(**PHONE, java_script_enabled=script)
    page = context.new_page()
    walk_to(page, site, "receipt")
    for _ in range(6):
        seen = back(page)
        assert SECRET not in seen and "chosen PERSON" not in seen
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_code_that_was_typed_is_gone_after_a_quick_exit(site, with_memory, script):
    page = with_memory.new_page(**PHONE, java_script_enabled=script)
    page.goto(f"{site}/{TOWN}/")
    page.goto(f"{site}/{TOWN}/terug/")
    page.fill("[name=typed]", SECRET)
    leave(page, "link")
    for _ in range(2):
        assert SECRET not in back(page)
    page.close()


def test_with_script_the_page_that_was_left_is_not_in_the_way_back(site, with_memory):
    page = with_memory.new_page(**PHONE)
    page.goto(f"{site}/{TOWN}/")
    page.goto(f"{site}/{TOWN}/hulp/")
    leave_at = len(entries(page))
    page.locator(".np-exit a").click(no_wait_after=True)
    time.sleep(1)
    assert len(entries(page)) == leave_at and "knmi" in entries(page)[-1]
    page.close()


def test_escape_three_times_leaves_and_once_does_not(site, with_memory):
    page = with_memory.new_page(**PHONE)
    walk_to(page, site, "what")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.input_value("[name=story]") == SECRET
    page.keyboard.press("Tab")
    leave(page, "escape")
    assert "/melden/" not in entries(page)[-1]
    assert SECRET not in back(page)
    page.close()


def test_the_screen_is_empty_before_the_other_page_is_there(site, with_memory):
    page = with_memory.new_page(**PHONE)
    walk_to(page, site, "what")
    page.evaluate("window.stop(); addEventListener('beforeunload', () => {})")
    seen = page.evaluate(
        "() => { document.querySelector('.np-exit a').click();"
        " return [document.body.textContent.trim(), document.title.trim()] }"
    )
    assert seen == ["", ""]
    page.close()


def test_nothing_is_kept_in_the_browser_and_nobody_else_is_asked(site, with_memory):
    context = with_memory.new_context(**PHONE)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    walk_to(page, site, "receipt")
    titles = {page.title()}
    for path in ("hulp", "gevaar", "waar", "twijfel", "privacy", "contact"):
        page.goto(f"{site}/{TOWN}/{path}/")
        titles.add(page.title())
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    assert context.cookies() == []
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await indexedDB.databases()).length, (await caches.keys()).length,"
        " (await navigator.serviceWorker.getRegistrations()).length,"
        " document.querySelectorAll('link[rel=manifest]').length]"
    )
    assert kept == [0, 0, "", 0, 0, 0, 0]
    assert all("?" not in url and "#" not in url for url in asked)
    assert titles == {"Gemeente Voorbeeldstad"}
    context.close()


@pytest.mark.parametrize("prefix", ["", "ar/"], ids=["nl", "ar"])
@pytest.mark.parametrize("size", SIZES, ids=["360", "1280", "zoom-400"])
def test_the_exit_is_in_reach_and_covers_nothing(site, with_memory, size, prefix):
    width, height = size
    page = with_memory.new_page(viewport={"width": width, "height": height})
    for path in ("", "hulp/", "melden/", "waar/", "contact/"):
        page.goto(f"{site}/{prefix}{TOWN}/{path}")
        box = page.locator(".np-exit a").bounding_box()
        assert box and box["height"] >= 44
        assert 0 <= box["x"] and box["x"] + box["width"] <= width
        assert height / 2 <= box["y"] and box["y"] + box["height"] <= height
        assert page.evaluate(COVERED) == [], path
        page.keyboard.press("End")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        bar = page.locator(".np-exit").bounding_box()
        last = page.locator("footer").bounding_box()
        assert last["y"] + last["height"] <= bar["y"] + 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_every_form_asks_the_browser_to_remember_nothing():
    forms = [
        (path.name, form)
        for path in WEBSITE.rglob("*.html")
        for form in re.findall(r"<form\b[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert forms and [name for name, form in forms if 'autocomplete="off"' not in form] == []


def test_the_script_that_leaves_is_small_and_keeps_nothing():
    script = (WEBSITE / "static/website/exit.js").read_text(encoding="utf-8")
    assert len(script.encode()) <= 1536
    assert not re.search(r"Storage|cookie|fetch|XMLHttp|sendBeacon|serviceWorker", script)


def test_there_is_no_installable_app_and_no_service_worker():
    for path in [*WEBSITE.rglob("*.html"), *WEBSITE.rglob("*.js"), *WEBSITE.rglob("*.json")]:
        text = path.read_text(encoding="utf-8")
        assert "serviceWorker" not in text and "manifest" not in text, path.name
