"""Policy: ADR 19: quarantine, a real scanner, and copies with nothing hidden in them."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nietpluis.desk import confined, opening_files
from nietpluis.desk.intake import File
from nietpluis.desk.models import Attachment
from nietpluis.desk.receiving_files import original, path_of
from nietpluis.vault import fields, keys
from tests import make, samples, scanner

pytestmark = make.every_store
State, Why = Attachment.State, Attachment.Why


@pytest.fixture(scope="module")
def clamd() -> Any:
    with scanner.running() as socket:
        yield socket


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DESK_FILES, settings.CLAMD = tmp_path / "files", ""


@pytest.fixture
def scanned(settings: Any, clamd: Path) -> None:
    settings.CLAMD = str(clamd)


def attached(name: str, content: bytes) -> Attachment:
    return make.report(files=[File(name, content)]).attachment_set.get()


def opened(name: str, content: bytes, now: Any = make.NOW) -> Attachment:
    return opening_files.open_one(attached(name, content).pk, now=now)


def copy_of(row: Attachment, folder: Path) -> Path:
    key = keys.data_key(row.report_id)
    path = folder / f"copy-{row.kind}"
    path.write_bytes(b"".join(opening_files.copy_of(row, key=key)))
    return path


@pytest.mark.needs("clamd")
def test_a_file_with_a_virus_is_marked_and_no_copy_is_made(scanned):
    row = opened("brief.txt", scanner.EICAR)
    assert (row.state, row.copy) == (State.INFECTED, None)


def test_without_a_scanner_a_file_stays_in_quarantine_and_is_tried_again(tmp_path):
    row = opened("brief.txt", b"Hallo daar")
    assert (row.state, row.why, row.copy) == (State.QUARANTINED, Why.NO_SCANNER, None)


@pytest.mark.needs("clamd")
def test_what_waited_for_the_scanner_is_opened_once_it_answers(settings, clamd):
    row = attached("brief.txt", b"Vier matrassen.\x1b[31m")
    opening_files.open_all(make.NOW)
    settings.CLAMD = str(clamd)
    opening_files.open_all(make.NOW + timedelta(minutes=1))
    row.refresh_from_db()
    assert row.why == Why.NO_SCANNER
    opening_files.open_all(make.NOW + timedelta(minutes=20))
    row.refresh_from_db()
    assert (row.state, row.why, row.copy_type) == (State.CLEAN, "", "text/plain; charset=utf-8")
    key = keys.data_key(row.report_id)
    assert b"".join(opening_files.copy_of(row, key=key)) == b"Vier matrassen.[31m"


@pytest.mark.needs("clamd", "exiftool")
@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "heic"])
def test_the_copy_of_a_photo_tells_no_place_device_or_maker(scanned, tmp_path, kind):
    came = samples.heic(tmp_path) if kind == "heic" else samples.photo(tmp_path, kind)
    (tmp_path / "before").write_bytes(came)
    before = str(samples.told(tmp_path / "before"))
    assert samples.DEVICE in before and "51 deg 28" in before
    row = opened(f"foto.{kind}", came)
    assert (row.state, row.copy_type) == (State.CLEAN, "image/jpeg"), row.why
    after = str(samples.told(copy_of(row, tmp_path)))
    assert not [one for one in samples.SECRETS if one in after] and "GPS" not in after


@pytest.mark.needs("clamd", "exiftool", "ffmpeg")
@pytest.mark.parametrize("kind", ["mp4", "mov", "webm", "mp3", "ogg", "wav", "m4a"])
def test_the_copy_of_a_film_or_sound_tells_no_place_device_or_maker(scanned, tmp_path, kind):
    made = samples.film if kind in ("mp4", "mov", "webm") else samples.sound
    came = made(tmp_path, kind)
    row = opened(f"opname.{kind}", came)
    assert row.state == State.CLEAN, row.why
    assert row.copy_type in ("video/mp4", "audio/mp4")
    after = str(samples.told(copy_of(row, tmp_path)))
    assert not [one for one in samples.SECRETS if one in after], after


@pytest.mark.needs("clamd", "exiftool")
def test_the_copy_of_a_pdf_has_no_author_and_no_script(scanned, tmp_path):
    came = samples.pdf(tmp_path)
    assert b"JavaScript" in came
    row = opened("brief.pdf", came)
    assert (row.state, row.copy_type) == (State.CLEAN, "application/pdf"), row.why
    copy = copy_of(row, tmp_path)
    after = str(samples.told(copy))
    assert not [one for one in samples.SECRETS if one in after]
    assert b"JavaScript" not in copy.read_bytes() and b"/AA" not in copy.read_bytes()


@pytest.mark.needs("clamd", "exiftool", "libreoffice")
def test_the_copy_of_an_office_document_is_a_pdf_without_an_author(scanned, tmp_path):
    row = opened("brief.docx", samples.document(tmp_path))
    assert (row.state, row.copy_type) == (State.CLEAN, "application/pdf"), row.why
    after = str(samples.told(copy_of(row, tmp_path)))
    assert not [one for one in samples.SECRETS if one in after]


@pytest.mark.needs("clamd")
@pytest.mark.parametrize(
    ("name", "made", "state", "why"),
    [
        ("groot.png", samples.huge_picture, State.QUARANTINED, Why.PIXELS),
        ("bom.docx", samples.bomb, State.QUARANTINED, Why.BOMB),
        ("foto.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 500, State.UNREADABLE, Why.BROKEN),
        ("brief.pdf", lambda: b"%PDF-1.7\n%%EOF", State.UNREADABLE, Why.BROKEN),
        ("brief.docx", lambda: samples.document(Path())[:300], State.UNREADABLE, Why.BROKEN),
        ("film.mp4", lambda: b"\0\0\0\x18ftypmp42" + b"\1" * 900, State.UNREADABLE, Why.BROKEN),
        ("virus.exe", lambda: b"MZ" + b"\0" * 900, State.QUARANTINED, Why.KIND),
        ("archief.zip", lambda: samples.archive({"a": b"b"}), State.QUARANTINED, Why.KIND),
        ("foto.php", lambda: b"<?php ?>", State.QUARANTINED, Why.KIND),
    ],
)
def test_what_is_made_to_do_harm_is_said_in_words_and_nothing_breaks(
    scanned, name, made, state, why
):
    began = time.monotonic()
    row = opened(name, made())
    assert (row.state, row.why, row.copy) == (state, why, None)
    assert row.get_why_display() and time.monotonic() - began < 60


@pytest.mark.needs("clamd")
def test_a_photo_that_is_also_a_page_of_script_comes_out_as_a_photo_only(scanned, tmp_path):
    polyglot = samples.photo(tmp_path) + b"<script>alert(1)</script>" + samples.archive({"a": b"b"})
    row = opened("foto.jpg", polyglot)
    copy = copy_of(row, tmp_path)
    assert row.state == State.CLEAN
    assert b"script" not in copy.read_bytes() and b"PK\x03\x04" not in copy.read_bytes()
    assert Image.open(copy).size == (320, 200)


@pytest.mark.needs("clamd")
def test_a_photo_that_came_cut_off_is_said_to_be_damaged(scanned, tmp_path):
    came = samples.photo(tmp_path, size=(1500, 1500))
    row = opened("foto.jpg", came[: len(came) // 2])
    assert (row.state, row.why) == (State.UNREADABLE, Why.BROKEN)


@pytest.mark.needs("clamd")
def test_the_copy_lies_sealed_and_nothing_is_left_in_memory(scanned, tmp_path):
    row = opened("foto.jpg", samples.photo(tmp_path))
    lying = path_of(row.copy).read_bytes()
    assert b"JFIF" not in lying and b"\xff\xd8\xff" not in lying[:64]
    assert not list(Path(confined.MEMORY).glob(f"{confined.PREFIX}*"))


@pytest.mark.needs("clamd")
def test_once_the_key_of_a_report_is_gone_nobody_opens_its_files(scanned, tmp_path):
    row = opened("foto.jpg", samples.photo(tmp_path))
    keys.erase(row.report_id)
    with pytest.raises(keys.Erased):
        keys.data_key(row.report_id)
    assert opening_files.open_one(row.pk, now=make.NOW).state == State.UNREADABLE


@pytest.mark.needs("clamd")
def test_the_original_stays_as_it_came_with_its_digest(scanned, tmp_path):
    came = samples.photo(tmp_path)
    row = opened("foto.jpg", came)
    key = keys.data_key(row.report_id)
    assert b"".join(original(row, key=key)) == came
    assert len(fields.read(row, "digest", key=key)) == 64


def test_a_program_that_opens_files_sees_no_key_no_setting_and_no_network(tmp_path, settings):
    settings.DATA = tmp_path / "var"
    settings.DATA.mkdir()
    (settings.DATA / "root.key").write_text("geheim")
    look = (
        "import os, socket, sys\n"
        f"seen = os.path.exists({str(settings.DATA / 'root.key')!r})\n"
        "ours = [name for name in os.environ if name.startswith(('NIETPLUIS', 'DJANGO'))]\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1); away = False\n"
        "except ConnectionRefusedError: away = False\n"
        "except OSError: away = True\n"
        "sys.exit(bool(ours) or (seen or not away) * 2)"
    )
    done = confined.run(["python3", "-c", look], folder=tmp_path, seconds=20)
    assert done == 0 or (done == 2 and not confined._apart())


def test_a_program_that_runs_on_is_stopped_with_all_it_started(tmp_path):
    began = time.monotonic()
    with pytest.raises(confined.TooSlow):
        confined.run(["sh", "-c", "sleep 50 & sleep 50"], folder=tmp_path, seconds=1)
    assert time.monotonic() - began < 5
