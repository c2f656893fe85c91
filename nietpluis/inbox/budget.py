"""What the public site takes in a minute before it slows down; and which tickets are spent.

The counts say how much came in for a municipality and nothing about by whom. They live in memory
that the processes of one machine share (it is made before they fork), never in a store: a count
per minute of a small town would tell when its one report came. Lost at a restart, and then the
site simply starts calm. Policy: G, Reporting; house, two stores (times rounded to the hour).
"""

import mmap
import struct
import threading
import zlib
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from django.conf import settings

from .models import SpentTicket

MINUTE = 60
STEPS = (1, 4, 16)  # times the budget: from here the next level holds (G; the documents give none)
ALL = 10  # what all municipalities together may take, in budgets of one
WAITED = 60  # in a minute, of those who wait instead of doing the sum, where guessing is a danger
EVERYBODY = ""
_SLOT = struct.Struct("=III")  # the minute, its count, and the count of the minute before
_SLOTS = 4096
_memory = mmap.mmap(-1, _SLOT.size * _SLOTS)
_lock = threading.Lock()


class Level(IntEnum):
    """How busy it is: each step asks more work or a longer wait, and the last one a short form."""

    CALM = 0
    BUSY = 1
    CROWDED = 2
    FLOOD = 3


def level(municipality: str, purpose: str, *, now: datetime) -> Level:
    """Return how busy it is for one purpose: here or everywhere, whichever is worse."""
    budget = settings.REPORTS_A_MINUTE
    here = _rate(municipality, purpose, now) / budget
    everywhere = _rate(EVERYBODY, purpose, now) / (budget * ALL)
    return Level(sum(max(here, everywhere) >= step for step in STEPS))


def count(municipality: str, purpose: str, *, now: datetime) -> None:
    """Count one more for a municipality, and for all together."""
    with _lock:
        for name in (municipality, EVERYBODY):
            _add(_place(name, purpose), int(now.timestamp()) // MINUTE)


def may_wait(municipality: str, purpose: str, *, now: datetime) -> bool:
    """Count one who waited instead of doing the sum; False if this minute has had enough."""
    waiting = f"{purpose} by waiting"
    here, everywhere = (_rate(name, waiting, now) for name in (municipality, EVERYBODY))
    if here >= WAITED or everywhere >= WAITED * ALL:
        return False
    count(municipality, waiting, now=now)
    return True


def forget() -> None:
    """Start calm."""
    with _lock:
        _memory[:] = bytes(len(_memory))


def spend(ticket: UUID, *, on: bytes, until: datetime) -> bool:
    """Spend a ticket once; True again only for the very same thing, such as a double click."""
    hour = until.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    spent = SpentTicket(id=ticket, on=on, until=hour)
    SpentTicket.objects.bulk_create([spent], ignore_conflicts=True)
    held = SpentTicket.objects.values_list("on", flat=True).get(pk=ticket)
    return bytes(held) == on


def clear_spent(now: datetime) -> None:
    """Remove the tickets that nobody could use any more. A job of the worker."""
    SpentTicket.objects.filter(until__lt=now).delete()


def _rate(municipality: str, purpose: str, now: datetime) -> float:
    """Return about how many came in the last sixty seconds."""
    minute, into = divmod(now.timestamp(), MINUTE)
    at, this, before = _SLOT.unpack_from(_memory, _place(municipality, purpose))
    if at == minute:
        return float(this + before * (1 - into / MINUTE))
    return float(this * (1 - into / MINUTE)) if at == minute - 1 else 0.0


def _add(place: int, minute: int) -> None:
    at, this, before = _SLOT.unpack_from(_memory, place)
    if at != minute:
        this, before = 0, this if at == minute - 1 else 0
    _SLOT.pack_into(_memory, place, minute, this + 1, before)


def _place(municipality: str, purpose: str) -> int:
    """Two names may share a slot by chance: then they count for each other, which is safe."""
    return zlib.crc32(f"{purpose} {municipality}".encode()) % _SLOTS * _SLOT.size
