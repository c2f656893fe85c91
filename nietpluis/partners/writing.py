"""Write a checked region pack to the database: add, update, end; never delete an organisation."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from nietpluis.core.calendar import local_day

from .checks import Entry, entries
from .models import Contact, Municipality, Organisation, Region

ORGANISATION: Entry = {
    "name": "",
    "kind": "",
    "role": "",
    "task": "",
    "powers": "",
    "has_portal": False,
    "languages": [],
    "serves": [],
    "not_stated": [],
    "source": "",
    "verified_on": None,
}
CONTACT: Entry = {
    "label": "",
    "telephone": "",
    "email": "",
    "website": "",
    "hours": "",
    "open": None,
    "note": "",
    "not_stated": [],
    "source": "",
    "verified_on": None,
}
MUNICIPALITY: Entry = {
    "slug": "",
    "name": "",
    "district": "",
    "valid_from": None,
    "valid_to": None,
    "own_form": False,
    "reporting_address": "",
    "nuisance_contact": "",
    "inhabitants": None,
    "not_stated": [],
    "style": {},
    "logo": "",
    "logo_content": "",
}


@dataclass
class Loaded:
    """What loading did: the codes of organisations and municipalities, by what became of them.

    `settings` names those of the region that are different now.
    """

    region: Region
    settings: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.settings or self.added or self.updated or self.ended)

    def note(self, code: str, *, new: bool, changed: bool) -> None:
        """Put a code on the list where it belongs."""
        (self.added if new else self.updated if changed else self.unchanged).append(code)


def write(pack: Entry, *, digest: str, now: datetime) -> Loaded:
    """Make the database say what the pack says; call it in a transaction, with a checked pack."""
    loaded = _region(pack, digest=digest, now=now)
    scope = None if loaded.region.national else loaded.region
    here = {one.code: one for one in Organisation.objects.filter(region=scope)}
    listed = [entry for _, entry in entries(pack, "organisation")]
    for entry in listed:
        here[entry["code"]] = _organisation(entry, here.get(entry["code"]), scope, loaded)
    for code in sorted(here.keys() - {entry["code"] for entry in listed}):
        if here[code].ended_on is None:
            here[code].ended_on = local_day(now)
            here[code].save()
            loaded.ended.append(code)
    _municipalities(pack, here, loaded)
    return loaded


def _region(pack: Entry, *, digest: str, now: datetime) -> Loaded:
    entry = pack["region"]
    region = Region.objects.filter(code=entry["code"]).first() or Region(code=entry["code"])
    if region.pack_digest == digest:
        return Loaded(region)
    before = dict(region.settings)
    region.name, region.source = entry["name"], entry["source"]
    region.national = entry.get("national", False)
    region.pack_version, region.pack_digest, region.loaded_at = entry["version"], digest, now
    region.settings = json.loads(json.dumps(pack.get("settings", {}), default=str))
    region.save()
    both = before | region.settings
    return Loaded(region, [name for name in both if before.get(name) != region.settings.get(name)])


def _organisation(
    entry: Entry, row: Organisation | None, scope: Region | None, loaded: Loaded
) -> Organisation:
    new = row is None
    row = row or Organisation(code=entry["code"], region=scope)
    values = {name: entry.get(name, empty) for name, empty in ORGANISATION.items()}
    changed = _put(row, values | {"ended_on": None}) or new
    if changed:
        row.save()
    changed = _contacts(entry.get("contact", []), row) or changed
    loaded.note(row.code, new=new, changed=changed)
    return row


def _contacts(listed: list[Entry], organisation: Organisation) -> bool:
    here = {contact.order: contact for contact in organisation.contacts.all()}
    changed = False
    for order, entry in enumerate(listed, 1):
        row = here.pop(order, None) or Contact(organisation=organisation, order=order)
        values = {name: entry.get(name, empty) for name, empty in CONTACT.items()}
        if _put(row, values) or row._state.adding:
            row.save()
            changed = True
    for gone in here.values():
        gone.delete()
    return changed or bool(here)


def _municipalities(pack: Entry, served_by: dict[str, Organisation], loaded: Loaded) -> None:
    """Write the places first, then who follows whom: a successor may stand further down."""
    listed = [entry for _, entry in entries(pack, "municipality")]
    places = Municipality.objects.select_related("served_by", "successor")
    known = {place.code: place for place in places}
    fresh = set()
    for entry in listed:
        if entry["code"] not in known:
            values = _of_place(entry)
            row = Municipality(code=entry["code"], region=loaded.region)
            _put(row, values | {"valid_to": None, "served_by": served_by[entry["served_by"]]})
            row.save()
            known[row.code] = row
            fresh.add(row.code)
    for entry in listed:
        row, heir = known[entry["code"]], entry.get("successor")
        values = _of_place(entry)
        values["served_by"] = served_by[entry["served_by"]]
        values["successor"] = known[heir] if heir else None
        if changed := _put(row, values):
            row.save()
        loaded.note(row.code, new=row.code in fresh, changed=changed)


def _of_place(entry: Entry) -> dict[str, Any]:
    values = {name: entry.get(name, empty) for name, empty in MUNICIPALITY.items()}
    texts: dict[str, dict[str, str]] = {}
    for one in entry.get("texts", []):
        texts.setdefault(one["key"], {})[one["language"]] = one["text"].strip()
    reviews = {
        one["language"]: {"edition": one["edition"], "on": one["on"].isoformat()}
        for one in entry.get("reviews", [])
    }
    return values | {"texts": texts, "reviews": reviews}


def _put(row: Model, values: dict[str, Any]) -> bool:
    """Set the values; say whether that changed any of them."""
    changed = [name for name, value in values.items() if getattr(row, name, None) != value]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)
