"""Walk past every page of the public site in a browser, and look for what shuts people out."""

from collections.abc import Iterator
from typing import Any

from nietpluis.website import urls
from tests.browser import AXE, PHONE, SCREEN

# The same pages of a municipality without a form, of one with a house style, and of none at all
ELSEWHERE = ("nergens/", "zonder/melden/", "zonder/herkennen/1/", "stijl/", "stijl/herkennen/")
# Style sheets are fetched again, for the one rule that reads them, on a large screen only.
RUN_AXE = """async () => (await axe.run(document,
    {resultTypes: ['violations'], preload: innerWidth > 1000})).violations
    .flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.target + ' '
        + (node.failureSummary || '')))"""
TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? [...document.querySelectorAll('body *')].filter(one =>
        one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 3).map(one => one.outerHTML.slice(0, 80)) : []"""
# In reading order nothing stands wholly above what comes before it, and no rule moves it.
OUT_OF_ORDER = """() => {
    const read = [...document.querySelectorAll(
        'main :is(h1, h2, h3, p, li, summary, legend, label, textarea, input, button, dt, dd)')]
        .filter(one => one.checkVisibility({contentVisibilityAuto: true})
            && one.getBoundingClientRect().width > 2
            && !one.closest('.np-hidden, [aria-hidden=true]'));
    const wrong = [];
    read.forEach((one, nth) => {
        const here = one.getBoundingClientRect(), style = getComputedStyle(one);
        const before = nth && read[nth - 1].getBoundingClientRect();
        if (before && here.bottom < before.top - 1 && !read[nth - 1].contains(one))
            wrong.push(one.outerHTML.slice(0, 80));
        if (style.order !== '0' || one.tabIndex > 0 || style.flexDirection.endsWith('reverse'))
            wrong.push('moved: ' + one.outerHTML.slice(0, 80));
    });
    return wrong;
}"""
UNLINKED = """() => {
    const told = new Set([...document.querySelectorAll('[aria-describedby]')]
        .flatMap(one => one.getAttribute('aria-describedby').split(' ')));
    return [...document.querySelectorAll(
        '.utrecht-form-field-description, .utrecht-form-field-error-message')]
        .filter(one => one.textContent.trim() && !told.has(one.id))
        .map(one => one.outerHTML.slice(0, 80));
}"""
UNSEEN = """() => [...document.querySelectorAll(
    '.np-door, .utrecht-button, .np-button-link, .np-tile, .np-exit a, .utrecht-textarea')]
    .filter(one => one.getClientRects().length
        && (parseFloat(getComputedStyle(one).borderTopWidth) < 1
            || getComputedStyle(one).borderTopStyle === 'none'))
    .map(one => one.outerHTML.slice(0, 80))
    .concat([...document.querySelectorAll('svg.np-square, .np-qr svg')]
    .filter(one => getComputedStyle(one).forcedColorAdjust !== 'none').map(() => 'a QR code'))"""
MOVING = """() => document.getAnimations().length
    + [...document.querySelectorAll('*')].filter(one => {
        const style = getComputedStyle(one);
        return style.animationName !== 'none' || style.scrollBehavior === 'smooth'
            || style.transitionDuration.split(',').some(length => parseFloat(length) > 0);
    }).length"""
Found = dict[str, dict[str, Any]]
OWN_COLOURS = {"forced_colors": "active", "color_scheme": "dark", "reduced_motion": "reduce"}
SIZES: dict[str, dict[str, Any]] = {
    "360": PHONE,
    "1280": SCREEN,
    "320": {"viewport": {"width": 320, "height": 256}},  # 1280 by 1024, four times enlarged
    "own": PHONE | OWN_COLOURS,
}
LOOKED_FOR = {
    "360": (RUN_AXE, TOO_WIDE, OUT_OF_ORDER, UNLINKED),
    "1280": (RUN_AXE, TOO_WIDE, OUT_OF_ORDER),
    "320": (TOO_WIDE,),
    "own": (UNSEEN, MOVING),
}


def every_page() -> list[str]:
    """The path of every page of the site, taken from its own addresses."""
    named = [str(one.pattern).replace("<slug:slug>", "voorbeeldstad") for one in urls.PAGES]
    return named


def open_page(browser: Any, *, axe: bool = False, **size: Any) -> Any:
    """A page that has axe at hand, if it is asked for, wherever it goes."""
    source = AXE.read_text(encoding="utf-8")  # needs a document, so not before there is one
    context = browser.new_context(**size, bypass_csp=True)
    page = context.new_page()
    if axe:
        page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{{source}\n}})")
    return page


def steps_of_the_form(page: Any, here: str) -> Iterator[str]:
    """Walk through the report, with an error on the way, and name each step that shows."""
    page.goto(f"{here}voorbeeldstad/melden/")
    for nth in range(12):
        yield f"step {nth}"
        if page.locator(".np-code").count():
            return
        if page.locator("button[name=go][value=send]").count():
            press(page, "send")
            continue
        story = page.locator("textarea[name=story]")
        if story.count() and not story.input_value():
            press(page, "next")
            yield f"step {nth} with an error"
            for fold in page.locator("main summary").all():
                fold.click()
            page.fill("textarea[name=story]", "Vier mensen slapen achter de keuken.")
        press(page, "next")
    raise AssertionError("the form does not end")


def press(page: Any, go: str) -> None:
    """Press a button of the form and wait for the next page; a script may still be working."""
    with page.expect_navigation():
        page.click(f"main button[name=go][value={go}]")


def look_at(page: Any, here: str, *checks: str, paths: list[str]) -> Found:
    """What each check finds, by check, on each page and each step of the form."""
    wrong: Found = {check: {} for check in checks}

    def look(name: str) -> None:
        for check in checks:
            if faults := page.evaluate(check):
                wrong[check][name] = faults

    for path in paths:
        page.goto(here + path)
        look(path)
    for name in steps_of_the_form(page, here):
        look(name)
    page.context.close()
    return wrong


def prefix(lang: str) -> str:
    return "" if lang == "nl" else f"{lang}/"


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is there; on the way it is always to be seen."""
    seen = """selector => { const one = document.activeElement, style = getComputedStyle(one);
        return [one.matches(selector), one === document.body || style.outlineStyle !== 'none'
            || one.matches('main')]; }"""
    for _ in range(80):
        page.keyboard.press("Tab")
        there, visible = page.evaluate(seen, selector)
        assert visible, f"the focus cannot be seen on the way to {selector}"
        if there:
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
