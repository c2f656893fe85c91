"""Vandaag, the worklist, search, and what is overdue."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import ROLES, Permission, Role
from nietpluis.core.forms import DeskForm
from nietpluis.core.widgets import DateInput

from .. import notices, places, searching, worklist
from .. import overdue as late
from ..flow import Form
from ..today import today
from ..workflow import Status
from ..worklist import Filters

STATES = [("", "Alles wat open is"), *((one.value, one.label) for one in Status)]
WHOSE = [("", "Van iedereen"), ("mij", "Van mij"), ("niemand", "Nog van niemand")]
REPORTS_FIRST = {Role.OFFICIAL, Role.PROFESSIONAL}


class FilterForm(DeskForm):
    """The filters of the worklist, as they stand in its address; everything may be left out."""

    status = forms.ChoiceField(label="Stap", choices=STATES, required=False)
    form = forms.ChoiceField(
        label="Vorm",
        choices=[("", "Alle vormen"), *((one.value, one.label.capitalize()) for one in Form)],
        required=False,
    )
    van = forms.ChoiceField(label="Van wie", choices=WHOSE, required=False)
    gemeente = forms.ChoiceField(label="Gemeente", required=False)
    vanaf = forms.DateField(label="Binnen vanaf", required=False, widget=DateInput)
    tot = forms.DateField(label="Binnen tot en met", required=False, widget=DateInput)
    telaat = forms.BooleanField(label="Alleen wat te laat is", required=False)

    def __init__(self, request: DeskRequest, **kwargs: Any) -> None:
        self.places = {one.slug: one for one in worklist.municipalities(request.actor)}
        super().__init__(**kwargs)
        if len(self.places) < 2:
            del self.fields["gemeente"]
        else:
            of: Any = self.fields["gemeente"]
            of.choices = [("", "Alle gemeenten"), *((p.slug, p.name) for p in self.places.values())]

    def filters(self) -> Filters:
        """Return what was asked; a value that is no choice is left out, and stands in `errors`."""
        said = self.cleaned_data
        return Filters(
            status=Status(said["status"]) if said.get("status") else None,
            form=Form(said["form"]) if said.get("form") else None,
            municipality=self.places.get(said.get("gemeente", "")),
            since=said.get("vanaf"),
            until=said.get("tot"),
            whose=said.get("van", ""),
            overdue=bool(said.get("telaat")),
        )


class SearchForm(DeskForm):
    """One box: whatever identifies."""

    q = forms.CharField(
        label="Zoek op kenmerk, telefoon, kenteken, e-mail of adres",
        help_text="Bijvoorbeeld 06 12345678, 12-ABC-3, 5701 AB 12, of de code van een melder."
        " Op namen kun je niet zoeken.",
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "data-search": ""}
        ),
    )


@may(Permission.HOME)
def home(request: DeskRequest) -> HttpResponse:
    roles = {Role(post.role) for post in request.actor.appointments}
    page = {
        "now": request.now,
        "blocks": today(request.actor, now=request.now),
        "reports_first": bool(roles & REPORTS_FIRST) and Role.FOCAL_OFFICER not in roles,
        "may_register": _gives(request, Permission.SIGNAL_REGISTER),
        "may_hand_over": _gives(request, Permission.HANDOVER),
    }
    return render(request, "desk/home.html", page)


def _gives(request: DeskRequest, permission: Permission) -> bool:
    return any(permission in ROLES[Role(post.role)].may for post in request.actor.appointments)


@require_POST
@may(Permission.HOME)
def notices_read(request: DeskRequest) -> HttpResponse:
    notices.read_all(request.user, now=request.now)
    return redirect("desk:home")


@may(Permission.SIGNAL_LIST)
def signals(request: DeskRequest) -> HttpResponse:
    asked = FilterForm(request, data=request.GET)
    asked.is_valid()
    filters = asked.filters()
    ignored = [asked.fields[name].label for name in asked.errors]
    start = places.read(request.GET.get("plek", ""), filters.order)
    page = worklist.page(request.actor, filters, now=request.now, start=start)
    query = worklist.as_query(filters)

    def at(place: places.Place | None) -> str:
        return f"{request.path}?{urlencode(query | {'plek': str(place)})}" if place else ""

    shown = {
        "now": request.now,
        "page": page,
        "filters": filters,
        "narrowed": bool(query),
        "ignored": ignored,
        "filter_form": FilterForm(request, initial=query),
        "search_form": SearchForm(),
        "previous_url": at(page.before),
        "next_url": at(page.after),
        "first_url": f"{request.path}?{urlencode(query)}" if start else "",
    }
    return render(request, "desk/worklist.html", shown)


@sensitive_post_parameters("q")
@may(Permission.SIGNAL_SEARCH)
def search(request: DeskRequest) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        found = searching.search(request.actor, form.cleaned_data["q"], now=request.now)
    crumbs = [("Signalen", reverse("desk:worklist"))]
    page = {"now": request.now, "form": form, "found": found, "crumbs": crumbs}
    return render(request, "desk/search.html", page)


@may(Permission.WAITS_READ)
def overdue(request: DeskRequest) -> HttpResponse:
    notices.read_late(request.user, now=request.now)
    start = places.read(request.GET.get("plek", ""), late.ORDER)
    page = late.page(request.actor, now=request.now, start=start)

    def at(place: places.Place | None) -> str:
        return f"{request.path}?{urlencode({'plek': str(place)})}" if place else ""

    shown = {
        "now": request.now,
        "waits": page.waits,
        "previous_url": at(page.before),
        "next_url": at(page.after),
    }
    return render(request, "desk/overdue.html", shown)
