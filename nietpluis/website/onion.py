"""The same site as an onion service: offered to who came over HTTPS, left alone to who is there.

Policy: A01, A08; docs/onion.md. Without an address of its own (NIETPLUIS_ONION) nothing changes.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin


def host_of(request: HttpRequest) -> str:
    """The name by which the site was asked for, without its port."""
    return request.get_host().partition(":")[0].lower()


class SecureOrOnion(SecurityMiddleware):
    """Send on to HTTPS, but not from the onion address: Tor itself is the lock there."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        if settings.ONION and host_of(request) == settings.ONION:
            return None
        return super().process_request(request)


class OnionOffered(MiddlewareMixin):
    """Tell Tor Browser the onion address of a page (`Onion-Location`).

    Only of a page that was asked for and only over HTTPS, as Tor's own rules say. Not of an answer
    to a form: a browser that follows at once would lose what was typed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        page = request.method in ("GET", "HEAD") and "html" in response.get("Content-Type", "")
        if settings.ONION and page and request.is_secure() and host_of(request) != settings.ONION:
            response["Onion-Location"] = f"http://{settings.ONION}{request.path}"
        return response
