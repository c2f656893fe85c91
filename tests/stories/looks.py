"""What must be true of every page of the desk, whatever it shows. Policy: docs/frontend.md."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser import violations

# Whatever is pressed must be large enough for a thumb; a link within a sentence is exempt.
SMALL = """() => [...document.querySelectorAll(
    'a[href], button, summary, select, input:not([type=hidden]), textarea')]
  .map(one => [one, one.closest('label, .np-worklist tr') ?? one])
  .filter(([one, target]) => {
    const box = target.getBoundingClientRect(), shown = one.checkVisibility({visibilityProperty: true});
    const around = one.closest('p, li, dd, td, th, figcaption, span');
    const running = one.tagName === 'A' && !one.className && around &&
      around.innerText.trim().length > one.innerText.trim().length;
    return shown && box.width && !running && !one.matches('.np-skip, svg a') && box.height < 43.5;
  })
  .map(([one]) => one.outerHTML.slice(0, 90))"""
# Each control in turn, as the Tab key reaches it: does anything show where one is?
UNSEEN = """() => {
  const ring = one => getComputedStyle(one).outlineStyle !== 'none' &&
    parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const controls = [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]),' +
    'select, textarea, [tabindex="0"]')].filter(one => one.checkVisibility({visibilityProperty: true}));
  return controls.filter(one => {
    one.focus({focusVisible: true, preventScroll: true});
    const around = [one, one.parentElement, one.closest('label, tr'), one.querySelector('rect')];
    return !around.some(near => near && ring(near)) && !(one.querySelector('rect') &&
      parseFloat(getComputedStyle(one.querySelector('rect')).strokeWidth) >= 4);
  }).map(one => one.outerHTML.slice(0, 90));
}"""
WIDER = "() => document.documentElement.scrollWidth > innerWidth"
# Text that a box cuts off, though nothing says that there is more
CUT = """() => [...document.querySelectorAll('main *, header *')].filter(one =>
    one.children.length === 0 && one.checkVisibility({visibilityProperty: true}) &&
    one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 &&
    getComputedStyle(one).overflowX === 'hidden' && !one.closest('.np-hidden, .np-row-summary'))
  .map(one => one.outerHTML.slice(0, 90))"""


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page as it stands on the screen."""
    yield from violations(page)
    if page.evaluate(WIDER):
        yield "wider than the screen"
    if (heads := page.locator("h1").count()) != 1:
        yield f"{heads} headings of the first level"
    if not page.title().removesuffix("· Nietpluis").strip(" ·").removeprefix("Nietpluis"):
        yield "no title"
    yield from (f"too small to tap: {one}" for one in page.evaluate(SMALL))
    yield from (f"cut off: {one}" for one in page.evaluate(CUT))
    page.keyboard.press("Tab")  # from here on a focus is shown
    yield from (f"focus does not show: {one}" for one in page.evaluate(UNSEEN))
