from uuid import uuid4

import pytest

from nietpluis.desk import feedback, notes
from nietpluis.desk.handling import key_of
from nietpluis.desk.workflow import NotAllowed, Status
from nietpluis.vault import fields
from tests import make

pytestmark = make.every_store


def write(signal, text, **more):
    return notes.write(signal, text=text, by=make.actor(), now=make.NOW, **more)


def test_a_note_is_sealed_and_moves_nothing():
    signal = make.signal(Status.ENRICHING)
    note = write(signal, "Bel de wijkagent 🙂\nmorgen")
    assert b"wijkagent" not in bytes(note.text)
    assert fields.read(note, "text", key=key_of(signal)) == "Bel de wijkagent 🙂\nmorgen"
    version = signal.version
    signal.refresh_from_db()
    assert signal.version == version


def test_an_empty_note_is_no_note():
    with pytest.raises(NotAllowed, match="Schrijf eerst"):
        write(make.signal(), " \n")


def test_the_same_form_sent_twice_is_one_note():
    signal, once = make.signal(), uuid4()
    assert write(signal, "Een keer.", once=once) == write(signal, "Een keer.", once=once)
    assert signal.note_set.count() == 1


def test_a_closed_signal_can_still_get_a_note():
    signal = make.signal(Status.FEEDBACK)
    feedback.tell(signal, kind="FINAL", text="Dank.", by=make.actor(), now=make.NOW)
    assert write(signal, "De melder belde nog.")
