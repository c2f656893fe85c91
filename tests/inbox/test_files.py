"""Policy: ADR 19: sealed beside the store; what is not sent does not stay."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nietpluis.inbox import content, files, messages, posting
from nietpluis.inbox.content import BadContent
from nietpluis.inbox.models import SealedFile
from nietpluis.vault import codes
from tests.inbox import example

pytestmark = pytest.mark.django_db(databases=["public"])
CONTENT = b"\xff\xd8\xff" + b"geheim" * 20_000


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.INBOX_FILES = tmp_path / "inbox-files"


def added(code: codes.Code, name: str = "foto.jpg", now: Any = example.NOW) -> SealedFile:
    writer = files.Writer(code=code, to=example.publish())
    for at in range(0, len(CONTENT), 1000):
        writer.add(CONTENT[at : at + 1000])
    row = writer.close(name=name, kind="jpeg", now=now)
    files.keep([row])
    return row


def test_while_a_file_comes_in_nothing_of_it_can_be_read_on_the_disk():
    writer = files.Writer(code=codes.new(), to=example.publish())
    for at in range(0, len(CONTENT), 1000):
        writer.add(CONTENT[at : at + 1000])
        if at % 50_000 == 0:
            lying = b"".join(path.read_bytes() for path in files.folder().iterdir())
            assert b"geheim" not in lying
    assert [path.suffix for path in files.folder().iterdir()] == [files.PART]
    writer.discard()
    assert list(files.folder().iterdir()) == []


def test_only_who_has_the_code_reads_what_the_files_are_called():
    code = codes.new()
    row = added(code, "mijn huis.jpg")
    (kept,) = files.unsent(code)
    assert (kept.id, kept.name, kept.size) == (row.pk, "mijn huis.jpg", len(CONTENT))
    assert files.unsent(codes.new()) == []
    assert b"huis" not in bytes(row.label) and row.at.minute == 0


def test_files_are_sent_with_the_report_or_not_at_all(monkeypatch):
    code, to = codes.new(), example.publish()
    row = added(code)
    content = example.reported(files=(str(row.pk),)).to_json()

    def fail(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(files, "attach", fail)
        with pytest.raises(RuntimeError):
            files.post(content, code=code, to=to, now=example.NOW)
    assert posting.waiting() == []
    assert files.post(content, code=code, to=to, now=example.NOW)
    assert files.unsent(code) == [] and files.sent(code, code.envelope)[0].id == row.pk
    assert files.post(content, code=code, to=to, now=example.NOW)
    assert files.ids_for(code, code.envelope) == (str(row.pk),)


def test_nobody_sends_or_removes_a_file_of_another_code():
    mine, theirs = codes.new(), codes.new()
    row = added(theirs)
    content = example.reported(files=(str(row.pk),)).to_json()
    files.post(content, code=mine, to=example.publish(), now=example.NOW)
    assert SealedFile.objects.get().of is None
    assert not files.remove(mine, row.pk) and files.path_of(row.pk).exists()


def test_what_was_sent_cannot_be_taken_back():
    code = codes.new()
    row = added(code)
    content = example.reported(files=(str(row.pk),)).to_json()
    files.post(content, code=code, to=example.publish(), now=example.NOW)
    assert not files.remove(code, row.pk) and files.path_of(row.pk).exists()


def test_what_is_never_sent_is_gone_after_a_day_row_and_file():
    code = codes.new()
    old, fresh, sent = added(code), added(code, now=example.NOW + timedelta(hours=20)), codes.new()
    with_report = added(sent)
    content = example.reported(files=(str(with_report.pk),)).to_json()
    files.post(content, code=sent, to=example.publish(), now=example.NOW)
    assert files.clear(example.NOW + timedelta(hours=24)) == 0
    assert files.clear(example.NOW + timedelta(hours=26)) == 1
    left = {path.name for path in files.folder().iterdir()}
    assert left == {str(fresh.pk), str(with_report.pk)} and str(old.pk) not in left


def test_what_a_process_left_half_way_is_cleared_and_what_is_being_written_is_not():
    dead = files.folder() / f"{codes.new().envelope}{files.PART}"
    dead.write_bytes(b"x")
    os.utime(dead, (1, 1))
    writer = files.Writer(code=codes.new(), to=example.publish())
    files.clear(example.NOW)
    assert [path.name for path in files.folder().iterdir()] == [f"{writer.id}{files.PART}"]
    writer.discard()


def test_what_the_desk_has_leaves_only_an_id():
    code = codes.new()
    row = added(code)
    content = example.reported(files=(str(row.pk),)).to_json()
    files.post(content, code=code, to=example.publish(), now=example.NOW)
    files.taken(row.pk)
    assert list(files.folder().iterdir()) == [] and files.sent(code, code.envelope) == []
    assert files.ids_for(code, code.envelope) == (str(row.pk),)
    messages.forget(code.envelope)
    assert not SealedFile.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [None, "x", [1], ["x"], ["0" * 32, "0" * 32], [str(n) * 32 for n in range(10)] + ["a" * 32]],
)
def test_a_report_that_names_files_in_another_way_is_refused(wrong):
    told = example.reported().to_json() | {"files": wrong}
    with pytest.raises(BadContent):
        content.parse(told)
