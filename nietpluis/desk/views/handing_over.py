"""Hand work over, and say when one is there: so that what somebody holds never lies still."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nietpluis.accounts import presence
from nietpluis.accounts.access import DeskRequest, find, may, note_acting
from nietpluis.accounts.appointing import Refused
from nietpluis.accounts.models import Absence, User
from nietpluis.accounts.roles import Level, Permission, Role
from nietpluis.core.calendar import local_day
from nietpluis.core.forms import DeskForm
from nietpluis.core.widgets import DateInput, TileCheckboxes, TileRadios

from .. import handing_over as work
from ..handing_over import Handed, Holding, Moving
from ..models import Signal, Undermining
from ..workflow import NotAllowed, Stale

DAYS = list(enumerate("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(), 1))
LABELS: dict[type[Moving], str] = {
    Signal: "De signalen gaan naar",
    Undermining: "De signalen van ondermijning gaan naar",
}
FIELDS: dict[type[Moving], str] = {Signal: "to", Undermining: "regisseur"}


class HandoverForm(DeskForm):
    """Who receives what one person holds; per kind of signal that they hold."""

    to = forms.ChoiceField(label=LABELS[Signal], required=False)
    regisseur = forms.ChoiceField(label=LABELS[Undermining], required=False)

    def __init__(
        self, request: DeskRequest, holding: Holding, data: QueryDict | None = None
    ) -> None:
        super().__init__(data)
        self.people: dict[str, Any] = {}
        held: dict[type[Moving], int] = {Signal: holding.signals, Undermining: holding.undermining}
        for kind, name in FIELDS.items():
            if not held[kind]:
                del self.fields[name]
                continue
            others = work.candidates(kind, holding.organisation.pk, now=request.now)
            others = [user for user in others if user.pk != holding.user.pk]
            self.people |= {str(user.pk): user for user in others}
            choice: Any = self.fields[name]
            choice.choices = [("", "Kies een collega"), *((str(u.pk), u.name) for u in others)]
        if len(self.fields) == 1:
            next(iter(self.fields.values())).required = True

    def chosen(self, name: str) -> Any:
        return self.people.get(self.cleaned_data.get(name, ""))


class GiveForm(DeskForm):
    """To which colleague one signal goes; `seen` is the version that the page showed."""

    to = forms.ChoiceField(label="Naar wie gaat het?", widget=TileRadios)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, moving: Moving, others: list[User], data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"seen": moving.version})
        self.people = {str(user.pk): user for user in others}
        choice: Any = self.fields["to"]
        choice.choices = [(key, user.name) for key, user in self.people.items()]


class AbsenceForm(DeskForm):
    from_day = forms.DateField(label="Eerste dag weg", widget=DateInput)
    until_day = forms.DateField(label="Laatste dag weg", widget=DateInput)


class DaysForm(DeskForm):
    works_on = forms.TypedMultipleChoiceField(
        label="Op welke dagen werk je?", coerce=int, choices=DAYS, required=False,
        widget=TileCheckboxes,
    )  # fmt: skip


@may(Permission.HANDOVER)
def handover(request: DeskRequest) -> HttpResponse:
    held = work.holdings(request.actor, now=request.now)
    chosen = _chosen(held, request.POST.get("van") or request.GET.get("van", ""))
    form = None
    if chosen and request.method == "POST":
        form = HandoverForm(request, chosen, request.POST)
        if form.is_valid() and (done := _hand_over(request, chosen, form)) is not None:
            messages.success(request, _said(done, chosen))
            return redirect("desk:handover")
    elif chosen:
        form = HandoverForm(request, chosen)
    page = {"holdings": held, "chosen": chosen, "form": form}
    return render(request, "desk/handover.html", page)


def _chosen(held: list[Holding], said: str) -> Holding | None:
    """Return what is asked for: a person at an organisation, or their first when only named."""
    for holding in held:
        if said in (holding.key, str(holding.user.pk)):
            return holding
    return None


def _hand_over(request: DeskRequest, holding: Holding, form: HandoverForm) -> Handed | None:
    note_acting(request.actor, holding.organisation.pk)
    try:
        with transaction.atomic():
            return work.give_all(
                holding.user,
                organisation=holding.organisation.pk,
                to=form.chosen("to"),
                regisseur=form.chosen("regisseur"),
                by=request.actor,
                now=request.now,
            )
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return None


def _said(done: Handed, holding: Holding) -> str:
    total = done.signals + done.undermining
    what = "1 signaal is" if total == 1 else f"{total} signalen zijn"
    return f"{what} overgedragen van {holding.user.name}. Wie het kreeg, heeft bericht."


@may(Permission.SIGNAL_DECIDE)
def give(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal = find(request, Signal, pk, Level.CONTENT, "owner", "organisation")
    return _give(request, signal, "desk:signal", "Signaal")


@may(Permission.UNDERMINING_DECIDE)
def give_undermining(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = find(request, Undermining, pk, Level.CONTENT, "owner", "organisation")
    return _give(request, found, "desk:undermining", "Ondermijning")


def _give(request: DeskRequest, moving: Moving, route: str, name: str) -> HttpResponse:
    back_to = reverse(route, kwargs={"pk": moving.pk})
    if request.method == "POST" and request.POST.get("to") == str(moving.owner_id):
        return redirect(back_to)  # a double click: it is theirs already
    others = work.candidates(type(moving), moving.organisation_id, now=request.now)
    others = [user for user in others if user.pk != moving.owner_id]
    form = GiveForm(moving, others, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        said, to = form.cleaned_data, form.people[form.cleaned_data["to"]]
        try:
            with transaction.atomic():
                work.give(moving, to=to, by=request.actor, now=request.now, seen=said["seen"])
            messages.success(request, f"Dit signaal is nu van {to.name}.")
            return redirect(back_to)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
            status = 409 if isinstance(refused, Stale) else 200
    page = {
        "form": form,
        "moving": moving,
        "others": others,
        "back_url": back_to,
        "crumbs": [(f"{name} {moving.reference}", back_to)],
    }
    return render(request, "desk/give.html", page, status=status)


@may(Permission.HANDOVER)
def my_days(request: DeskRequest) -> HttpResponse:
    away, forms_of = AbsenceForm(), _days_forms(request)
    if request.method == "POST" and request.POST.get("post"):
        for post, form in forms_of:
            if form.is_bound and form.is_valid():
                days = form.cleaned_data["works_on"]
                presence.set_days(post, works_on=days, by=request.actor, now=request.now)
                messages.success(request, "Je werkdagen zijn bewaard.")
                return redirect("desk:my_days")
    elif request.method == "POST":
        away = AbsenceForm(request.POST)
        if away.is_valid() and _away(request, away):
            messages.success(request, "Je afwezigheid is bewaard. Je vervanger kijkt dan mee.")
            return redirect("desk:my_days")
    today = local_day(request.now)
    page = {
        "form": away,
        "posts": forms_of,
        "absences": request.user.absence_set.filter(until_day__gte=today).order_by("from_day"),
    }
    return render(request, "desk/my_days.html", page)


def _days_forms(request: DeskRequest) -> list[tuple[Any, DaysForm]]:
    """Return each own appointment whose work waits, with its form; the posted one is bound."""
    roles = {*work.ANSWERS.values(), Role.MANAGER}
    made = []
    for post in request.actor.appointments:
        if Role(post.role) in roles:
            asked = request.POST if request.POST.get("post") == str(post.pk) else None
            start = {"works_on": post.works_on}
            made.append((post, DaysForm(asked, initial=start, prefix=f"d{post.pk.hex[:8]}")))
    return made


def _away(request: DeskRequest, form: AbsenceForm) -> bool:
    try:
        with transaction.atomic():
            presence.be_away(**form.cleaned_data, by=request.actor, now=request.now)
    except Refused as refused:
        form.add_error("until_day", str(refused))
        return False
    return True


@require_POST
@may(Permission.HANDOVER)
def back(request: DeskRequest, pk: UUID) -> HttpResponse:
    absence = Absence.objects.filter(pk=pk, user=request.user).first()
    if absence is None:
        raise Http404
    presence.be_back(absence, by=request.actor, now=request.now)
    messages.success(request, "Je afwezigheid is ingetrokken.")
    return redirect("desk:my_days")
