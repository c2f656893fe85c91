"""Forms read, speak and fail alike; what came in is clean before anything looks at it."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory

from nietpluis.core.forms import DUTCH, AnswerField, DeskForm, FormTexts, PageForm, clean_text
from nietpluis.core.widgets import DateInput, Textarea, TileCheckboxes, TileRadios

ANSWERS = [("YES", "ja"), ("NO", "nee"), ("UNKNOWN", "onbekend")]


class StoryForm(DeskForm):
    story = forms.CharField(label="Wat zag je?", widget=Textarea, max_length=20, help_text="Kort.")
    since = forms.DateField(label="Sinds", widget=DateInput, required=False)
    kind = forms.ChoiceField(
        label="Soort",
        required=False,
        choices=[("P", "persoon"), ("L", "plek")],
        widget=TileRadios(hints={"L": "een adres"}),
    )


def filled(**data: Any) -> StoryForm:
    query = QueryDict(mutable=True)
    query.update({"story": "Vijf matrassen"} | data)
    return StoryForm(query)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x08\x1b\x7f\x85b", "ab"),
        ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
        ("met\ttab", "met\ttab"),
        ("\u200fقصة بالعربية\u200e", "\u200fقصة بالعربية\u200e"),
        ("👍🏽 👨‍👩‍👧", "👍🏽 👨‍👩‍👧"),
        ("half \ud83d", "half "),
    ],
)
def test_only_what_no_keyboard_types_is_taken_out(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_null_character_in_a_story_is_no_error() -> None:
    form = filled(story="Vijf\x00 matrassen")
    assert form.is_valid() and form.cleaned_data["story"] == "Vijf matrassen"


def test_every_value_of_a_field_is_cleaned_and_a_plain_dict_too() -> None:
    class Many(DeskForm):
        seen = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])

    assert Many(QueryDict("seen=a%00&seen=b")).is_valid()
    assert Many({"seen": ["a\x00", "b"]}).is_valid()


def test_an_unbound_form_stays_unbound_and_an_empty_one_is_judged() -> None:
    assert not StoryForm().is_bound
    assert not StoryForm(QueryDict("")).is_valid()


def test_a_line_break_counts_once_towards_the_length() -> None:
    assert filled(story="123456789\r\n0123456789").is_valid()


def test_a_story_that_is_too_long_is_refused_in_words_and_kept_on_the_screen() -> None:
    form = filled(story="x" * 21)
    assert form.errors["story"] == [
        "Te lang: 21 tekens. Hooguit 20 passen erin. Wat je schreef staat er nog."
    ]
    assert "x" * 21 in str(form)


def test_no_browser_cuts_a_pasted_story_short() -> None:
    assert "maxlength" not in str(StoryForm()["story"])


def test_thousands_are_written_as_in_dutch() -> None:
    class Long(DeskForm):
        story = forms.CharField(max_length=20_000)

    assert "Hooguit 20.000 passen" in str(Long({"story": "x" * 20_001}).errors)


def test_an_error_stands_beside_its_field_and_at_the_top_with_a_link_to_it() -> None:
    form = filled(story="", since="31-02-2026")
    page = str(form)
    assert '<a href="#id_story">Wat zag je? Vul dit nog in.</a>' in page
    assert f'<a href="#id_since">Sinds: {DUTCH.date}</a>' in page
    assert 'id="id_story_error"' in page
    assert 'aria-invalid="true" aria-describedby="id_story_helptext id_story_error"' in page


def test_the_link_of_a_group_of_tiles_leads_to_its_first_tile() -> None:
    page = str(filled(kind="X"))
    assert 'href="#id_kind_0"' in page and 'id="id_kind_0"' in page


def test_an_error_of_the_whole_form_stands_at_the_top() -> None:
    form = filled()
    form.add_error(None, "Iemand anders was je voor.")
    assert [line.text for line in form.error_lines()] == ["Iemand anders was je voor."]
    assert "Iemand anders was je voor." in str(form)
    assert "Iemand anders was je voor." not in form.without_summary()


def test_what_may_stay_empty_is_said_in_words() -> None:
    page = str(StoryForm())
    assert page.count("(mag leeg blijven)") == 2
    assert "required" not in page


def test_a_form_speaks_only_the_language_it_was_given() -> None:
    class Public(PageForm):
        story = forms.CharField(label="What did you see?", max_length=5)
        when = forms.DateField(label="When", required=False)
        mail = forms.EmailField(label="E-mail", required=False)
        kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
        years = forms.IntegerField(label="Years", min_value=1, max_value=9, required=False)
        photo = forms.FileField(label="Photo", required=False)

    words = {name: f"«{name}»" for name in FormTexts.__dataclass_fields__}
    data = {"story": "too long", "when": "x", "mail": "x", "years": "12"}
    empty = {"photo": SimpleUploadedFile("a.jpg", b"")}
    form = Public(data, empty, texts=FormTexts(**words))
    said = {name: list(errors) for name, errors in form.errors.items()}
    assert said == {
        "story": ["«too_long»"],
        "when": ["«date»"],
        "mail": ["«email»"],
        "kind": ["«choose»"],
        "years": ["«too_big»"],
        "photo": ["«file_empty»"],
    }
    assert not any(sentence in str(form) for sentence in vars(DUTCH).values())


def test_a_field_that_brings_its_own_words_keeps_them() -> None:
    class Own(DeskForm):
        why = forms.CharField(error_messages={"required": "Zeg waarom je van de route afwijkt."})

    assert Own({}).errors["why"] == ["Zeg waarom je van de route afwijkt."]


def test_tiles_are_one_group_with_hints_and_named_groups() -> None:
    class Seen(DeskForm):
        seen = forms.MultipleChoiceField(
            label="Wat zag je?",
            widget=TileCheckboxes,
            choices=[
                ("Werk", [("1", "Lange dagen"), ("2", "Geen loon")]),
                ("Wonen", [("3", "Vol")]),
            ],
        )

    page = str(Seen())
    assert page.count('class="np-tiles"') == 2 and 'aria-label="Werk"' in page
    assert str(StoryForm()).count('class="np-tiles"') == 1
    assert "een adres" in str(StoryForm())


def test_an_answer_is_one_row_and_no_answer_is_chosen_beforehand() -> None:
    class Look(DeskForm):
        permit = AnswerField(label="Is er een vergunning?", choices=ANSWERS, coerce=str)

    page = str(Look())
    assert page.count('type="radio"') == 3 and "checked" not in page
    assert "np-answer" in page and "<legend" in page
    assert Look({"permit": "UNKNOWN"}).is_valid()
    assert Look({}).errors["permit"] == [DUTCH.choose]


def test_words_of_a_reporter_are_never_markup() -> None:
    assert "<script>" not in str(filled(story="<script>alert(1)</script>"))


def test_two_forms_on_one_page_keep_their_summaries_apart() -> None:
    first, second = StoryForm({}, prefix="een"), StoryForm({}, prefix="twee")
    assert first.summary_id != second.summary_id and 'href="#id_een-story"' in str(first)


def test_a_posted_file_is_left_as_it_is() -> None:
    class Photo(DeskForm):
        photo = forms.FileField()

    request = RequestFactory().post("/", {"photo": SimpleUploadedFile("a.jpg", b"\x00\x01")})
    form = Photo(request.POST, request.FILES)
    assert form.is_valid() and form.cleaned_data["photo"].read() == b"\x00\x01"
