"""The inbox of a partner: what was handed over, three buttons, and feedback (A19, A21; C12)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, find, may, sees
from nietpluis.accounts.roles import Level, Permission
from nietpluis.vault import keys

from .. import answering, exchanges, notices, packages
from ..models import Package, Referral
from .answering_forms import ActForm, AskForm, DeclineForm, FeedbackForm
from .signal import attempt

State = Referral.State
DONE = {
    "accept": "Jullie pakken dit op. Hieronder lees je alles wat de gemeente deelt.",
    "ask": "Je vraag is verstuurd.",
    "decline": "De gemeente weet dat dit niet voor jullie is.",
    "feedback": "Je terugkoppeling is verstuurd. Dank je wel.",
}
PAGE = 25
RELATED = (
    "organisation",
    "referral__to",
    "referral__organisation",
    "referral__signal__municipality__region",
)


@may(Permission.PACKAGE_LIST)
def packages_received(request: DeskRequest) -> HttpResponse:
    """List what was handed over, what still waits for an answer first. Policy: C12, handed over."""
    seen = sees(request.actor, Package, request.now, Level.SUMMARY).select_related(*RELATED)
    order = (
        F("referral__answered_at").asc(nulls_first=True),
        F("referral__feedback_due_at").asc(nulls_last=True),
        "pk",
    )
    page = Paginator(seen.order_by(*order), PAGE).get_page(request.GET.get("pagina"))
    rows = [(one, packages.forms_in_words(one.forms), _words(one)) for one in page.object_list]
    return render(
        request,
        "desk/packages.html",
        {
            "rows": rows,
            "previous_url": f"?pagina={page.number - 1}" if page.has_previous() else "",
            "next_url": f"?pagina={page.number + 1}" if page.has_next() else "",
            "text": f"Pagina {page.number} van {page.paginator.num_pages}",
        },
    )


@may(Permission.PACKAGE_READ)
def package(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Show a package: before acceptance a summary, after it exactly what was previewed (A19)."""
    found = _find(request, pk)
    notices.read(request.user, about=found.pk, now=request.now)
    return _page(request, found)


@may(Permission.PACKAGE_ANSWER)
def accept_package(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    form = ActForm(found.referral, request.POST)
    return _act(
        request,
        found,
        "accept",
        form,
        lambda: answering.accept(found.referral, **form.said(), by=request.actor, now=request.now),
    )


@may(Permission.PACKAGE_ANSWER)
def ask_about_package(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    form = AskForm(found.referral, request.POST)
    return _act(
        request,
        found,
        "ask",
        form,
        lambda: answering.ask(found.referral, **form.said(), by=request.actor, now=request.now),
    )


@may(Permission.PACKAGE_ANSWER)
def decline_package(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Say that it is not for us; from then on this page is not there (404)."""
    found = _find(request, pk)
    form = DeclineForm(found.referral, request.POST)
    return _act(
        request, found, "decline", form, lambda: _decline(request, found.referral, form), "declined"
    )


@may(Permission.PACKAGE_ANSWER)
def answer_package(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Give feedback: that nothing can be told is feedback too. Policy: A21; G."""
    found = _find(request, pk)
    form = FeedbackForm(found.referral, request.POST)
    return _act(
        request,
        found,
        "feedback",
        form,
        lambda: answering.give_feedback(
            found.referral, **form.said(), by=request.actor, now=request.now
        ),
    )


def _find(request: DeskRequest, pk: UUID) -> Package:
    return find(request, Package, pk, Level.SUMMARY, *RELATED)


def _decline(request: DeskRequest, referral: Referral, form: DeclineForm) -> Referral:
    said = form.said()
    because = said.pop("text")
    return answering.decline(referral, because=because, **said, by=request.actor, now=request.now)


def _act(
    request: DeskRequest,
    found: Package,
    name: str,
    form: ActForm,
    act: Callable[[], Any],
    done: str = "",
) -> HttpResponse:
    if request.method != "POST":
        return redirect("desk:package", pk=found.pk)
    if attempt(form, act):
        messages.success(request, DONE[name])
        if done == "declined":
            return redirect("desk:packages")
        return HttpResponseRedirect(reverse("desk:package", args=[found.pk]))
    found = _find(request, found.pk)  # a colleague may have declined meanwhile: then 404
    if form.status == 409:
        form.go_on_from(found.referral)
    return _page(request, found, {name: form})


def _page(
    request: DeskRequest, found: Package, typed: dict[str, ActForm] | None = None
) -> HttpResponse:
    referral = found.referral
    content = sees(request.actor, Package, request.now, Level.CONTENT).filter(pk=found.pk).exists()
    key = keys.data_key(found.pk)
    form = next(iter((typed or {}).values()), None)
    forms = _forms(referral, content=content)
    page = {
        "package": found,
        "referral": referral,
        "content": content,
        "words": _words(found),
        "reading": packages.as_sent(found, key=key, content=content),
        "thread": exchanges.thread(referral, key=key, for_partner=True),
        "forms": forms | {name: one for name, one in (typed or {}).items() if name in forms},
        "kept": form if form and next(iter(typed or {})) not in forms else None,
        "form": form,
        "crumbs": [("Ontvangen", reverse("desk:packages"))],
    }
    return render(request, "desk/package.html", page, status=form.status if form else 200)


def _forms(referral: Referral, *, content: bool) -> dict[str, ActForm]:
    """Return what a partner can do where the referral stands."""
    forms: dict[str, ActForm] = {}
    if not content:
        forms["accept"] = ActForm(referral)
    if not referral.answered_at:
        forms["ask"] = AskForm(referral)
        forms["decline"] = DeclineForm(referral)
    if content:
        forms["feedback"] = FeedbackForm(referral)
    return forms


def _words(found: Package) -> str:
    """Return how it stands, in the partner's own words."""
    return {
        State.SENT: "Nieuw: nog niet opgepakt",
        State.ACCEPTED: "Jullie pakken dit op",
        State.ASKED: "De gemeente heeft jullie vraag",
        State.ANSWERED: "Jullie hebben teruggekoppeld",
        State.SILENT: "De gemeente wacht op jullie",
    }.get(State(found.referral.state), "Afgesloten door de gemeente")
