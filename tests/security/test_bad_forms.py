"""Whatever is typed or changed in any form of the desk: a clear answer, and nothing half done.

The forms are found by looking, each by somebody who may send it; new forms are tried by themselves.
Bad input: empty, oversized, control characters, NUL, right-to-left, emoji, markup, a stale page.
"""

from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.urls import resolve

from nietpluis.accounts.models import Invitation
from nietpluis.core.forms import clean_text
from nietpluis.desk.models import (
    Consultation,
    Decision,
    Exchange,
    Fact,
    Feedback,
    Note,
    Referral,
    Report,
)
from tests import make
from tests.security.conftest import Desk
from tests.security.door import Answer
from tests.security.filling import PageForm

pytestmark = make.every_store
TYPED = {
    "too much": "x" * 20_001,
    "nothing": "",
    "spaces": " \t \u200b ",
    "control characters": "Voor\x00 en\x07 na\x1b[31m.",
    "right to left": "\u202eمرحبا بالعالم\u202c",
    "emoji": "🚨👩‍👩‍👧 hier",
    "markup": "<script>alert('hoi')</script>\"><b onmouseover=x>",
    "format": "%s {0} {{ settings.SECRET_KEY }} ${7*7}",
    "a long word": "ij" * 900,
}
HIDDEN = ("", "x", "-1", "999999999999999999999", str(uuid4()))
DATES = ("2026-02-31", "0001-01-01", "9999-12-31", "gisteren", "2026-03-02T25:61")
# What may be written although the form was refused: who tried, and that it was seen
ASIDE = {"audit_line", "audit_chain", "desk_notice", "accounts_invitation"}
FEWEST = 35


def found(desk: Desk) -> Iterator[tuple[str, str, PageForm]]:
    """Each kind of form once, with the session of who found it and its address."""
    seen = set()
    for action, (name, form) in sorted(desk.forms.items(), key=lambda one: one[1][0]):
        kind = (resolve(urlsplit(action).path).view_name, frozenset(form.fields))
        if kind not in seen:
            seen.add(kind)
            yield desk.door.session_of(desk.world.people[name].user), action, form


def typed(form: PageForm, text: str) -> dict[str, Any]:
    """The form with this text in every box for words, and the rest filled in well."""
    return form.filled() | {one.name: text for one in form.typed()}


