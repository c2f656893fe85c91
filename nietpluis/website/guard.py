"""Stop whoever did not pay for a ticket yet, before anything that costs, and say how to go on.

The page "Even wachten" is drawn once per language and then only filled in: a thousand guesses a
second must not cost a thousand templates. It keeps everything that was typed. Policy: A01, A08.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache, wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from nietpluis.knowledge.texts import DUTCH, LANGUAGES, text

from . import errors, proof
from .frame import frame
from .proof import Purpose, Verdict

View = Callable[[HttpRequest, str, str], HttpResponse]
RETURN_FIELDS = ("code", "typed")
RETURN = re.compile(
    rf"/(?:(?P<lang>{'|'.join(LANGUAGES)})/)?(?P<slug>[-a-zA-Z0-9_]+)/terug/"
)  # the address of the return visit
GAPS = ("address", "home", "numbers", "kept", "ticket", "seconds")
_GAP = re.compile("@@({})@@".format("|".join(GAPS)))


def paid(purpose: Purpose, *, fields: tuple[str, ...]) -> Callable[[View], View]:
    """Let a post with one of these fields in it through only with a ticket that is paid for.

    Put it above `@municipal`: a guess without one then costs no query and no slow hash. A post with
    files is read by the page itself, which then asks `refusal`.
    """

    def guard(page: View) -> View:
        @wraps(page)
        def view(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
            refused = _unpaid(request, lang, slug, purpose, fields)
            return refused or page(request, lang, slug)

        return view

    return guard


class Gate:
    """Refuse a guess of a code before it takes a turn, so that no honest visitor queues behind it.

    The page asks again by `paid`: here it is only sooner. Policy: issue "How well".
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and (at := RETURN.fullmatch(request.path_info)):
            lang = at["lang"] or DUTCH
            refused = _unpaid(request, lang, at["slug"], Purpose.RETURN, RETURN_FIELDS)
            if refused:
                return refused
        return self.get_response(request)


def _unpaid(
    request: HttpRequest, lang: str, slug: str, purpose: Purpose, fields: tuple[str, ...]
) -> HttpResponse | None:
    if request.method != "POST" or request.content_type == "multipart/form-data":
        return None
    try:
        if any(request.POST.get(name) for name in fields):
            return refusal(request, lang, slug, purpose)
    except errors.UNREADABLE:
        return errors.too_much(request, lang)
    except DatabaseError:
        return errors.out_of_order(request, lang)
    return None


def refusal(request: HttpRequest, lang: str, slug: str, purpose: Purpose) -> HttpResponse | None:
    """Return the page that says to wait, or None for a post that is paid for, now or before."""
    if getattr(request, "paid", False):
        return None
    now, once = timezone.now(), _whole(request.POST)
    verdict = proof.check(request.POST, slug.lower(), purpose, now, once=once)
    if verdict.passed:
        request.paid = True  # type: ignore[attr-defined]  # asked once per request
        return None
    return wait(request, lang, slug, verdict)


def wait(request: HttpRequest, lang: str, slug: str, verdict: Verdict) -> HttpResponse:
    """Say that it takes a moment, why, and how long; everything typed is kept in the page."""
    filled = {
        "address": escape(request.path),
        "home": escape(reverse("website:home", kwargs={"lang": lang, "slug": slug})),
        "numbers": escape(reverse("website:contact", kwargs={"lang": lang, "slug": slug})),
        "kept": "".join(_hidden(name, value) for name, value in _kept(request.POST)),
        "ticket": _hidden("ticket", str(verdict.ticket)) + _hidden("proof", verdict.ticket.answer),
        "seconds": str(verdict.wait),
    }
    html = _GAP.sub(lambda gap: filled[gap[1]], _page(lang))
    return HttpResponse(html, status=429, headers={"Retry-After": str(verdict.wait)})


@cache
def _page(lang: str) -> str:
    gaps = {name: f"@@{name}@@" for name in GAPS}
    around = {"municipality": text("start.site", lang), "home_url": gaps["home"]}
    return render_to_string("website/wait.html", frame(lang) | gaps | around)


def _kept(posted: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in posted.lists()
        if name not in proof.FIELDS
        for value in values
    ]


def _whole(posted: QueryDict) -> bytes:
    """Return a mark of all that was posted: a double click is the same post, a new guess is not."""
    mark = hashlib.blake2b(digest_size=32)
    for name, value in sorted(_kept(posted)):
        mark.update(f"{len(name)} {len(value)} {name}{value}".encode(errors="surrogatepass"))
    return mark.digest()


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}" autocomplete="off">'
