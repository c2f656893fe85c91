"""The forms to hand a signal to a partner: a call, or a package."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from nietpluis.accounts.grounds import grounds_for, purpose_of
from nietpluis.core.widgets import DateInput, DateTimeInput, Textarea, TileCheckboxes, TileRadios
from nietpluis.partners.models import Kind, Organisation
from nietpluis.partners.settings import WaitKind

from .. import packages, waiting
from ..models import Signal
from ..packages import NoGround, Part
from .intake_forms import has_words
from .signal_forms import SeenForm

MOST_TEXT = 5_000
HARM, OTHER = "HARM", "OTHER"
WHY = {HARM: "Wachten zou schaden", OTHER: "Iets anders: ik weet meer dan het schema"}


class ReferForm(SeenForm):
    """What every way of handing over asks; `departure` says why it leaves the route, or nothing."""

    why = forms.ChoiceField(
        label="Waarom nu toch deze partner?", choices=list(WHY.items()), widget=TileRadios
    )
    despite = forms.CharField(
        label="Licht dat kort toe",
        help_text="Dit blijft zichtbaar bij het signaal.",
        max_length=2_000,
        widget=Textarea(rows=2),
    )
    feedback_due_at = forms.DateTimeField(
        label="Wanneer wil je terugkoppeling?",
        help_text="Dit volgt uit de afspraken van je regio. Je mag het veranderen.",
        widget=DateTimeInput,
    )

    def __init__(
        self,
        signal: Signal,
        to: Organisation,
        data: QueryDict | None = None,
        *,
        departure: str,
        now: datetime,
    ) -> None:
        due_at = waiting.due(signal, WaitKind.PARTNER_FEEDBACK, start=now)
        super().__init__(signal, data, initial={"feedback_due_at": due_at, "called_at": now})
        self.to, self.now = to, now
        if not departure:
            del self.fields["why"], self.fields["despite"]
        if to.kind == Kind.EMERGENCY:
            del self.fields["feedback_due_at"]

    def clean_feedback_due_at(self) -> datetime:
        asked: datetime = self.cleaned_data["feedback_due_at"]
        if asked <= self.now:
            raise ValidationError("Kies een moment dat nog komt.")
        return asked

    def reason(self) -> str:
        """Return why the route is left, in one text."""
        if "despite" not in self.cleaned_data:
            return ""
        return f"{WHY[self.cleaned_data['why']]}. {self.cleaned_data['despite'].strip()}"


class CallForm(ReferForm):
    """A partner that was reached by telephone."""

    spoke_with = forms.CharField(
        label="Wie sprak je?",
        help_text="Naam of functie, bijvoorbeeld: de dienstdoende rechercheur.",
        max_length=200,
    )
    called_at = forms.DateTimeField(label="Wanneer was het gesprek?", widget=DateTimeInput)
    their_reference = forms.CharField(
        label="Hun kenmerk", help_text="Zo vind je elkaar terug.", max_length=100, required=False
    )
    agreed = forms.CharField(
        label="Wat is er afgesproken?",
        max_length=MOST_TEXT,
        required=False,
        widget=Textarea(rows=4),
    )
    embargo = forms.CharField(
        label="Wat mag niet worden doorverteld?",
        help_text="Ook niet aan de melder. Je ziet dit terug als je gaat terugkoppelen.",
        max_length=2_000,
        required=False,
        widget=Textarea(rows=2),
    )
    embargo_until = forms.DateField(
        label="Tot wanneer geldt dat?",
        help_text="Laat leeg als er geen einddatum is.",
        required=False,
        widget=DateInput,
    )

    field_order = [
        "why",
        "despite",
        "spoke_with",
        "called_at",
        "their_reference",
        "agreed",
        "embargo",
        "embargo_until",
        "feedback_due_at",
    ]

    def clean_called_at(self) -> datetime:
        at: datetime = self.cleaned_data["called_at"]
        if at > self.now:
            raise ValidationError("Het gesprek kan niet in de toekomst liggen.")
        return at


class AnyOf(forms.MultipleChoiceField):
    """Any of the choices; whether none is enough, the form says."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class PackageForm(ReferForm):
    """A copy of chosen fields; nothing is ticked by itself."""

    chosen = AnyOf(
        label="Wat moet de partner weten?",
        help_text="Kies niet meer dan nodig is. In het voorbeeld zie je wat de partner leest.",
        widget=TileCheckboxes,
    )
    explanation = forms.CharField(
        label="Eigen toelichting",
        help_text="Bijvoorbeeld een korte samenvatting, als het hele verhaal niet nodig is.",
        max_length=MOST_TEXT,
        required=False,
        widget=Textarea(rows=4),
    )
    question = forms.CharField(
        label="Wat vraag je de partner?",
        help_text="Zet hier geen namen of adressen: dit leest de partner al vóór het oppakken.",
        max_length=2_000,
        widget=Textarea(rows=3),
    )
    ground = forms.CharField(
        label="Op welke grondslag deel je dit?", max_length=30, widget=TileRadios
    )

    field_order = [
        "why",
        "despite",
        "chosen",
        "explanation",
        "question",
        "ground",
        "feedback_due_at",
    ]

    def __init__(
        self,
        signal: Signal,
        to: Organisation,
        data: QueryDict | None = None,
        *,
        offered: list[Part],
        departure: str,
        now: datetime,
    ) -> None:
        super().__init__(signal, to, data, departure=departure, now=now)
        purpose = purpose_of(Kind(to.kind))
        grounds = grounds_for(purpose)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(part.field, part.title) for part in offered]
        hints = {part.field: _hint(part) for part in offered}
        chosen.widget.hints = hints
        ground: Any = self.fields["ground"]
        ground.widget.choices = [(code, one.title) for code, one in grounds.items()]
        ground.error_messages["required"] = str(NoGround(to, ""))
        ground.help_text = f"De partner gebruikt het om: {purpose.label.lower()}."

    def clean_ground(self) -> str:
        ground: str = self.cleaned_data["ground"]
        try:
            packages.check_ground(self.to, ground)
        except NoGround as refused:
            raise ValidationError(str(refused)) from None
        return ground

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("chosen") and not has_words(values.get("explanation", "")):
            if "chosen" not in self.errors:
                self.add_error("chosen", "Kies minstens één onderdeel, of schrijf een toelichting.")
        return values


def _hint(part: Part) -> str:
    if part.field == packages.CONTACT:
        return "Alleen als de partner de melder echt moet spreken. De melder moet dit weten."
    line = " · ".join(" ".join(line.split()) for line in part.text.splitlines() if line.strip())
    return line if len(line) <= 90 else line[:89].rstrip() + "…"
