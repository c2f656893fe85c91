"""The steps of the form, each a short page of its own. Only the story is needed. Policy: A01, A06.

Every word on them is a text of the site, in the language of the page.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

from django import forms

from nietpluis.core.answers import Answer
from nietpluis.core.forms import FormTexts, PageForm
from nietpluis.core.widgets import FileInput, Textarea, TileCheckboxes, TileRadios
from nietpluis.inbox import content, files, kinds
from nietpluis.inbox.content import LIMITS, About, ReporterKind
from nietpluis.knowledge.catalogue import (
    PUBLIC,
    PUBLIC_UNDERMINING,
    UNDERMINING_TOPICS,
    list_for,
    signal,
)
from nietpluis.knowledge.texts import DUTCH, dutch, text

OTHER_CRIME, NUISANCE = "OTHER", "NUISANCE"
SUBJECTS = (About.PERSON, About.PLACE, OTHER_CRIME, NUISANCE, About.UNKNOWN)
KINDS = (
    ReporterKind.RESIDENT,
    ReporterKind.VICTIM,
    ReporterKind.WORKER,
    ReporterKind.COLLEAGUE,
    ReporterKind.CLIENT,
    ReporterKind.PROFESSIONAL,
    ReporterKind.UNKNOWN,
)


class Files(FileInput):
    """Several files at once, of the kinds that can be sent."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": kinds.accepted()})


class Ticks(forms.MultipleChoiceField):
    """Signals that were ticked: any that the catalogue knows, also from a list not shown here."""

    widget = TileCheckboxes

    def valid_value(self, value: Any) -> bool:
        try:
            return bool(signal(str(value)))
        except KeyError:
            return False


class FilesField(forms.Field):
    """Files, sealed while they came in (uploading.py): by now there is nothing left to clean."""

    widget = Files

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.listed: list[Any] = []
        self.words: dict[str, str] = {}

    def speak(self, lang: str) -> None:
        """Say in the language of the page what may be sent, and how one takes it back."""
        most, size = content.MOST_FILES, files.MOST_BYTES // 1024**2
        self.label = text("files.label", lang)
        self.help_text = text("files.help", lang, most=most, size=size)
        self.words = {name: text(f"files.{name}", lang) for name in ("add", "yours", "remove")}


class Step(PageForm):
    """One step. `typed` is all that was filled in so far; `own` when it is about the reporter."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, lang: str, typed: Mapping[str, Any]
    ) -> None:
        self.lang, self.own = lang, typed.get("kind") == ReporterKind.VICTIM
        other = typed.get("about") == OTHER_CRIME
        ready = _furnished(type(self), lang, self.own, other)
        self.base_fields = ready  # type: ignore[misc]  # for this form only
        super().__init__(data, texts=form_texts(lang), initial=typed)

    def furnish(self) -> None:
        """Nothing to do: the fields come furnished."""

    def prepare(self, typed: Mapping[str, Any]) -> None:
        """Set what depends on the answers so far: on the subject, and on who reports; no other."""

    def words(self, name: str) -> str:
        """The text for a name, in the words for who it happens to if there are any, or nothing."""
        base, _, ending = name.partition("_")
        own = "_".join(part for part in (f"report.{base}_self", ending) if part)
        key = own if self.own and own in dutch() else f"report.{name}"
        return text(key, self.lang) if key in dutch() else ""

    def offer(self, name: str, values: Any, table: str = "report") -> None:
        """Let a question be answered with these codes, in the words of a table of texts."""
        dotted = {str(value): f"{table}{value}" for value in values}
        choices: Any = [(value, text(key, self.lang)) for value, key in dotted.items()]
        field: Any = self.fields[name]
        field.choices = choices
        field.widget.hints = {
            value: text(f"{key}_hint", self.lang)
            for value, key in dotted.items()
            if f"{key}_hint" in dutch()
        }


class _Furnished(dict[str, forms.Field]):
    """Fields made before. Each form gets its own of each, and shares what is in it with others."""

    def __deepcopy__(self, memo: Any) -> dict[str, forms.Field]:
        return {name: copy(field) for name, field in self.items()}


@lru_cache(maxsize=512)
def _furnished(step: type["Step"], lang: str, own: bool, other: bool) -> _Furnished:
    """Make the fields of a step once, with their words and choices. Nothing typed takes part."""
    made = step.__new__(step)
    made.lang, made.own = lang, own
    PageForm.__init__(made, None, texts=form_texts(lang))
    PageForm.furnish(made)
    for name, field in made.fields.items():
        field.label = made.words(name)
        field.help_text = made.words(f"{name}_help")
    kind, about = ReporterKind.VICTIM if own else "", OTHER_CRIME if other else ""
    made.prepare({"kind": kind, "about": about})
    return _Furnished(made.fields)


def _text(name: str, rows: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(max_length=LIMITS[name], required=required, widget=Textarea(rows=rows))


def _one() -> forms.ChoiceField:
    return forms.ChoiceField(required=False, widget=TileRadios())


class Start(Step):
    about = _one()

    def prepare(self, typed: Mapping[str, Any]) -> None:
        self.offer("about", SUBJECTS, "report.about_")


class What(Step):
    topics = forms.MultipleChoiceField(required=False, widget=TileCheckboxes())
    story = _text("story", 7, required=True)
    attached = FilesField(required=False, template_name="website/_files.html")
    people = _one()
    seen = Ticks(required=False)

    def prepare(self, typed: Mapping[str, Any]) -> None:
        story = self.fields["story"]
        story.error_messages["required"] = text("report.story_empty", self.lang)
        most = f"{LIMITS['story']:,}".replace(",", "." if self.lang == DUTCH else ",")
        too_long = text("form.too_long", self.lang, most=most, now="%(show_value)s")
        story.error_messages["max_length"] = too_long
        added: Any = self.fields["attached"]
        added.speak(self.lang)
        self.offer("topics", UNDERMINING_TOPICS, "topic.")
        other = typed.get("about") == OTHER_CRIME
        listed = [one.id for one in list_for(PUBLIC_UNDERMINING if other else PUBLIC)]
        self.offer("seen", listed, "signal.")
        fold = {"seen"} if other else {"seen", "topics"}
        for name in fold:
            folded: Any = self.fields[name]
            folded.template_name = "website/_folded.html"
        if other:
            self.offer("people", Answer, "report.")
        else:
            del self.fields["people"]
            self.fields["topics"].label = text("report.topics_also", self.lang)
            self.order_fields(["story", "attached", "seen", "topics"])


class Place(Step):
    acute = _one()
    where = _text("where", 2)
    when = _text("when", 2)
    since = _text("since", 2)

    def prepare(self, typed: Mapping[str, Any]) -> None:
        self.offer("acute", Answer, "report.")


class Who(Step):
    minor = _one()
    kind = _one()

    def prepare(self, typed: Mapping[str, Any]) -> None:
        self.offer("minor", Answer, "report.")
        self.offer("kind", KINDS, "report.kind_")


class Contact(Step):
    contact = _text("contact", 3)


STEPS: dict[str, type[Step]] = {
    "start": Start,
    "what": What,
    "place": Place,
    "who": Who,
    "contact": Contact,
}
NUMBERED = ("what", "place", "who", "contact")


@cache
def form_texts(lang: str) -> FormTexts:
    """Everything a form says by itself, in a language."""
    return FormTexts(**{one.name: text(f"form.{one.name}", lang) for one in fields(FormTexts)})
