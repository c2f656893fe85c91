"""The pages that only show something. Policy: A02, A04, A06, A08; G, Reporting and Victims."""

from itertools import groupby

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nietpluis.inbox.models import Publication
from nietpluis.inbox.publication import Contact, Public
from nietpluis.knowledge.catalogue import PUBLIC, list_for
from nietpluis.knowledge.texts import text

from . import errors
from .frame import frame, start_languages
from .site import Site, municipal, show

EXAMPLES = 6  # signals on the page for who doubts


def start(request: HttpRequest, lang: str) -> HttpResponse:
    """List the municipalities by region, so that anybody finds their own."""
    columns = ("content__region", "name", "municipality", "content__moved_to")
    try:
        listed = Publication.objects.values_list(*columns)
        rows = sorted((region or "", *rest) for region, *rest, moved_to in listed if not moved_to)
    except DatabaseError:
        return errors.out_of_order(request, lang)
    regions = [(name, list(places)) for name, places in groupby(rows, key=lambda row: row[0])]
    context = frame(lang) | {
        "regions": regions,
        "municipality": text("start.site", lang),
        "languages": start_languages(lang),
    }
    return render(request, "website/start.html", context)


@municipal
def home(request: HttpRequest, site: Site) -> HttpResponse:
    return show(request, site, "home.html")


@municipal
def danger(request: HttpRequest, site: Site) -> HttpResponse:
    """112 first, then who else to call. Policy: A04."""
    return show(request, site, "danger.html", contacts=others(site.public, "danger", "minor"))


@municipal
def help(request: HttpRequest, site: Site) -> HttpResponse:
    """A person to call, then the form, then when an answer comes. Policy: G, Victims; A08."""
    return show(request, site, "help.html", contacts=others(site.public, "help"))


@municipal
def doubt(request: HttpRequest, site: Site) -> HttpResponse:
    """Settle it gently: what others noticed, and that a hunch is enough. Policy: A06."""
    signals = [one.id for one in list_for(PUBLIC)[:EXAMPLES]]
    contacts = others(site.public, "trafficking")
    return show(request, site, "doubt.html", signals=signals, contacts=contacts)


@municipal
def nuisance(request: HttpRequest, site: Site) -> HttpResponse:
    """Point plain nuisance to its own channel. Policy: section E, redirect nuisance."""
    return show(request, site, "nuisance.html")


@municipal
def contact(request: HttpRequest, site: Site) -> HttpResponse:
    """Whom to call, in the region's order; where to report if there is no own form. Policy: A04."""
    listed = others(site.public) if site.public.own_form else site.public.the_doors()
    return show(request, site, "contact.html", contacts=listed)


@municipal
def privacy(request: HttpRequest, site: Site) -> HttpResponse:
    """What the server can and cannot see, in plain words. Policy: A01, A02."""
    return show(request, site, "privacy.html")


def others(public: Public, *purposes: str) -> list[Contact]:
    """Return the contacts for any of these purposes, or all of them if there are none for it.

    112 is left out: every page has it on top. Policy: A04.
    """
    found = public.contacts_for(*purposes) or list(public.contacts)
    return [one for one in found if one.dial != "112"]
