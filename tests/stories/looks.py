"""What must be true of every page of the desk, whatever it shows. Policy: docs/frontend.md."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser import violations

SEEN = "one.checkVisibility({visibilityProperty: true})"
# Whatever is pressed must be large enough for a thumb; a link within a sentence is exempt.
SMALL = f"""() => [...document.querySelectorAll(
    'a[href], button, summary, select, input:not([type=hidden]), textarea')]
  .map(one => [one, one.closest('label, .np-worklist tr') ?? one])
  .filter(([one, target]) => {{
    const box = target.getBoundingClientRect();
    const around = one.closest('p, li, dd, td, th, span');
    const running = one.tagName === 'A' && !one.className && around &&
      around.innerText.trim().length > one.innerText.trim().length;
    return {SEEN} && box.width && !running && !one.matches('.np-skip, svg a') && box.height < 43.5;
  }})
  .map(([one]) => one.outerHTML.slice(0, 90))"""
# Each control in turn, as the Tab key reaches it: does anything show where one is?
UNSEEN = f"""() => {{
  const rings = one => getComputedStyle(one).outlineStyle !== 'none' &&
    parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const drawn = one => one && parseFloat(getComputedStyle(one).strokeWidth) >= 4;
  return [...document.querySelectorAll(
      'a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex="0"]')]
    .filter(one => {SEEN})
    .filter(one => {{
      one.focus({{focusVisible: true, preventScroll: true}});
      const near = [one, one.parentElement, one.closest('label, tr')];
      return !near.some(it => it && rings(it)) && !drawn(one.querySelector('rect'));
    }})
    .map(one => one.outerHTML.slice(0, 90));
}}"""
# What sticks out of the box it stands in, or is cut off without a word
OUTSIDE = f"""() => [...document.querySelectorAll('main *, header *')]
  .filter(one => {SEEN} && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1 &&
    !one.closest('svg, .np-hidden, .np-row-summary, textarea, select, input') &&
    !one.querySelector('.np-chart') &&
    getComputedStyle(one).overflowX !== 'auto')
  .map(one => one.outerHTML.slice(0, 90))"""
WIDER = "() => document.documentElement.scrollWidth > screen.width"
CODE = re.compile(r"\b(?:[A-Z]{2,}_[A-Z_]+|(?:signal|referral|package|page|account)\.[a-z_]+)\b")


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
    yield from (f"sticks out: {one}" for one in page.evaluate(OUTSIDE))
    yield from (f"not in words: {one}" for one in CODE.findall(page.locator("body").inner_text()))
    page.keyboard.press("Tab")  # from here on a focus is shown
    yield from (f"focus does not show: {one}" for one in page.evaluate(UNSEEN))
