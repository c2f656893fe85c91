"""What residents may read about: one page per form of exploitation and kind of undermining crime,
and the four signal lists, kept apart. Policy: A09-A11; A61."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .catalogue import FORMS, Signal, list_for, signal, undermining_signals

PERSON, OTHER = "PERSON", "OTHER"
FILE = Path(__file__).parent / "guides.toml"


@dataclass(frozen=True, kw_only=True)
class Guide:
    """One page: a form of exploitation or a topic of undermining; `number` is its address."""

    number: int
    code: str
    source: str
    signals: tuple[Signal, ...]

    @property
    def about_people(self) -> bool:
        return self.code in FORMS

    @property
    def about(self) -> str:
        """What the report form is told: people, or other crime. Policy: G, Reporting."""
        return PERSON if self.about_people else OTHER

    @property
    def topic(self) -> str:
        """The topic to tick in the report form; none for exploitation."""
        return "" if self.about_people else self.code

    def key(self, part: str) -> str:
        """The key of one of its texts: title, short, what or note."""
        return f"guide.{self.code}_{part}"


@dataclass(frozen=True, kw_only=True)
class ShortList:
    """One of the four lists of A09, with what the report form is told when it fits."""

    name: str
    code: str
    source: str
    signals: tuple[Signal, ...]

    @property
    def about(self) -> str:
        return PERSON if self.code == PERSON else OTHER

    @property
    def topic(self) -> str:
        return "" if self.code == PERSON else self.code


@cache
def guides() -> tuple[Guide, ...]:
    """Return every page, exploitation first. Policy: A10, A11."""
    return tuple(
        Guide(**entry | {"signals": tuple(signal(one) for one in entry["signals"])})
        for entry in _read()["guide"]
    )


@cache
def short_lists() -> tuple[ShortList, ...]:
    """Return the four lists: hemp, drugs lab, trafficking, money laundering. Policy: A09."""
    return tuple(
        ShortList(
            name=entry["name"], code=entry["code"], source=entry["source"], signals=_listed(entry)
        )
        for entry in _read()["list"]
    )


def _listed(entry: dict[str, Any]) -> tuple[Signal, ...]:
    if "list" in entry:
        return tuple(one.signal for one in list_for(entry["list"]))
    return tuple(one for one in undermining_signals() if one.cluster == entry["cluster"])


def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
