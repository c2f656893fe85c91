"""What the officer or the regisseur writes to a reporter, beside what the reporter will read."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from nietpluis.core.widgets import Textarea, TileCheckboxes
from nietpluis.inbox.messages import MOST_TEXT
from nietpluis.knowledge.texts import IN_DUTCH

from .. import conversing
from ..models import Signal, Undermining
from .intake_forms import has_words
from .signal_forms import SeenForm

HELP = (
    "Dit gaat precies zo naar de melder; Nietpluis vertaalt niets. De melder schrijft in het"
    " {language}. Schrijf in die taal, of in kort en gewoon Nederlands."
)


class ReporterForm(SeenForm):
    """Fixed phrases in the reporter's language, and free text; a double click is one message."""

    phrases = forms.MultipleChoiceField(
        label="Kies vaste zinnen",
        help_text="Boven staat wat het betekent, daaronder wat de melder leest.",
        required=False,
        widget=TileCheckboxes,
    )
    text = forms.CharField(
        label="Of schrijf het zelf",
        max_length=MOST_TEXT,
        required=False,
        widget=Textarea(rows=4),
    )

    def __init__(
        self,
        signal: Signal | Undermining,
        data: QueryDict | None = None,
        *,
        now: datetime | None = None,
    ) -> None:
        moving: Any = signal
        super().__init__(moving, data, prefix="melder")  # it stands beside other forms
        del self.fields["seen"]  # it moves nothing, so no version of the page is too old for it
        lang = conversing.language_of(signal.report)
        listed = conversing.phrases_in(lang)
        phrases: Any = self.fields["phrases"]
        phrases.choices = [(one.code, one.dutch) for one in listed]
        if lang != "nl":
            phrases.widget.hints = {one.code: one.theirs for one in listed}
            phrases.widget.hint_lang = lang
        else:
            phrases.help_text = "De melder schrijft in het Nederlands en leest precies deze zinnen."
        self.fields["text"].help_text = HELP.format(language=IN_DUTCH[lang])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("phrases") and not has_words(values.get("text", "")):
            if "text" not in self.errors:
                self.add_error("text", "Kies een zin, of schrijf zelf iets.")
        return values
