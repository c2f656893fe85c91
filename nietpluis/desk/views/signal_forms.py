"""The forms of the signal page. What a form may hold is checked here; whether it may be, below."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from nietpluis.accounts.grounds import GROUNDS
from nietpluis.accounts.models import Domain
from nietpluis.core.answers import Answer
from nietpluis.core.forms import AnswerField, DeskForm, speak
from nietpluis.core.widgets import DateTimeInput, Textarea, TileCheckboxes, TileRadios
from nietpluis.partners.models import Organisation

from .. import advice, enriching, flow, next_step
from ..flow import Form, Onward, Outcome
from ..models import Fact, Seen, Signal
from ..next_step import Choice
from ..reading import SeenSignal
from ..workflow import Status
from .intake_forms import has_words

MOST_REASON, MOST_TEXT, MOST_SOURCE = 2_000, 10_000, 500
OLD_PAGE = "Deze pagina is niet meer geldig. Laad haar opnieuw; wat je typte staat er nog."
ANSWERS = [(Answer.YES, "Ja"), (Answer.NO, "Nee"), (Answer.UNKNOWN, "Onbekend")]


class SeenForm(DeskForm):
    """A form that knows the version its page showed; a double click on it is one change."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"invalid": OLD_PAGE})
    once = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OLD_PAGE})

    def __init__(
        self,
        signal: Signal,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        known = {"seen": signal.version, "once": uuid4()} | (initial or {})
        super().__init__(data, initial=known, prefix=prefix)
        self.status = 200
        for name in ("seen", "once"):
            self.fields[name].error_messages["required"] = OLD_PAGE

    def clean(self) -> dict[str, Any]:
        """Refuse a text that only looks filled: spaces and invisible marks say nothing."""
        values = super().clean() or self.cleaned_data
        for name, value in list(values.items()):
            if type(value) is str and value and not has_words(value):
                values[name] = ""
                if self.fields[name].required:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return values

    def go_on_from(self, signal: Signal) -> None:
        """Let what was typed go on from how the signal stands now, under a new id."""
        typed: Any = self.data
        data = typed.copy()
        data[self.add_prefix("seen")] = str(signal.version)
        data[self.add_prefix("once")] = str(uuid4())
        self.data = data

    def typed(self) -> list[tuple[str, str]]:
        """Return what was typed by hand, to show where the form itself is not there any more."""
        words = [(str(field.label), str(field.value() or "")) for field in self.visible_fields()]
        by_hand = [isinstance(one.field, forms.CharField) for one in self.visible_fields()]
        return [entry for entry, own in zip(words, by_hand, strict=True) if own and entry[1]]


class ReasonForm(SeenForm):
    because = forms.CharField(
        label="Waarom?",
        help_text="Kort en feitelijk. Je collega's lezen dit later terug.",
        max_length=MOST_REASON,
        widget=Textarea(rows=3),
    )


class OnwardForm(ReasonForm):
    """What goes with "no trafficking": where it leads instead (A23)."""

    onward = forms.TypedChoiceField(
        label="Waar hoort het dan wel thuis?",
        coerce=Onward,
        empty_value=None,
        choices=[(one, one.label.capitalize()) for one in Onward],
        widget=TileRadios,
    )
    field_order = ["onward", "because"]


class DecideForm(OnwardForm):
    """The judgement of the officer. Any outcome is read here; the flow says which can be given."""

    outcome = forms.TypedChoiceField(
        label="Wat is je oordeel?", coerce=Outcome, choices=Outcome.choices, widget=TileRadios
    )
    field_order = ["outcome", "onward", "because"]

    def __init__(self, signal: Signal, data: QueryDict | None = None) -> None:
        super().__init__(signal, data)
        self.fields["onward"].required = False
        self.fields["onward"].label = "Waar hoort het dan wel thuis?"
        self.fields["onward"].help_text = "Alleen nodig bij ‘geen mensenhandel’."
        self.offer(next_step.of(signal).choices)

    def offer(self, choices: Iterable[Choice]) -> None:
        """Show these answers, each with what it will do; the others stay readable, not offered."""
        offered = list(choices)
        widget: Any = self.fields["outcome"].widget
        widget.choices = [(one.outcome, one.outcome.label.capitalize()) for one in offered]
        widget.hints = {str(one.outcome.value): one.effect for one in offered}
        self.asks_onward = any(one.outcome == Outcome.NO_TRAFFICKING for one in offered)

    def go_on_from(self, signal: Signal) -> None:
        super().go_on_from(signal)
        self.offer(next_step.of(signal).choices)


class FormsForm(SeenForm):
    forms_named = forms.TypedMultipleChoiceField(
        label="Aan welke vorm denk je?",
        help_text="Meer dan één mag. Weet je het niet, laat het dan leeg: dan is het onbekend.",
        coerce=Form,
        choices=[(one, one.label.capitalize()) for one in Form],
        required=False,
        widget=TileCheckboxes,
    )
    acute = AnswerField(label="Is er nu gevaar voor iemand?", choices=ANSWERS)
    minor = AnswerField(label="Gaat het om een minderjarige?", choices=ANSWERS)

    def __init__(self, signal: Signal, data: QueryDict | None = None) -> None:
        known = {"forms_named": signal.form_set(), "acute": signal.acute, "minor": signal.minor}
        super().__init__(signal, data, initial=known)
        widget: Any = self.fields["forms_named"].widget
        widget.hints = {str(form.value): _route_words(form) for form in Form}


def _route_words(form: Form) -> str:
    rounds = flow.partners_for({form}, acute=Answer.NO)
    words = [" en ".join(kind.label for kind in sorted(one, key=str)) for one in rounds]
    return f"Volgens het schema: {', daarna '.join(words)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


class ReopenForm(SeenForm):
    because = forms.CharField(
        label="Wat is er nieuw?", max_length=MOST_REASON, widget=Textarea(rows=3)
    )


class NoteForm(SeenForm):
    text = forms.CharField(
        label="Nieuwe notitie",
        help_text="Alleen voor de aandachtsfunctionarissen. Geen partner of melder leest mee.",
        max_length=MOST_TEXT,
        widget=Textarea(rows=3),
    )

    def __init__(self, signal: Signal, data: QueryDict | None = None) -> None:
        super().__init__(signal, data, prefix="notitie")  # it stands beside another form


class FactForm(SeenForm):
    kind = forms.TypedChoiceField(
        label="Wat heb je opgezocht?",
        coerce=Fact.Kind,
        choices=Fact.Kind.choices,
        widget=TileRadios,
    )
    result = forms.TypedChoiceField(
        label="Wat kwam eruit?",
        coerce=Fact.Result,
        choices=[(one, one.label.capitalize()) for one in Fact.Result],
        widget=TileRadios,
    )
    content = forms.CharField(
        label="Wat vond je?",
        help_text="Alleen wat nodig is om dit signaal te beoordelen.",
        required=False,
        max_length=MOST_TEXT,
        widget=Textarea(rows=4),
    )
    source = forms.CharField(
        label="Waar vond je het?",
        help_text="Bijvoorbeeld: BRP, vergunningenregister, een collega van handhaving.",
        max_length=MOST_SOURCE,
    )
    domain = forms.TypedChoiceField(
        label="Uit welk domein komt het?",
        help_text="Wat uit de zorg komt, zien alleen collega's in het domein zorg.",
        coerce=Domain,
        widget=TileRadios,
    )
    ground = forms.ChoiceField(
        label="Op welke grondslag zocht je dit op?",
        choices=[(key, GROUNDS[key].title) for key in enriching.LOOK_UP_GROUNDS],
    )
    found_at = forms.DateTimeField(label="Wanneer zocht je het op?", widget=DateTimeInput)

    def __init__(
        self,
        signal: Signal,
        data: QueryDict | None = None,
        *,
        domains: Iterable[Domain],
        now: datetime,
    ) -> None:
        own = [domain for domain in Domain if domain in domains]
        known = {"ground": "MUNICIPAL_ROUTE", "found_at": now}
        super().__init__(signal, data, initial=known | ({"domain": own[0]} if own else {}))
        domain: Any = self.fields["domain"]
        domain.choices = [(one, one.label) for one in own]


class SightingsForm(SeenForm):
    """The answers to what one may look for; one that was never looked at stays so (C8)."""

    def __init__(
        self, signal: Signal, data: QueryDict | None = None, *, asked: Iterable[SeenSignal]
    ) -> None:
        self.asked = list(asked)
        super().__init__(signal, data, initial={one.id: one.answer for one in self.asked})
        for one in self.asked:
            self.fields[one.id] = AnswerField(
                label=one.text,
                help_text=f"Kan ook iets anders zijn: {_lower(one.alternative)}",
                choices=[(answer, answer.label.capitalize()) for answer in Seen],
                coerce=Seen,
            )
            speak(self.fields[one.id], self.texts)

    @property
    def answers(self) -> dict[str, Seen]:
        return {one.id: self.cleaned_data[one.id] for one in self.asked}


class AskForm(SeenForm):
    partner = forms.ModelChoiceField(
        label="Aan wie vraag je advies?",
        queryset=Organisation.objects.none(),
        empty_label="Kies een partner",
    )
    question = forms.CharField(
        label="Wat vraag je?",
        help_text="Noem geen namen als het ook zonder kan.",
        max_length=MOST_TEXT,
        widget=Textarea(rows=4),
    )
    spoke_with = forms.CharField(
        label="Wie sprak je?", help_text="Naam of functie.", required=False, max_length=200
    )

    def __init__(self, signal: Signal, data: QueryDict | None = None) -> None:
        super().__init__(signal, data)
        named, others = advice.advisers_for(signal.municipality)
        partner: Any = self.fields["partner"]
        partner.queryset = Organisation.objects.filter(pk__in=[one.pk for one in named + others])
        partner.choices = [
            ("", "Kies een partner"),
            ("Volgens het schema", [(one.pk, one.name) for one in named]),
            ("Andere partners", [(one.pk, one.name) for one in others]),
        ]


class AdviceForm(SeenForm):
    conclusion = forms.TypedChoiceField(
        label="Wat denkt de partner?",
        coerce=Outcome,
        choices=[(one, one.label.capitalize()) for one in advice.CONCLUSIONS],
        widget=TileRadios(
            hints={one: next_step.EFFECTS[Status.ADVICE, one] for one in advice.CONCLUSIONS}
        ),
    )
    answer = forms.CharField(
        label="Wat zei de partner?",
        help_text="Ook de stappen en mogelijkheden die de partner noemt.",
        max_length=MOST_TEXT,
        widget=Textarea(rows=4),
    )
    spoke_with = forms.CharField(
        label="Wie sprak je?", help_text="Naam of functie.", required=False, max_length=200
    )
