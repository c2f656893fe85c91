"""Forms that read, speak and fail alike on every screen; they know nothing of the domain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.safestring import SafeString

from nietpluis.core.answers import Answer
from nietpluis.core.widgets import AnswerRadios, dress

# Further off, no database keeps it and no calendar counts with it
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Take out what no keyboard types and no database keeps; every language and emoji stay.

    Line endings become "\\n"; tab and newline stay, as do the marks for right-to-left text.
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class FormTexts:
    """Every word a form says by itself, so that a page can say it in the reader's language.

    `too_long` holds {most} and {now}, both numbers of characters; `too_big` holds {most}.
    """

    summary: str
    optional: str
    required: str
    choose: str
    invalid: str
    email: str
    number: str
    date: str
    too_long: str
    too_short: str
    too_big: str
    too_small: str
    file_missing: str
    file_empty: str


DUTCH = FormTexts(
    summary="Kijk nog even naar het volgende",
    optional="mag leeg blijven",
    required="Vul dit nog in.",
    choose="Kies één van de antwoorden.",
    invalid="Dit klopt niet. Kijk het nog eens na.",
    email="Schrijf een volledig e-mailadres, bijvoorbeeld naam@voorbeeld.nl.",
    number="Schrijf een getal in cijfers.",
    date="Kies een bestaande datum, bijvoorbeeld 31-12-2026.",
    too_long="Te lang: {now} tekens. Hooguit {most} passen erin. Wat je schreef staat er nog.",
    too_short="Dit is te kort. Schrijf iets meer.",
    too_big="Dit getal is te hoog. Het mag hooguit {most} zijn.",
    too_small="Dit getal is te laag. Het moet minstens {most} zijn.",
    file_missing="Het bestand is niet aangekomen. Kies het opnieuw.",
    file_empty="Dit bestand is leeg. Kies een ander bestand.",
)


class HouseRenderer(TemplatesSetting):
    """Draws forms and fields with the house's own templates."""

    form_template_name = "core/form.html"
    field_template_name = "core/field.html"


@dataclass(frozen=True)
class ErrorLine:
    """One line of the summary at the top: what is wrong, and where to put it right."""

    text: str
    anchor: str = ""


class PageForm(forms.Form):
    """A form whose every word is handed to it: `texts`, in the reader's language.

    What comes in is cleaned at the door (see `clean_text`); what was typed stays on the screen.
    """

    default_renderer = HouseRenderer
    use_required_attribute = False
    texts: FormTexts

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        texts: FormTexts | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(clean_data(data), *args, **kwargs)
        self.texts = texts or self.texts
        self.furnish()

    def furnish(self) -> None:
        """Give each field the looks and the words of the house."""
        for field in self.fields.values():
            dress(field.widget)
            speak(field, self.texts)
            if isinstance(field, forms.DateField | forms.DateTimeField):
                field.validators = [*field.validators, _check_day(self.texts.date)]

    @property
    def summary_id(self) -> str:
        return f"{self.prefix or 'form'}-fouten"

    def error_lines(self) -> Iterator[ErrorLine]:
        """Every error of the form, in the order of the screen."""
        for message in self.non_field_errors():
            yield ErrorLine(str(message))
        for field in self.visible_fields():
            for message in field.errors:
                yield ErrorLine(_named(str(field.label), str(message)), _anchor(field))
        for field in self.hidden_fields():
            for message in field.errors:
                yield ErrorLine(str(message))

    def without_summary(self) -> SafeString:
        """The fields alone, for a page that shows `core/error_summary.html` at its very top."""
        return self.render("core/fields.html")


class DeskForm(PageForm):
    """A form at the desk, in Dutch."""

    texts = DUTCH


class AnswerField(forms.TypedChoiceField):
    """One thing to look for, answered on one row: yes, no, unknown or not looked at.

    Nothing is chosen beforehand. Policy: C1, enrichment (Oost-Brabant), A16: missing = unknown.
    """

    widget = AnswerRadios

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("choices", Answer.choices)
        kwargs.setdefault("coerce", Answer)
        kwargs.setdefault("template_name", "core/answer_field.html")
        super().__init__(label=label, **kwargs)


def clean_data(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A copy of posted data with each text cleaned; None stays None (an unbound form)."""
    if not isinstance(data, QueryDict):
        return data and {name: _clean(value) for name, value in data.items()}
    cleaned = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        cleaned.setlist(name, [_clean(value) for value in values])
    return cleaned


def speak(field: forms.Field, texts: FormTexts) -> None:
    """Give a field the form's own words, save where the field came with words of its own."""
    choice = isinstance(field, forms.ChoiceField)
    words = {
        "required": texts.choose if choice else texts.required,
        "invalid": _invalid(field, texts),
        "invalid_choice": texts.choose,
        "invalid_list": texts.choose,
        "missing": texts.file_missing,
        "empty": texts.file_empty,
        "min_length": texts.too_short,
        "max_length": texts.too_long.format(most=_most(field), now="%(show_value)s"),
        "max_value": texts.too_big.format(most="%(limit_value)s"),
        "min_value": texts.too_small.format(most="%(limit_value)s"),
    }
    standard: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        standard |= getattr(kind, "default_error_messages", {})
    for code, message in words.items():
        if field.error_messages.get(code) in (None, standard.get(code)):
            field.error_messages[code] = message


def _invalid(field: forms.Field, texts: FormTexts) -> str:
    if isinstance(field, forms.DateField | forms.DateTimeField | forms.TimeField):
        return texts.date
    if isinstance(field, forms.IntegerField):
        return texts.number
    return texts.email if isinstance(field, forms.EmailField) else texts.invalid


def _most(field: forms.Field) -> str:
    most = getattr(field, "max_length", None)
    return f"{most:,}".replace(",", ".") if most else ""


def _clean(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return clean_text(value) if isinstance(value, str) else value


def _check_day(words: str) -> Callable[[date], None]:
    def check(value: date) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(words)

    return check


def _named(label: str, message: str) -> str:
    return f"{label}{' ' if label.endswith(('?', ':', '.', '!')) else ': '}{message}"


def _anchor(field: BoundField) -> str:
    """The id of what to fill in: for a group of choices, that of its first choice."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)
