"""The signal catalogue (C8), the lists per function (A13) and the undermining topics (A10).

A signal is something one may see. It points to possible forms and proves none of them; it carries
another explanation with it, and what it must never be about is not in the catalogue at all (C8).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

HERE = Path(__file__).parent
FORMS = ("SU", "AU", "CU", "OV")
CLUSTERS = ("dependency", "freedom", "conditions", "coercion", "su", "cu", "ov", "place")
UNDERMINING_CLUSTERS = (
    "hemp", "drugs lab", "dealing", "laundering", "business",
    "gangs", "care fraud", "environment", "countryside",
)  # fmt: skip
GENERAL, PUBLIC, PUBLIC_UNDERMINING = "GENERAL", "PUBLIC", "PUBLIC_UNDERMINING"


class Strength(StrEnum):
    """DIRECT is seen on the person; CONTEXT only says something beside other signals (C8)."""

    DIRECT = "DIRECT"
    CONTEXT = "CONTEXT"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One thing to look for. `forms` or `topics` is what it can point to, never what it proves.

    `nl` is the Dutch original; translations stand under the text key `signal.<id>`.
    `last_reviewed` is None as long as no expert has read it.
    """

    id: str
    cluster: str
    nl: str
    strength: Strength
    alternative: str
    source: str
    forms: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    last_reviewed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A kind of undermining crime other than trafficking; translated under `topic.<code>` (A10)."""

    code: str
    nl: str
    source: str


@dataclass(frozen=True, kw_only=True)
class SignalText:
    """A signal in the words of somebody's own work (A13)."""

    id: str
    text: str
    signal: Signal


@dataclass(frozen=True, kw_only=True)
class SignalList:
    """What somebody with one function is asked to look for, in order."""

    function: str
    title: str
    source: str
    signals: tuple[SignalText, ...]


def signals() -> tuple[Signal, ...]:
    """Return every signal of exploitation, in the order of the catalogue. Policy: C8."""
    return _read("catalogue.toml")


def undermining_signals(topic: str = "") -> tuple[Signal, ...]:
    """Return the signals of other undermining crime, of one topic if it is given. Policy: A09."""
    return tuple(s for s in _read("undermining.toml") if not topic or topic in s.topics)


def signal(id: str) -> Signal:
    """Return one signal of either part; raises KeyError if the catalogue does not know it."""
    return _by_id()[id]


def words_of(id: str) -> str:
    """Return the Dutch words of a signal; one that was since withdrawn says so."""
    known = _by_id().get(id)
    return known.nl if known else "Een kenmerk dat niet meer op de lijst staat"


def list_for(function: str) -> tuple[SignalText, ...]:
    """Return what somebody with this function looks for; the general list if there is no other.

    Policy: A13, the list differs per role.
    """
    return list_of(function).signals


def list_of(function: str) -> SignalList:
    """Return the list of a function with its title; the general list if there is no other."""
    lists = _lists()
    return lists.get(function, lists[GENERAL])


@cache
def _by_id() -> Mapping[str, Signal]:
    everything = (*signals(), *undermining_signals())
    return MappingProxyType({one.id: one for one in everything})


@cache
def _read(file: str) -> tuple[Signal, ...]:
    return tuple(_signal(entry) for entry in _toml(file)["signal"])


def _signal(entry: dict[str, Any]) -> Signal:
    lists = {name: tuple(entry.get(name, ())) for name in ("forms", "topics")}
    return Signal(**entry | lists | {"strength": Strength(entry["strength"])})


@cache
def _lists() -> Mapping[str, SignalList]:
    found = {}
    for function, entry in _toml("lists.toml").items():
        texts = (
            SignalText(
                id=one["id"],
                text=one.get("text", signal(one["id"]).nl),
                signal=signal(one["id"]),
            )
            for one in entry["signals"]
        )
        found[function] = SignalList(
            function=function,
            title=entry.get("title", ""),
            source=entry["source"],
            signals=tuple(texts),
        )
    return MappingProxyType(found)


def _toml(file: str) -> dict[str, Any]:
    return tomllib.loads((HERE / file).read_text(encoding="utf-8"))


UNDERMINING_TOPICS: Mapping[str, Topic] = MappingProxyType(
    {entry["code"]: Topic(**entry) for entry in _toml("undermining.toml")["topic"]}
)
