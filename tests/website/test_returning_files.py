"""Policy: ADR 19: whoever comes back with the code adds files to what they write."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nietpluis.inbox import files, posting
from nietpluis.inbox.models import Message, SealedFile
from nietpluis.vault import codes
from tests import make
from tests.inbox import example
from tests.website.test_returning import PATH, paid

pytestmark = make.every_store
JPEG = b"\xff\xd8\xff\xe0" + b"\x01" * 3000


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.INBOX_FILES = tmp_path / "inbox-files"


@pytest.fixture
def code(town: Any) -> codes.Code:
    """The code of a report that was sent."""
    made = codes.new()
    to = example.publish()
    posting.post(example.reported().to_json(), code=made, to=to, now=example.NOW)
    return made


def write(town: Any, code: codes.Code, *uploads: tuple[str, bytes], go: str, **more: Any) -> str:
    posted = {
        "code": code.digits,
        "go": go,
        "once": "een",
        "attached": [SimpleUploadedFile(name, content) for name, content in uploads],
    }
    answer = town.post(PATH, posted | paid("return") | more)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_file_goes_with_the_next_message_and_not_with_one_before(town, code):
    html = write(town, code, ("huis.jpg", JPEG), go="stay", text="Er is meer.")
    assert "huis.jpg" in html and "Er is meer." in html
    assert SealedFile.objects.get().of is None
    html = write(town, code, ("auto.jpg", JPEG), go="send", text="Er is meer.")
    message = Message.objects.get()
    assert set(SealedFile.objects.values_list("of", flat=True)) == {message.pk}
    assert "huis.jpg" not in html and files.unsent(code) == []


def test_what_cannot_be_sent_is_said_and_what_was_typed_stays(town, code):
    html = write(town, code, ("leeg.jpg", b""), ("x.exe", b"MZ"), go="send", text="Mijn woorden.")
    assert "is leeg" in html and "kunnen wij niet aannemen" in html and "Mijn woorden." in html
    assert not Message.objects.exists() and not SealedFile.objects.exists()


def test_a_file_can_be_taken_back_before_it_is_sent(town, code):
    write(town, code, ("huis.jpg", JPEG), go="stay", text="")
    html = write(town, code, go=f"remove-{SealedFile.objects.get().pk}", text="Toch niet.")
    assert "huis.jpg" not in html and "Toch niet." in html and not SealedFile.objects.exists()
