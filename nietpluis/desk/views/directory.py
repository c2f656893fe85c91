"""The regional directory for staff: whom to turn to, how sure that is, and what must be checked."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import Permission
from nietpluis.core.answers import Answer
from nietpluis.core.calendar import local_day
from nietpluis.partners import directory as partners
from nietpluis.partners.directory import Verified
from nietpluis.partners.models import Contact, Kind, Organisation, Region
from nietpluis.partners.settings import RegionSettings, settings_of

OPEN_WORDS = {Answer.YES: "nu bereikbaar", Answer.NO: "nu gesloten", Answer.UNKNOWN: ""}


@dataclass(frozen=True)
class Way:
    """One way to reach a partner, with what is known of it now."""

    contact: Contact
    verified: Verified
    open: Answer

    @property
    def open_words(self) -> str:
        return OPEN_WORDS[self.open]

    @property
    def is_open(self) -> bool:
        return self.open == Answer.YES


@may(Permission.DIRECTORY_READ)
def directory(request: DeskRequest) -> HttpResponse:
    regions = regions_of(request)
    asked = request.GET.get("regio", "")
    asked_for = [one for one in regions if one.code == asked]
    region = next(iter(asked_for or regions), None)
    check = bool(request.GET.get("nakijken"))
    page: dict[str, Any] = {
        "regions": regions,
        "region": region,
        "check": check,
        "now": request.now,
    }
    if region:
        rules = settings_of(region)
        everyone = partners.organisations_of(region)
        listed = sorted(everyone, key=lambda one: one.kind != Kind.EMERGENCY)  # danger first: A04
        page |= {
            "to_verify": len(partners.to_verify(region, request.now)),
            "without": partners.without_contact(region),
            "partners": [
                (one, ways)
                for one in listed
                if (ways := _ways(one, rules, request, check=check)) or not check
            ],
            "months": rules.contact_verify_months.value,
        }
    return render(request, "desk/directory.html", page)


def regions_of(request: DeskRequest) -> list[Region]:
    """Return the regions the reader works in; who works nationally can choose from all."""
    own = {post.organisation.region for post in request.actor.appointments}
    found = {region.pk: region for region in own if region and not region.national}
    everywhere = not found or None in own
    listed = Region.objects.filter(national=False) if everywhere else list(found.values())
    return sorted(listed, key=lambda region: region.name)


def _ways(
    organisation: Organisation, rules: RegionSettings, request: DeskRequest, *, check: bool
) -> list[Way]:
    today = local_day(request.now)
    ways = [
        Way(
            contact,
            partners.verified_state(contact, rules, today),
            partners.open_now(contact, request.now),
        )
        for contact in organisation.contacts.all()
    ]
    return [way for way in ways if way.verified != Verified.OK or not check]
