"""What keeps a page with a form out of the way back. Policy: A08; docs/adr/0020."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

FORM = b"<form"


class NothingToGoBackTo(MiddlewareMixin):
    """Answer a page that holds a form, and was not posted, with 203 instead of 200.

    Chromium keeps a page that somebody leaves alive for the Back button, with all that was typed in
    it, in spite of `no-store`; but only one that answered 200. It keeps no page that was posted
    either, so only these need it. Every browser shows a 203 as it shows a 200.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        fresh = request.method == "GET" and response.status_code == HTTPStatus.OK
        if fresh and not response.streaming and FORM in response.content:
            response.status_code = HTTPStatus.NON_AUTHORITATIVE_INFORMATION
        return response
