"""Messages under the code of a report: who opens them, once each, in order. Policy: A01, A03."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from nietpluis.inbox import content, messages, posting
from nietpluis.inbox.models import Envelope, Message, SealedFile
from nietpluis.vault import codes, sealing
from tests.inbox import example

pytestmark = pytest.mark.django_db(databases=["public"])
NOW = example.NOW


@pytest.fixture
def to():
    return example.publish()


def thread(to):
    """The code of a report that was sent."""
    code = codes.new()
    posting.post(example.reported().to_json(), code=code, to=to, now=NOW)
    return code


def write(code, text, *, to, form="a", now=NOW):
    return messages.post(text, code=code, form=form, language="nl", to=to, now=now)


def reply(code, text, *, now=NOW, key=None, message=None):
    message = message or codes.new().envelope
    key = key or bytes(code.key.public_key)
    messages.put_reply(
        message, text, thread=code.envelope, reply_to=key, language="nl",
        municipality="voorbeeldstad", now=now,
    )  # fmt: skip
    return message


def test_what_a_reporter_writes_is_opened_by_the_municipality_and_by_the_code(to):
    code = thread(to)
    message = write(code, "Bij de haven.", to=to)
    row = Message.objects.get(pk=message)
    assert messages.open_at_desk(row, key=example.KEY).text == "Bij de haven."
    assert [one.text for one in messages.read_with(code, now=NOW)] == ["Bij de haven."]


def test_what_the_municipality_writes_is_opened_by_the_code_alone(to):
    code = thread(to)
    reply(code, "Waar is het?")
    with pytest.raises(sealing.Unopenable):
        messages.open_at_desk(Message.objects.get(), key=example.KEY)
    assert messages.read_with(code, now=NOW)[0].text == "Waar is het?"


def test_a_message_put_under_another_id_or_in_another_thread_does_not_pass(to):
    code, other = thread(to), thread(to)
    write(code, "Van mij.", to=to)
    row = Message.objects.get()
    moved = Message(
        thread=other.envelope, municipality=row.municipality, key_version=1, from_reporter=True,
        sealed=row.sealed, at=row.at,
    )  # fmt: skip
    moved.save()
    with pytest.raises(sealing.Unopenable):
        messages.open_at_desk(moved, key=example.KEY)
    Message.objects.filter(pk=row.pk).update(thread=other.envelope)
    assert messages.read_with(other, now=NOW) == []
    row.refresh_from_db()
    by = messages.open_at_desk(row, key=example.KEY).reply_to
    assert by == bytes(code.key.public_key).hex() != bytes(other.key.public_key).hex()


def test_the_same_text_from_the_same_form_is_one_message(to):
    code = thread(to)
    assert write(code, "Eén.", to=to) == write(code, "Eén.", to=to)
    assert write(code, "Eén.", to=to, form="b") != write(code, "Twee.", to=to, form="b")
    assert Message.objects.count() == 3


def test_a_reply_that_is_delivered_twice_is_one_reply(to):
    code = thread(to)
    message = reply(code, "Waar?")
    reply(code, "Waar?", message=message)
    assert Message.objects.count() == 1


def test_messages_of_one_hour_keep_their_order_without_telling_the_minute(to):
    code = thread(to)
    for number in range(6):
        now = NOW + timedelta(minutes=number)
        if number % 2:
            reply(code, f"{number}", now=now)
        else:
            write(code, f"{number}", to=to, form=str(number), now=now)
    assert [one.text for one in messages.read_with(code, now=NOW)] == list("012345")
    assert {one.at.minute for one in Message.objects.all()} == {0}


def test_reading_is_noted_once_and_the_desk_hears_of_it_once(to):
    code = thread(to)
    message = reply(code, "Waar?")
    assert messages.readings() == {}
    later = NOW + timedelta(hours=2)
    assert messages.read_with(code, now=later)[0].is_new
    assert not messages.read_with(code, now=later + timedelta(days=1))[0].is_new
    hour = later.replace(minute=0, second=0, microsecond=0)
    assert messages.readings() == {message: hour}
    messages.note_collected(messages.readings())
    assert messages.readings() == {}


def test_a_code_that_was_never_sent_has_no_thread(to):
    assert messages.thread_of(codes.new()) is None
    code = thread(to)
    found = messages.thread_of(code)
    assert found is not None and found.pk == code.envelope


def test_forgetting_a_thread_takes_envelope_messages_and_files_together_and_nothing_else(to):
    code, other = thread(to), thread(to)
    for one in (code, other):
        write(one, "Iets.", to=to)
        reply(one, "Wat?")
        SealedFile.objects.create(
            thread=one.envelope, municipality="voorbeeldstad", key_version=1, label=b"x", at=NOW
        )
    messages.forget(code.envelope)
    assert messages.thread_of(code) is None and messages.read_with(code, now=NOW) == []
    for model, name in ((Envelope, "pk"), (Message, "thread"), (SealedFile, "thread")):
        assert set(model.objects.values_list(name, flat=True)) == {other.envelope}
    messages.forget(code.envelope)


def test_forgetting_halfway_forgets_nothing(to, monkeypatch):
    code = thread(to)
    write(code, "Iets.", to=to)

    def fails(self):
        raise IntegrityError

    with monkeypatch.context() as patched, pytest.raises(IntegrityError):
        patched.setattr(type(Envelope.objects.all()), "delete", fails)
        messages.forget(code.envelope)
    assert messages.thread_of(code) is not None and Message.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"text": ""},
        {"text": "\x00 \n"},
        {"text": 7},
        {"text": "x" * (messages.MOST_TEXT + 1)},
        {"language": "xx"},
        {"number": "1"},
        {"reply_to": None},
        {"more": "?"},
    ],
)
def test_a_message_of_another_shape_is_refused_by_the_name_of_the_field(changed):
    good = {"text": "Hier.", "language": "nl", "reply_to": "", "number": 0, "version": 1}
    assert messages.parse(good).text == "Hier."
    with pytest.raises(content.BadContent) as refused:
        messages.parse(good | changed)
    assert "xxx" not in str(refused.value)
