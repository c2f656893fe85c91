"""The handleiding says what the screens say."""

import re

import pytest

from tools.postgres import ROOT

pytestmark = pytest.mark.once
PAGE = ROOT / "docs" / "handleiding" / "aandachtsfunctionaris.md"


def test_every_word_that_the_handleiding_says_is_on_the_screen_is_on_a_screen():
    page = PAGE.read_text(encoding="utf-8")
    slanted = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", page)
    words = {" ".join(one.split()) for one in slanted} - {"schuin"}
    screens = "\n".join(
        path.read_text(encoding="utf-8")
        for kind in ("html", "py")
        for path in (ROOT / "nietpluis").glob(f"**/*.{kind}")
    ).casefold()
    assert len(words) > 20
    assert [one for one in sorted(words) if one.casefold() not in screens] == []


def test_the_handleiding_is_two_pages():
    words = re.sub(r"!\[.*?\]\(.*?\)", "", PAGE.read_text(encoding="utf-8")).split()
    assert len(words) < 1300
