"""The desk's pages for what went wrong; each is the same bytes for everyone, whatever was asked.

Handlers for `urls_desk`: handler400, handler403, handler404 and handler500 by these names, and
`CSRF_FAILURE_VIEW = "nietpluis.core.errors.csrf_failure"`.
"""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Trouble:
    """One thing that can go wrong, in words that say what to do."""

    status: int
    title: str
    text: str
    next: tuple[str, ...] = ()


BAD_REQUEST = Trouble(
    400,
    "Dit verzoek kwam niet goed aan",
    "Er is niets gewijzigd.",
    ("Ga terug en probeer het opnieuw.", "Gebeurt het weer? Laat het je beheerder weten."),
)
FORBIDDEN = Trouble(
    403,
    "Dit hoort niet bij je rol",
    "Je bent ingelogd, maar deze handeling mag je op dit moment niet doen.",
    (
        "Kijk of je nog de juiste aanstelling hebt, en of die niet is afgelopen.",
        "Is dit wel jouw werk? Vraag je beheerder de rol aan te passen.",
    ),
)
NOT_FOUND = Trouble(
    404,
    "Hier is niets te zien",
    "Deze pagina bestaat niet, of je hebt er geen zicht op. We zeggen met opzet niet welk.",
    (
        "Kijk of het adres klopt.",
        "Verwacht je hier een signaal? Vraag de collega die het behandelt om je zicht te geven.",
    ),
)
FAILED = Trouble(
    500,
    "Er ging iets mis bij ons",
    "Dit ligt niet aan jou. Wat al was opgeslagen, is er nog.",
    (
        "Ga terug en probeer het over een minuut opnieuw.",
        "Is er acuut gevaar? Wacht hier niet op en bel 112.",
    ),
)
STALE_FORM = Trouble(
    403,
    "Dit formulier is verlopen",
    "Er is niets opgeslagen. Meestal stond de pagina te lang open, of je bent opnieuw ingelogd.",
    (
        "Ga terug: wat je schreef staat er meestal nog. Kopieer het.",
        "Laad de pagina daarna opnieuw en verstuur haar nog eens.",
    ),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    return _page(FAILED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(STALE_FORM)


def _page(trouble: Trouble) -> HttpResponse:
    return HttpResponse(_html(trouble), status=trouble.status)


@cache
def _html(trouble: Trouble) -> str:
    """Drawn once: later answers cost neither a query nor a template."""
    return render_to_string("core/error_page.html", vars(trouble))
