"""Policy: ADR 19; A01: what comes in is sealed at once, and said in words."""

import io
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.inbox import files, kinds
from nietpluis.inbox.models import Envelope, SealedFile
from nietpluis.vault import codes, sealing
from tests import make
from tests.inbox import example
from tests.website.visitor import Visitor

pytestmark = make.every_store
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 3000 + b"\xff\xd9"
PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 900
STORY = example.STORY


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.INBOX_FILES = tmp_path / "inbox-files"
    return settings.INBOX_FILES


def photo(name: str = "foto.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def at_what(visitor: Visitor) -> Visitor:
    """Go to the step that asks for files."""
    visitor.press("next")
    assert "attached" in visitor.page.asked
    return visitor


def add(visitor: Visitor, *uploads: SimpleUploadedFile, go: str = "stay", **more: Any) -> str:
    return visitor.press(go, **({"story": STORY, "attached": list(uploads)} | more))


def lying() -> list[str]:
    return sorted(path.name for path in files.folder().iterdir())


def opened(row: SealedFile) -> bytes:
    with open(files.path_of(row.pk), "rb") as sealed:
        return b"".join(sealing.open_file(sealed, key=example.KEY, bound=row.pk))


def test_a_photo_is_sealed_to_the_municipality_and_to_the_code_and_to_nobody_else(visitor):
    html = add(at_what(visitor), photo())
    row = SealedFile.objects.get()
    assert "Uw bestanden" in html and "foto.jpg" in html and "foto · 3 kB" in html
    assert row.thread == visitor.code().envelope and row.of is None
    assert lying() == [str(row.pk)] and JPEG[:40] not in files.path_of(row.pk).read_bytes()
    assert opened(row) == JPEG
    label = sealing.unseal(bytes(row.label), key=example.KEY, bound=row.pk)
    assert label["name"] == "foto.jpg" and label["kind"] == "jpeg" and len(label["digest"]) == 64
    assert files.unsent(visitor.code())[0].size == len(JPEG)
    assert files.unsent(codes.new()) == []


def test_files_go_with_the_report_once_however_often_it_is_sent(visitor):
    add(at_what(visitor), photo(), photo("tweede.jpg"))
    check = visitor.to_check(story=STORY)
    assert "tweede.jpg" in check
    before = (visitor.page, visitor.html)
    visitor.press("send")
    code = codes.read(re.search(r"\d{3}( \d{3}){8}", visitor.html)[0])
    sent = SealedFile.objects.filter(of=code.envelope)
    assert sent.count() == 2
    envelope = Envelope.objects.get()
    content = sealing.unseal(bytes(envelope.sealed), key=example.KEY, bound=envelope.pk)
    assert sorted(content["files"]) == sorted(str(row.pk) for row in sent)
    for row in sent:
        files.taken(row.pk)  # the desk has them by now
    visitor.page, visitor.html = before
    assert "Uw melding is verstuurd" in visitor.press("send")
    assert Envelope.objects.count() == 1


def test_files_are_listed_on_every_later_step_and_can_be_taken_back(visitor):
    html = add(at_what(visitor), photo(), go="next")
    assert "Waar en wanneer" in html and "foto.jpg" in html
    row = SealedFile.objects.get()
    html = visitor.press(f"remove-{row.pk}")
    assert "foto.jpg" not in html and "Waar en wanneer" in html
    assert not SealedFile.objects.exists() and lying() == []


def test_nobody_removes_a_file_of_another_code(visitor, town):
    add(at_what(visitor), photo())
    row = SealedFile.objects.get()
    other = Visitor(town)
    posted = other.filled() | {"go": f"remove-{row.pk}"}
    town.post(other.path, posted)
    assert SealedFile.objects.count() == 1 and opened(row) == JPEG


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leeg.jpg", b"", "is leeg"),
        ("programma.exe", b"MZ" + b"\x90" * 5000, "kunnen wij niet aannemen"),
        ("foto.jpg", b"<?php system($_GET['x']); ?>" * 200, "kunnen wij niet aannemen"),
        ("foto.php", JPEG, "kunnen wij niet aannemen"),
        ("foto.jpg.js", JPEG, "kunnen wij niet aannemen"),
        ("bladzijde.svg", b"<svg xmlns='x'><script/></svg>", "kunnen wij niet aannemen"),
        ("alles.zip", b"PK\x03\x04" + b"\0" * 5000, "kunnen wij niet aannemen"),
        ("brief.docx", b"PK\x03\x04" + b"\0" * 22 + b"\x08\0\0\0evil.exe", "niet aannemen"),
        ("lang.txt", b"\x00" * 10, "kunnen wij niet aannemen"),
    ],
)
def test_what_cannot_be_sent_is_said_by_name_and_all_else_stays(visitor, name, content, words):
    html = add(at_what(visitor), SimpleUploadedFile(name, content), photo("goed.jpg"), go="next")
    assert words in html and f"\u2068{name}\u2069" in html
    assert STORY in html and "goed.jpg" in html and "Wat is er aan de hand" in html
    assert SealedFile.objects.count() == 1 and len(lying()) == 1
    visitor.press("next")
    assert "Waar en wanneer" in visitor.html


