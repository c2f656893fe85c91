"""Policy: ADR 19; A14: what a reporter sent is evidence at the desk, once and whole."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from nietpluis.desk import receiving_files
from nietpluis.desk.models import Attachment, Report
from nietpluis.inbox import files
from nietpluis.inbox.content import Reported
from nietpluis.inbox.models import Publication, SealedFile
from nietpluis.vault import codes, fields, keys, stored
from tests import make
from tests.desk.envelopes import collect, post

pytestmark = make.every_store
CONTENT = b"\xff\xd8\xff" + b"bewijs" * 30_000
State, Why = Attachment.State, Attachment.Why


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.INBOX_FILES, settings.DESK_FILES = tmp_path / "inbox", tmp_path / "files"


def sent(*names: str) -> codes.Code:
    """A resident sends a report with these files."""
    post()  # so that the municipality is published
    code, to = codes.new(), Publication.objects.get(municipality="helmond")
    for name in names:
        writer = files.Writer(code=code, to=to)
        writer.add(CONTENT)
        files.keep([writer.close(name=name, kind="jpeg", now=make.NOW)])
    ids = files.ids_for(code, code.envelope)
    told = Reported(story=make.STORY, language="nl", files=ids)
    assert files.post(told.to_json(), code=code, to=to, now=make.NOW)
    return code


def of(code: codes.Code) -> Report:
    return Report.objects.get(once=code.envelope)


def content(row: Attachment) -> bytes:
    key = keys.data_key(row.report_id)
    return b"".join(receiving_files.original(row, key=key))


def test_a_file_lies_at_the_desk_as_it_came_with_its_digest_and_is_gone_from_the_public_side():
    code = sent("foto één.jpg", "tweede.jpg")
    collect()
    assert {row.why for row in Attachment.objects.all()} == {Why.COMING}
    receiving_files.receive_all(make.NOW)
    rows = list(of(code).attachment_set.all())
    key = keys.data_key(of(code).pk)
    assert {fields.read(row, "name", key=key) for row in rows} == {"foto één.jpg", "tweede.jpg"}
    for row in rows:
        assert content(row) == CONTENT and row.size == len(CONTENT) and not row.damaged
        assert fields.read(row, "digest", key=key) == sha256(CONTENT).hexdigest()
        assert (row.state, row.why, row.kind) == (State.QUARANTINED, "", "jpeg")
        assert b"bewijs" not in receiving_files.path_of(row.evidence).read_bytes()
    assert list(files.folder().iterdir()) == []
    assert not SealedFile.objects.exclude(label=b"").exists()


@pytest.mark.parametrize("moment", ["while it seals", "before the row", "after the row"])
def test_killed_half_way_the_next_round_brings_each_file_once(monkeypatch, moment):
    code = sent("foto.jpg")
    collect()

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    place, name = {
        "while it seals": (stored.os, "fsync"),
        "before the row": (Attachment, "save"),
        "after the row": (files, "taken"),
    }[moment]
    with monkeypatch.context() as patched:
        patched.setattr(place, name, die)
        with pytest.raises(KeyboardInterrupt):
            receiving_files.receive_all(make.NOW)
    for _ in range(2):
        collect()
        receiving_files.receive_all(make.NOW)
    row = of(code).attachment_set.get()
    assert content(row) == CONTENT
    receiving_files.clear(make.NOW + timedelta(days=300 * 365 // 100))
    assert content(row) == CONTENT


def test_a_file_that_never_came_is_said_after_a_day():
    code = sent("foto.jpg")
    for path in files.folder().iterdir():
        path.unlink()
    collect()
    receiving_files.receive_all(make.NOW + timedelta(hours=1))
    assert Attachment.objects.get().why == Why.COMING
    receiving_files.receive_all(make.NOW + timedelta(hours=25))
    row = of(code).attachment_set.get()
    assert (row.state, row.why) == (State.UNREADABLE, Why.MISSING)


def test_a_file_that_was_tampered_with_is_said_to_be_broken():
    code = sent("foto.jpg")
    (path,) = files.folder().iterdir()
    path.write_bytes(path.read_bytes()[:-100])
    collect()
    receiving_files.receive_all(make.NOW)
    row = of(code).attachment_set.get()
    assert (row.state, row.why) == (State.UNREADABLE, Why.BROKEN)


def test_a_report_cannot_take_the_file_of_another_report():
    theirs = sent("foto.jpg")
    stolen = str(SealedFile.objects.get().pk)
    collect()
    receiving_files.receive_all(make.NOW)
    assert of(theirs).attachment_set.count() == 1
    mine = Reported(story=make.STORY, language="nl", files=(stolen, str(uuid4())))
    envelope = post(mine)
    collect()
    receiving_files.receive_all(make.NOW + timedelta(hours=25))
    rows = Report.objects.get(once=envelope.pk).attachment_set.all()
    assert all(row.state == State.UNREADABLE and not row.evidence for row in rows)


def test_files_of_a_message_go_with_its_report():
    code = sent()
    collect()
    message = uuid4()
    writer = files.Writer(code=code, to=Publication.objects.get(municipality="helmond"))
    writer.add(CONTENT)
    files.keep([writer.close(name="later.jpg", kind="jpeg", now=make.NOW)])
    files.attach(code, message, files.ids_for(code, message))
    report = of(code)
    key = keys.data_key(report.pk)
    named = receiving_files.named_with(message)
    for _ in range(2):
        receiving_files.expect(report, named, key=key, now=make.NOW, sent_with=message)
    receiving_files.receive_all(make.NOW)
    row = report.attachment_set.get()
    assert row.sent_with == message and content(row) == CONTENT
