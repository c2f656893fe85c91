"""Tell the reporter what became of it, or close because nobody can be told (A20; G, Feedback)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import Permission
from nietpluis.core.calendar import local_day
from nietpluis.core.widgets import DateInput, Textarea, TileRadios
from nietpluis.vault import fields

from .. import feedback, phrases
from ..handling import key_of
from ..models import Feedback, NobodyToTell, Signal
from ..workflow import Status
from .intake_forms import has_words
from .sharing import NOTED, cards
from .signal import attempt, find_signal
from .signal_forms import SeenForm

Telling = Feedback.Kind
HINTS = {
    Telling.INTERIM: "Het signaal blijft open.",
    Telling.FINAL: "Het signaal wordt afgesloten.",
    Telling.CANNOT_TELL: "De melder leest een vaste zin, en wat je er zelf bij schrijft. Het"
    " signaal wordt afgesloten.",
}
TOLD = "Je bericht aan de melder is vastgelegd."
CLOSED = "Het signaal is afgesloten, met de reden erbij."
READY = {f"I.{code}": words for code, words in phrases.INTERIM.items()} | {
    f"F.{code}": words for code, words in phrases.FINAL.items()
}


class TellForm(SeenForm):
    """What the reporter will read; ready sentences make a short answer quick."""

    kind = forms.TypedChoiceField(
        label="Wat voor bericht is het?", coerce=Telling, widget=TileRadios
    )
    phrase = forms.ChoiceField(label="Kies een zin", required=False, widget=TileRadios)
    text = forms.CharField(
        label="Of schrijf het zelf, of vul aan",
        help_text="De melder leest precies dit. Noem geen namen en niets wat een partner vroeg te"
        " verzwijgen.",
        max_length=5_000,
        required=False,
        widget=Textarea(rows=5),
    )
    heeds = forms.BooleanField(label="Mijn bericht klopt met wat de partner vroeg te verzwijgen")
    by_hand = forms.BooleanField(label="Ik heb dit de melder zelf verteld of geschreven")
    because = forms.CharField(
        label="Waarom wacht je niet op die partner?",
        max_length=2_000,
        required=False,
        widget=Textarea(rows=2),
    )

    def __init__(
        self,
        signal: Signal,
        data: QueryDict | None = None,
        *,
        has_account: bool,
        silenced: bool,
        unheard: bool,
    ) -> None:
        super().__init__(signal, data)
        ends = signal.status == Status.FEEDBACK or not signal.is_open
        kinds = [Telling.FINAL, Telling.CANNOT_TELL] if ends else []
        kinds = [Telling.INTERIM, *kinds] if signal.is_open else kinds
        kind: Any = self.fields["kind"]
        kind.choices = [(one, one.label) for one in kinds]
        kind.widget.hints = {one: HINTS[one] for one in kinds}
        if len(kinds) == 1:
            kind.initial = kinds[0]
        phrase: Any = self.fields["phrase"]
        fits = [code for code in READY if ends or code.startswith("I.")]
        phrase.choices = [(code, READY[code]) for code in fits]
        for name, needed in (
            ("heeds", silenced),
            ("by_hand", not has_account),
            ("because", ends and unheard and signal.is_open),
        ):
            if not needed:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        said = values.get("phrase") or has_words(values.get("text", ""))
        if values.get("kind") != Telling.CANNOT_TELL and not said:
            self.add_error("text", "Kies een zin, of schrijf op wat je de melder vertelt.")
        return values

    def message(self) -> str:
        """Return what the reporter will read."""
        typed = self.cleaned_data
        text = phrases.together(READY, typed["phrase"], typed["text"])
        if typed["kind"] == Telling.CANNOT_TELL:
            return "\n".join(part for part in (phrases.NOTHING_TO_TELL, typed["text"]) if part)
        return text


class CloseForm(SeenForm):
    """Why nobody is told: only reasons that are true for this report can be chosen."""

    reason = forms.TypedChoiceField(
        label="Waarom kan niemand het horen?", coerce=NobodyToTell, widget=TileRadios
    )
    look_again_on = forms.DateField(
        label="Wanneer kijk je opnieuw?",
        help_text="Alleen nodig als de politie vraagt te wachten. Op die dag komt het terug.",
        required=False,
        widget=DateInput,
    )
    because = forms.CharField(
        label="Toelichting",
        help_text="Bijvoorbeeld wie vroeg te wachten.",
        max_length=2_000,
        required=False,
        widget=Textarea(rows=3),
    )

    def __init__(
        self, signal: Signal, data: QueryDict | None = None, *, request: DeskRequest
    ) -> None:
        super().__init__(signal, data)
        self.today = local_day(request.now)
        reasons = feedback.reasons_for(signal.report, now=request.now)
        if not signal.is_open:
            reasons = [NobodyToTell.EMBARGO]
        reason: Any = self.fields["reason"]
        reason.choices = [(one, one.label.capitalize()) for one in reasons]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        day, waits = values.get("look_again_on"), values.get("reason") == NobodyToTell.EMBARGO
        if waits and (day is None or day <= self.today) and "look_again_on" not in self.errors:
            self.add_error("look_again_on", "Kies een dag in de toekomst.")
        if not waits:
            values["look_again_on"] = None
        return values


@may(Permission.SIGNAL_TELL)
def tell(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Tell the reporter, on the way or at the end. Policy: A20."""
    signal = find_signal(request, pk)
    form = _tell_form(request, signal)
    if request.method == "POST":
        if attempt(form, lambda: _tell(request, signal, form)):
            messages.success(request, TOLD)
            return _to_signal(pk)
        if form.status == 409:
            signal = find_signal(request, pk)
            form.go_on_from(signal)
    page = _page(request, signal) | {"form": form}
    return render(request, "desk/tell.html", page, status=form.status)


