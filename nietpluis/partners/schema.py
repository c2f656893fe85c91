"""The fields of a region pack, table by table, and what each may hold."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from .lines import Path
from .models import Contact, Kind
from .own_style import LOGO_FILE, OWN_WORDS

EDITION = re.compile(r"[0-9a-f]{12}")  # of the texts in a language: knowledge.texts.edition

Check = Callable[[Any], str | None]  # the reason why a value is wrong, or None
Found = Iterator[tuple[Path, str]]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CBS_CODE = re.compile(r"GM[0-9]{4}")
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]*")
WEBSITE = re.compile(r"https://[A-Za-z0-9.-]+\.[a-z]{2,}(:[0-9]+)?(/[^\s<>\"']*)?")
LANGUAGE = re.compile(r"[a-z]{2,3}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Must:
    """A field that every entry of its table has."""

    check: Check


@dataclass(frozen=True)
class May:
    """A field that an entry may leave out."""

    check: Check


def text(longest: int, *, lines: bool = False) -> Check:
    """Accept a text of at least one visible character and at most so many; perhaps in lines."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return "must be text, between quotation marks"
        if not value.strip():
            return "must not be empty"
        if CONTROL.search(value.replace("\n", "") if lines else value):
            return "holds a control character"
        return f"is longer than {longest} characters" if len(value) > longest else None

    return check


def shaped(pattern: re.Pattern[str], shape: str, longest: int = 50) -> Check:
    """Accept a text of one shape."""

    def check(value: Any) -> str | None:
        reason = text(longest)(value)
        return reason or (None if pattern.fullmatch(value) else f"must be {shape}")

    return check


def number(least: int, most: int) -> Check:
    """Accept a whole number within bounds."""

    def check(value: Any) -> str | None:
        if type(value) is not int:
            return "must be a whole number"
        return None if least <= value <= most else f"must be from {least} to {most}"

    return check


def one_of(choices: Any) -> Check:
    """Accept one of the stored choices, or of a list of words."""

    def check(value: Any) -> str | None:
        known = list(getattr(choices, "values", choices))
        return None if value in known else f"must be one of {', '.join(known)}"

    return check


def many(each: Check, most: int = 500) -> Check:
    """Accept a list without doubles, each element of which is right by itself."""

    def check(value: Any) -> str | None:
        if not isinstance(value, list):
            return "must be a list, between square brackets"
        if len(value) > most:
            return f"has more than {most} elements"
        for nth, element in enumerate(value):
            if reason := each(element):
                return f"element {nth + 1} {reason}"
            if element in value[:nth]:
                return f"element {nth + 1} stands there twice"
        return None

    return check


def telephone(value: Any) -> str | None:
    """Accept a telephone number as people write it: 112, 14 0492, 088-1234567, +31 70 1234567."""
    shape = "must be a telephone number: digits, spaces, hyphens, perhaps a + in front"
    if reason := text(40)(value):
        return reason
    right = TELEPHONE.fullmatch(value) and 3 <= len(re.sub(r"\D", "", value)) <= 15
    return None if right else shape


def email(value: Any) -> str | None:
    """Accept an e-mail address."""
    if reason := text(254)(value):
        return reason
    try:
        validate_email(value)
    except ValidationError:
        return "must be an e-mail address"
    return None


def day(value: Any) -> str | None:
    """Accept a date without a time."""
    return None if type(value) is date else "must be a date, such as 2026-01-31"


def boolean(value: Any) -> str | None:
    """Accept true or false."""
    return None if type(value) is bool else "must be true or false"