def test_what_is_wrong_is_said_in_the_language_of_the_page(town):
    visitor = at_what(Visitor(town, "/en/voorbeeldstad/melden/"))
    html = add(visitor, SimpleUploadedFile("leeg.jpg", b""), go="next")
    assert "is empty" in html and STORY in html


def test_a_file_over_fifty_megabytes_is_read_to_its_end_and_leaves_nothing(visitor, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 200_000)
    large = photo("groot.jpg", JPEG + b"\x01" * 400_000)
    html = add(at_what(visitor), large, photo(), go="next")
    assert "groot.jpg" in html and "te groot" in html and STORY in html
    assert SealedFile.objects.count() == 1 and len(lying()) == 1


def test_the_eleventh_file_is_refused_and_ten_stay(visitor):
    html = add(at_what(visitor), *[photo(f"{n}.jpg") for n in range(12)], go="next")
    assert "hooguit 10 bestanden" in html and html.count("hooguit 10 bestanden bij") == 2
    assert SealedFile.objects.count() == 10
    assert "hooguit 10" in add(visitor, photo("nog een.jpg"))
    assert SealedFile.objects.count() == 10


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\Jan\\foto.jpg", "foto.jpg"),
        ("\u202egpj.exe.jpg", "gpj.exe.jpg"),
        ("a" * 500 + ".jpg", "a" * 108 + ".jpg"),
        ("صورة.jpg", "صورة.jpg"),
    ],
)
def test_a_name_that_is_a_path_or_misleads_is_only_a_name(visitor, name, kept):
    html = add(at_what(visitor), photo(name))
    assert kept in html and "\u202e" not in html and ".." not in html
    assert lying() == [str(SealedFile.objects.get().pk)]


def test_without_a_name_a_browser_chose_no_file(visitor):
    html = add(at_what(visitor), go="next")
    assert "Waar en wanneer" in html and not SealedFile.objects.exists()


def test_a_code_that_is_wrong_takes_no_file_and_keeps_the_text(visitor):
    html = add(at_what(visitor), photo(), go="next", code="123 456")
    assert "Kies de bestanden opnieuw" in html and STORY in html
    assert not SealedFile.objects.exists() and lying() == []


def test_a_full_disk_is_said_and_the_text_can_still_be_sent(visitor, monkeypatch):
    monkeypatch.setattr(files, "LEAST_FREE", 10**18)
    html = add(at_what(visitor), photo(), go="next")
    assert "geen ruimte voor bestanden" in html and STORY in html
    visitor.press("next")
    visitor.to_check()
    assert "Uw melding is verstuurd" in visitor.press("send")


