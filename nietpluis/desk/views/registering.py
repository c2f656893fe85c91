"""Write down what came by telephone, at the counter, by e-mail or from MMA. Policy: A15, A59."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.models import User
from nietpluis.accounts.roles import Permission
from nietpluis.core.answers import Answer
from nietpluis.core.widgets import Textarea, TileCheckboxes, TileRadios

from .. import passing_on, registering
from ..models import Channel, ReporterKind
from ..models.reports import About
from ..registering import Told
from .intake_forms import ANSWERS, MOST_STORY, TOPICS, StoryForm, has_words

KINDS = [
    ReporterKind.OFFICIAL,
    ReporterKind.PROFESSIONAL,
    ReporterKind.RESIDENT,
    ReporterKind.VICTIM,
    ReporterKind.WORKER,
    ReporterKind.COLLEAGUE,
    ReporterKind.CLIENT,
    ReporterKind.UNKNOWN,
]


class RegisterForm(StoryForm):
    """What the officer writes down; danger and age may also be named later."""

    channel = forms.TypedChoiceField(
        label="Hoe kwam het binnen?",
        choices=[(one, one.label) for one in registering.CHANNELS],
        coerce=Channel,
        widget=TileRadios,
    )
    story = forms.CharField(
        label="Wat is er verteld?",
        help_text="Schrijf op wat de melder zei, niet wat je ervan vindt.",
        max_length=MOST_STORY,
        widget=Textarea(rows=8),
    )
    whereabouts = forms.CharField(
        label="Waar?",
        help_text="Het liefst postcode en huisnummer.",
        max_length=500,
        required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    period = forms.CharField(
        label="Wanneer?",
        help_text="Bijvoorbeeld: gisteren rond 22 uur, of al sinds de zomer.",
        max_length=200,
        required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    acute = forms.TypedChoiceField(
        label="Is er nu gevaar?",
        choices=ANSWERS,
        coerce=Answer,
        empty_value=Answer.UNKNOWN,
        required=False,
        widget=TileRadios,
    )
    minor = forms.TypedChoiceField(
        label="Gaat het om iemand onder de 18?",
        choices=ANSWERS,
        coerce=Answer,
        empty_value=Answer.UNKNOWN,
        required=False,
        widget=TileRadios,
    )
    about = forms.TypedChoiceField(
        label="Gaat het om een persoon of een plek?",
        choices=[(one, one.label.capitalize()) for one in About],
        coerce=About,
        empty_value=About.UNKNOWN,
        required=False,
        widget=TileRadios,
    )
    reporter_kind = forms.TypedChoiceField(
        label="Wie meldt dit?",
        choices=[("", "Kies, of laat leeg"), *((one, one.label) for one in KINDS)],
        coerce=ReporterKind,
        empty_value=ReporterKind.UNKNOWN,
        required=False,
    )
    colleague = forms.EmailField(
        label="E-mailadres van de collega of professional",
        help_text="Alleen als die hier een account heeft. Dan leest die daar de terugkoppeling.",
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label="Hoe is de melder te bereiken?",
        help_text="Alleen als de melder dat goed vindt.",
        max_length=500,
        required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(
        label="Gaat het (ook) om andere ondermijning?",
        choices=TOPICS,
        required=False,
        widget=TileCheckboxes,
    )
    only_other = forms.BooleanField(
        label="Alleen hierom: het gaat niet om mensenhandel", required=False
    )
    who: User | None = None

    def __init__(self, request: DeskRequest) -> None:
        homes = {post.organisation_id: post.organisation for post in request.actor.appointments}
        places = {
            place.pk: place
            for home in homes.values()
            for place in passing_on.places(home, now=request.now)
        }
        super().__init__(sorted(places.values(), key=lambda place: place.name), request)
        self.now = request.now

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "story" in values and not has_words(values["story"]):
            self.add_error("story", "Vul dit nog in.")
        if values.get("channel") == Channel.MMA:
            for name in ("colleague", "contact"):
                if values.get(name):
                    self.add_error(name, "Laat dit leeg: van MMA bewaar je niets over de melder.")
        elif values.get("colleague") and "place" not in self.errors:
            self._find_colleague(values["colleague"])
        return values

    def _find_colleague(self, email: str) -> None:
        home = self.chosen_place().served_by
        post = registering.colleague(email, home, now=self.now)
        if post is None:
            self.add_error(
                "colleague",
                f"Bij {home.name} is geen account met dit adres dat terugkoppeling kan lezen."
                " Kijk het na, of laat het leeg en schrijf hieronder hoe de melder te bereiken is.",
            )
        else:
            self.who = post.user

    def told(self) -> Told:
        """Return what was written down."""
        values = dict(self.cleaned_data)
        for name in ("place", "colleague"):
            values.pop(name, None)
        return Told(**values, reporter=self.who)


@may(Permission.SIGNAL_REGISTER)
def register(request: DeskRequest) -> HttpResponse:
    """Register a signal that did not come through a form; it then waits as any other."""
    form = RegisterForm(request)
    if not form.places:
        return render(request, "desk/report_nowhere.html", {"work": request.actor.appointments[0]})
    if form.is_valid():
        made = registering.register(
            form.told(), place=form.chosen_place(), by=request.actor, now=request.now
        )
        if hasattr(made, "signal"):
            return redirect("desk:signal", pk=made.signal.pk)
        messages.success(
            request, f"{made.reference} is vastgelegd en staat bij de regisseur ondermijning."
        )
        return redirect("desk:worklist")
    crumbs = [("Signalen", reverse("desk:worklist"))]
    return render(request, "desk/register.html", {"form": form, "crumbs": crumbs})
