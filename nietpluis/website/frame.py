"""What stands around every page, and depends on nothing but its language."""

from functools import cache
from typing import Any

from django.urls import reverse

from nietpluis.knowledge.texts import DUTCH, LANGUAGES, RIGHT_TO_LEFT, is_reviewed, text


def frame(lang: str) -> dict[str, Any]:
    """Return what the frame of a page needs to know of its language."""
    return dict(_frame(lang))


@cache
def _frame(lang: str) -> dict[str, Any]:
    return {
        "lang": lang,
        "dir": "rtl" if lang in RIGHT_TO_LEFT else "ltr",
        "start_url": start_url(lang),
        "unchecked": lang != DUTCH and not is_reviewed(lang),
        "texts": {
            "site_skip": text("site.skip", lang),
            "site_exit": text("site.leave", lang),
            "site_danger": text("site.danger", lang),
            "site_languages": text("site.languages", lang),
        },
    }


def start_url(lang: str) -> str:
    return reverse("website:start", kwargs={"lang": lang})


def start_languages(lang: str) -> list[tuple[str, str, str, bool]]:
    """Return the links to the first page in each language: code, own name, address, current."""
    return [(code, LANGUAGES[code], start_url(code), code == lang) for code in LANGUAGES]
