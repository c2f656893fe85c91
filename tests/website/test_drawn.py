"""A step that is drawn once for everybody holds nothing of anybody. Policy: A01, A08."""

import re

import pytest
from django.test import Client

from nietpluis.website import drawn, site
from nietpluis.website.draft import SEVERAL, SINGLE
from tests import make
from tests.website.visitor import Visitor

pytestmark = [make.every_store, pytest.mark.once]

FORM = "/voorbeeldstad/melden/"
WORD = "Zwanenbloem"
WAYS = [
    {"about": "PERSON"},
    {"about": "OTHER", "people": "YES", "topics": ["DRUGS"]},
    {"about": "PLACE", "acute": "YES", "where": WORD},
    {"about": "UNKNOWN", "kind": "VICTIM", "minor": "YES"},
    {"kind": "COLLEAGUE", "contact": WORD, "since": WORD, "when": WORD},
]


@pytest.fixture
def keeping(town, settings, monkeypatch):
    """The public site as it runs in earnest: what was read and drawn a moment ago is kept."""
    settings.PUBLICATION_SECONDS = 60
    kept: dict[str, site.Published] = {}
    monkeypatch.setattr(site, "_kept", kept)
    return kept


def pages(**answers):
    """Every page of the form on the way to the last one, without what differs each time."""
    visitor, seen = Visitor(Client(), FORM), []
    for _ in range(6):
        if "send" in dict(visitor.page.buttons):
            break
        seen.append(plain(visitor.html))
        here = {name: given for name, given in answers.items() if name in visitor.page.asked}
        if "story" in visitor.page.asked:
            here["story"] = f"{WORD} {WORD}"
        visitor.press("next", **here)
    return seen


def plain(html):
    changing = r'(name="(?:code|ticket|proof)" value)="[^"]*"'
    return re.sub(r"\s+", " ", re.sub(changing, r"\1", html)).replace("> <", "><")


@pytest.mark.parametrize("answers", WAYS, ids=lambda way: "-".join(map(str, way)))
def test_what_is_kept_reads_as_what_is_drawn_for_one(keeping, monkeypatch, answers):
    pages(**answers)
    kept = pages(**answers)
    monkeypatch.setattr(drawn, "is_empty", lambda draft, step: False)
    assert kept == pages(**answers) and len(kept) >= 5


def test_nothing_that_was_typed_is_kept(keeping):
    for answers in WAYS:
        pages(**answers)
    drawn = [part for one in keeping.values() for page in one.drawn.values() for part in page]
    assert drawn and not [part for part in drawn if WORD in part]
    fields = "|".join([*SINGLE, *SEVERAL])
    carried = re.compile(rf'type="hidden" name="(?:{fields}|code|ticket)"')
    assert not [part for part in drawn if carried.search(part)]


def test_a_new_publication_is_shown_within_seconds(keeping, settings, town):
    from nietpluis.inbox.models import Publication

    settings.PUBLICATION_SECONDS = 0.01
    assert "Voorbeeldstad" in town.get(FORM).content.decode()
    row = Publication.objects.get(municipality="voorbeeldstad")
    row.content["name"], row.published_at = "Elders", make.NOW.replace(year=2031)
    row.save()
    import time

    time.sleep(0.02)
    assert "Elders" in town.get(FORM).content.decode()