def hours(value: Any) -> str | None:
    """Accept opening hours: {always = true}, or periods with days 1 to 7 and from and to."""
    if isinstance(value, dict) and list(value) == ["always"] and value["always"] is True:
        return None
    if not isinstance(value, list) or not 0 < len(value) < 50:
        return "must be {always = true}, or a list of hours"
    for nth, period in enumerate(value, 1):
        if not isinstance(period, dict) or period.keys() != {"days", "from", "to"}:
            return f"period {nth} must have days, from and to, and nothing else"
        if not period["days"] or many(number(1, 7))(period["days"]):
            return f"period {nth} must have days from 1 (Monday) to 7 (Sunday), each once"
        clock = shaped(CLOCK, "a time")
        if clock(period["from"]) or clock(period["to"]) or period["from"] >= period["to"]:
            return f"period {nth} must run from an earlier to a later time, such as 08:00 to 16:30"
    return None


def anything(value: Any) -> str | None:
    """Accept it here; it is a table with fields of its own, checked there."""
    return None


slug = shaped(SLUG, "lower-case letters, digits and single hyphens")
cbs_code = shaped(CBS_CODE, "a CBS code: GM and four digits")
language = shaped(LANGUAGE, "a language code of two or three letters, such as nl")
website = shaped(WEBSITE, "an address that begins with https://", 300)

TABLES: dict[str, dict[str, Must | May]] = {
    "region": {
        "code": Must(slug),
        "name": Must(text(120)),
        "version": Must(number(1, 1_000_000)),
        "source": Must(text(300)),
        "national": May(boolean),
    },
    "district": {"name": Must(text(120)), "source": Must(text(300))},
    "organisation": {
        "code": Must(slug),
        "name": Must(text(120)),
        "kind": Must(one_of(Kind)),
        "source": Must(text(300)),
        "role": May(text(500, lines=True)),
        "task": May(text(2000, lines=True)),
        "powers": May(text(2000, lines=True)),
        "has_portal": May(boolean),
        "languages": May(many(language)),
        "serves": May(many(cbs_code)),
        "verified_on": May(day),
        "not_stated": May(many(text(40))),
        "contact": May(anything),
    },
    "organisation.contact": {
        "label": Must(one_of(Contact.Label)),
        "source": Must(text(300)),
        "telephone": May(telephone),
        "email": May(email),
        "website": May(website),
        "hours": May(text(300)),
        "open": May(hours),
        "note": May(text(1000, lines=True)),
        "verified_on": May(day),
        "not_stated": May(many(text(40))),
    },
    "municipality": {
        "code": Must(cbs_code),
        "slug": Must(shaped(SLUG, "lower-case letters, digits and single hyphens", 80)),
        "name": Must(text(120)),
        "served_by": Must(slug),
        "valid_from": Must(day),
        "valid_to": May(day),
        "successor": May(cbs_code),
        "district": May(text(120)),
        "own_form": May(boolean),
        "reporting_address": May(email),
        "nuisance_contact": May(text(1000, lines=True)),
        "inhabitants": May(number(0, 20_000_000)),
        "not_stated": May(many(text(40))),
        "style": May(anything),
        "logo": May(
            shaped(LOGO_FILE, "a file beside the pack: logos/name.png, .webp or .svg", 120)
        ),
        "texts": May(anything),
        "reviews": May(anything),
    },
    "municipality.texts": {
        "key": Must(one_of(tuple(OWN_WORDS))),
        "language": Must(language),
        "text": Must(text(2000, lines=True)),
    },
    "municipality.reviews": {
        "language": Must(language),
        "edition": Must(shaped(EDITION, "the mark of an edition, twelve of 0-9 and a-f", 12)),
        "on": Must(day),
    },
}


def check_fields(where: Path, entry: Any, fields: dict[str, Must | May]) -> Found:
    """Say what is wrong with the fields of one table."""
    if not isinstance(entry, dict):
        yield where, "must be a table"
        return
    for name, rule in fields.items():
        if name in entry:
            if reason := rule.check(entry[name]):
                yield (*where, name), reason
        elif isinstance(rule, Must):
            yield (*where, name), "is missing"
    for name in entry.keys() - fields.keys():
        yield (*where, name), f"is not a field; the fields are {', '.join(fields)}"
