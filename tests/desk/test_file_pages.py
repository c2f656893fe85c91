"""Policy: ADR 19: an officer sees a clean copy; the original is evidence, taken on purpose."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from nietpluis.accounts.roles import Role
from nietpluis.audit.models import Line
from nietpluis.desk import opening_files
from nietpluis.desk.intake import File
from nietpluis.desk.models import Attachment
from tests import make, samples, scanner

pytestmark = [make.every_store, pytest.mark.needs("clamd")]


@pytest.fixture(scope="module")
def clamd() -> Any:
    with scanner.running() as socket:
        yield socket


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path, clamd: Path) -> None:
    settings.DESK_FILES, settings.CLAMD = tmp_path / "files", str(clamd)


def opened(name: str, content: bytes, **more: Any) -> Attachment:
    row = make.report(files=[File(name, content)], **more).attachment_set.get()
    return opening_files.open_one(row.pk, now=make.NOW)


def test_an_officer_sees_the_copy_and_each_time_is_logged(client, tmp_path):
    came = samples.photo(tmp_path)
    row = opened("mijn huis.png", came.replace(b"came", b"came"))
    client.force_login(make.user())
    signal = row.report.signal
    page = client.get(reverse("desk:signal", args=[signal.pk])).content.decode()
    assert "mijn huis.png" in page and "Nagekeken" in page and "Kopie bekijken" in page
    answer = client.get(reverse("desk:attachment", args=[signal.pk, row.pk]))
    assert answer["Content-Type"] == "image/jpeg" and answer.content[:3] == b"\xff\xd8\xff"
    assert answer["Content-Disposition"] == "inline; filename*=UTF-8''mijn%20huis.jpg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert samples.DEVICE.encode() not in answer.content
    assert Line.objects.filter(what="signal.file_seen", about=row.pk).count() == 1
    said = client.get(reverse("desk:original", args=[signal.pk, row.pk])).content.decode()
    assert sha256(came).hexdigest() in said
    taken = client.post(reverse("desk:original", args=[signal.pk, row.pk]))
    assert taken.content == came


def test_a_virus_is_said_and_never_shown(client):
    row = opened("brief.txt", scanner.EICAR)
    client.force_login(make.user())
    signal = row.report.signal
    page = client.get(reverse("desk:signal", args=[signal.pk])).content.decode()
    assert "Virus gevonden" in page and "Kopie bekijken" not in page
    answer = client.get(reverse("desk:attachment", args=[signal.pk, row.pk])).content
    assert "Er zit een virus in dit bestand" in answer.decode() and b"EICAR" not in answer


def test_a_copy_that_is_gone_from_the_disk_is_said_in_words(client, tmp_path):
    row = opened("foto.jpg", samples.photo(tmp_path))
    opening_files.path_of(row.copy).unlink()
    client.force_login(make.user())
    answer = client.get(reverse("desk:attachment", args=[row.report.signal.pk, row.pk]))
    assert "kon niet worden geopend" in answer.content.decode()
    assert not Line.objects.filter(what="signal.file_seen").exists()


def test_the_regisseur_sees_the_files_of_what_is_on_that_desk_and_the_focal_officer_does_not(
    client, tmp_path
):
    row = opened("foto.jpg", samples.photo(tmp_path), trafficking=False, undermining=["DRUGS"])
    crime = row.report.undermining
    address = reverse("desk:undermining_attachment", args=[crime.pk, row.pk])
    client.force_login(make.user(Role.REGISSEUR))
    assert "foto.jpg" in client.get(reverse("desk:undermining", args=[crime.pk])).content.decode()
    assert client.get(address)["Content-Type"] == "image/jpeg"
    original = reverse("desk:undermining_original", args=[crime.pk, row.pk])
    assert client.post(original).content == samples.photo(tmp_path)
    assert Line.objects.filter(what="undermining.original_taken", about=row.pk).count() == 1
    client.force_login(make.user())
    assert client.get(address).status_code == 403
    client.force_login(make.user(Role.REGISSEUR, at="gemeente-eindhoven"))
    assert client.get(address).status_code == 404
