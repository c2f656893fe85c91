"""What Vandaag is made of: blocks of sentences, each with a link to where the work is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse

from nietpluis.accounts.access import Actor
from nietpluis.accounts.roles import ROLES, Permission, Role

MOST = 100  # nothing is counted further than this


@dataclass(frozen=True)
class Line:
    """One sentence; `due_at` shows behind it by when, `late` marks it."""

    text: str
    url: str = ""
    due_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True)
class Block:
    """A heading with its sentences; `empty` says what an empty block means, or it is left out.

    `told`: these are notices, which somebody can say they have seen.
    """

    title: str
    lines: list[Line] = field(default_factory=list)
    empty: str = ""
    told: bool = False


def under(actor: Actor, permission: Permission) -> Actor:
    """Return the same person under another permission, with the appointments that give it."""
    posts = [post for post in actor.appointments if permission in ROLES[Role(post.role)].may]
    return Actor(actor.user, permission, posts, actor.origin)


def capped(rows: QuerySet[Model]) -> int:
    """Count rows, no further than one over MOST."""
    return rows.order_by()[: MOST + 1].count()


def counted(number: int, one: str, more: str) -> str:
    """Return "1 signaal wacht", "3 signalen wachten" or "meer dan 100 signalen wachten"."""
    if number == 1:
        return f"1 {one}"
    return f"{number if number <= MOST else f'meer dan {MOST}'} {more}"


def line(number: int, one: str, more: str, url: str = "", *, late: bool = False) -> list[Line]:
    """Return the sentence about so many of something; no sentence about nothing."""
    words = counted(number, one, more)
    return [Line(words[0].upper() + words[1:], url, late=late)] if number else []


def address(route: str, **query: object) -> str:
    """Return the address of a page of the desk, with filters."""
    return reverse(f"desk:{route}") + (f"?{urlencode(query)}" if query else "")


def blocks(found: Iterable[Block]) -> list[Block]:
    """Return the blocks that have something to say."""
    return [block for block in found if block.lines or block.empty]
