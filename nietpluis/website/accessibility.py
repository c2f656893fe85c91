"""The accessibility statement in the form of the Dutch model, drawn from what the tests wrote down.

Policy: F70, a statement is mandatory. Without a full audit the model knows one honest status: C,
first measures taken.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from nietpluis.knowledge.guides import FILE as BESIDE
from nietpluis.knowledge.texts import DUTCH, is_reviewed, text

from .site import Site, municipal, show

FILE = BESIDE.with_name("accessibility.toml")
CHECKS = ("axe", "width", "keyboard", "order", "zoom", "help", "forced", "motion")


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What was tested, when, with what and on what; `found` is how many faults were left."""

    tested_on: date
    version: str
    axe: str
    found: int
    pages: tuple[str, ...]
    languages: tuple[str, ...]
    widths: tuple[int, ...]
    checks: tuple[str, ...]


@cache
def tested() -> Tested:
    """Return what the tests wrote down last."""
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    lists: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in written.items()
    }
    return Tested(**lists)


@municipal
def statement(request: HttpRequest, site: Site) -> HttpResponse:
    """Say how far the site is, what was tested and how, what was not, and where to complain."""
    was, lang = tested(), site.lang
    when = f"{was.tested_on.day}-{was.tested_on.month}-{was.tested_on.year}"
    checked = [
        text(f"access.check_{one}", lang, tool=was.axe, found=was.found)
        if one == "axe"
        else text(f"access.check_{one}", lang)
        for one in CHECKS
        if one in was.checks
    ]
    read = (DUTCH, *site.public.reviewed)
    unread = any(one not in read and not is_reviewed(one) for one in site.languages)
    return show(request, site, "access.html", was=was, when=when, checked=checked, unread=unread)
