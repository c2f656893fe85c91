"""The house style and the logo of a municipality, from addresses of their own that may be kept.

The address carries a mark of the content, so a browser keeps it for a year and a change is seen at
once. Nothing of it runs: colours and a picture. Policy: A24; A08, nothing from another site.
"""

import base64
import binascii
from dataclasses import dataclass
from hashlib import blake2b

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nietpluis.core import house_style
from nietpluis.inbox import publication
from nietpluis.inbox.models import Publication
from nietpluis.inbox.publication import LOGOS, Public

KEPT = "public, max-age=31536000, immutable"
NOTHING_RUNS = "default-src 'none'; sandbox"
STYLE = "css"


@dataclass(frozen=True)
class Dress:
    """One file that a municipality brings: its kind, its content and the mark of that content."""

    kind: str
    content: bytes

    @property
    def mark(self) -> str:
        return blake2b(self.content, digest_size=6).hexdigest()

    def url(self, slug: str) -> str:
        named = {"slug": slug, "mark": self.mark, "kind": self.kind}
        return reverse("website:dress", kwargs=named)


def style_of(public: Public) -> Dress | None:
    """Return the style sheet of a municipality; none without a style, or with one of no use."""
    if not public.style or any(house_style.faults(public.style)):
        return None
    return Dress(STYLE, house_style.css(public.style).encode())


def logo_of(public: Public) -> Dress | None:
    """Return the logo of a municipality, if it has one that can be read."""
    if not public.logo:
        return None
    try:
        return Dress(public.logo.kind, base64.b64decode(public.logo.data))
    except (binascii.Error, ValueError):
        return None


def dress(request: HttpRequest, slug: str, mark: str, kind: str) -> HttpResponse:
    """Serve the style or the logo; what it is now, kept only under the mark of what it is now."""
    try:
        found = Publication.objects.filter(municipality=slug).first()
        public = found and publication.from_json(found.content)
    except (DatabaseError, publication.BadPublication):
        return HttpResponse(status=503)
    worn = public and (style_of(public) if kind == STYLE else logo_of(public))
    if not worn or worn.kind != kind:
        return HttpResponse(status=404)
    response = HttpResponse(worn.content, content_type=LOGOS.get(kind, "text/css"))
    response["Cache-Control"] = KEPT if worn.mark == mark else "no-store"
    if kind == "svg":
        response["Content-Security-Policy"] = NOTHING_RUNS
    return response
