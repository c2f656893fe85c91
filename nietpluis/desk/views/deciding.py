"""What the officer decides: take up, judge, leave the route, name the forms, open again."""

from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import Permission

from .. import both_desks, next_step, triage
from ..flow import Outcome
from ..models import Signal
from .signal import Words, ask, change, find_signal
from .signal_forms import DecideForm, FormsForm, OnwardForm, ReopenForm, SeenForm

F = TypeVar("F", bound=SeenForm)
TAKEN_UP = "Je hebt dit signaal opgepakt. Het staat op jouw naam."
DECIDED = "Je oordeel is vastgelegd."
REOPENED = "Dit signaal is weer open. Het staat op jouw naam."
DEPART = Words(
    "Geen mensenhandel, zonder advies",
    "Het schema vraagt bij een vaag signaal eerst advies aan een partner. Jij kent dit signaal, dus"
    " soms weet je meer dan het schema. Schrijf dan op waarom. Het blijft zichtbaar dat je afweek.",
    "Vastleggen en naar Terugkoppelen",
    DECIDED,
    aside="Twijfel je nog? Kies dan ‘het signaal blijft vaag’. Dan denkt een partner met je mee.",
)
BOTH = "Dit signaal ligt nu ook bij de regisseur ondermijning. Bij jou verandert er niets."
FORMS = Words(
    "Vorm, gevaar en leeftijd",
    "Waar denk je aan, op grond van wat je nu weet? Je kunt dit later altijd veranderen. De vorm"
    " bepaalt wie je eerst belt. Gevaar en leeftijd bepalen hoe snel iets moet.",
    "Opslaan",
    "Vorm, gevaar en leeftijd zijn bijgewerkt.",
)


@may(Permission.SIGNAL_DECIDE)
def take_up(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal, form = _posted(request, pk, SeenForm)
    if form is None:
        return redirect("desk:signal", pk=pk)
    return change(
        request,
        pk,
        "take_up",
        form,
        lambda: triage.take_up(
            signal, seen=form.cleaned_data["seen"], by=request.actor, now=request.now
        ),
        TAKEN_UP,
    )


@may(Permission.SIGNAL_DECIDE)
def decide(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal, form = _posted(request, pk, DecideForm)
    if form is None:
        return redirect("desk:signal", pk=pk)
    return change(
        request,
        pk,
        "decide",
        form,
        lambda: triage.decide(signal, **form.cleaned_data, by=request.actor, now=request.now),
        DECIDED,
    )


@may(Permission.SIGNAL_DECIDE)
def depart(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take the one extra step to leave the route, where the chart knows such an answer."""
    signal, form = _posted(request, pk, OnwardForm)
    if form is None and not next_step.of(signal).departures:
        return redirect("desk:signal", pk=pk)
    form = form or OnwardForm(signal)
    return ask(
        request,
        signal,
        form,
        DEPART,
        lambda: triage.decide(
            signal,
            outcome=Outcome.NO_TRAFFICKING,
            **form.cleaned_data,
            by=request.actor,
            now=request.now,
        ),
    )


@may(Permission.SIGNAL_DECIDE)
def name_forms(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal, form = _posted(request, pk, FormsForm)
    form = form or FormsForm(signal)
    return ask(
        request,
        signal,
        form,
        FORMS,
        lambda: triage.name_forms(
            signal,
            forms=set(form.cleaned_data["forms_named"]),
            acute=form.cleaned_data["acute"],
            minor=form.cleaned_data["minor"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
            now=request.now,
        ),
    )


@may(Permission.SIGNAL_DECIDE)
def also_undermining(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal, form = _posted(request, pk, SeenForm)
    if form is None:
        return redirect("desk:signal", pk=pk)
    return change(
        request,
        pk,
        "both",
        form,
        lambda: both_desks.also_undermining(
            signal, seen=form.cleaned_data["seen"], by=request.actor, now=request.now
        ),
        BOTH,
    )


@may(Permission.SIGNAL_DECIDE)
def reopen(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal, form = _posted(request, pk, ReopenForm)
    if form is None:
        return redirect("desk:signal", pk=pk)
    return change(
        request,
        pk,
        "reopen",
        form,
        lambda: triage.reopen(signal, **form.cleaned_data, by=request.actor, now=request.now),
        REOPENED,
    )


def _posted(request: DeskRequest, pk: UUID, kind: type[F]) -> tuple[Signal, F | None]:
    """Return the signal in sight, and what was posted; without a post only the signal."""
    signal = find_signal(request, pk)
    return signal, kind(signal, request.POST) if request.method == "POST" else None
