"""One signal on one page; and how every change of it is tried, refused or done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, find, may
from nietpluis.accounts.roles import Level, Permission

from .. import conversing, grouping, notices, reading
from ..handling import key_of
from ..models import Signal
from ..workflow import NotAllowed, Stale, Status
from . import sharing
from .conversing_forms import ReporterForm
from .signal_forms import DecideForm, NoteForm, ReopenForm, SeenForm

RELATED = (
    "report__reporter",
    "report__municipality__region",
    "report__undermining",
    "municipality__region",
    "organisation",
    "owner",
)


@may(Permission.SIGNAL_READ)
def signal(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = find_signal(request, pk)
    notices.read(request.user, about=pk, now=request.now)
    conversing.note_read(found, by=request.actor, now=request.now)
    return show(request, found)


def find_signal(request: DeskRequest, pk: UUID) -> Signal:
    """Return the signal if its content is in sight, else 404."""
    return find(request, Signal, pk, Level.CONTENT, *RELATED)


def show(
    request: DeskRequest, signal: Signal, typed: dict[str, SeenForm] | None = None
) -> HttpResponse:
    """Draw the page; `typed` holds the form that was refused, with what was typed in it."""
    key = key_of(signal)
    page = reading.page(signal, key=key, by=request.actor, now=request.now)
    page["related"] = reading.related(signal, by=request.actor, now=request.now)
    shown = _forms_at(signal)
    refused = dict(typed or {})
    page["form"] = next(iter(refused.values()), None)
    page["kept"] = [
        line for name, form in refused.items() if name not in shown for line in form.typed()
    ]
    page["forms"] = shown | {name: form for name, form in refused.items() if name in shown}
    page |= sharing.section(request, signal, key)
    page["alike"] = grouping.section(signal, by=request.actor, now=request.now)
    page["talk"] = conversing.page(signal, key=key, by=request.actor)
    status = page["form"].status if page["form"] else 200
    return render(request, "desk/signal.html", page, status=status)


def _forms_at(signal: Signal) -> dict[str, SeenForm]:
    """Return the forms that the page itself holds where a signal stands."""
    at = Status(signal.status)
    shown: dict[str, SeenForm] = {"note": NoteForm(signal), "both": SeenForm(signal)}
    if conversing.is_reachable(signal.report):
        shown["reporter"] = ReporterForm(signal)
    if at == Status.NEW:
        shown["take_up"] = SeenForm(signal)
    elif at == Status.CLOSED:
        shown["reopen"] = ReopenForm(signal)
    else:
        shown["decide"] = DecideForm(signal)
    return shown


def posted(request: DeskRequest) -> QueryDict | None:
    """Return what was posted, or None: then a form is still empty."""
    return request.POST if request.method == "POST" else None


class Tried(Protocol):
    """A form whose page answers with `status` when what it asks cannot be done."""

    status: int

    def is_valid(self) -> bool: ...

    def add_error(self, field: str | None, error: Any) -> None: ...


def attempt(form: Tried, act: Callable[[], Any]) -> bool:
    """Do what a form asks; if it cannot be, say why in the form and change nothing."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act()
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        form.status = 409 if isinstance(refused, Stale) else 200
        return False
    return True


def change(
    request: DeskRequest,
    pk: UUID,
    name: str,
    form: SeenForm,
    act: Callable[[], Any],
    done: str,
    part: str = "",
) -> HttpResponse:
    """Do a change that is asked on the page itself, or show the page again with what was typed."""
    if attempt(form, act):
        messages.success(request, done)
        return redirect(_at(pk, part))
    signal = find_signal(request, pk)
    if form.status == 409:
        form.go_on_from(signal)
    return show(request, signal, {name: form})


@dataclass(frozen=True)
class Words:
    """What a page of one form says: its title, what it is for, its button, and what happened."""

    title: str
    lead: str
    action: str
    done: str
    part: str = ""
    aside: str = ""


def ask(
    request: DeskRequest,
    signal: Signal,
    form: SeenForm,
    words: Words,
    act: Callable[[], Any],
    **more: Any,
) -> HttpResponse:
    """Show a form on a page of its own; when it is sent, do it and return to the signal."""
    if request.method == "POST":
        if attempt(form, act):
            messages.success(request, words.done)
            return redirect(_at(signal.pk, words.part))
        if form.status == 409:
            signal = find_signal(request, signal.pk)
            form.go_on_from(signal)
    crumbs = [
        ("Signalen", reverse("desk:worklist")),
        (f"Signaal {signal.reference}", reverse("desk:signal", args=[signal.pk])),
    ]
    page = {"signal": signal, "form": form, "words": words, "crumbs": crumbs} | more
    return render(request, "desk/signal_form.html", page, status=form.status)


def _at(pk: UUID, part: str = "") -> str:
    return reverse("desk:signal", args=[pk]) + (f"#{part}" if part else "")
