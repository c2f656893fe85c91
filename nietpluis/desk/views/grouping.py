"""Reports that look alike: all of a group on one page, and what the officer says of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import Permission

from .. import grouping, places, worklist
from ..models import Signal
from ..worklist import BY_URGENCY
from .signal import Words, attempt, change, find_signal
from .signal_forms import ReasonForm, SeenForm

JOINED = "Dit is dezelfde melding. Zij wordt behandeld met de eerste en blijft bewaard."
APART = "Dit is iets anders. Het signaal staat weer apart in de lijst."
ENDED = Words(
    "De zelfde meldingen afhandelen",
    "De eerste melding is afgesloten. De meldingen die je erbij voegde, volgen nu dezelfde weg. Wie"
    " alleen een ontvangstbewijs krijgt, wordt afgesloten. Wie nog iets van je hoort, komt bij"
    " Terugkoppelen te staan. Er verdwijnt niets.",
    "Afhandelen",
    "",
)


@may(Permission.SIGNAL_READ)
def alike(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal = find_signal(request, pk)
    others = grouping.members(signal, by=request.actor, now=request.now)
    start = places.read(request.GET.get("plek", ""), BY_URGENCY)
    start = None if start is None or start.back else start
    if start:
        others = others.filter(places.beyond(BY_URGENCY, start, down=False))
    found = list(others.order_by(*BY_URGENCY).values_list(*BY_URGENCY)[: worklist.PER_PAGE + 1])
    shown = found[: worklist.PER_PAGE]
    more = len(found) > worklist.PER_PAGE
    group = grouping.section(signal, by=request.actor, now=request.now)
    first = signal if grouping.first_of(signal) == signal.pk else group.first
    page = {
        "now": request.now,
        "signal": signal,
        "alike": group,
        "form": SeenForm(signal),
        "first": first,
        "entries": worklist.entries([row[-1] for row in shown], now=request.now),
        "next_url": f"{request.path}?plek={places.Place(shown[-1])}" if more else "",
        "first_url": request.path if start else "",
        "crumbs": _crumbs(signal),
    }
    return render(request, "desk/alike.html", page)


@may(Permission.SIGNAL_DECIDE)
def join(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _judge(request, pk, grouping.join, JOINED)


@may(Permission.SIGNAL_DECIDE)
def set_apart(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _judge(request, pk, grouping.set_apart, APART)


@may(Permission.SIGNAL_DECIDE)
def join_all(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Join at once all that looks like the first and is no more urgent than it."""
    signal = find_signal(request, pk)
    if request.method == "POST" and grouping.first_of(signal) == signal.pk:
        number = grouping.join_all(signal, by=request.actor, now=request.now)
        messages.success(request, f"{number} meldingen zijn hierbij gevoegd.")
    return redirect("desk:alike", pk=pk)


@may(Permission.SIGNAL_DECIDE)
def close_joined(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Let what was joined to a closed signal end as it did, each by its own steps."""
    signal = find_signal(request, pk)
    form = ReasonForm(signal, request.POST if request.method == "POST" else None)
    done: list[tuple[int, int]] = []

    def act() -> None:
        because = form.cleaned_data["because"]
        done.append(
            grouping.close_joined(signal, because=because, by=request.actor, now=request.now)
        )

    if request.method == "POST" and attempt(form, act):
        closed, told = done[0]
        messages.success(
            request, f"{closed} meldingen zijn afgesloten, {told} staan bij Terugkoppelen."
        )
        left = grouping.joined(signal).exists()
        return redirect("desk:close_joined" if left else "desk:alike", pk=pk)
    page = {"signal": signal, "form": form, "words": ENDED, "crumbs": _crumbs(signal)}
    return render(request, "desk/signal_form.html", page, status=form.status)


def _crumbs(signal: Signal) -> list[tuple[str, str]]:
    return [
        ("Signalen", reverse("desk:worklist")),
        (f"Signaal {signal.reference}", reverse("desk:signal", args=[signal.pk])),
    ]


def _judge(request: DeskRequest, pk: UUID, act: Callable[..., Any], done: str) -> HttpResponse:
    """Say of a signal that it is the same report as the first, or not."""
    signal = find_signal(request, pk)
    if request.method != "POST":
        return redirect("desk:signal", pk=pk)
    form = SeenForm(signal, request.POST)

    def judge() -> None:
        act(signal, seen=form.cleaned_data["seen"], by=request.actor, now=request.now)

    return change(request, pk, "alike", form, judge, done, part="lijkt-op")
