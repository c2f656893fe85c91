"""One referral, seen by the municipality: the thread, and what can be done about it (A21; G)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.grounds import purpose_of
from nietpluis.accounts.roles import Permission
from nietpluis.partners.models import Kind

from .. import answering, exchanges, package_letter, packages, reminding, sight, silence, standing
from ..handling import key_of
from ..models import Exchange, Referral, Signal
from .answering_forms import ActForm, EndForm, NotedForm, ReplyForm, TextForm
from .sharing import cards
from .signal import attempt, find_signal

Said, State = Exchange.Kind, Referral.State
DONE = {
    "reply": "Je antwoord is verstuurd. De partner is weer aan zet.",
    "noted": "Vastgelegd namens de partner.",
    "remind": "De herinnering is vastgelegd.",
    "end": "Afgesloten: partner zweeg.",
}


@may(Permission.SIGNAL_REFER)
def referral(request: DeskRequest, pk: UUID, referral_pk: UUID) -> HttpResponse:
    return _page(request, *_find(request, pk, referral_pk))


@may(Permission.SIGNAL_REFER)
def reply_to_partner(request: DeskRequest, pk: UUID, referral_pk: UUID) -> HttpResponse:
    """Answer the question of a partner; then the move is the partner's again."""
    signal, found = _find(request, pk, referral_pk)
    form = ReplyForm(found, request.POST)
    return _act(
        request,
        signal,
        found,
        "reply",
        form,
        lambda: answering.reply(found, **form.said(), by=request.actor, now=request.now),
    )


@may(Permission.SIGNAL_REFER)
def note_partner(request: DeskRequest, pk: UUID, referral_pk: UUID) -> HttpResponse:
    """Note what a partner said elsewhere, on its behalf. Policy: G, partners without a portal."""
    signal, found = _find(request, pk, referral_pk)
    form = NotedForm(found, request.POST)
    return _act(request, signal, found, "noted", form, lambda: _note(request, found, form))


@may(Permission.SIGNAL_REFER)
def remind_partner(request: DeskRequest, pk: UUID, referral_pk: UUID) -> HttpResponse:
    signal, found = _find(request, pk, referral_pk)
    form = ActForm(found, request.POST)
    return _act(
        request,
        signal,
        found,
        "remind",
        form,
        lambda: reminding.remind(
            found, seen=form.cleaned_data["seen"], by=request.actor, now=request.now
        ),
    )


@may(Permission.SIGNAL_REFER)
def let_partner_go(request: DeskRequest, pk: UUID, referral_pk: UUID) -> HttpResponse:
    """End a referral whose partner stayed silent. Policy: G, then the AF may close, logged."""
    signal, found = _find(request, pk, referral_pk)
    form = EndForm(found, request.POST)
    return _act(request, signal, found, "end", form, lambda: _end(request, found, form))


@may(Permission.SIGNAL_REFER)
def letter(request: DeskRequest, pk: UUID, referral_pk: UUID) -> HttpResponse:
    """Take the package out as a letter, for secure mail; each time is one audit line."""
    signal, found = _find(request, pk, referral_pk)
    package = sight.package_of(found)
    if package is None:
        raise Http404
    if sight.care_parts(package, by=request.actor):
        raise PermissionDenied
    response = HttpResponse(
        package_letter.letter(package, by=request.actor, now=request.now),
        content_type="application/pdf",
    )
    name = f"vertrouwelijk-{signal.reference}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _find(request: DeskRequest, pk: UUID, referral_pk: UUID) -> tuple[Signal, Referral]:
    signal = find_signal(request, pk)
    found = signal.referral_set.select_related("to", "organisation", "package")
    row = found.filter(pk=referral_pk).first()
    if row is None:
        raise Http404
    row.signal = signal
    return signal, row


def _act(
    request: DeskRequest,
    signal: Signal,
    found: Referral,
    name: str,
    form: ActForm,
    act: Callable[[], Any],
) -> HttpResponse:
    if request.method == "POST":
        if attempt(form, act):
            messages.success(request, DONE[name])
        else:
            signal, found = _find(request, signal.pk, found.pk)
            if form.status == 409:
                form.go_on_from(found)
            return _page(request, signal, found, {name: form})
    return redirect("desk:referral", pk=signal.pk, referral_pk=found.pk)


def _note(request: DeskRequest, found: Referral, form: NotedForm) -> Referral:
    said = form.said()
    what, text = said.pop("what"), said.pop("text")
    done = said | {"by": request.actor, "now": request.now, "on_behalf": True}
    if what == Said.ACCEPT:
        return answering.accept(found, text=text, **done)
    if what == Said.ASK:
        return answering.ask(found, text=text, **done)
    if what == Said.DECLINE:
        return answering.decline(found, because=text, **done)
    return answering.give_feedback(found, text=text, **done)


def _end(request: DeskRequest, found: Referral, form: TextForm) -> Referral:
    said = form.said()
    because = said.pop("text")
    return silence.end(found, because=because, **said, by=request.actor, now=request.now)


def _page(
    request: DeskRequest,
    signal: Signal,
    found: Referral,
    typed: dict[str, ActForm] | None = None,
) -> HttpResponse:
    [card] = cards(signal, key=key_of(signal), only=found)
    package = card.package
    readers = sight.readers(found.to, purpose_of(Kind(found.to.kind)), now=request.now)
    not_yet = silence.why_not_yet(found, now=request.now)
    forms = _forms(found)
    if not_yet:
        forms.pop("end", None)
    form = next(iter((typed or {}).values()), None)
    forms |= {name: one for name, one in (typed or {}).items() if name in forms}
    page = {
        "signal": signal,
        "card": card,
        "form": form,
        "forms": forms,
        "kept": form if form and form not in forms.values() else None,
        "reads_here": bool(package and readers),
        "address": exchanges.address_at(found.to),
        "not_yet": not_yet,
        "director": sight.director_of(signal, now=request.now),
        "crumbs": [
            ("Signalen", reverse("desk:worklist")),
            (f"Signaal {signal.reference}", reverse("desk:signal", args=[signal.pk])),
        ],
    }
    if package and not card.erased:
        hidden = sight.care_parts(package, by=request.actor)
        page["reading"] = packages.as_sent(
            package, key=exchanges.key_of(found), content=True, hidden=hidden
        )
        page["may_take_letter"] = not hidden
    return render(request, "desk/referral.html", page, status=form.status if form else 200)


def _forms(found: Referral) -> dict[str, ActForm]:
    """Return the forms that fit where a referral stands."""
    kinds: dict[str, type[ActForm]] = {
        "reply": ReplyForm,
        "noted": NotedForm,
        "remind": ActForm,
        "end": EndForm,
    }
    return {name: kind(found) for name, kind in kinds.items() if _still(found, name)}


def _still(found: Referral, name: str) -> bool:
    state = State(found.state)
    if name == "reply":
        return state == State.ASKED
    if name == "remind":
        return state in reminding.PARTNER_MOVES and found.signal.is_open
    if name == "end":
        return state == State.SILENT
    return bool(standing.NEXT[state]) and found.to.kind != Kind.EMERGENCY
