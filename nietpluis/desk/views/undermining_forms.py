"""The forms of the regisseur ondermijning."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from nietpluis.accounts.grounds import GROUNDS
from nietpluis.core.forms import DeskForm
from nietpluis.core.widgets import DateInput, Textarea, TileCheckboxes, TileRadios
from nietpluis.partners.models import Kind, Organisation

from .. import feedback
from .. import undermining as work
from ..models import Feedback, NobodyToTell, Undermining
from ..undermining_flow import Judgement

# With whom an undermining report may be shared: safety partners (G, Reporting)
SAFETY_PARTNERS = (
    Kind.POLICE,
    Kind.AVIM,
    Kind.RIEC,
    Kind.NLA,
    Kind.KMAR,
    Kind.OM,
    Kind.TAX,
    Kind.CARE_SAFETY_HOUSE,
)


class SeenForm(DeskForm):
    """A form that knows which version of the signal its page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, signal: Undermining, data: QueryDict | None = None, *, now: datetime
    ) -> None:
        self.signal = signal
        super().__init__(data, initial={"seen": signal.version})


class JudgeForm(SeenForm):
    judgement = forms.TypedChoiceField(
        label="Wat is je oordeel?", coerce=Judgement, widget=TileRadios
    )
    because = forms.CharField(label="Waarom?", max_length=2000, widget=Textarea(rows=3))

    def __init__(
        self, signal: Undermining, data: QueryDict | None = None, *, now: datetime
    ) -> None:
        super().__init__(signal, data, now=now)
        choices: Any = self.fields["judgement"]
        choices.choices = [(one, one.label.capitalize()) for one in work.judgements(signal)]


class ShareForm(SeenForm):
    to = forms.ModelChoiceField(
        label="Met welke partner?",
        queryset=Organisation.objects.none(),
        empty_label="Kies een partner",
    )
    ground = forms.ChoiceField(
        label="Op welke grondslag?",
        help_text="Zonder passende grondslag kun je niet delen.",
        choices=[("", "Kies een grondslag")]
        + [(key, ground.title) for key, ground in GROUNDS.items() if ground.carries],
    )
    chosen = forms.MultipleChoiceField(
        label="Wat moet de partner weten?",
        help_text="Wie het meldde, gaat nooit mee.",
        choices=list(work.SHAREABLE.items()),
        widget=TileCheckboxes,
    )
    how = forms.CharField(
        label="Hoe en met wie deel je het?",
        help_text="Bijvoorbeeld: per beveiligde mail, met de naam van je contactpersoon.",
        max_length=500,
        widget=Textarea(rows=2),
    )

    def __init__(
        self, signal: Undermining, data: QueryDict | None = None, *, now: datetime
    ) -> None:
        super().__init__(signal, data, now=now)
        region = signal.municipality.region
        near = Organisation.objects.filter(kind__in=SAFETY_PARTNERS, ended_on=None)
        to: Any = self.fields["to"]
        to.queryset = (near.filter(region=region) | near.filter(region=None)).order_by("name")


class TellForm(SeenForm):
    kind = forms.TypedChoiceField(
        label="Wat voor bericht is dit?",
        coerce=Feedback.Kind,
        choices=Feedback.Kind.choices,
        widget=TileRadios,
    )
    text = forms.CharField(label="Je bericht", max_length=5000, widget=Textarea(rows=5))


class CloseForm(SeenForm):
    reason = forms.TypedChoiceField(
        label="Waarom kan niemand het horen?", coerce=NobodyToTell, widget=TileRadios
    )
    look_again_on = forms.DateField(
        label="Wanneer kijk je opnieuw?",
        help_text="Nodig als de politie vraagt te wachten.",
        required=False,
        widget=DateInput,
    )

    def __init__(
        self, signal: Undermining, data: QueryDict | None = None, *, now: datetime
    ) -> None:
        super().__init__(signal, data, now=now)
        reasons: Any = self.fields["reason"]
        reasons.choices = [
            (one, one.label.capitalize()) for one in feedback.reasons_for(signal.report, now=now)
        ]


class ReopenForm(SeenForm):
    because = forms.CharField(label="Wat is er nieuw?", max_length=2000, widget=Textarea(rows=3))