def post_raw(client, path: str, body: bytes, length: int | None = None):
    return client.generic(
        "POST", path, io.BytesIO(body).read(), MULTIPART_CONTENT,
        **({"CONTENT_LENGTH": str(length)} if length else {}),
    )  # fmt: skip


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_a_truncated_upload_leaves_nothing(town, share):
    visitor = at_what(Visitor(town))
    posted = visitor.filled() | {"story": STORY, "go": "next"}
    posted["attached"] = [photo("een.jpg"), photo("twee.jpg", JPEG + b"\x02" * 150_000)]
    body = encode_multipart(BOUNDARY, posted)
    answer = post_raw(town, visitor.path, body[: int(len(body) * share)])
    assert answer.status_code < 500
    assert not SealedFile.objects.exists() and lying() == []


def test_an_upload_that_breaks_off_with_an_error_leaves_nothing(town, monkeypatch):
    visitor = at_what(Visitor(town))
    seal = files.Writer.add

    def break_off(self, part):
        if self.size > 100_000:
            raise KeyboardInterrupt
        seal(self, part)

    monkeypatch.setattr(files.Writer, "add", break_off)
    with pytest.raises(KeyboardInterrupt):
        add(visitor, photo(), photo("groot.jpg", JPEG + b"\x02" * 300_000))
    assert not SealedFile.objects.exists() and lying() == []


def test_no_other_address_takes_a_file(town):
    town.post("/voorbeeldstad/contact/", {"attached": photo(), "story": STORY})
    other = Visitor(town)
    posted = other.filled() | {"go": "next", "elders": photo()}
    town.post(other.path, posted)
    assert not SealedFile.objects.exists()


def test_every_kind_that_the_page_offers_has_a_beginning_that_is_known():
    assert ".jpg" in kinds.accepted() and ".docx" in kinds.accepted()
    for code, kind in kinds.KINDS.items():
        assert code == kind.code and kind.endings


@given(st.binary(max_size=200), st.text(max_size=30))
def test_whatever_a_file_is_judging_it_never_fails(head, name):
    kind = kinds.judge(head, name)
    assert kind is None or kind.code in kinds.KINDS


@given(
    st.sampled_from([JPEG[:30], b"PK\x03\x04", b"RIFF", b"\0\0\0\x18ftyp", b"\x1aE\xdf\xa3"]),
    st.binary(max_size=100),
    st.sampled_from(["a.jpg", "a.docx", "a.odt", "a.mp4", "a.exe", "a.html", "", "."]),
)
def test_a_name_that_ends_as_a_program_is_never_taken(start, rest, name):
    kind = kinds.judge(start + rest, name)
    assert kind is None or not name.endswith((".exe", ".html"))


PARTS = st.lists(
    st.tuples(
        st.sampled_from(["attached", "story", "code", "step", "\u202e", ""]),
        st.one_of(st.none(), st.text(max_size=20)),
        st.one_of(st.binary(max_size=100), st.just(JPEG)),
        st.sampled_from(["", "Content-Transfer-Encoding: base64\r\n", "Content-Type: \r\n"]),
    ),
    max_size=5,
)


@given(PARTS, st.binary(max_size=30), st.integers(0, 60))
def test_whatever_is_posted_there_is_an_answer_in_words_and_nothing_half(parts, tail, cut):
    from django.test import Client, override_settings

    from nietpluis.config import settings_public as own

    names = ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "FILE_UPLOAD_HANDLERS")
    with override_settings(**{name: getattr(own, name) for name in names}):
        example.publish()
        body = b""
        for field, name, content, more in [("code", None, CODE, ""), *parts]:
            named = f'; filename="{name}"' if name is not None else ""
            head = f'Content-Disposition: form-data; name="{field}"{named}\r\n{more}\r\n'
            body += b"--BoUnDaRyStRiNg\r\n" + head.encode("utf-8", "replace") + content + b"\r\n"
        body += b"--BoUnDaRyStRiNg--\r\n" + tail
        answer = post_raw(Client(), "/voorbeeldstad/melden/", body[: len(body) - cut])
    assert answer.status_code in (200, 400, 413)
    rows = {str(pk) for pk in SealedFile.objects.values_list("pk", flat=True)}
    assert set(lying()) == rows and all(UUID(name) for name in rows)


CODE = codes.new().digits.encode()
