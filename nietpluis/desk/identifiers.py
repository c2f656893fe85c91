"""Telephones, plates, e-mail and full addresses that a report names, findable by a blind index.

Only what the story and the place say is marked, never the contact of the reporter: who reports must
not be found by a search. Policy: A15; house, blind indexes.
"""

import re
from collections.abc import Iterable

from nietpluis.vault import fields, index

from .models import Identifier, Report

PATTERNS = {
    index.Kind.TELEPHONE: re.compile(r"(?<![\w+])(?:\+31|0031|0)[\s.-]?(?:\d[\s.-]?){9}(?!\d)"),
    index.Kind.EMAIL: re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    index.Kind.PLATE: re.compile(
        r"\b(?=[A-Z\d-]*[A-Z])(?=[A-Z\d-]*\d)[A-Z\d]{1,3}-[A-Z\d]{2,3}-[A-Z\d]{1,2}\b", re.I
    ),
    index.Kind.ADDRESS: re.compile(r"\b\d{4}\s?[A-Z]{2}\b[\s,]*\d{1,5}[A-Z]?\b", re.I),
}

Found = tuple[index.Kind, str]


def found_in(*texts: str) -> list[Found]:
    """Return what a text names: telephones, e-mail, plates, postcode with house number."""
    seen: dict[Found, None] = {}
    for text in texts:
        for kind, pattern in PATTERNS.items():
            for match in pattern.findall(text):
                seen.setdefault((kind, match.strip()))
    return list(seen)


def add(report: Report, found: Iterable[Found], *, key: bytes) -> None:
    """Mark what a report names, sealed, once each."""
    region = report.municipality.region.code
    rows = {}
    for kind, value in found:
        mark = index.mark(kind, value, region=region)
        row = Identifier(
            report=report, organisation_id=report.organisation_id, kind=kind, mark=mark
        )
        fields.write(row, "value", value, key=key)
        rows.setdefault(mark, row)
    Identifier.objects.bulk_create(rows.values(), ignore_conflicts=True)


def marks_for(text: str, *, region: str) -> list[str]:
    """Return the marks to search for when somebody types an identifier of any kind.

    Search does not ask which kind: a text is tried as each kind it looks like.
    """
    tried = found_in(text) or [(kind, text) for kind in (index.Kind.PLATE, index.Kind.ADDRESS)]
    return [index.mark(kind, value, region=region) for kind, value in tried]
