"""Which municipality, in which language; every page of a municipality goes through here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

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

    def url(self, page: str, *, lang: str = "") -> str:
        return reverse(f"website:{page}", kwargs={"lang": lang or self.lang, "slug": self.slug})

    @property
    def languages(self) -> list[str]:
        """The languages that this municipality offers; the page's own is always among them."""
        return [one for one in LANGUAGES if one in self.public.languages or one == self.lang]


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
            found = Publication.objects.filter(municipality=here).first()
            if found is None:
                return errors.no_such_page(request, lang)
            public = publication.from_json(found.content)
            if (public.moved_to or here) != slug:
                there = {"lang": lang, "slug": public.moved_to or here}
                address = reverse(f"website:{route(request)}", kwargs=there)
                return HttpResponseRedirect(address, preserve_request=True)
            return page(request, Site(lang, here, found, public))
        except (DatabaseError, publication.BadPublication):
            return errors.out_of_order(request, lang)
        except errors.UNREADABLE:
            return errors.too_much(request, lang)

    return view


def show(request: HttpRequest, site: Site, template: str, **context: Any) -> HttpResponse:
    """Show a page of one municipality."""
    page = frame(site.lang) | {
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


PAGES = ("home", "danger", "help", "doubt", "nuisance", "contact", "privacy", "report")


def route(request: HttpRequest) -> str:
    """The name of the page that this request is for."""
    match = request.resolver_match
    return match.url_name if match and match.url_name else "home"
