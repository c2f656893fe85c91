"""What a municipality puts on its own site and hands out: link, button, contact card and poster.

Nothing of it runs or follows anybody, and its words are ordinary: a card must be safe to carry in
a pocket that somebody else searches. Policy: A05, A08, A26.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nietpluis.core.squares import address_square
from nietpluis.knowledge.texts import LANGUAGES, RIGHT_TO_LEFT, text

from .site import Site, municipal, show

CARDS = range(4)  # A6 on one A4
BUTTON_CLASS = "utrecht-button-link utrecht-button-link--primary-action"


@dataclass(frozen=True)
class Way:
    """The way in for one language: its own name, its whole address and the QR code of that."""

    lang: str
    name: str
    address: str

    @property
    def dir(self) -> str:
        return "rtl" if self.lang in RIGHT_TO_LEFT else "ltr"

    @property
    def short(self) -> str:
        """The address as somebody types it."""
        return self.address.partition("://")[2]

    @property
    def qr(self) -> SafeString:
        """The QR code as a drawing in the page; black on white, also in somebody's own colours."""
        return address_square(self.address)


@municipal
def button(request: HttpRequest, site: Site) -> HttpResponse:
    """Copyable HTML for the municipality's own site, and the way to card and poster."""
    way = way_in(request, site, site.lang)
    pieces = {"link": markup(way, ""), "button": markup(way, BUTTON_CLASS)}
    papers = [(name, site.url(page)) for name, page in PAPERS.items()]
    return show(request, site, "knop.html", way=way, pieces=pieces, papers=papers)


@municipal
def card(request: HttpRequest, site: Site) -> HttpResponse:
    """Four contact cards on a sheet, in the language of the page."""
    return show(request, site, "kaart.html", way=way_in(request, site, site.lang), cards=CARDS)


@municipal
def poster(request: HttpRequest, site: Site) -> HttpResponse:
    """A poster of A4 with a QR code for each language that the municipality offers."""
    return _poster(request, site, "a4")


@municipal
def poster_large(request: HttpRequest, site: Site) -> HttpResponse:
    """The same poster on A3."""
    return _poster(request, site, "a3")


def _poster(request: HttpRequest, site: Site, paper: str) -> HttpResponse:
    others = [way_in(request, site, lang) for lang in site.languages if lang != site.lang]
    way = way_in(request, site, site.lang)
    return show(request, site, "poster.html", way=way, others=others, paper=paper)


def way_in(request: HttpRequest, site: Site, lang: str) -> Way:
    """Return the first page of a municipality in a language, under its public address."""
    path = site.url("home", lang=lang)
    base = settings.PUBLIC_URL
    return Way(lang, LANGUAGES[lang], base + path if base else request.build_absolute_uri(path))


def markup(way: Way, css_class: str) -> str:
    """Return a link as HTML to copy: no script, no style of ours, and it tells not where from."""
    named = format_html(' class="{}"', css_class) if css_class else ""
    words = text("print.link_words", way.lang)
    piece = '<a{} href="{}" lang="{}" hreflang="{}" dir="{}" rel="noreferrer">{}</a>'
    return str(format_html(piece, named, way.address, way.lang, way.lang, way.dir, words))


PAPERS = {"card": "card", "poster": "poster", "poster_large": "poster-large"}