@may(Permission.SIGNAL_TELL)
def close_untold(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Close without feedback, for a reason that is true here. Policy: G, Feedback; A03."""
    signal = find_signal(request, pk)
    data = request.POST if request.method == "POST" else None
    form = CloseForm(signal, data, request=request)
    if request.method == "POST":
        if attempt(form, lambda: _close(request, signal, form)):
            messages.success(request, CLOSED)
            return _to_signal(pk)
        if form.status == 409:
            signal = find_signal(request, pk)
            form.go_on_from(signal)
    page = _page(request, signal) | {"form": form}
    return render(request, "desk/close_untold.html", page, status=form.status)


def _tell_form(request: DeskRequest, signal: Signal) -> TellForm:
    return TellForm(
        signal,
        request.POST if request.method == "POST" else None,
        has_account=feedback.has_account(signal.report, now=request.now),
        silenced=bool(feedback.silences(signal, now=request.now)),
        unheard=bool(feedback.unheard(signal)),
    )


def _tell(request: DeskRequest, signal: Signal, form: TellForm) -> Signal:
    typed = form.cleaned_data
    return feedback.tell(
        signal,
        kind=typed["kind"],
        text=form.message(),
        because=typed.get("because", ""),
        heeds=typed.get("heeds", False),
        seen=typed["seen"],
        once=typed["once"],
        by=request.actor,
        now=request.now,
    )


def _close(request: DeskRequest, signal: Signal, form: CloseForm) -> Signal:
    typed = form.cleaned_data
    return feedback.close_untold(
        signal,
        reason=typed["reason"],
        look_again_on=typed["look_again_on"],
        because=typed["because"],
        seen=typed["seen"],
        by=request.actor,
        now=request.now,
    )


def _page(request: DeskRequest, signal: Signal) -> dict[str, Any]:
    key = key_of(signal)
    report = signal.report
    told = feedback.told_here(signal).select_related("by").order_by("given_at", "pk")
    at_home = bool(request.actor.domains(signal.organisation_id))  # a guest learns not who reported
    reached = ("contact", "reply_to") if at_home else ()
    contact = [fields.read(report, name, key=key) for name in reached]
    silent = {one.pk for one in feedback.silences(signal, now=request.now)}
    shown = cards(signal, key=key)
    label = dict(NOTED)["embargo"]
    return {
        "signal": signal,
        "ends": signal.status == Status.FEEDBACK,
        "embargo": not signal.is_open and signal.nobody_to_tell == NobodyToTell.EMBARGO,
        "can_be_told": feedback.can_be_told(report),
        "has_account": feedback.has_account(report, now=request.now),
        "contact": [text for text in contact if text],
        "at_home": at_home,
        "told": [(one, fields.read(one, "text", key=key)) for one in told],
        "heard": [card for card in shown if card.heard],
        "silences": [
            (card.referral, dict(card.noted).get(label, ""))
            for card in shown
            if card.referral.pk in silent
        ],
        "unheard": feedback.unheard(signal),
        "crumbs": [
            ("Signalen", reverse("desk:worklist")),
            (f"Signaal {signal.reference}", reverse("desk:signal", args=[signal.pk])),
        ],
    }


def _to_signal(pk: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:signal", args=[pk]) + "#terugkoppeling")
