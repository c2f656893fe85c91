"""What must hold between the entries of a region pack, each entry being right by itself."""

from typing import Any

from .lines import Path
from .models import Kind
from .own_style import check_style, check_texts
from .schema import TABLES, Found, check_fields
from .settled import check_settings

Entry = dict[str, Any]
LISTS = {"district": 100, "organisation": 2000, "municipality": 1000}
MOST_CONTACTS = MOST_TEXTS = 50
REACH = ("telephone", "email", "website")
UNIQUE = (
    ("district", "name"),
    ("organisation", "code"),
    ("municipality", "code"),
    ("municipality", "slug"),
)


def entries(pack: Entry, table: str) -> list[tuple[Path, Entry]]:
    """Return the entries of a table that are tables indeed, each with its place."""
    listed = pack.get(table, [])
    if not isinstance(listed, list):
        return []
    return [((table, nth), one) for nth, one in enumerate(listed) if isinstance(one, dict)]


def contacts(where: Path, organisation: Entry) -> list[tuple[Path, Entry]]:
    """Return the contacts of one organisation, each with its place."""
    return [((*where, *inner), one) for inner, one in entries(organisation, "contact")]


def check_shape(pack: Entry) -> Found:
    """Say which tables or fields are missing, unknown or of the wrong shape."""
    for name in pack.keys() - {"region", "settings", *LISTS}:
        yield (name,), f"is not a table; they are region, settings, {', '.join(LISTS)}"
    if "region" in pack:
        yield from check_fields(("region",), pack["region"], TABLES["region"])
    else:
        yield ("region",), "is missing"
    yield from check_settings(pack.get("settings", {}))
    for table in LISTS:
        yield from _check_list((table,), pack.get(table, []), table, LISTS[table])
    for where, organisation in entries(pack, "organisation"):
        listed = organisation.get("contact", [])
        here: Path = (*where, "contact")
        yield from _check_list(here, listed, "organisation.contact", MOST_CONTACTS)
    for where, place in entries(pack, "municipality"):
        if "style" in place:
            yield from check_style((*where, "style"), place["style"])
        there: Path = (*where, "texts")
        yield from _check_list(there, place.get("texts", []), "municipality.texts", MOST_TEXTS)
        yield from check_texts(there, [one for _, one in entries(place, "texts")])
        read: Path = (*where, "reviews")
        yield from _check_list(read, place.get("reviews", []), "municipality.reviews", MOST_TEXTS)


def _check_list(where: Path, listed: Any, table: str, most: int) -> Found:
    if not isinstance(listed, list):
        yield where, f"must be a list of tables, each under [[{table}]]"
        return
    if len(listed) > most:
        yield where, f"has more than {most} entries"
    for nth, entry in enumerate(listed[:most]):
        yield from check_fields((*where, nth), entry, TABLES[table])


def check_whole(pack: Entry) -> Found:
    """Say what does not hold between entries; only for a pack whose shape is right."""
    for table, field in UNIQUE:
        yield from _check_doubles(pack, table, field)
    yield from _check_national(pack)
    for where, organisation in entries(pack, "organisation"):
        yield from _check_not_stated(where, organisation, TABLES["organisation"])
        for spot, contact in contacts(where, organisation):
            yield from _check_not_stated(spot, contact, TABLES["organisation.contact"])
            if not contact.keys() & {*REACH} and not {*contact.get("not_stated", [])} & {*REACH}:
                yield spot, f"has none of {', '.join(REACH)}, nor says which is not stated"
    yield from _check_municipalities(pack)


def _check_municipalities(pack: Entry) -> Found:
    kinds = {one["code"]: one["kind"] for _, one in entries(pack, "organisation")}
    districts = {one["name"] for _, one in entries(pack, "district")}
    for where, place in entries(pack, "municipality"):
        yield from _check_not_stated(where, place, TABLES["municipality"])
        if kinds.get(place["served_by"]) != Kind.MUNICIPALITY:
            reason = f"{place['served_by']!r} is no organisation of kind MUNICIPALITY in this pack"
            yield (*where, "served_by"), reason
        if place.get("district", "") not in {"", *districts}:
            yield (*where, "district"), f"{place['district']!r} is no district in this pack"
        if "valid_to" in place and place["valid_to"] <= place["valid_from"]:
            yield (*where, "valid_to"), "must be later than valid_from"


def check_successions(pack: Entry, elsewhere: dict[str, Entry]) -> Found:
    """Say which municipality has no successor, or one that cannot be; `elsewhere`: other regions.

    Policy: A24; G, municipalities merge: each has a validity and, once it ended, a successor.
    """
    listed = entries(pack, "municipality")
    known = elsewhere | {place["code"]: place for _, place in listed}
    for where, place in listed:
        end, heir = place.get("valid_to"), place.get("successor")
        if end and not heir:
            yield (*where, "successor"), "is missing: who answers for a place that has merged?"
        elif heir and not end:
            yield (*where, "valid_to"), "is missing: since when does the successor answer?"
        elif heir and heir not in known:
            yield (*where, "successor"), f"names no known municipality, {heir}"
        elif heir and known[heir]["valid_from"] > end:
            yield (*where, "successor"), f"{heir} begins later than this place ends"
        elif heir and _goes_round(place["code"], known):
            yield (*where, "successor"), "comes back to the place itself"


def _goes_round(code: str, known: dict[str, Entry]) -> bool:
    here, seen = known[code].get("successor"), set[str]()
    while here in known and here not in seen:
        if here == code:
            return True
        seen.add(here)
        here = known[here].get("successor")
    return False


def _check_doubles(pack: Entry, table: str, field: str) -> Found:
    first: dict[str, int] = {}
    for where, entry in entries(pack, table):
        if entry[field] in first:
            before = first[entry[field]] + 1
            yield (*where, field), f"{entry[field]!r} is already taken by {table} number {before}"
        first.setdefault(entry[field], int(where[1]))


def _check_national(pack: Entry) -> Found:
    if pack["region"].get("national"):
        for table in ("settings", "district", "municipality"):
            if pack.get(table):
                yield (table,), "does not belong in the national pack"


def _check_not_stated(where: Path, entry: Entry, fields: dict[str, Any]) -> Found:
    for name in entry.get("not_stated", []):
        if name not in fields:
            yield (*where, "not_stated"), f"{name!r} is not a field"
        elif name in entry:
            yield (*where, "not_stated"), f"{name!r} is stated above"