def page_of(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace")


def judge(answer: Answer, at: str) -> Iterator[str]:
    """Say what is wrong with an answer to a form: it fails, it is no page, or it is half done."""
    if answer.status >= 500 or answer.failure:
        yield f"{at}: fails\n{answer.failure}"
    elif answer.status in (200, 400, 403, 404, 409, 422):
        page = page_of(answer)
        if "text/html" in answer.headers and "<html" in page and '<html lang="nl"' not in page:
            yield f"{at}: does not speak Dutch"
        if "This field" in page or "Enter a valid" in page or "Select a valid" in page:
            yield f"{at}: speaks English"
    elif answer.status not in (302, 303):
        yield f"{at}: answers {answer.status}"


def refused(answer: Answer) -> bool:
    """Whether the form came back, with what is wrong in it."""
    return (
        answer.status == 409 or "np-errors" in page_of(answer) or "aria-invalid" in page_of(answer)
    )


@pytest.mark.once
def test_the_forms_of_the_desk_are_found(desk: Desk) -> None:
    assert len(list(found(desk))) >= FEWEST


@pytest.mark.parametrize("what", TYPED)
def test_whatever_is_typed_is_answered_kept_and_never_markup(desk: Desk, what: str) -> None:
    text, wrong = TYPED[what], []
    for session, action, form in found(desk):
        if not form.typed():
            continue
        answer = desk.door.knock(session, "POST", action, typed(form, text))
        wrong += judge(answer, f"{what} at {action}")
        page = page_of(answer)
        if "<script>alert" in page or "<b onmouseover" in page:
            wrong.append(f"{action}: shows what was typed as markup")
        if refused(answer):
            wrong += kept(form, text, page, action)
            if answer.wrote - ASIDE:
                wrong.append(f"{action}: refused, and yet writes {sorted(answer.wrote - ASIDE)}")
    assert wrong == [], "\n".join(wrong[:20])


def kept(form: PageForm, text: str, page: str, action: str) -> Iterator[str]:
    """Whatever was typed in a large box still stands there, without what no keyboard types."""
    areas = [one for one in form.typed() if one.kind == "textarea"]
    words = clean_text(text).strip()
    if areas and words and words not in unescape(page):
        yield f"{action}: what was typed is gone"


def test_more_than_the_longest_story_is_refused_everywhere_in_words(desk: Desk) -> None:
    wrong = []
    for session, action, form in found(desk):
        if not [one for one in form.typed() if one.kind == "textarea"]:
            continue
        answer = desk.door.knock(session, "POST", action, typed(form, TYPED["too much"]))
        if answer.status not in (200, 409) or "Te lang: 20001 tekens" not in page_of(answer):
            wrong.append(f"{action}: {answer.status}")
    assert wrong == [], "\n".join(wrong)


def test_a_form_without_anything_in_it_says_what_is_missing_and_changes_nothing(desk: Desk) -> None:
    wrong = []
    for session, action, form in found(desk):
        answer = desk.door.knock(session, "POST", action, {})
        wrong += judge(answer, action)
        may_be_empty = not [one for one in form.fields.values() if one.name.endswith("seen")]
        if answer.wrote - ASIDE and not may_be_empty:
            wrong.append(f"{action}: writes {sorted(answer.wrote - ASIDE)}")
    assert wrong == [], "\n".join(wrong[:20])


@pytest.mark.once
def test_what_a_page_hid_or_offered_and_somebody_changed_is_never_believed(desk: Desk) -> None:
    wrong = []
    for session, action, form in found(desk):
        for one in form.fields.values():
            if one.kind in ("hidden", "radio", "select", "checkbox", "submit"):
                values = HIDDEN
            elif one.kind in ("date", "datetime-local"):
                values = DATES
            else:
                continue
            for value in values:
                answer = desk.door.knock(session, "POST", action, form.filled() | {one.name: value})
                wrong += judge(answer, f"{one.name}={value} at {action}")
                if refused(answer) and answer.wrote - ASIDE:
                    wrong.append(f"{one.name}={value} at {action}: writes {sorted(answer.wrote)}")
    assert wrong == [], "\n".join(wrong[:20])


def test_the_id_of_something_else_in_a_form_changes_and_tells_nothing(desk: Desk) -> None:
    """A form carries its own id, so that twice is once; somebody may put another's id there."""
    others = {
        model.__name__: model._default_manager.order_by("pk").values_list(field, flat=True)[0]
        for model, field in (
            (Note, "pk"),
            (Decision, "pk"),
            (Fact, "pk"),
            (Consultation, "pk"),
            (Referral, "pk"),
            (Exchange, "pk"),
            (Feedback, "pk"),
            (Invitation, "pk"),
            (Report, "once"),
        )
    }
    wrong = []
    for session, action, form in found(desk):
        for name in [name for name in form.fields if name.endswith("once")]:
            for of, pk in others.items():
                filled = form.filled() | {name: str(pk)}
                wrong += judge(
                    desk.door.knock(session, "POST", action, filled), f"{of} at {action}"
                )
    assert wrong == [], "\n".join(wrong[:20])


@pytest.mark.once
def test_a_page_from_before_somebody_else_moved_it_says_so_and_keeps_the_words(desk: Desk) -> None:
    stale, wrong = 0, []
    for session, action, form in found(desk):
        seen = [name for name in form.fields if name.endswith("seen")]
        if not seen or not form.typed():
            continue
        old = {"seen": "999"} if form.fields[seen[0]].value.isdigit() else {"seen": "DECLINED"}
        data = typed(form, "Dit typte ik zelf.") | {seen[0]: old["seen"]}
        answer = desk.door.knock(session, "POST", action, data)
        wrong += judge(answer, action)
        if answer.status == 409:
            stale += 1
            if "Dit typte ik zelf." not in unescape(page_of(answer)):
                wrong.append(f"{action}: the words are gone")
            if answer.wrote - ASIDE:
                wrong.append(f"{action}: writes {sorted(answer.wrote - ASIDE)}")
    assert wrong == [] and stale >= 10, (stale, "\n".join(wrong[:20]))
