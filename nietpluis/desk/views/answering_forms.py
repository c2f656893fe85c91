"""The forms for what is said about a referral, by a partner, the municipality or the director."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from nietpluis.core.forms import DeskForm
from nietpluis.core.widgets import DateTimeInput, Textarea, TileRadios

from .. import phrases
from ..models import Exchange, Referral
from .intake_forms import has_words
from .signal_forms import OLD_PAGE

Said = Exchange.Kind
MOST_TEXT = 5_000


class ActForm(DeskForm):
    """Something said about a referral: `seen` is how it stood on the page, `once` its own id."""

    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OLD_PAGE})

    def __init__(self, referral: Referral, data: QueryDict | None = None) -> None:
        own = type(self).__name__.lower()  # several of these stand on one page
        super().__init__(
            data, initial={"seen": referral.state, "once": uuid4()}, auto_id=f"{own}_%s"
        )
        self.status = 200
        for name in ("seen", "once"):
            self.fields[name].error_messages["required"] = OLD_PAGE

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, value in list(values.items()):  # an error takes its value out
            field = self.fields[name]
            if isinstance(value, str) and value and field.required and not has_words(value):
                self.add_error(name, field.error_messages["required"])
        return values

    def go_on_from(self, referral: Referral) -> None:
        """Let what was typed go on from how the referral stands now, under a new id."""
        posted: Any = self.data
        data = posted.copy()
        data["seen"], data["once"] = referral.state, str(uuid4())
        self.data = data

    def said(self) -> dict[str, Any]:
        """Return what the domain function takes."""
        return dict(self.cleaned_data)


class TextForm(ActForm):
    """One text to write."""

    text: forms.CharField


class ReplyForm(TextForm):
    text = forms.CharField(
        label="Jouw antwoord",
        help_text="De partner leest dit, ook vóór het oppakken.",
        max_length=MOST_TEXT,
        widget=Textarea(rows=4),
    )


class EndForm(TextForm):
    text = forms.CharField(
        label="Waarom wacht je niet langer?",
        help_text="Dit blijft bij het signaal staan.",
        max_length=MOST_TEXT,
        widget=Textarea(rows=3),
    )


class AskForm(TextForm):
    text = forms.CharField(
        label="Je vraag aan de gemeente",
        help_text="Na het antwoord kun je alsnog oppakken.",
        max_length=MOST_TEXT,
        widget=Textarea(rows=4),
    )


class DeclineForm(TextForm):
    text = forms.CharField(
        label="Waarom is dit niet voor jullie?",
        help_text="De gemeente zoekt dan een andere partner. Jullie zien dit signaal niet meer.",
        max_length=MOST_TEXT,
        widget=Textarea(rows=3),
    )


class FeedbackForm(ActForm):
    """One field, with ready phrases above it; and when more follows. Policy: A21."""

    phrase = forms.ChoiceField(
        label="Kies een zin",
        choices=list(phrases.PARTNER.items()),
        required=False,
        widget=TileRadios,
    )
    text = forms.CharField(
        label="Of schrijf het zelf, of vul aan",
        max_length=MOST_TEXT,
        required=False,
        widget=Textarea(rows=4),
    )
    again_at = forms.DateTimeField(
        label="Wanneer volgt er meer?",
        help_text="Laat leeg als dit het hele antwoord is.",
        required=False,
        widget=DateTimeInput,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("phrase") and not has_words(values.get("text", "")):
            self.add_error("text", "Kies een zin, of schrijf op wat je kunt vertellen.")
        return values

    def said(self) -> dict[str, Any]:
        values = super().said()
        phrase, text = values.pop("phrase"), values.pop("text")
        return values | {"text": phrases.together(phrases.PARTNER, phrase, text)}


class NotedForm(ActForm):
    """What a partner said by telephone or e-mail, noted by the municipality."""

    what = forms.TypedChoiceField(
        label="Wat zei de partner?",
        coerce=Said,
        choices=[
            (Said.ACCEPT, "Wij pakken het op"),
            (Said.ASK, "Wij hebben een vraag"),
            (Said.DECLINE, "Dit is niet voor ons"),
            (Said.FEEDBACK, "Dit is onze terugkoppeling"),
        ],
        widget=TileRadios,
    )
    text = forms.CharField(
        label="In hun woorden",
        help_text="Met wie sprak je, en wat werd er gezegd? Ook ‘er kan niets worden verteld’ is"
        " een terugkoppeling.",
        max_length=MOST_TEXT,
        required=False,
        widget=Textarea(rows=4),
    )

    def __init__(self, referral: Referral, data: QueryDict | None = None) -> None:
        super().__init__(referral, data)
        ended = referral.answered_at or referral.accepted_at
        what: Any = self.fields["what"]
        what.choices = [
            (code, words)
            for code, words in what.choices
            if not (code == Said.ACCEPT and ended)
            and not (code in (Said.ASK, Said.DECLINE) and referral.answered_at)
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("what") != Said.ACCEPT and not has_words(values.get("text", "")):
            self.add_error("text", "Schrijf kort op wat de partner zei.")
        return values


class SilentForm(ActForm):
    """What came of asking a silent partner. Policy: G."""

    outcome = forms.ChoiceField(
        label="Wat kwam eruit?",
        choices=[
            ("WILL_ANSWER", "De partner antwoordt alsnog"),
            ("STAYS_SILENT", "De partner blijft stil"),
        ],
        widget=TileRadios,
    )
    by_when = forms.DateTimeField(
        label="Vóór wanneer antwoordt de partner?",
        help_text="Alleen nodig als de partner alsnog antwoordt.",
        required=False,
        widget=DateTimeInput,
    )
    text = forms.CharField(
        label="Toelichting voor de gemeente",
        help_text="Bijvoorbeeld wie je sprak. Schrijf niets over mensen: dat is hier niet nodig.",
        max_length=2_000,
        required=False,
        widget=Textarea(rows=3),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("outcome") == "WILL_ANSWER" and not values.get("by_when"):
            if "by_when" not in self.errors:
                self.add_error("by_when", "Vul in wanneer de partner antwoordt.")
        return values
