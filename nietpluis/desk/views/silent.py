"""Silent partners, for the ketenregisseur: who, since when, never what about (G; C10)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, find, may, sees
from nietpluis.accounts.roles import Level, Permission

from .. import notices, silence
from ..models import Referral
from .answering_forms import SilentForm
from .signal import attempt

PAGE = 25
RELATED = ("to", "organisation", "signal__municipality__region")


@may(Permission.SILENT_READ)
def silent(request: DeskRequest) -> HttpResponse:
    """List the partners of the region that did not answer after all reminders."""
    seen = sees(request.actor, Referral, request.now, Level.SUMMARY).select_related(*RELATED)
    page = Paginator(
        seen.filter(state=Referral.State.SILENT).order_by("stays_silent_at", "silent_at", "pk"),
        PAGE,
    ).get_page(request.GET.get("pagina"))
    return render(
        request,
        "desk/silent.html",
        {
            "rows": page.object_list,
            "previous_url": f"?pagina={page.number - 1}" if page.has_previous() else "",
            "next_url": f"?pagina={page.number + 1}" if page.has_next() else "",
            "text": f"Pagina {page.number} van {page.paginator.num_pages}",
        },
    )


@may(Permission.SILENT_DECIDE)
def silent_answer(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Note what came of asking a silent partner."""
    found = find(request, Referral, pk, Level.SUMMARY, *RELATED)
    notices.read(request.user, about=found.pk, now=request.now)
    form = SilentForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if attempt(form, lambda: _answer(request, found, form)):
            messages.success(request, "Vastgelegd. De gemeente krijgt een seintje.")
            return redirect("desk:silent")
        found = find(request, Referral, pk, Level.SUMMARY, *RELATED)
        if form.status == 409:
            form.go_on_from(found)
    page: dict[str, Any] = {
        "referral": found,
        "form": form,
        "done": found.stays_silent_at,
        "crumbs": [("Stille partners", reverse("desk:silent"))],
    }
    return render(request, "desk/silent_answer.html", page, status=form.status)


def _answer(request: DeskRequest, found: Referral, form: SilentForm) -> Referral:
    said = form.cleaned_data
    done = {"text": said["text"], "once": said["once"], "by": request.actor, "now": request.now}
    if said["outcome"] == "WILL_ANSWER":
        return silence.will_answer(found, by_when=said["by_when"], **done)
    return silence.stays_silent(found, **done)
