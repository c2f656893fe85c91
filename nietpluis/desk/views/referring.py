"""Hand a signal to a partner: choose whom, then by telephone or as a package (A19, A21, A34)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.grounds import purpose_of
from nietpluis.accounts.roles import Permission
from nietpluis.partners.models import Kind, Organisation

from .. import calling, exchanges, packages, referral, route, sight
from ..handling import key_of
from ..models import Referral, Signal
from .referring_forms import CallForm, PackageForm
from .signal import attempt, find_signal


@may(Permission.SIGNAL_REFER)
def refer(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Choose a partner: first whom the chart proposes, then everyone else. Policy: C2; A28."""
    signal = find_signal(request, pk)
    proposed = route.proposed(signal)
    told = {one.to_id for one in _told(signal)}
    named = {one.pk for stop in proposed.stops for one in stop.partners}
    others = [one for one in referral.partners_of(signal) if one.pk not in named | told]
    page = {
        "signal": signal,
        "route": proposed,
        "rounds": calling.rounds(proposed, signal, now=request.now),
        "others": [(one, one.kind != Kind.EMERGENCY) for one in others],
        "may_refer": signal.status in referral.REFERS_AT,
        "crumbs": _crumbs(signal),
    }
    return render(request, "desk/refer.html", page)


@may(Permission.SIGNAL_REFER)
def refer_by_telephone(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Note a call with a partner. Policy: C2, footnote 13; G."""
    signal = find_signal(request, pk)
    chosen = _partner(request, signal, Referral.How.TELEPHONE)
    if chosen is None:
        return redirect("desk:refer", pk=pk)
    form = CallForm(
        signal,
        chosen.to,
        request.POST if request.method == "POST" else None,
        departure=chosen.departure,
        now=request.now,
    )
    if request.method == "POST":
        if attempt(form, lambda: _call(request, signal, chosen.to, form)):
            messages.success(request, f"Het gesprek met {chosen.to.name} is vastgelegd.")
            return _to_signal(pk)
        if form.status == 409:
            signal = find_signal(request, pk)
            form.go_on_from(signal)
    page = chosen.page(signal) | {"form": form}
    page["numbers"] = calling.numbers(chosen.to, signal, now=request.now)
    return render(request, "desk/refer_by_telephone.html", page, status=form.status)


@may(Permission.SIGNAL_REFER)
def refer_by_package(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Choose what a partner reads, look at exactly that, and send it. Policy: A34; A21.

    The same address answers a change on the page with the fresh preview alone.
    """
    signal = find_signal(request, pk)
    chosen = _partner(request, signal, Referral.How.PACKAGE)
    if chosen is None:
        return redirect("desk:refer", pk=pk)
    form = _package_form(request, signal, chosen)
    if request.method == "POST" and not _live(request) and "ground" in form.errors:
        packages.refuse(signal, by=request.actor, now=request.now)
    if request.POST.get("action") == "send":
        made: list[Referral] = []
        if attempt(form, lambda: made.append(_send(request, signal, chosen.to, form))):
            messages.success(request, f"Het pakket voor {chosen.to.name} staat klaar.")
            return _after_sending(made[0], request)
        if form.status == 409:
            signal = find_signal(request, pk)
            form.go_on_from(signal)
    page = chosen.page(signal) | {"form": form} | _preview(request, signal, chosen.to, form)
    if _live(request):
        return render(request, "desk/_package_preview.html", page)
    return render(request, "desk/refer_by_package.html", page, status=form.status)


@dataclass(frozen=True)
class Chosen:
    """The partner that is to be told, and why turning to it leaves the route, if it does."""

    to: Organisation
    departure: str
    readers: bool
    address: str

    def page(self, signal: Signal) -> dict[str, Any]:
        return {
            "signal": signal,
            "to": self.to,
            "departure": self.departure,
            "readers": self.readers,
            "address": self.address,
            "danger": self.to.kind == Kind.EMERGENCY,
            "purpose": purpose_of(Kind(self.to.kind)),
            "crumbs": [*_crumbs(signal), ("Melden", reverse("desk:refer", args=[signal.pk]))],
        }


def _told(signal: Signal) -> list[Referral]:
    """Return the referrals that stand: to a partner that declined one can turn again."""
    return list(signal.referral_set.exclude(state__in=referral.ONCE_MORE))


def _partner(request: DeskRequest, signal: Signal, how: Referral.How) -> Chosen | None:
    asked = request.GET.get("aan", "")
    to = next((one for one in referral.partners_of(signal) if str(one.pk) == asked), None)
    if to is None or (how == Referral.How.PACKAGE and to.kind == Kind.EMERGENCY):
        return None
    if request.method == "GET" and to.kind != Kind.EMERGENCY:
        if signal.status not in referral.REFERS_AT:
            return None  # the page to choose says why; what was posted is kept and refused
    purpose = purpose_of(Kind(to.kind))
    return Chosen(
        to=to,
        departure=referral.departure(signal, to),
        readers=bool(sight.readers(to, purpose, now=request.now)),
        address=exchanges.address_at(to),
    )


def _call(request: DeskRequest, signal: Signal, to: Organisation, form: CallForm) -> Referral:
    typed = form.cleaned_data
    return referral.by_telephone(
        signal,
        to=to,
        spoke_with=typed["spoke_with"],
        called_at=typed["called_at"],
        their_reference=typed["their_reference"],
        agreed=typed["agreed"],
        embargo=typed["embargo"],
        embargo_until=typed["embargo_until"],
        feedback_due_at=typed.get("feedback_due_at"),
        despite=form.reason(),
        seen=typed["seen"],
        once=typed["once"],
        by=request.actor,
        now=request.now,
    )


def _send(request: DeskRequest, signal: Signal, to: Organisation, form: PackageForm) -> Referral:
    typed = form.cleaned_data
    return packages.by_package(
        signal,
        to=to,
        chosen=typed["chosen"],
        explanation=typed["explanation"],
        question=typed["question"],
        ground=typed["ground"],
        feedback_due_at=typed["feedback_due_at"],
        despite=form.reason(),
        shown=request.POST.get("shown", ""),
        seen=typed["seen"],
        once=typed["once"],
        by=request.actor,
        now=request.now,
    )


def _after_sending(made: Referral, request: DeskRequest) -> HttpResponseRedirect:
    """Go back to the signal, or to the letter when the partner does not read here."""
    if sight.readers(made.to, purpose_of(Kind(made.to.kind)), now=request.now):
        return _to_signal(made.signal_id)
    return redirect("desk:referral", pk=made.signal_id, referral_pk=made.pk)


def _package_form(request: DeskRequest, signal: Signal, chosen: Chosen) -> PackageForm:
    offered = packages.choices(signal, by=request.actor, key=key_of(signal))
    data = request.POST if request.method == "POST" else None
    return PackageForm(
        signal,
        chosen.to,
        data,
        offered=offered,
        departure=chosen.departure,
        now=request.now,
    )


def _preview(
    request: DeskRequest, signal: Signal, to: Organisation, form: PackageForm
) -> dict[str, Any]:
    """Return what the partner would read of what is filled in; `shown` only if it can be sent."""
    if not form.is_bound:
        return {"reading": None, "shown": ""}
    data: Any = form.data
    form.is_valid()
    complete = not form.errors.keys() - {"__all__"}
    typed = form.cleaned_data if complete else {}
    reading = packages.reading(
        signal,
        to=to,
        parts=packages.compose(
            signal,
            chosen=data.getlist("chosen"),
            explanation=typed.get("explanation", str(data.get("explanation", ""))),
            by=request.actor,
            key=key_of(signal),
        ),
        question=typed.get("question", str(data.get("question", ""))),
        ground=typed.get("ground", ""),
        feedback_due_at=typed.get("feedback_due_at") or _moment(data.get("feedback_due_at", "")),
    )
    return {
        "reading": reading,
        "shown": packages.seal_of(reading, signal=signal, to=to) if complete else "",
        "missing": [str(form[name].label) for name in form.errors if name in form.fields],
    }


def _live(request: DeskRequest) -> bool:
    """Say whether the page asks for a fresh preview, while somebody fills in the form."""
    return request.headers.get("HX-Request") == "true"


def _moment(text: str) -> Any:
    try:
        at = parse_datetime(text)
    except ValueError:  # a shape that fits, and no moment: 25:61
        return None
    return make_aware(at) if at and is_naive(at) else at


def _crumbs(signal: Signal) -> list[tuple[str, str]]:
    return [
        ("Signalen", reverse("desk:worklist")),
        (f"Signaal {signal.reference}", reverse("desk:signal", args=[signal.pk])),
    ]


def _to_signal(pk: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:signal", args=[pk]) + "#meldingen")
