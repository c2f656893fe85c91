"""A resident sends files from a phone, and the focal officer sees what is safe to see.

Policy: ADR 19; A01, A05, A14.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import running, samples, scanner
from tests.browser import PHONE, SCREEN, screenshot, violations

from .conftest import inside
from .seat import Seat

pytestmark = [
    pytest.mark.needs("chromium", "static", "clamd", "exiftool", "ffmpeg", "libreoffice"),
    pytest.mark.once,
]
STORY = "Op het terrein staan caravans. Er slapen mensen."


@pytest.fixture(scope="module")
def place(tmp_path_factory: Any) -> Iterator[running.Installation]:
    """An installation with a virus scanner; the people of the stories work in it."""
    folder = tmp_path_factory.mktemp("files")
    with scanner.running() as clamd:
        more = {"NIETPLUIS_CLAMD": str(clamd)}
        with running.installation(folder, demo=False, more=more) as made:
            inside(made, "tests.stories.people")
            made.work()
            yield made


def given(folder: Path) -> list[str]:
    """What the resident has on the phone: two photos, a film, a letter, and what cannot be sent."""
    files = {
        "caravan.jpg": samples.photo(folder),
        "nog een heel lange naam van een foto die van de telefoon komt 2026.png": samples.photo(
            folder, "png"
        ),
        "film.mp4": samples.film(folder),
        "brief.docx": samples.document(folder),
        "virus.txt": scanner.EICAR,
        "leeg.jpg": b"",
        "programma.exe": b"MZ" + bytes(100),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [str(folder / name) for name in files]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_photo_with_a_place_in_it_comes_out_without_it(place, browser, tmp_path, script):
    resident = Seat(browser, place.public, size=PHONE, script=script)
    resident.go("/helmond/melden/")
    resident.press("Verder")
    resident.fill("Vertel wat u zag", STORY)
    chosen = resident.main.locator("input[type=file]")
    chosen.set_input_files(given(tmp_path))
    resident.press("Verder")
    resident.reads("leeg.jpg", "is leeg", "programma.exe", "kunnen wij niet aannemen")
    resident.reads("Uw bestanden", "caravan.jpg", "film.mp4")
    assert resident.main.get_by_label("Vertel wat u zag").input_value() == STORY
    if script:
        assert violations(resident.page) == []
        screenshot(resident.page, "form-files-faults-360")
    resident.press("Verder")
    resident.reads("Waar en wanneer", "caravan.jpg")
    if script:
        screenshot(resident.page, "form-files-later-360")
    for _ in range(3):
        resident.press("Verder")
    resident.reads("Klopt dit?", "brief.docx")
    if script:
        assert violations(resident.page) == []
        screenshot(resident.page, "form-files-check-360")
        resident.page.set_viewport_size(SCREEN["viewport"])
        screenshot(resident.page, "form-files-check-1280")
    resident.press("Haal weg brief.docx")
    resident.reads_not("brief.docx")
    resident.press("Versturen")
    resident.reads("Uw melding is verstuurd")
    resident.leave()

    for _ in range(2):
        place.work()
    af = Seat(browser, place.desk, "af")
    af.go()
    af.menu("Signalen")
    af.main.locator("a.np-row-link").last.click()
    af.reads("caravan.jpg", "Nagekeken", "film.mp4", "virus.txt", "Virus gevonden")
    assert violations(af.page) == []
    screenshot(af.page, f"desk-files-{script}-1280")
    row = af.main.locator("li", has_text="caravan.jpg")
    address = row.get_by_role("link", name="Kopie bekijken").get_attribute("href")
    copy = af.page.request.get(place.desk + str(address))
    assert copy.headers["content-type"] == "image/jpeg"
    (tmp_path / "copy.jpg").write_bytes(copy.body())
    told = str(samples.told(tmp_path / "copy.jpg"))
    assert not [one for one in samples.SECRETS if one in told] and "GPS" not in told
    if script:
        af.go(str(address))
        assert af.page.evaluate("document.images[0].naturalWidth") == 320
        film = af.page.request.get(
            place.desk + af_copy(af, "film.mp4", str(address).rpartition("/bijlage")[0])
        )
        assert film.headers["content-type"] == "video/mp4"
        af.go(str(address) + "origineel/")
        af.reads("SHA-256", "Origineel ophalen")
        assert violations(af.page) == []
        screenshot(af.page, "desk-file-1280")
        af.page.set_viewport_size(PHONE["viewport"])
        screenshot(af.page, "desk-file-360")
    af.context.close()


def af_copy(af: Seat, name: str, signal: str) -> str:
    af.go(signal + "/")
    row = af.main.locator("li", has_text=name)
    return str(row.get_by_role("link", name="Kopie bekijken").get_attribute("href"))
