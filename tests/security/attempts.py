"""Everything that can be tried at the desk: each of its addresses with each id that fits."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver, get_resolver

from tests import make
from tests.security.oracle import Thing
from tests.security.world import World

DESK = "nietpluis.config.urls_desk"
SIGNALS = {"signal"}
# Which things an address is about, by how it begins; an address that is not here is tried with all
ABOUT = {
    "signalen/": SIGNALS,
    "ondermijning/": {"undermining"},
    "ontvangen/": {
        "package avim",
        "package zoco",
        "package nla",
        "package riec",
        "package avim-noord",
    },
    "mijn-signalen/": {"report"},
    "doorgeven/": {"report"},
    "stille-partners/": {"silent partner", "telephone"},
    "uitnodigingen/": {"invitation"},
    "uitnodiging/": {"invitation"},
    "niet-geopend/": {"unopened", "lost"},
    "mensen/aanstelling/": {"appointment"},
    "mensen/": {"user", "nothing"},
    "mijn-dagen/": {"absence"},
}
# Here the ids of every other kind of thing are tried as well: it is another table altogether
MAIN = {"desk:signal", "desk:undermining", "desk:package", "desk:my_report", "desk:silent_answer"}
# The second id of an address, and the things that have one
SECOND = {
    "file": {"file"},
    "paper": {"paper"},
    "advice_pk": {"advice"},
    "referral_pk": {"referral"},
}


@dataclass(frozen=True)
class Route:
    """One address of the desk: its name, how it begins, and the names of the ids in it."""

    name: str
    start: str
    ids: tuple[str, ...]
    others: tuple[str, ...]

    def path(self, *ids: Any) -> str:
        given = dict(zip(self.ids, ids, strict=True)) | dict.fromkeys(self.others, "x-y")
        return reverse(self.name, kwargs=given)

    def about(self) -> set[str] | None:
        for start, kinds in sorted(ABOUT.items(), key=lambda one: -len(one[0])):
            if self.start.startswith(start):
                return kinds
        return None


@dataclass(frozen=True)
class Attempt:
    """One address with ids in it. `thing` is None for a page of its own, or ids of nothing.

    `like` is the address with a random id that must give the very same answer, if it is not theirs.
    """

    route: Route
    path: str
    thing: Thing | None = None
    like: str = ""
    crossed: bool = False


@cache
def routes() -> tuple[Route, ...]:
    """Every address of the desk, from its URL configuration."""
    return tuple(_below(get_resolver(DESK)))


def _below(resolver: URLResolver, space: str = "", start: str = "") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            names = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, names, start + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            converters = entry.pattern.converters
            ids = [key for key, kind in converters.items() if "UUID" in type(kind).__name__]
            others = tuple(key for key in converters if key not in ids)
            ids.sort(key=lambda key: key in SECOND)  # the id of the thing itself comes first
            yield Route(f"{space}{entry.name}", start + str(entry.pattern), tuple(ids), others)


@cache
def random_path(route: Route) -> str:
    return route.path(*(uuid4() for _ in route.ids))


def all_for(world: World, *, asking: bool) -> Iterator[Attempt]:
    """Every address with every id that fits it; `asking` also with questions in the address."""
    for route in routes():
        yield from for_route(route, world, asking=asking)


def for_route(route: Route, world: World, *, asking: bool) -> Iterator[Attempt]:
    """One address with every id that fits, and with one id of each other kind of thing."""
    asks = [f"?{ask}" for ask in questions(route, world)] if asking else []
    if not route.ids:
        yield from (Attempt(route, f"{route.path()}{ask}") for ask in ["", *asks])
        return
    like = random_path(route)
    if len(route.ids) == 2:
        yield from _pairs(route, world, like)
        return
    kinds = route.about()
    singles = [thing for thing in world.things if thing.second is None]
    for thing in singles:
        if kinds is None or thing.kind in kinds:
            path = route.path(thing.pk)
            yield from (Attempt(route, f"{path}{ask}", thing, like) for ask in ["", *asks])
    if route.name in MAIN:
        others = {thing.kind: thing for thing in singles if thing.kind not in (kinds or ())}
        for other in others.values():
            yield Attempt(route, route.path(other.pk), None, like)


def _pairs(route: Route, world: World, like: str) -> Iterator[Attempt]:
    """A signal with each of its own files, advices or referrals, and with those of another."""
    fits = SECOND.get(route.ids[1])
    twos = [thing for thing in world.things if thing.second and (not fits or thing.kind in fits)]
    for thing in twos:
        yield Attempt(route, route.path(thing.pk, thing.second), thing, like)
    of = "undermining" if route.start.startswith("ondermijning/") else "signal"
    for signal in [thing for thing in world.things if thing.kind == of]:
        alike = route.path(signal.pk, uuid4())
        other = next((two for two in twos if two.pk != signal.pk and two.home != signal.home), None)
        other = other or next((two for two in twos if two.pk != signal.pk), None)
        if other:
            path = route.path(signal.pk, other.second)
            yield Attempt(route, path, signal, alike, crossed=True)


def questions(route: Route, world: World) -> list[str]:
    """What can be asked in an address beside its path; the ids and names of others among it."""
    far = world.person("FOCAL_OFFICER", "gemeente-dronten")
    helmond = make.partner("gemeente-helmond").pk
    partners = [make.partner(code).pk for code in ("avim-oost", "nla", "112", "avim-noord")]
    signal = next(thing for thing in world.things if thing.kind == "signal")
    return {
        "desk:report": [f"werk={far.user.appointment_set.get().pk}"],
        "desk:handover": [f"van={far.user.pk}", f"van={helmond}:{far.user.pk}"],
        "desk:audit": ["organisatie=gemeente-dronten", f"over={signal.pk}", "controle=1"],
        "desk:directory": ["regio=noord", "nakijken=1", "regio=oost"],
        "desk:region_settings": ["regio=noord", "regio=oost"],
        "desk:worklist": ["gemeente=dronten", "van=mij", "status=CLOSED", "telaat=1", "plek=a.b.c"],
        "desk:overdue": ["plek=a.b"],
        "desk:undermining_list": ["status=afgesloten", "bladzijde=99"],
        "desk:sightings": ["lijst=alles"],
        "desk:refer_by_telephone": [f"aan={pk}" for pk in partners],
        "desk:refer_by_package": [f"aan={pk}" for pk in partners],
        "desk:login": ["next=//elders.example/", "next=/signalen/"],
    }.get(route.name, [])
