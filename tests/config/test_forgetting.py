"""Whoever takes the public process finds no earlier report in it, and no way to the desk.

Policy: issue "Sealed on arrival"; A01, A08.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import UUID

import pytest
from django.conf import settings
from nacl.public import PrivateKey

from nietpluis.config import confining, forgetting, run
from nietpluis.inbox.budget import Level
from nietpluis.vault import codes, sealing
from nietpluis.website import proof, uploading
from tests import memory, running
from tests.conftest import CI
from tests.front import Front
from tests.website.visitor import Visitor
from tools import postgres

pytestmark = [pytest.mark.needs("static"), pytest.mark.django_db(databases=[])]

PACK = postgres.ROOT / "nietpluis" / "partners" / "packs" / "oost-brabant.toml"
WORD = "q" + "".join(secrets.choice("bcdfghjkmnpqrstvwxz") for _ in range(7))
# In memory a text takes 1, 2 or 4 bytes for a letter, after the widest letter in it.
ENDINGS = (" ü", " дім", " 😱")
FORM, RETURN = "/helmond/melden/", "/helmond/terug/"
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
WAIT = proof.WAITS[Level.CALM] + 1
SHARED = ("/dev/shm", "/tmp", "/var/tmp")  # noqa: S108 - places that anybody may write to


class Site:
    """A running public site and its processes."""

    def __init__(self, made: running.Installation) -> None:
        self.made, self.front = made, Front(made.public)
        self.began = time.time()

    @property
    def processes(self) -> list[int]:
        return self.made.processes("gunicorn_public")

    def report(self, number: int, *, send: bool = True) -> codes.Code:
        """Walk all steps with recognisable words, and send; returns the receipt code."""
        visitor = Visitor(self.front, FORM)  # type: ignore[arg-type]
        visitor.press("next", about="PERSON")
        visitor.press("next", story=story(number))
        visitor.press("next", acute="NO", where=words(number, 2))
        visitor.press("next", kind="RESIDENT")
        visitor.press("next", contact=words(number, 1))
        code = visitor.code()
        if send:
            visitor.press("send")
            assert WORD not in visitor.html and code.digits in visitor.html
        return code

    def remembered(self) -> dict[int, int]:
        """Which reports stand in the memory of the process, each with the number of places."""
        places: dict[int, int] = {}
        for pid in self.processes:
            searched = memory.search(pid, memory.forms(WORD))
            assert searched.read > 10_000_000  # it could be read at all
            for found in searched.found:
                number = re.search(rb"%b(\d{3})" % WORD.encode(), found.around.replace(b"\0", b""))
                which = int(number[1]) if number else -1
                places[which] = places.get(which, 0) + 1
        return places

    def holds(self, *marks: bytes) -> list[memory.Found]:
        return [one for pid in self.processes for one in memory.search(pid, marks).found]


def words(number: int, count: int) -> str:
    return " ".join(f"{WORD}{number:03d}x{nth:02d}" for nth in range(count))


def story(number: int) -> str:
    return words(number, 60) + ENDINGS[number % 3]


@pytest.fixture(scope="module")
def site(tmp_path_factory: Any) -> Iterator[Site]:
    if not memory.may_look():
        reason = "only root may look into the memory of the public process"
        pytest.fail(reason) if CI else pytest.skip(reason)
    with running.installation(tmp_path_factory.mktemp("forgetting"), demo=False) as made:
        loaded = made.command("region", "load", str(PACK))
        assert loaded.returncode == 0, loaded.stderr
        made.work()
        yield Site(made)


def test_the_search_finds_a_report_while_it_comes_in(site: Site) -> None:
    """Without this, a search that sees nothing would prove nothing."""
    part = f"step=what&go=next&story={words(900, 40).replace(' ', '+')}".encode()
    head = f"POST {FORM} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(part) + 10}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with socket.create_connection((site.front.host, site.front.port)) as connection:
        connection.sendall((head + kind).encode() + part)
        time.sleep(0.5)
        assert site.remembered().keys() == {900}
        connection.sendall(b"&where=abc")
        assert b" 200 " in connection.recv(200)


def test_twenty_requests_later_nothing_of_a_report_is_left(site: Site) -> None:
    sent = [site.report(number) for number in range(6)]
    unsent = [site.report(number, send=False) for number in (6, 7, 8)]
    refused = site.front.post(FORM, {"step": "what", "go": "next", "story": words(9, 4_000)})
    broken = site.front.post(FORM, {"step": "what", "go": "send", "code": words(10, 3)})
    lost = site.front.post("/nergens/melden/", {"step": "what", "story": words(11, 50)})
    assert [one.status_code for one in (refused, broken, lost)] == [200, 200, 404]
    for number in (800, 801, 802):  # seven requests each
        site.report(number)
    assert not {number for number in site.remembered() if number < 800}
    for code in (*sent, *unsent):
        assert not site.holds(*traces(code))


def test_after_a_moment_of_rest_nothing_is_left_at_all(site: Site) -> None:
    code = site.report(20)
    time.sleep(3)
    assert site.remembered() == {} and not site.holds(*traces(code))


def test_messages_of_a_return_visit_and_files_are_forgotten_too(site: Site) -> None:
    code = site.report(60)
    visit = Visitor(site.front, RETURN)  # type: ignore[arg-type]
    for typed in ({"typed": code.digits}, {"text": words(61, 30), "go": "send"}):
        time.sleep(WAIT)  # instead of the sum that a browser does
        visit._take(site.front.post(RETURN, visit.filled() | typed))  # type: ignore[arg-type]
    assert WORD in visit.html
    film = FILM + b" ".join(words(62, 90).encode() for _ in range(300))
    draft = {"code": codes.new().digits, "step": "what", "go": "next", "story": words(63, 20)}
    assert b"film.mp4" in site.front.post_file(FORM, draft, uploading.FIELD, film).content
    time.sleep(3)
    assert site.remembered() == {} and not site.holds(*traces(code))


def traces(code: codes.Code) -> list[bytes]:
    """Every form in which a receipt code could be left behind, and what follows from it."""
    spoken = (code.digits, code.digits.replace(" ", "+"), code.digits.replace(" ", ""))
    written = [form for one in (*spoken, code.words("nl")) for form in memory.forms(one)]
    return [*written, code.value, bytes(code.key), code._secret]


def test_no_file_that_the_process_can_reach_holds_a_word(site: Site) -> None:
    site.report(30)
    marks = memory.forms(WORD)
    for path in files(site):
        held = path.read_bytes()
        assert not any(mark in held for mark in marks), path
    for pid in site.processes:
        assert WORD.encode() not in Path(f"/proc/{pid}/environ").read_bytes()


def files(site: Site) -> Iterator[Path]:
    """All of the installation, and what appeared since in the places that anybody may write to."""
    log = site.made.data.parent / "log"
    yield from [log, *(path for path in site.made.data.rglob("*") if path.is_file())]
    for shared in map(Path, SHARED):
        for path in shared.iterdir() if shared.is_dir() else ():
            if path.is_file() and path.stat().st_mtime > site.began:
                yield path
    for pid in site.processes:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            target = Path(os.path.realpath(link))
            if target.is_file():
                yield target


def test_with_the_sites_own_login_no_word_can_be_read_and_no_envelope_opens(site: Site) -> None:
    code = site.report(40)
    rows = list(everything(site))
    assert [row for row in rows if code.envelope.hex.encode() in row]
    for mark in (*memory.forms(WORD), bytes(code.key), code.value):
        assert not [row for row in rows if mark in row]
    own = (site.made.data / "keys" / "public.key").read_text().strip()
    for secret in (bytes.fromhex(own), *(row for row in rows if len(row) == 32)):
        for sealed in (row for row in rows if row[:1] == sealing.VERSION):
            with pytest.raises(sealing.Unopenable):
                sealing.unseal(sealed, key=PrivateKey(secret[:32]), bound=code.envelope)


def everything(site: Site) -> Iterator[bytes]:
    """Every value of every table that the public process can read."""
    if settings.ON_POSTGRESQL:
        import psycopg

        listed = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        with psycopg.connect(site.made.environment["NIETPLUIS_PUBLIC_SITE_DB"]) as store:
            for (table,) in store.execute(listed).fetchall():
                for row in store.execute(f'SELECT * FROM "{table}"').fetchall():
                    yield from map(as_bytes, row)
        return
    import sqlite3

    with sqlite3.connect(site.made.data / "public" / "public.sqlite3") as store:
        tables = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in store.execute(f'SELECT * FROM "{table}"').fetchall():
                yield from map(as_bytes, row)


def as_bytes(value: Any) -> bytes:
    if isinstance(value, UUID):
        return value.hex.encode()
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.mark.once
def test_no_key_of_the_desk_stands_in_its_memory_or_environment_and_no_store_is_open(
    site: Site,
) -> None:
    for name in ("desk", "root"):
        written = (site.made.data / "keys" / f"{name}.key").read_text().strip()
        assert not site.holds(bytes.fromhex(written), *memory.forms(written))
    for pid in site.processes:
        open_now = [os.path.realpath(link) for link in Path(f"/proc/{pid}/fd").iterdir()]
        assert not [path for path in open_now if "desk" in path or "keys" in path]
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert re.search(r"Max core file size\s+0\s+0", limits)
        # glibc cuts its own setting in pieces, there where it stands
        told = Path(f"/proc/{pid}/environ").read_bytes().replace(b"\0", b":")
        for name, value in forgetting.ENVIRONMENT.items():
            assert f":{name}={value}:".encode() in told


@pytest.mark.once
def test_code_of_an_intruder_in_the_process_cannot_open_the_desk(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    if confining.version() < 1:
        pytest.skip("this kernel has no Landlock")
    for name, value in site.made.environment.items():
        monkeypatch.setenv(name, value)
    port = str(running.free_port())
    public = run.three()[0]
    process = subprocess.Popen(
        [*public.command, "tests.config.intruder:application"],
        env=public.environment | {"NIETPLUIS_PUBLIC_PORT": port},
        start_new_session=True,
    )
    try:
        assert running.answered(f"http://127.0.0.1:{port}/", process)
        beside = ",".join(map(str, [*site.made.processes("desk"), *site.made.processes("worker")]))
        with urlopen(f"http://127.0.0.1:{port}/?{beside}", timeout=60) as answer:
            looted = json.load(answer)
    finally:
        process.terminate()
        process.wait(timeout=30)
    outside = [path for path in looted["read"] if not path.startswith(("public/", "inbox-files/"))]
    assert outside == [] and looted["written"] == []
    assert beside and looted["processes"] == []
    assert looted["settings"] in ("PermissionError", "ImproperlyConfigured")
    assert not [name for name in looted["environment"] if "DESK" in name or "ROOT" in name]


@pytest.mark.once
def test_a_worker_that_was_told_something_is_replaced_within_45_seconds(site: Site) -> None:
    before = site.processes
    site.report(50)
    until = time.monotonic() + 45
    while set(before) <= set(site.processes) and time.monotonic() < until:
        time.sleep(0.5)
    after = site.processes
    assert before[0] in after and before[1] not in after  # the first is who starts the others


@pytest.mark.once
def test_a_worker_is_never_replaced_while_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "QUIET", (0.0, 0.0))
    worker = forgetting.Forgetting()
    assert not worker._is_spent()
    worker.begins()
    worker.begins()
    worker.ended(typed=True)
    assert not worker._is_spent()
    worker.ended(typed=False)
    assert worker._is_spent()
