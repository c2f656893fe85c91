"""The code before and after sending, and coming back with it. Policy: A01, A03, A05; G."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nietpluis.core.forms import clean_text
from nietpluis.inbox import messages, posting
from nietpluis.inbox.models import Envelope, Message
from nietpluis.knowledge.texts import text
from nietpluis.vault import codes, sealing
from tests.inbox import example
from tests.inbox.example import STORY
from tests.website.visitor import Visitor, paid

pytestmark = pytest.mark.django_db(databases=["public"])
PATH = "/voorbeeldstad/terug/"
text_of_any_kind = st.text
digits_of_any_length = partial(st.text, alphabet="0123456789 -\u0661\u0662\u0663", max_size=60)
ASKED = "Waar is het precies?\n<b>Welke straat?</b>"


@pytest.fixture
def code(town):
    """The code of a report that was sent."""
    made = codes.new()
    content = example.reported(reply_to=bytes(made.key.public_key).hex()).to_json()
    posting.post(content, code=made, to=example.publish(), now=example.NOW)
    return made


def asked(code, words=ASKED, *, after=0):
    """The municipality wrote this to whoever has the code."""
    now = example.NOW + timedelta(days=1, minutes=after)
    message = codes.new().envelope
    messages.put_reply(
        message,
        words,
        thread=code.envelope,
        reply_to=bytes(code.key.public_key),
        language="nl",
        municipality="voorbeeldstad",
        now=now,
    )
    return message


def come(client, typed, path=PATH):
    return client.post(
        path, {"typed": typed, "go": "open"} | paid("return", slug=path.split("/")[1])
    )


def page(response):
    assert response.status_code == 200
    return response.content.decode()


def back(client, code):
    """Somebody who came back with their code, on the page with their messages."""
    visitor = Visitor(client, PATH)
    visitor.press("open", typed=code.digits)
    return visitor


def test_the_code_stands_on_the_page_before_sending_in_words_and_digits(visitor):
    shown = visitor.to_check(story=STORY)
    code = visitor.code()
    assert code.words("nl") in shown and f'dir="ltr">{code.digits}' in shown
    assert "Schrijf hem nu al op" in shown and Envelope.objects.count() == 0


def test_the_receipt_has_the_code_for_paper_with_whom_to_call_and_a_square_without_an_address(
    visitor,
):
    visitor.to_check(story=STORY)
    receipt = visitor.press("send")
    slip = receipt[receipt.index('class="np-slip"') : receipt.index("</section>")]
    assert "088-000 00 09" in slip and "Gemeente Voorbeeldstad" in slip and "<svg" in slip
    assert "http" not in slip and "terug" not in slip and "style=" not in slip
    assert 'href="/voorbeeldstad/terug/"' in receipt


def test_the_square_holds_the_digits_and_nothing_else(monkeypatch):
    from nietpluis.core import squares
    from nietpluis.website.templatetags import receipt

    made, drawn = codes.new(), []
    real = squares.segno.make_qr
    monkeypatch.setattr(
        squares.segno, "make_qr", lambda of, **how: drawn.append(of) or real(of, **how)
    )
    assert receipt.code_qr(made).startswith("<svg")
    assert drawn == [made.digits.replace(" ", "")] and drawn[0].isdigit()


def test_home_has_a_link_to_come_back(town):
    assert 'href="/voorbeeldstad/terug/"' in page(town.get("/voorbeeldstad/"))


@pytest.mark.parametrize(
    "form",
    [
        lambda code: code.digits,
        lambda code: code.digits.replace(" ", ""),
        lambda code: code.words("nl").upper(),
        lambda code: code.words("en").replace(" ", "-\n"),
        lambda code: f"  {code.words('uk')}. ",
    ],
)
def test_a_code_opens_in_any_form_and_shows_what_the_municipality_wrote(town, code, form):
    asked(code)
    shown = page(come(town, form(code)))
    assert "De gemeente schreef" in shown and "Waar is het precies?" in shown
    assert "&lt;b&gt;Welke straat?" in shown and "03-03-2026" in shown


def test_what_was_written_first_is_not_shown_and_the_page_says_so(town, code):
    shown = page(come(town, code.digits))
    assert STORY not in shown and text("return.not_first", "nl") in shown
    assert text("return.none", "nl") in shown


def test_the_code_is_in_no_address_and_leaves_no_cookie(town, code):
    response = come(town, code.digits)
    assert not response.cookies and response["Cache-Control"] == "no-store"
    assert f'name="code" value="{code.digits}"' in page(response)
    for link in re.findall(r'(?:href|action|formaction)="([^"]*)"', page(response)):
        assert "?" not in link and code.digits not in link and "typed" not in link


def answer_to(town, typed):
    """All that somebody learns of trying a code: the status, the page, what it cost the store."""
    with CaptureQueriesContext(connections["public"]) as queries:
        response = come(town, typed)
    shown = response.content.decode().replace(typed, "")
    shown = re.sub(r'name="ticket" value="[^"]*"', "", shown)  # another one each time
    return response.status_code, dict(response.headers), shown, len(queries)


def test_a_wrong_code_an_erased_one_and_one_never_sent_give_the_very_same_answer(town, code):
    erased = codes.new()
    posting.post(example.reported().to_json(), code=erased, to=example.publish(), now=example.NOW)
    messages.forget(erased.envelope)
    made_up, never_sent = codes.Code(b"\x01" * 10), codes.new()
    answers = [answer_to(town, one.digits) for one in (made_up, erased, never_sent)]
    assert answers[0] == answers[1] == answers[2]
    assert text("return.unknown", "nl") in answers[0][2] and answers[0][0] == 200


def test_a_mistyped_code_is_pointed_out_without_looking_anything_up(town, code):
    words = code.words("nl").split()
    faults = {
        "": text("return.empty", "nl"),
        " ".join(words[:7]): text("return.count", "nl"),
        "123": text("return.count", "nl"),
        " ".join([*words[:4], "xqzxqzxqz", *words[5:]]): text("return.word", "nl", number=5),
        " ".join([words[1], words[0], *words[2:]]): text("return.check", "nl"),
    }
    for typed, words_of in faults.items():
        if typed and sorted(typed.split()) == sorted(words) and words[0] == words[1]:
            continue
        with CaptureQueriesContext(connections["public"]) as queries:
            shown = page(come(town, typed))
        assert words_of in shown.replace("&#x27;", "'"), typed
        # the municipality, and its ticket if something was typed
        assert len(queries) == (3 if typed else 1) and 'aria-invalid="true"' in shown
        assert typed in shown


def test_the_page_asks_again_for_a_code_that_is_carried_but_no_longer_there(town, code):
    there = back(town, code)
    messages.forget(code.envelope)
    shown = there.press("send", text="Het is bij de haven.")
    assert text("return.unknown", "nl") in shown and "Het is bij de haven." in shown
    assert not Message.objects.exists()


def test_opening_a_message_marks_it_read_in_that_hour_once(town, code):
    message = asked(code)
    assert "Nieuw</strong>" in page(come(town, code.digits))
    first = Message.objects.get(pk=message)
    assert first.read_at is not None and first.read_at.minute == first.read_at.second == 0
    assert "Nieuw</strong>" not in page(come(town, code.digits))


def test_an_answer_reaches_the_municipality_sealed_and_stands_among_the_own_messages(town, code):
    asked(code)
    shown = back(town, code).press("send", text="Bij de haven.\n\nهنا 🙂")
    assert "Uw bericht is verstuurd." in shown and "U schreef" in shown
    row = Message.objects.get(from_reporter=True)
    assert (row.thread, row.municipality, row.collected) == (code.envelope, "voorbeeldstad", False)
    assert b"haven" not in bytes(row.sealed)
    opened = messages.open_at_desk(row, key=example.KEY)
    assert opened.text == "Bij de haven.\n\nهنا 🙂" and opened.language == "nl"
    assert opened.reply_to == bytes(code.key.public_key).hex()
    assert shown.index("De gemeente schreef") < shown.index("U schreef") < shown.index("haven")


def test_a_double_click_is_one_message_and_a_changed_text_is_another(town, code):
    there = back(town, code)
    filled = there.filled() | {"go": "send", "text": "Eén keer."}
    for _ in range(2):
        assert "Uw bericht is verstuurd." in page(town.post(PATH, filled))
    assert Message.objects.count() == 1
    town.post(PATH, filled | {"text": "En dit nog."} | paid("return"))
    assert Message.objects.count() == 2


def test_what_is_empty_or_too_long_is_said_and_stays(town, code):
    there = back(town, code)
    assert text("return.text_empty", "nl") in there.press("send", text=" \n ")
    long = "Lang. " * 4_000
    shown = there.press("send", text=long)
    assert "Er passen er 20.000 in" in shown and long.strip() in shown
    assert not Message.objects.exists()
    there.press("send", text="x" * 20_000)
    assert Message.objects.count() == 1


def test_the_language_can_change_on_the_way_without_losing_a_word(town, code):
    there = back(town, code)
    english = next(action for _, action in there.page.buttons if action.startswith("/en/"))
    posted = there.filled() | {"text": "Nog niet klaar", "go": "stay"}
    shown = page(town.post(english, posted))
    assert 'lang="en"' in shown and "Nog niet klaar" in shown and "Your messages" in shown


def test_markup_in_a_message_is_text(town, code):
    shown = back(town, code).press("send", text="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in shown and "<script>alert" not in shown


def test_somebody_elses_code_opens_nothing_of_this_thread(town, code):
    asked(code)
    other = codes.new()
    posting.post(example.reported().to_json(), code=other, to=example.publish(), now=example.NOW)
    assert "Waar is het precies?" not in page(come(town, other.digits))


def test_at_the_page_of_another_municipality_the_visit_goes_on_at_the_right_one(town, code):
    example.publish("elders", name="Elders")
    asked(code)
    shown = page(come(town, code.digits, "/elders/terug/"))
    assert "Gemeente Voorbeeldstad" in shown and "Waar is het precies?" in shown
    assert 'action="/voorbeeldstad/terug/"' in shown


def test_the_code_of_a_municipality_that_merged_goes_on_working(town, code):
    example.publish("nieuwstad", name="Nieuwstad")
    example.publish(moved_to="nieuwstad")
    shown = page(come(town, code.digits, "/nieuwstad/terug/"))
    assert "Gemeente Nieuwstad" in shown and text("return.thread_title", "nl") in shown


def test_the_public_store_alone_opens_no_message(town, code):
    asked(code)
    back(town, code).press("send", text="Bij de haven.")
    for row in Message.objects.all():
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(bytes(row.sealed), key=codes.new().key, bound=row.pk)


def test_a_page_never_says_how_a_case_stands(town, code):
    shown = page(come(town, code.digits))
    assert text("return.no_status", "nl") in shown and "status" not in shown.casefold().replace(
        'role="status"', ""
    )


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=text_of_any_kind() | digits_of_any_length())
def test_whatever_is_typed_as_a_code_is_answered_in_words(town, typed):
    shown = page(come(town, typed))
    assert 'aria-invalid="true"' in shown and "<script>" not in shown
    assert not Message.objects.exists()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=text_of_any_kind())
def test_whatever_is_written_arrives_as_it_was_typed_or_is_refused_in_words(town, code, typed):
    Message.objects.all().delete()
    shown = back(town, code).press("send", text=typed)
    whole = clean_text(typed).strip()
    if row := Message.objects.first():
        assert messages.open_at_desk(row, key=example.KEY).text == whole
    else:
        assert text("return.text_empty", "nl") in shown and not whole
