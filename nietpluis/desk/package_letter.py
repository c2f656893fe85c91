"""The letter to a partner that does not work here: a PDF for secure mail, exactly the package.

Policy: A34; A21. The file is tagged, so that it can be read aloud; nothing is fetched while it is
made.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from django.template.loader import render_to_string
from weasyprint import CSS, HTML

from nietpluis.accounts.access import Actor, write_line
from nietpluis.core import moments
from nietpluis.vault import keys

from . import packages
from .models import Package

STYLE = Path(__file__).parent / "static" / "desk" / "letter.css"


def letter(package: Package, *, by: Actor, now: datetime) -> bytes:
    """Return the letter as PDF, and log that it was taken out; raises vault.keys.Erased."""
    html = render_to_string("desk/package_letter.html", page_of(package))
    style = CSS(string=STYLE.read_text(encoding="utf-8"), url_fetcher=_fetch_nothing)
    document = HTML(string=html, url_fetcher=_fetch_nothing)
    made: bytes = document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    write_line(
        "package.letter",
        about=package.pk,
        organisation=package.organisation_id,
        by=by,
        now=now,
    )
    return made


def page_of(package: Package) -> dict[str, Any]:
    """Return what the letter says."""
    handed = package.referral
    key = keys.data_key(package.pk)
    return {
        "reading": packages.as_sent(package, key=key, content=True),
        "to": handed.to,
        "reference": handed.signal.reference,
        "sent": moments.written(package.sent_at),
    }


def _fetch_nothing(url: str, *args: Any, **kwargs: Any) -> NoReturn:
    raise ValueError("a letter fetches nothing")
