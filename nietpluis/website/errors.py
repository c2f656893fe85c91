"""Pages for when something is not there or goes wrong: in the reader's language, with 112 on top,
and with the text that was typed, so that it can be taken along."""

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from nietpluis.core.forms import clean_text
from nietpluis.knowledge.texts import DUTCH, LANGUAGES, text

from .frame import frame, start_languages

UNREADABLE = (RequestDataTooBig, SuspiciousOperation, MultiPartParserError)


def no_such_page(request: HttpRequest, lang: str) -> HttpResponse:
    """Say that there is nothing here, and where there is."""
    return _page(request, lang, "lost", "title", "intro", status=404)


def too_much(request: HttpRequest, lang: str) -> HttpResponse:
    """Say that what came was too large or could not be read, and what to do."""
    return _page(request, lang, "lost", "too_much_title", "too_much", status=413)


def out_of_order(request: HttpRequest, lang: str) -> HttpResponse:
    """Say that it is our fault, that nothing was sent, and whom to call."""
    return _page(request, lang, "lost", "broken_title", "broken", status=503)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return no_such_page(request, language_of(request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return too_much(request, language_of(request))


def failed(request: HttpRequest) -> HttpResponse:
    response = out_of_order(request, language_of(request))
    response.status_code = 500
    return response


def language_of(request: HttpRequest) -> str:
    """The language that an address asks for; Dutch has no prefix."""
    first = request.path_info.strip("/").partition("/")[0]
    return first if first in LANGUAGES else DUTCH


def _page(
    request: HttpRequest, lang: str, table: str, title: str, words: str, *, status: int
) -> HttpResponse:
    context = frame(lang) | {
        "title": text(f"{table}.{title}", lang),
        "words": text(f"{table}.{words}", lang),
        "typed": _typed(request),
        "municipality": text("start.site", lang),
        "home_url": frame(lang)["start_url"],
        "languages": start_languages(lang),
    }
    return render(request, "website/error.html", context, status=status)


def _typed(request: HttpRequest) -> str:
    try:
        return clean_text(request.POST.get("story", ""))
    except UNREADABLE:
        return ""
