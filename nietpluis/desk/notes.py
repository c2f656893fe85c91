"""Internal notes: what the officer wants to remember; no partner and no reporter reads them."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from nietpluis.accounts.access import Actor
from nietpluis.vault import fields

from . import handling
from .models import Note, Signal
from .workflow import NotAllowed


@transaction.atomic
def write(signal: Signal, *, text: str, by: Actor, now: datetime, once: UUID | None = None) -> Note:
    """Add an internal note, at any stop, also when closed; it moves nothing. Policy: A15; C10, AF.

    `once` is the id of the form: sent twice, it is one note. Raises NotAllowed for an empty note.
    """
    signal = handling.lock(signal.pk)
    if known := handling.made_by(signal.note_set, once):
        return known
    if not text.strip():
        raise NotAllowed("Schrijf eerst iets op.")
    note = Note(id=once or uuid4(), signal=signal, by=by.person, written_at=now)
    fields.write(note, "text", text, key=handling.key_of(signal))
    note.save(force_insert=True)
    handling.note(signal, "signal.note_written", by=by, now=now)
    return note
