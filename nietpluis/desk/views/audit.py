"""The log, for the privacy officer of an organisation."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from nietpluis.accounts.access import DeskRequest, may, note_acting
from nietpluis.accounts.roles import Permission
from nietpluis.audit import log
from nietpluis.audit.models import Line
from nietpluis.core.forms import DeskForm
from nietpluis.core.widgets import DateInput

from .. import accounting, places
from ..accounting import Asked


class LogForm(DeskForm):
    """What part of the log one looks at, as it stands in the address: ids and dates only."""

    organisatie = forms.ChoiceField(label="Organisatie", required=False)
    over = forms.UUIDField(label="Over welk onderwerp (id)", required=False)
    wie = forms.UUIDField(label="Door wie (id)", required=False)
    vanaf = forms.DateField(label="Vanaf", required=False, widget=DateInput)
    tot = forms.DateField(label="Tot en met", required=False, widget=DateInput)

    def __init__(self, request: DeskRequest, **kwargs: Any) -> None:
        posts = request.actor.appointments
        self.places = {post.organisation.code: post.organisation for post in posts}
        super().__init__(**kwargs)
        choices: Any = self.fields["organisatie"]
        choices.choices = [(code, at.name) for code, at in self.places.items()]
        if len(self.places) < 2:
            del self.fields["organisatie"]


@may(Permission.AUDIT_READ)
def lines(request: DeskRequest) -> HttpResponse:
    form = LogForm(request, data=request.GET)
    form.is_valid()
    said = form.cleaned_data
    code = said.get("organisatie") or next(iter(form.places))
    organisation = form.places[code]
    note_acting(request.actor, organisation.pk)
    asked = Asked(
        organisation=organisation.pk,
        about=said.get("over"),
        by=said.get("wie"),
        since=said.get("vanaf"),
        until=said.get("tot"),
    )
    query = {name: str(value) for name, value in said.items() if value}
    start = places.read(request.GET.get("plek", ""), asked.order)
    page = accounting.page(asked, start=start)

    def at(**more: object) -> str:
        return f"{request.path}?{urlencode(query | {k: str(v) for k, v in more.items() if v})}"

    shown = {
        "organisation": organisation,
        "page": page,
        "narrowed": bool(set(query) - {"organisatie"}),
        "ignored": [form.fields[name].label for name in form.errors],
        "filter_form": LogForm(request, initial=query),
        "previous_url": at(plek=page.before) if page.before else "",
        "next_url": at(plek=page.after) if page.after else "",
        "check_url": at(controle=1),
        "checked": _checked(organisation.pk) if request.GET.get("controle") else None,
    }
    return render(request, "desk/audit.html", shown)


def _checked(organisation: UUID) -> dict[str, object]:
    return {
        "broken": log.verify(organisation),
        "lines": Line.objects.filter(organisation=organisation).count(),
    }
