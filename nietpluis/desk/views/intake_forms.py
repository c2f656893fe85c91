"""The forms through which something reaches the desk."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from nietpluis.accounts.models import Appointment
from nietpluis.core.answers import Answer
from nietpluis.core.calendar import local_day
from nietpluis.core.file_names import safe_name
from nietpluis.core.forms import DeskForm
from nietpluis.core.uploads import MOST_BYTES, MOST_FILES
from nietpluis.core.widgets import FileInput, Textarea, TileCheckboxes, TileRadios
from nietpluis.knowledge.catalogue import UNDERMINING_TOPICS, list_for
from nietpluis.partners.models import Municipality

from ..files import is_whole, safe_type
from ..intake import File
from ..passing_on import Seen

Upload: TypeAlias = "UploadedFile[Any]"
MEGABYTE = 1024**2
MOST_STORY = 20_000
ANSWERS = [(Answer.YES, "Ja"), (Answer.NO, "Nee"), (Answer.UNKNOWN, "Weet ik niet")]
TOPICS = [(code, topic.nl) for code, topic in UNDERMINING_TOPICS.items()]
WHEN = {
    "today": "Vandaag",
    "week": "De afgelopen week",
    "longer": "Langer geleden",
    "still": "Het speelt al langer",
}


class FilesInput(FileInput):
    """Several files at once, with the device's own button."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files that come with a report. Each that is not whole or too big is named (bad input)."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        uploads: list[Upload] = list(data) if isinstance(data, list | tuple) else []
        found = [(safe_name(one.name or ""), _fault(one)) for one in uploads]
        faults = [f"‘{name}’ {fault}" for name, fault in found if fault]
        if len(uploads) > MOST_FILES:
            faults.insert(0, f"Dit zijn {len(uploads)} bestanden. Stuur er hooguit {MOST_FILES}.")
        if faults:
            raise forms.ValidationError(faults)
        return [_file(one) for one in uploads]


def _fault(upload: Upload) -> str:
    size = upload.size or 0
    if not size:
        return "is leeg. Kies een ander bestand."
    if size > MOST_BYTES:
        return f"is te groot: {size / MEGABYTE:.0f} MB. Hooguit {MOST_BYTES // MEGABYTE} MB past."
    upload.seek(0)
    if not is_whole(upload.name or "", upload.read()):
        return "kwam niet heel aan. Kies het opnieuw, of maak de foto nog eens."
    return ""


def _file(upload: Upload) -> File:
    upload.seek(0)
    media_type = safe_type(upload.content_type or "")
    return File(name=safe_name(upload.name or ""), content=upload.read(), media_type=media_type)


class StoryForm(DeskForm):
    """What every form for a new report asks; `once` makes a double click one report."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(label="Om welke gemeente gaat het?", widget=TileRadios)

    def __init__(
        self, places: Sequence[Municipality], request: HttpRequest, **initial: Any
    ) -> None:
        posted = request.method == "POST"
        super().__init__(
            request.POST if posted else None,
            request.FILES if posted else None,
            initial={"once": uuid4()} | initial,
        )
        self.places = {place.slug: place for place in places}
        if len(places) == 1:
            del self.fields["place"]
        else:
            self.choices("place", [(slug, place.name) for slug, place in self.places.items()])

    def choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)

    def chosen_place(self) -> Municipality:
        """Return the municipality it is about: the only one, or the one that was chosen."""
        slug = self.cleaned_data.get("place") or next(iter(self.places))
        return self.places[slug]

    def clean_once(self) -> UUID:
        return self.cleaned_data.get("once") or uuid4()

    @property
    def files_to_choose_again(self) -> bool:
        """Whether files came with a form that comes back: a browser cannot keep those."""
        return bool(self.errors) and bool(self.files)


class PassOnForm(StoryForm):
    """One screen for a phone in a doorway: nothing but a word or a tile is needed (A14)."""

    acute = forms.TypedChoiceField(
        label="Is er nu gevaar?",
        choices=ANSWERS,
        coerce=Answer,
        empty_value=Answer.UNKNOWN,
        required=False,
        widget=TileRadios,
    )
    signals = forms.MultipleChoiceField(
        label="Wat zag je?",
        help_text="Kies alles wat klopt. Twijfel je? Laat het dan leeg.",
        required=False,
        widget=TileCheckboxes,
    )
    story = forms.CharField(
        label="Wat voelde niet pluis?",
        help_text="Een paar woorden is genoeg. Je hoeft niets te bewijzen of te benoemen.",
        max_length=MOST_STORY,
        required=False,
        widget=Textarea(rows=5),
    )
    whereabouts = forms.CharField(
        label="Waar was het?",
        help_text="Het liefst postcode en huisnummer. Of beschrijf de plek.",
        max_length=500,
        required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    when = forms.ChoiceField(
        label="Wanneer was het?", choices=list(WHEN.items()), required=False, widget=TileRadios
    )
    minor = forms.TypedChoiceField(
        label="Gaat het om iemand onder de 18?",
        choices=ANSWERS,
        coerce=Answer,
        empty_value=Answer.UNKNOWN,
        required=False,
        widget=TileRadios,
    )
    attachments = FilesField(
        label="Foto of bestand",
        help_text=f"Hooguit {MOST_FILES} bestanden, elk tot {MOST_BYTES // MEGABYTE} MB.",
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label="Gaat het om iets anders dan mensen, bijvoorbeeld drugs of witwassen?",
        choices=TOPICS,
        required=False,
        widget=TileCheckboxes,
    )
    only_other = forms.BooleanField(
        label="Het gaat alleen hierom, niet om mensen die worden uitgebuit", required=False
    )

    def __init__(
        self, work: Appointment, places: Sequence[Municipality], request: HttpRequest
    ) -> None:
        super().__init__(places, request)
        self.choices("signals", [(one.id, one.text) for one in list_for(work.function)])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        told = has_words(values.get("story", "")) or values.get("signals")
        if not told and not {"story", "signals"} & set(self.errors):
            self.add_error("story", "Schrijf een paar woorden, of kies hierboven wat je zag.")
        return values

    def seen(self, now: datetime) -> Seen:
        """Return what was passed on."""
        values = self.cleaned_data
        return Seen(
            once=values["once"],
            story=values["story"] if has_words(values["story"]) else "",
            signals=values["signals"],
            whereabouts=values["whereabouts"],
            period=period(values["when"], now),
            acute=values["acute"],
            minor=values["minor"],
            topics=values["topics"],
            only_other=values["only_other"],
            files=values["attachments"],
        )


def period(when: str, now: datetime) -> str:
    """Write a choice of WHEN so that it still says the same next month."""
    if not when:
        return ""
    today = local_day(now)
    days = {
        "today": f" ({today:%d-%m-%Y})",
        "week": f" ({today - timedelta(days=7):%d-%m-%Y} tot {today:%d-%m-%Y})",
    }
    return WHEN[when] + days.get(when, f" (doorgegeven op {today:%d-%m-%Y})")


def has_words(text: str) -> bool:
    """Say whether a text holds anything to read: not only spaces and invisible marks."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)
