"""Write for each municipality what the public site may show of it, and the key to seal to.

Only what anybody may read goes there, and it is written only when it changed. Policy: A02, A04,
A24, A28; G, Reporting.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from nietpluis.core.calendar import local_day
from nietpluis.inbox.models import Publication
from nietpluis.inbox.publication import (
    BadPublication,
    Contact,
    Hours,
    Logo,
    Nuisance,
    Opening,
    Public,
    Recipient,
)
from nietpluis.knowledge.texts import DUTCH, LANGUAGES, edition
from nietpluis.partners import directory
from nietpluis.partners.models import Contact as Known
from nietpluis.partners.models import Kind, Municipality, Organisation, Region
from nietpluis.partners.own_style import kind_of
from nietpluis.partners.settings import RegionSettings, settings_of
from nietpluis.vault import keys

log = logging.getLogger("nietpluis.publishing")

# Whom residents may turn to, in this order: danger first (A04), then those who are there for people
# (G, Reporting and Victims), then who takes a report. What each is for: inbox.publication.PURPOSES.
FOR: dict[Kind, tuple[str, ...]] = {
    Kind.EMERGENCY: ("danger",),
    Kind.POLICE: ("danger", "trafficking", "undermining"),
    Kind.ADVICE_POINT: ("help", "minor", "trafficking"),
    Kind.ZOCO: ("help", "minor", "trafficking", "SU", "AU", "CU", "OV"),
    Kind.COMENSHA: ("help",),
    Kind.FAIRWORK: ("help", "AU"),
    Kind.NLA: ("trafficking", "AU"),
    Kind.KMAR: ("trafficking",),
    Kind.MMA: ("trafficking", "undermining"),
}
IN_DANGER = (Kind.EMERGENCY, Kind.POLICE)
# Where one reports without an own form: Flevoland and Groningen (G, Reporting).
DOORS = (Kind.ADVICE_POINT, Kind.POLICE, Kind.NLA, Kind.MMA)
# Who may get a report from the desk it reaches (A02): C1 and C2; G, Reporting, safety partners.
MAY_GET: dict[Kind, tuple[str, ...]] = {
    Kind.AVIM: ("trafficking", "undermining"),
    Kind.ZOCO: ("trafficking",),
    Kind.NLA: ("trafficking", "undermining"),
    Kind.RIEC: ("trafficking", "undermining"),
    Kind.POLICE: ("trafficking", "undermining"),
    Kind.KMAR: ("trafficking", "undermining"),
    Kind.OM: ("trafficking", "undermining"),
    Kind.TAX: ("undermining",),
    Kind.CARE_SAFETY_HOUSE: ("trafficking", "undermining"),
}


def publish_all(now: datetime) -> None:
    """Publish every municipality that exists today, or did. A job of the worker.

    One that cannot be shown keeps what was published before, and stops no other.
    """
    near: dict[Region, list[Organisation]] = {}
    places = Municipality.objects.filter(valid_from__lte=local_day(now))
    for place in places.select_related("region", "served_by", "successor__region").order_by("pk"):
        if place.region not in near:
            near[place.region] = directory.organisations_of(place.region)
        try:
            publish(place, now=now, near=near[place.region])
        except BadPublication as wrong:
            log.error("municipality %s is not published: %s", place.code, wrong)


def publish(
    municipality: Municipality, *, now: datetime, near: Sequence[Organisation] | None = None
) -> bool:
    """Publish one municipality if anything changed; return whether it did.

    `near`: the organisations its region may turn to, if the caller has them. Raises BadPublication.
    """
    if near is None:
        near = directory.organisations_of(municipality.region)
    public = public_of(municipality, near=near, now=now)
    version, key = _key(municipality, needed=public.own_form)
    shown = {
        "name": municipality.name,
        "key_version": version,
        "public_key": key,
        "content": json.loads(json.dumps(public.to_json())),
    }
    there = Publication.objects.filter(municipality=municipality.slug).first()
    if there and all(_same(getattr(there, name), value) for name, value in shown.items()):
        return False
    Publication.objects.update_or_create(
        municipality=municipality.slug, defaults=shown | {"published_at": now}
    )
    return True


def public_of(municipality: Municipality, *, near: Sequence[Organisation], now: datetime) -> Public:
    """Return what anybody may read about a municipality today. Policy: A02, A04; G, Reporting."""
    here = municipality.on(local_day(now))
    settings = settings_of(municipality.region)
    name, region = municipality.name, municipality.region.name
    if here != municipality:
        return Public(name=name, region=region, own_form=False, moved_to=here.slug)
    serving = [one for one in near if not one.serves or municipality.code in one.serves]
    contacts = list(_contacts(serving, settings, now=now))
    listed = {one.code for one in contacts}
    return Public(
        name=name,
        region=region,
        own_form=municipality.own_form,
        languages=tuple(dict.fromkeys((DUTCH, *settings.languages.value))),
        reports_read=settings.reports_read.value if settings.reports_read.decided else None,
        reports_read_decided=settings.reports_read.decided,
        duty_telephone=settings.duty_telephone.value,
        contacts=tuple(contacts),
        doors=tuple(_doors(serving, listed)),
        recipients=tuple(_recipients(municipality, serving)),
        nuisance=_nuisance(municipality),
        texts=municipality.texts,
        reviewed=tuple(_reviewed(municipality)),
        style=municipality.style,
        logo=_logo(municipality),
    )


def _reviewed(municipality: Municipality) -> Iterator[str]:
    """Yield the languages whose texts of today somebody at the municipality has read."""
    for lang, review in municipality.reviews.items():
        if lang in LANGUAGES and review["edition"] == edition(lang):
            yield lang


def _contacts(
    serving: Sequence[Organisation], settings: RegionSettings, *, now: datetime
) -> Iterator[Contact]:
    today = local_day(now)
    shown: set[str] = set()
    for organisation in _of_kinds(serving, list(FOR)):
        for known in organisation.contacts.all():
            if not _is_public(known, organisation) or known.dial in shown:
                continue
            shown |= {known.dial} if known.dial else set()
            yield Contact(
                code=_code(organisation, known),
                name=organisation.name,
                kind=organisation.kind,
                label="" if known.label == Known.Label.GENERAL else known.label,
                telephone=known.telephone,
                email=known.email,
                website=known.website,
                hours={DUTCH: known.hours} if known.hours else {},
                open=_open(known.open),
                anonymous=organisation.kind == Kind.MMA,
                languages=tuple(organisation.languages),
                purposes=FOR[Kind(organisation.kind)],
                verified=directory.verified_state(known, settings, today).lower(),
                verified_on=known.verified_on,
            )


def _is_public(known: Known, organisation: Organisation) -> bool:
    """Say whether residents may see this way to reach a partner.

    Not the numbers from abroad that nobody verified, since the sources conflict (D); nor the urgent
    team of a partner, since whoever is in danger calls 112 (A04).
    """
    if known.label == Known.Label.URGENT and organisation.kind not in IN_DANGER:
        return False
    if known.label == Known.Label.ABROAD and known.verified_on is None:
        return False
    return bool(known.telephone or known.email or known.website)


def _doors(serving: Sequence[Organisation], listed: set[str]) -> Iterator[str]:
    """Yield the codes of where to report; the national advice point only if there is no other."""
    own_advice = False
    for organisation in _of_kinds(serving, DOORS):
        codes = [_code(organisation, known) for known in organisation.contacts.all()]
        advice = organisation.kind == Kind.ADVICE_POINT
        if advice and own_advice and organisation.region_id is None:
            continue
        reached = [code for code in codes if code in listed]
        own_advice = own_advice or bool(advice and organisation.region_id and reached)
        yield from reached


def _recipients(municipality: Municipality, serving: Sequence[Organisation]) -> Iterator[Recipient]:
    """Name who reads it on arrival, and with whom it may be shared. Policy: A02; C1, C2."""
    home = municipality.served_by.name
    yield Recipient(role="FOCAL_OFFICER", name=home, first=True, gets=("trafficking",))
    yield Recipient(role="REGISSEUR", name=home, first=True, gets=("undermining",))
    for organisation in _of_kinds(serving, list(MAY_GET)):
        kind = Kind(organisation.kind)
        yield Recipient(role=kind, name=organisation.name, gets=MAY_GET[kind])


def _of_kinds(serving: Sequence[Organisation], kinds: Sequence[Kind]) -> list[Organisation]:
    """Return the organisations of these kinds, in that order, the region's own first."""
    of_kind = [one for one in serving if one.kind in kinds]
    return sorted(
        of_kind,
        key=lambda one: (kinds.index(Kind(one.kind)), one.region_id is None, not one.serves),
    )


def _open(hours: Any) -> Hours | None:
    if hours is None:
        return None
    if isinstance(hours, dict):
        return Hours(always=True)
    return Hours(
        openings=tuple(
            Opening(days=tuple(period["days"]), start=period["from"], end=period["to"])
            for period in hours
        )
    )


def _nuisance(municipality: Municipality) -> Nuisance | None:
    words = municipality.nuisance_contact
    return Nuisance(text={DUTCH: words}) if words else None


def _logo(municipality: Municipality) -> Logo | None:
    if not municipality.logo_content:
        return None
    return Logo(kind=kind_of(municipality.logo), data=municipality.logo_content)


def _key(municipality: Municipality, *, needed: bool) -> tuple[int, bytes]:
    """Return the newest public key of who serves it; none where nothing is sealed to it."""
    owner = municipality.served_by_id
    if not needed:
        return 0, b""
    version = keys.newest_version(owner)
    return version, bytes(keys.envelope_key(owner, version).public_key)


def _code(organisation: Organisation, known: Known) -> str:
    return f"{organisation.code}-{known.order}"


def _same(there: object, value: object) -> bool:
    return (bytes(there) if isinstance(there, memoryview) else there) == value
