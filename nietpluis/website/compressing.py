"""Send pages compressed: on a slow telephone that is the difference between waiting and reading.

Compressing a page in which a secret and an attacker's words stand together can give the secret away
by its length (BREACH). Here nobody else can have such a page made: there is no cookie, so another
site cannot ask for a page with somebody's code or words in it, and what is typed comes back once,
to who typed it. A random length is added all the same; it also blurs how much was typed.
"""

import secrets
import struct
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEAST = 500  # bytes: below that it gains nothing
LEVEL = 3  # more costs twice the time for five per cent
MOST_PADDING = 100
_HEAD = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x00\xff"  # gzip, with a name and without a time


class Compressed:
    """Compress every page for a browser that can read it so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        page = page and response.status_code < 400  # whoever floods the site gets no work for it
        if not page or len(response.content) < LEAST or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = gzipped(response.content)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
        return response


def gzipped(content: bytes) -> bytes:
    """Return content as gzip, up to a hundred bytes longer than it need be."""
    press = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    body = press.compress(content) + press.flush()
    padding = b"x" * secrets.randbelow(MOST_PADDING + 1)
    check = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return _HEAD + padding + b"\x00" + body + check
