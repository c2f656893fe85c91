"""The real public process with large files on their way: memory, the disk, and who breaks off.

Policy: ADR 19, constant memory and never in plain text on a disk; A01.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import urlsplit

import pytest

from bench import uploading
from nietpluis.desk import confined
from tests import running

pytestmark = [pytest.mark.needs("static"), pytest.mark.django_db(databases=[]), pytest.mark.once]
PATH = "/voorbeeldstad/melden/"
WORLD = """
import django
django.setup()
from tests.inbox import example
example.publish()
"""
PLAIN = uploading.PIECE[:64]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[running.Installation]:
    with running.installation(tmp_path_factory.mktemp("site"), demo=False) as made:
        public = made.environment | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"}
        subprocess.run([sys.executable, "-c", WORLD], env=public, check=True)
        yield made


def lying(site: running.Installation) -> list[str]:
    return sorted(path.name for path in (site.data / "inbox-files").glob("*"))


def in_plain_text(places: list[Path], since: float) -> list[str]:
    """Every file in these places, written since, that holds a piece of what was sent."""
    found = []
    for place in places:
        for path in place.rglob("*"):
            try:
                fresh = path.is_file() and path.stat().st_mtime >= since
                if fresh and PLAIN in path.read_bytes():
                    found.append(str(path))
            except OSError:
                continue
    return found


def fresh(place: Path, since: float) -> list[Path]:
    """What somebody wrote in a shared directory since; others write and remove there as well."""
    found = []
    for path in place.iterdir():
        try:
            found += [path] if path.stat().st_mtime >= since else []
        except OSError:
            continue
    return found


def opened_by(site: running.Installation) -> list[str]:
    """What the public process holds open and was removed: a hidden copy would be there."""
    found = []
    for pid in uploading.processes(site.public):
        for number in Path(f"/proc/{pid}/fd").iterdir():
            try:
                goal = os.readlink(number)
                if "deleted" in goal and PLAIN in number.read_bytes():
                    found.append(goal)
            except OSError:
                continue
    return found


def test_large_uploads_take_little_memory_and_no_piece_of_them_is_on_the_disk(site):
    began, seen = time.time() - 1, []

    def look() -> None:
        places = [site.data.parent, Path(confined.MEMORY), *fresh(Path(gettempdir()), began)]
        seen.extend(in_plain_text(places, began) + opened_by(site))
        seen.append(f"{len(lying(site))} half-way")

    figures = uploading.measure(site.public, PATH, count=4, megabytes=20, meanwhile=look)
    assert figures.answers == [200] * 4 and figures.under_way == 4
    assert seen == ["4 half-way"]
    assert 10 < figures.largest < 200 and 10 < figures.together < 200
    assert len(lying(site)) == 4 and not [name for name in lying(site) if "part" in name]


def test_who_breaks_off_leaves_nothing(site):
    before = lying(site)
    upload = uploading.Upload(site.public, PATH, 5)
    parts = urlsplit(site.public)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Content-Type: multipart/form-data; boundary={uploading.BOUNDARY}\r\n"
        "Content-Length: 5000000\r\n\r\n"
    ).encode()
    fields = {"code": upload.code.digits, "step": "what", "go": "stay"}
    body = b"".join(uploading._field(name, value) for name, value in fields.items())
    body += f'--{uploading.BOUNDARY}\r\nContent-Disposition: form-data; name="attached"; '.encode()
    body += b'filename="foto.jpg"\r\n\r\n\xff\xd8\xff\xe0' + uploading.PIECE
    with socket.create_connection((parts.hostname, parts.port)) as broken:
        broken.sendall(head + body)
        for _ in range(100):
            if lying(site) != before:
                break
            time.sleep(0.05)
        assert len(lying(site)) == len(before) + 1
    for _ in range(100):
        if lying(site) == before:
            break
        time.sleep(0.05)
    assert lying(site) == before


def test_every_file_that_came_in_can_be_opened_by_the_municipality_alone(site):
    told = subprocess.run(
        [sys.executable, "-c", OPENS],
        env=site.environment | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"},
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == ["19922948"] * 4, told.stderr


OPENS = """
import django
django.setup()
from nietpluis.inbox import files
from nietpluis.inbox.models import SealedFile
from nietpluis.vault import sealing
from tests.inbox.example import KEY
for row in SealedFile.objects.all():
    with open(files.path_of(row.pk), "rb") as sealed:
        print(sum(len(part) for part in sealing.open_file(sealed, key=KEY, bound=row.pk)))
"""
