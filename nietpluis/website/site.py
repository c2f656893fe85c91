"""Which municipality, in which language; every page of a municipality goes through here."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from nietpluis.inbox import publication
from nietpluis.inbox.models import Publication
from nietpluis.inbox.publication import Public
from nietpluis.knowledge.texts import LANGUAGES, text

from . import errors
from .frame import frame


@dataclass(frozen=True)
class Site:
    """One municipality, in the language of the page."""

    lang: str
    slug: str
    publication: Publication
    public: Public
    drawn: dict[Any, Any] = field(default_factory=dict, compare=False)

    def url(self, page: str, *, lang: str = "") -> str:
        return _address(page, lang or self.lang, self.slug)

    @property
    def languages(self) -> list[str]:
        """The languages that this municipality offers; the page's own is always among them."""
        return [one for one in LANGUAGES if one in self.public.languages or one == self.lang]


@dataclass
class Published:
    """What a municipality published, read at a moment, and the pages that were drawn from it."""

    row: Publication
    public: Public
    read_at: float
    drawn: dict[Any, Any] = field(default_factory=dict)


MOST_KEPT = 64  # municipalities
_kept: dict[str, Published] = {}


def published(slug: str) -> Published | None:
    """Read what a municipality shows, or what was read a moment ago; None if there is none.

    `settings.PUBLICATION_SECONDS` says for how long; without it everything is read anew. Raises
    DatabaseError and BadPublication.
    """
    seconds, now = getattr(settings, "PUBLICATION_SECONDS", 0), time.monotonic()
    known = _kept.get(slug) if seconds else None
    if known and now - known.read_at < seconds:
        return known
    found = Publication.objects.filter(municipality=slug).first()
    if found is None:
        _kept.pop(slug, None)
        return None
    if known and known.row.published_at == found.published_at:
        known.read_at = now
        return known
    fresh = Published(found, publication.from_json(found.content), now)
    if seconds:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[slug] = fresh
    return fresh


@lru_cache(maxsize=4096)
def _address(page: str, lang: str, slug: str) -> str:
    return reverse(f"website:{page}", kwargs={"lang": lang, "slug": slug})


Page = Callable[[HttpRequest, Site], HttpResponse]


def municipal(page: Page) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """Give a page its municipality, and the reader a way on when there is none.

    One that merged sends on to its successor, with all that was typed (A24). One that is unknown,
    a store that does not answer or a body that cannot be read gives a page that says so and keeps
    what was typed.
    """

    @wraps(page)
    def view(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
        here = slug.lower()
        try:
            known = published(here)
            if known is None:
                return errors.no_such_page(request, lang)
            public = known.public
            if (public.moved_to or here) != slug:
                there = {"lang": lang, "slug": public.moved_to or here}
                address = reverse(f"website:{route(request)}", kwargs=there)
                return HttpResponseRedirect(address, preserve_request=True)
            return page(request, Site(lang, here, known.row, public, known.drawn))
        except (DatabaseError, publication.BadPublication):
            return errors.out_of_order(request, lang)
        except errors.UNREADABLE:
            return errors.too_much(request, lang)

    return view


def show(request: HttpRequest, site: Site, template: str, **context: Any) -> HttpResponse:
    """Show a page of one municipality."""
    around = frame(site.lang)
    page = around | {
        "unchecked": around["unchecked"] and site.lang not in site.public.reviewed,
        "now": timezone.now(),
        "onion": settings.ONION and f"http://{settings.ONION}/",
        "site": site,
        "public": site.public,
        "url": {name: site.url(name) for name in PAGES},
        "municipality": text("site.municipality", site.lang, name=site.public.name),
        "home_url": site.url("home"),
        "languages": [
            (code, LANGUAGES[code], site.url(route(request), lang=code), code == site.lang)
            for code in site.languages
        ],
    }
    return render(request, f"website/{template}", page | context)


PAGES = (
    "home", "danger", "help", "doubt", "find", "nuisance", "contact", "privacy", "report",
    "returning", "guides", "accessibility", "button",
)  # fmt: skip


def route(request: HttpRequest) -> str:
    """The name of the page that this request is for."""
    match = request.resolver_match
    return match.url_name if match and match.url_name else "home"
