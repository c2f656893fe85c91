"""Paying for a ticket in a real browser: with script while one types, without by a short wait."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests import running
from tests.browser import PHONE, SCREEN, screenshot, violations

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]
WORLD = "import django; django.setup(); from tests.inbox import example; example.publish()"
STORY = "Vier matrassen achter de keuken."
CODE = "123 456 789 123 456 789 123 456 789"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    with running.installation(tmp_path_factory.mktemp("site"), demo=False) as made:
        environment = made.environment | {
            "DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"
        }
        subprocess.run([sys.executable, "-c", WORLD], env=environment, check=True)
        yield made.public


def until(page, answer, patience=20):
    """Poll, since the page's own policy forbids what Playwright would put in it."""
    end = time.monotonic() + patience
    while not page.evaluate(answer):
        assert time.monotonic() < end, answer
        time.sleep(0.1)


def to_send(page, site):
    page.goto(f"{site}/voorbeeldstad/melden/")
    page.click("main button[value=next]")
    page.fill("[name=story]", STORY)
    while not page.locator("main button[value=send]").count():
        page.click("main button[value=next]")


def test_with_script_the_sum_is_done_before_anybody_has_typed_a_word(site, browser):
    page = browser.new_page(**PHONE)
    page.goto(f"{site}/voorbeeldstad/terug/")
    until(page, "/^\\d+$/.test(document.querySelector('[name=proof]').value)")
    page.fill("[name=typed]", CODE)
    page.click("main button[value=open]")
    assert "Even wachten" not in page.content()
    page.close()


def test_with_script_a_report_goes_without_a_wait_and_shows_nothing_of_it(site, browser):
    page = browser.new_page(**PHONE)
    to_send(page, site)
    until(page, "/^\\d+$/.test(document.querySelector('[name=proof]').value)")
    page.click("main button[value=send]")
    assert "np-code" in page.content() and "Even wachten" not in page.content()
    page.close()


def test_the_page_stays_quick_while_the_sum_is_done(site, browser):
    page = browser.new_page(**PHONE)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(f"{site}/voorbeeldstad/terug/")
    longest = page.evaluate(
        """() => new Promise(done => {
          let last = performance.now(), longest = 0, n = 0;
          const tick = () => {
            const now = performance.now();
            longest = Math.max(longest, now - last); last = now;
            ++n < 60 ? setTimeout(tick, 4) : done(longest);
          };
          tick();
        })"""
    )
    assert longest < 400  # milliseconds that a touch may have to wait on a slow telephone
    until(page, "/^\\d+$/.test(document.querySelector('[name=proof]').value)", 60)
    page.close()


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["360", "1280"])
def test_without_script_a_short_wait_opens_the_same_door_and_keeps_what_was_typed(
    site, browser, size, request
):
    context = browser.new_context(**size, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/voorbeeldstad/terug/")
    page.fill("[name=typed]", CODE)
    page.click("main button[value=open]")
    assert "Even wachten" in page.content() and "Wacht nog" in page.content()
    screenshot(page, f"public-wait-{request.node.callspec.id}")
    page.click("main button")
    assert "Even wachten" in page.content()
    time.sleep(5.1)
    page.click("main button")
    assert "Even wachten" not in page.content() and CODE in page.content()
    assert context.cookies() == []
    context.close()


def test_without_script_a_report_that_is_filled_in_at_leisure_never_waits(site, browser):
    context = browser.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    to_send(page, site)
    time.sleep(5.1)
    page.click("main button[value=send]")
    assert "np-code" in page.content() and "Even wachten" not in page.content()
    context.close()


def test_the_page_that_waits_goes_on_by_itself_where_there_is_script(site, browser):
    page = browser.new_page(**SCREEN, bypass_csp=True)
    page.route("**/proof*.js", lambda route: route.abort())
    page.goto(f"{site}/voorbeeldstad/terug/")
    page.fill("[name=typed]", CODE)
    page.click("main button[value=open]")
    assert "Even wachten" in page.content()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.unroute("**/proof*.js")
    page.click("main button")  # too soon, and now the script is there
    page.wait_for_selector("[name=typed]", timeout=20_000)
    assert "Even wachten" not in page.content() and CODE in page.content()
    page.close()
