"""What in a region pack clashes with what has already been loaded."""

from datetime import date

from .checks import Entry, check_successions, contacts, entries
from .models import Municipality, Organisation, Region
from .schema import Found


def check_version(pack: Entry, region: Region | None, digest: str) -> Found:
    """Say why this version of the pack cannot follow the one that is loaded."""
    if region is None:
        return
    version = pack["region"]["version"]
    if version < region.pack_version:
        yield ("region", "version"), f"is older than what is loaded, version {region.pack_version}"
    elif version == region.pack_version and digest != region.pack_digest:
        reason = f"version {version} is loaded with other content; raise the version"
        yield ("region", "version"), reason


def check_store(pack: Entry, region: Region | None, today: date) -> Found:
    """Say what other regions hold already, what has gone missing, and what cannot be."""
    yield from _check_national(pack, region)
    yield from _check_organisations(pack)
    yield from _check_municipalities(pack, region)
    yield from _check_verified(pack, today)
    elsewhere = {
        place.code: {
            "code": place.code,
            "valid_from": place.valid_from,
            "successor": place.successor.code if place.successor else None,
        }
        for place in Municipality.objects.select_related("successor")
    }
    yield from check_successions(pack, elsewhere)
    known = elsewhere.keys() | {place["code"] for _, place in entries(pack, "municipality")}
    for where, organisation in entries(pack, "organisation"):
        for code in organisation.get("serves", []):
            if code not in known:
                yield (*where, "serves"), f"names no known municipality, {code}"


def _check_national(pack: Entry, region: Region | None) -> Found:
    national = pack["region"].get("national", False)
    if region and region.national != national:
        yield ("region", "national"), "cannot change once the pack is loaded"
    others = Region.objects.filter(national=True).exclude(code=pack["region"]["code"])
    if national and others.exists():
        yield ("region", "national"), "there is another national pack already"


def _check_organisations(pack: Entry) -> Found:
    mine = None if pack["region"].get("national") else pack["region"]["code"]
    owners = dict(Organisation.objects.values_list("code", "region__code"))
    for where, one in entries(pack, "organisation"):
        if owners.get(one["code"], mine) != mine:
            owner = owners[one["code"]] or "the national pack"
            yield (*where, "code"), f"{one['code']!r} belongs to another region, {owner}"


def _check_municipalities(pack: Entry, region: Region | None) -> Found:
    mine = pack["region"]["code"]
    places = {place.code: place for place in Municipality.objects.select_related("region")}
    slugs = {place.slug: place.code for place in places.values()}
    here = entries(pack, "municipality")
    for where, one in here:
        place = places.get(one["code"])
        if place and place.region.code != mine:
            reason = f"{one['code']!r} belongs to another region, {place.region.code}"
            yield (*where, "code"), reason
        elif place and place.slug != one["slug"]:
            yield (*where, "slug"), f"is {place.slug!r} already; addresses of pages do not change"
        elif slugs.get(one["slug"], one["code"]) != one["code"]:
            yield (*where, "slug"), f"{one['slug']!r} is already taken by {slugs[one['slug']]}"
    listed = {one["code"] for _, one in here}
    for place in places.values():
        if place.region.code == mine and place.code not in listed:
            reason = f"{place.code} ({place.name}) is loaded but not here; end it, with a successor"
            yield ("municipality",), reason


def _check_verified(pack: Entry, today: date) -> Found:
    for where, organisation in entries(pack, "organisation"):
        for place, entry in [(where, organisation), *contacts(where, organisation)]:
            if entry.get("verified_on", today) > today:
                yield (*place, "verified_on"), "lies in the future"
