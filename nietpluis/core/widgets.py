"""The controls of the house, with the class names of the NL Design System."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms

_CLASSES: dict[str, str] = {
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
    "select": "utrecht-select utrecht-select--html-select",
    "selectmultiple": "utrecht-select utrecht-select--html-select",
    "checkbox": "utrecht-checkbox utrecht-checkbox--html-input",
    "file": "np-file",
}
_TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"


class Textarea(forms.Textarea):
    """A box that reads in the direction of what is written in it.

    It has no maxlength: a browser would cut a pasted story short without a word.
    """

    def __init__(self, rows: int = 6, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": rows, "cols": None, "dir": "auto"} | (attrs or {}))


class DateInput(forms.DateInput):
    """The date picker of the device itself."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The date and time picker of the device itself; local time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class FileInput(forms.FileInput):
    """One file, with the device's own button."""


class _Tiles(forms.widgets.ChoiceWidget):
    template_name = "core/widgets/tiles.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[Any, str] | None = None,
        hint_lang: str = "",
    ) -> None:
        super().__init__(attrs, choices)
        self.hint_lang = hint_lang
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["widget"]["blocks"] = [
            (heading, [option for _, options, _ in block for option in options])
            for heading, block in groupby(groups, key=lambda group: group[0])
        ]
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["hint_lang"] = self.hint_lang
        return option


class TileRadios(_Tiles, forms.RadioSelect):
    """One choice out of a few, each a tile that a thumb can hit; `hints` adds a line per value."""

    template_name = "core/widgets/tiles.html"


class TileCheckboxes(_Tiles, forms.CheckboxSelectMultiple):
    """Any number of choices, each a tile; grouped choices get a small heading per group."""

    template_name = "core/widgets/tiles.html"


class AnswerRadios(forms.RadioSelect):
    """The answers to one thing to look for, side by side on one row."""

    template_name = "core/widgets/answers.html"


def dress(widget: forms.Widget) -> None:
    """Give any of Django's own controls the class names of the design system."""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            dress(part)
        return
    kind = _kind(widget)
    if kind in ("hidden", "choices"):
        return
    own = str(widget.attrs.get("class", ""))
    house = _CLASSES.get(kind, _TEXTBOX)
    if house not in own:
        widget.attrs["class"] = f"{house} {own}".strip()
    if kind == "textarea":
        widget.attrs.setdefault("dir", "auto")
        widget.attrs.pop("maxlength", None)


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.SelectMultiple):
        return "selectmultiple"
    if isinstance(widget, forms.Select):
        return "select"
    return "file" if isinstance(widget, forms.FileInput) else "text"
