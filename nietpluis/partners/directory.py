"""Look something up in the regional directory: whom to turn to, and how sure the contact is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, TextChoices

from nietpluis.core.answers import Answer
from nietpluis.core.calendar import AMSTERDAM, is_holiday, local_day, months_before

from .models import Contact, Kind, Municipality, Organisation, Region
from .settings import RegionSettings, settings_of


class Verified(TextChoices):
    """How sure a contact is. Policy: A28, verified-on date; D, phones conflict."""

    NEVER = "NEVER", "Nog nooit gecontroleerd"
    STALE = "STALE", "Te lang geleden gecontroleerd"
    OK = "OK", "Gecontroleerd"


@dataclass(frozen=True)
class ToVerify:
    """A contact that somebody must check, and why."""

    contact: Contact
    state: Verified


def partner_of(kind: Kind, municipality: Municipality) -> list[Organisation]:
    """Return the organisations of a kind for a municipality: its region's first, then national.

    Those that serve only other municipalities and those that have ended are left out. Policy: A28.
    """
    if kind == Kind.MUNICIPALITY:
        return [municipality.served_by]
    found = Organisation.objects.filter(kind=kind, ended_on=None).filter(
        Q(region=municipality.region_id) | Q(region=None)
    )
    here = [one for one in found if not one.serves or municipality.code in one.serves]
    return sorted(here, key=lambda one: (one.region_id is None, not one.serves, one.name))


def organisations_of(region: Region) -> list[Organisation]:
    """Return all that staff of a region may turn to, its own first, with their contacts (A28)."""
    found = Organisation.objects.filter(Q(region=region) | Q(region=None), ended_on=None)
    order = list(Kind.values)
    return sorted(
        found.exclude(kind=Kind.MUNICIPALITY).prefetch_related("contacts"),
        key=lambda one: (one.region_id is None, order.index(one.kind), one.name),
    )


def verified_state(contact: Contact, settings: RegionSettings, today: date) -> Verified:
    """Say whether a contact was ever verified, and not longer ago than the region allows (A28)."""
    if contact.verified_on is None:
        return Verified.NEVER
    oldest = months_before(today, settings.contact_verify_months.value)
    return Verified.STALE if contact.verified_on < oldest else Verified.OK


def to_verify(region: Region, now: datetime) -> list[ToVerify]:
    """Return the region's and the national contacts to check: never first, then the oldest (A28).

    What an organisation lacks altogether stands in `without_contact`.
    """
    settings, today = settings_of(region), local_day(now)
    contacts = Contact.objects.filter(
        Q(organisation__region=region) | Q(organisation__region=None), organisation__ended_on=None
    )
    listed = [
        ToVerify(contact, verified_state(contact, settings, today))
        for contact in contacts.select_related("organisation")
    ]
    return sorted(
        (one for one in listed if one.state != Verified.OK),
        key=lambda one: (
            one.contact.verified_on or date.min,
            one.contact.organisation.name,
            one.contact.order,
        ),
    )


def without_contact(region: Region) -> list[Organisation]:
    """Return the partners for whom no source states how to reach them; look them up first (A28)."""
    return [one for one in organisations_of(region) if not one.contacts.all()]


def open_now(contact: Contact, now: datetime) -> Answer:
    """Say whether a contact can be reached now; on a public holiday only "always" is certain."""
    return open_at(contact.open, now)


def open_at(hours: Any, now: datetime) -> Answer:
    """Say whether opening hours, as a pack states them, hold at a moment; unknown stays unknown."""
    if hours is None:
        return Answer.UNKNOWN
    if isinstance(hours, dict):
        return Answer.YES
    here = now.astimezone(AMSTERDAM)
    if is_holiday(here.date()):
        return Answer.UNKNOWN
    clock = f"{here:%H:%M}"
    for period in hours:
        if here.isoweekday() in period["days"] and period["from"] <= clock < period["to"]:
            return Answer.YES
    return Answer.NO
