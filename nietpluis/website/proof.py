"""A ticket for everything that may be sent: paid with a small sum by the browser, or by waiting.

The sum is ALTCHA's: find the number whose hash with the ticket's salt is the challenge. A ticket is
signed, so the server keeps nothing to know its own; a forged or unpaid one costs one signature and
one hash, before any query or slow hash. It is bound to a municipality and a purpose. A report's is
bound to its receipt code too, and a code is one report, so nothing is stored; others are spent once
(`inbox.budget`). It holds nothing about whoever asked for it. Policy: A01, A08; G, Reporting.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from math import ceil
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

from nietpluis.inbox import budget
from nietpluis.inbox.budget import Level

HOUR = 3600
SKEW = 60  # seconds that the clock of another machine of the site may be ahead
SUMS = {Level.CALM: 1 << 16, Level.BUSY: 1 << 18, Level.CROWDED: 1 << 20, Level.FLOOD: 1 << 22}
WAITS = {Level.CALM: 5, Level.BUSY: 15, Level.CROWDED: 45, Level.FLOOD: 120}  # seconds
TICKET = re.compile(r"([0-9a-f]{32})\.([0-9]{1,11})\.([0-3])\.([0-9a-f]{64})\.([0-9a-f]{64})")
ANSWER = re.compile(r"\+?[0-9]{1,7}")  # with a plus: as far as somebody got
FIELDS = ("ticket", "proof")


class Purpose(StrEnum):
    """What a ticket is for."""

    REPORT = "report"
    RETURN = "return"
    MESSAGE = "message"
    FILE = "file"


LASTS = {
    Purpose.REPORT: 24 * HOUR,
    Purpose.RETURN: 2 * HOUR,
    Purpose.MESSAGE: 24 * HOUR,
    Purpose.FILE: 24 * HOUR,
}
BY_CODE = {Purpose.REPORT}  # bound to the receipt code, so never spent twice


@dataclass(frozen=True)
class Ticket:
    """One ticket as it stands in a page, with what was found of its number so far."""

    id: str
    issued: int
    level: Level
    challenge: str
    signature: str
    answer: str = ""

    def __str__(self) -> str:
        return f"{self.salt}.{self.challenge}.{self.signature}"

    @property
    def salt(self) -> str:
        return f"{self.id}.{self.issued}.{self.level.value}"

    @property
    def solved(self) -> bool:
        """Whether the number was found: one hash."""
        return self.answer.isdecimal() and _challenge(self.salt, self.answer) == self.challenge


@dataclass(frozen=True)
class Verdict:
    """Whether a post may go on; if not, the ticket to try again with, and in how many seconds."""

    passed: bool
    ticket: Ticket
    wait: int = 0


def ticket(municipality: str, purpose: Purpose, now: datetime, *, bound: str = "") -> Ticket:
    """Make a ticket; `bound` is the receipt code in digits for a report, else empty."""
    level = budget.level(municipality, purpose, now=now)
    number = secrets.randbelow(SUMS[level])
    made = Ticket(secrets.token_hex(16), int(now.timestamp()), level, "", "")
    challenge = _challenge(made.salt, str(number))
    signature = _signature(made.salt, challenge, municipality, purpose, bound)
    return Ticket(made.id, made.issued, level, challenge, signature)


def carried(
    posted: Mapping[str, str],
    municipality: str,
    purpose: Purpose,
    now: datetime,
    *,
    bound: str = "",
) -> Ticket:
    """Return the ticket that a page brought along if it is still good, else a fresh one."""
    known = _read(posted, municipality, purpose, now, bound)
    return known or ticket(municipality, purpose, now, bound=bound)


def check(
    posted: Mapping[str, str],
    municipality: str,
    purpose: Purpose,
    now: datetime,
    *,
    bound: str = "",
    once: bytes = b"",
) -> Verdict:
    """Say whether what was posted is paid for. `once`: what it is spent on, twice is still once.

    Whoever began before it became busy is let through for having been at it as long as the wait
    is now. Nobody is refused for good: each answer brings a ticket that passes later.
    """
    held = _read(posted, municipality, purpose, now, bound)
    if held is None:
        fresh = ticket(municipality, purpose, now, bound=bound)
        return Verdict(False, fresh, WAITS[fresh.level])
    level = budget.level(municipality, purpose, now=now)
    if held.solved:
        if held.level < level - 1:
            return Verdict(
                False, ticket(municipality, purpose, now, bound=bound), WAITS[Level(level)]
            )
    else:
        left = WAITS[level] - max(0.0, now.timestamp() - held.issued)
        if left > 0:
            return Verdict(False, held, ceil(left))
        if purpose not in BY_CODE and not budget.may_wait(municipality, purpose, now=now):
            return Verdict(False, held, ceil(60 - now.timestamp() % 60))
    if purpose not in BY_CODE and not _spend(held, purpose, once):
        return Verdict(False, ticket(municipality, purpose, now, bound=bound), WAITS[level])
    budget.count(municipality, purpose, now=now)
    return Verdict(True, held)


def is_flooded(municipality: str, now: datetime) -> bool:
    """Whether so many reports come in that the site shows its short form and takes no files."""
    return budget.level(municipality, Purpose.REPORT, now=now) == Level.FLOOD


def _read(
    posted: Mapping[str, str], municipality: str, purpose: Purpose, now: datetime, bound: str
) -> Ticket | None:
    parts = TICKET.fullmatch(posted.get("ticket") or "")
    if parts is None:
        return None
    id, issued, level, challenge, signature = parts.groups()
    answer = posted.get("proof") or ""
    held = Ticket(
        id,
        int(issued),
        Level(int(level)),
        challenge,
        signature,
        answer if ANSWER.fullmatch(answer) else "",
    )
    if str(held.issued) != issued:
        return None
    ours = _signature(held.salt, challenge, municipality, purpose, bound)
    age = now.timestamp() - held.issued
    if not constant_time_compare(ours, signature) or not -SKEW <= age <= LASTS[purpose]:
        return None
    return held


def _spend(held: Ticket, purpose: Purpose, once: bytes) -> bool:
    until = datetime.fromtimestamp(held.issued + LASTS[purpose], tz=UTC)
    on = hmac.digest(_key(settings.SECRET_KEY), held.id.encode() + once, "sha256")[:16]
    return budget.spend(UUID(held.id), on=on, until=until)


def _challenge(salt: str, number: str) -> str:
    return hashlib.sha256(f"{salt}.{number}".encode()).hexdigest()


def _signature(salt: str, challenge: str, municipality: str, purpose: str, bound: str) -> str:
    words = "\n".join((salt, challenge, municipality, purpose, bound))
    return hmac.digest(_key(settings.SECRET_KEY), words.encode(), "sha256").hex()


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"nietpluis tickets" + secret.encode()).digest()
