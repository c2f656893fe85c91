"""What a region settled, and what still runs on the proposal of Nietpluis; its municipalities."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import Permission
from nietpluis.core.calendar import local_day
from nietpluis.knowledge import texts
from nietpluis.partners.models import Municipality, Region
from nietpluis.partners.settings import RegionSettings, Setting, WaitKind, settings_of

from ..flow import Form
from .directory import regions_of

# What a wait is for whoever reads how long it may take
WAITS = {
    WaitKind.DEPUTY: "Daarna: te laat, ook naar de vervanger",
    WaitKind.MANAGER: "Daarna: te laat, ook naar de leidinggevende",
}


@dataclass(frozen=True)
class Rule:
    """One setting in words, whose choice it is, and where that stands. Policy: C7; F."""

    name: str
    value: str
    setting: Setting[Any]


@dataclass(frozen=True)
class Place:
    """A municipality with how it is reported to, and what became of it."""

    municipality: Municipality
    heir: Municipality | None

    @property
    def read(self) -> list[str]:
        """The languages of which somebody there has read the texts of today."""
        reviews = self.municipality.reviews.items()
        return [lang for lang, one in reviews if one["edition"] == texts.edition(lang)]

    @property
    def way_in(self) -> str:
        return "eigen formulier" if self.municipality.own_form else "loketten van de regio"


@may(Permission.SETTINGS_READ)
def region_settings(request: DeskRequest) -> HttpResponse:
    regions = regions_of(request)
    asked = [one for one in regions if one.code == request.GET.get("regio", "")]
    region = next(iter(asked or regions), None)
    page: dict[str, Any] = {"regions": regions, "region": region, "site": settings.PUBLIC_URL}
    if region:
        rules = settings_of(region)
        page |= {
            "deadlines": [
                (WAITS.get(kind, kind.label.capitalize()), setting)
                for kind, setting in rules.deadlines.items()
            ],
            "choices": list(_choices(rules)),
            "open": len(rules.proposals),
            "places": _places(region, request.now),
            "editions": list(_editions(rules)),
        }
    return render(request, "desk/region_settings.html", page)


def _choices(rules: RegionSettings) -> Iterator[Rule]:
    times = rules.reminders_before_silent.value
    months = rules.contact_verify_months.value
    read = rules.reports_read.value or {}
    closed = [date_format(day, "j F Y") for day in rules.extra_closed_days.value]
    yield Rule(
        "Arbeid samen met een andere vorm",
        rules.labour_with_other.value.label,
        rules.labour_with_other,
    )
    yield Rule("Wie het eerst hoort, per vorm", _order(rules), rules.partner_order)
    yield Rule("De stap naar de zorgcoördinator", rules.zoco_step.value.label, rules.zoco_step)
    yield Rule(
        "Herinneringen voordat de ketenregisseur het hoort",
        "1 keer" if times == 1 else f"{times} keer",
        rules.reminders_before_silent,
    )
    yield Rule(
        "Contacten opnieuw nakijken",
        "elke maand" if months == 1 else f"elke {months} maanden",
        rules.contact_verify_months,
    )
    yield Rule("Diensttelefoon", rules.duty_telephone.value or "", rules.duty_telephone)
    yield Rule("Wanneer meldingen worden gelezen", read.get("nl", ""), rules.reports_read)
    yield Rule(
        "Talen van de meldpagina",
        ", ".join(texts.IN_DUTCH.get(code, code) for code in rules.languages.value),
        rules.languages,
    )
    yield Rule(
        "Vrije dagen naast de feestdagen",
        ", ".join(closed) or "geen",
        rules.extra_closed_days,
    )


def _editions(rules: RegionSettings) -> Iterator[tuple[str, str, str]]:
    """Yield each translation that is offered: its name, its code and the edition of its texts."""
    for lang in rules.languages.value:
        if lang in texts.LANGUAGES and lang != texts.DUTCH:
            yield texts.IN_DUTCH[lang], lang, texts.edition(lang)


def _order(rules: RegionSettings) -> str:
    """Return the rounds per form as words: who first, who then."""
    said = []
    for form, rounds in rules.partner_order.value.items():
        words = [" en ".join(kind.label for kind in round_) for round_ in rounds]
        said.append(f"{Form(form).label}: eerst {', daarna '.join(words)}")
    return "; ".join(said).capitalize()


def _places(region: Region, now: datetime) -> list[Place]:
    today: date = local_day(now)
    found = Municipality.objects.filter(region=region).select_related("served_by", "successor")
    return [
        Place(one, one.on(today) if one.valid_to and one.valid_to <= today else None)
        for one in found.order_by("name")
    ]
