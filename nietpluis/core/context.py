"""What every page of the desk may show; a context processor, so the one clock of a page is here."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone


def shell(request: HttpRequest) -> dict[str, Any]:
    """The page's `request` and `now`.

    The desk hangs on the request what the header shows: `nav` (label, url, current), `who`,
    `roles` (words) and `logout_url`; a request without them gets a page without a header menu.
    """
    return {"request": request, "now": timezone.now()}
