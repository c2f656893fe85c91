"""Find signals by something that identifies: a telephone, a plate, an address, a reference, a code.

What is typed is never stored, never in an address, and never in the audit line. A match outside the
searcher's sight gives exactly what no match gives. Policy: A15; C12; house, blind indexes.
"""

import re
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.roles import Level
from nietpluis.partners.models import Region
from nietpluis.vault import codes

from .handling import ALPHABET
from .identifiers import marks_for
from .models import Identifier, Signal
from .worklist import BY_URGENCY, PER_PAGE, Entry, entries

REFERENCE = re.compile(rf"([{ALPHABET}]{{4}})[\s-]?([{ALPHABET}]{{4}})")
MOST_NAMED = 1000  # reports looked at; a number that stands in more says little


def search(actor: Actor, text: str, *, now: datetime) -> list[Entry]:
    """Return the signals in the actor's sight that a text names, open ones first; at most a page.

    An identifier has another mark in every region, and all are tried: a grant may cross a border.
    Somebody who calls with the receipt code of a report can add to it; its state is not told (A03).
    """
    regions = Region.objects.filter(national=False).order_by("code")
    marks = {mark for region in regions for mark in marks_for(text, region=region.code)}
    named = Identifier.objects.filter(mark__in=marks).values_list("report", flat=True)
    asked = Q(report__in=list(named[:MOST_NAMED])) | Q(reference=reference_in(text))
    with suppress(codes.WrongCode):
        asked |= Q(report__once=codes.read(text).envelope)
    found = sees(actor, Signal, now, Level.CONTENT).filter(asked)
    pks: list[UUID] = list(
        found.order_by("-is_open", *BY_URGENCY).values_list("pk", flat=True)[:PER_PAGE]
    )
    return entries(pks, now=now)


def reference_in(text: str) -> str:
    """Return a text as a reference, whatever its case and dash; "" if it is none."""
    match = REFERENCE.fullmatch(text.strip().upper())
    return "-".join(match.groups()) if match else ""
