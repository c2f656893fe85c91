"""Pages to recognise exploitation and undermining, each ending in the right report route.

Policy: A09-A11; A61; G, Reporting: trafficking to the focal officer, the rest to the regisseur.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from nietpluis.inbox.publication import Contact
from nietpluis.knowledge.guides import Guide, guides, short_lists

from .pages import others
from .site import Page, Site, municipal, show


@municipal
def index(request: HttpRequest, site: Site) -> HttpResponse:
    """Every subject, people first, and the way to the four lists. Policy: A10, A11."""
    listed = [(one, site.url(name_of(one))) for one in guides()]
    people = [row for row in listed if row[0].about_people]
    other = [row for row in listed if not row[0].about_people]
    address = site.url("signals")
    return show(request, site, "guides.html", people=people, other=other, lists_url=address)


@municipal
def lists(request: HttpRequest, site: Site) -> HttpResponse:
    """The four signal lists, each apart and each with its own route. Policy: A09."""
    doors = () if site.public.own_form else site.public.the_doors()
    return show(request, site, "guide_lists.html", lists=short_lists(), doors=doors)


def guide_page(guide: Guide) -> Page:
    """Return the page of one subject."""

    def guide_of(request: HttpRequest, site: Site) -> HttpResponse:
        doors = [] if site.public.own_form else site.public.the_doors()
        helpers = [one for one in who_helps(site, guide) if one not in doors]
        return show(
            request,
            site,
            "guide.html",
            guide=guide,
            helpers=helpers,
            doors=doors,
            text_keys={part: guide.key(part) for part in ("title", "what", "note")},
        )

    return guide_of


def who_helps(site: Site, guide: Guide) -> list[Contact]:
    """Return whom to call about a subject, in the region's order. Policy: A04, A28."""
    purposes = (guide.code, "help") if guide.about_people else ("undermining",)
    return others(site.public, *purposes)


def name_of(guide: Guide) -> str:
    """The name of the page of a guide, as addresses know it."""
    return f"guide-{guide.number}"


def guide_urls() -> list[URLPattern]:
    """One address per subject: a number, which tells nothing to whoever sees the history (A08)."""
    return [
        path(f"<slug:slug>/herkennen/{one.number}/", municipal(guide_page(one)), name=name_of(one))
        for one in guides()
    ]
