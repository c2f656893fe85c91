"""No address, no kind of browser and no exact time of a visitor stays anywhere. Policy: A01, A08.

A whole installation takes visits and reports from recognisable browsers and addresses; then every
file that it wrote, its log and its stores are searched.
"""

import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests import running
from tests.website.test_screens import WORLD
from tests.website.visitor import _Page

pytestmark = [pytest.mark.needs("static"), pytest.mark.once]
VISITORS, THREADS = 6, 3
BROWSER = "Herkenbare-Browser/77.31"
ADDRESS = "203.0.113."  # set apart for examples (RFC 5737)
SENT = "Uw melding is verstuurd"
STORY = "Recht-Herkenbaar-Verhaal"
EXACT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:(?!00:00)\d\d:\d\d")


class Visit:
    """Somebody behind a proxy, with a browser that says a lot about itself."""

    def __init__(self, site: str, number: int) -> None:
        self.address = urlsplit(site)
        own = f"{ADDRESS}{number}"
        self.headers = {
            "User-Agent": f"{BROWSER} ({number})",
            "X-Forwarded-For": f"{own}, 198.51.100.7",
            "X-Real-IP": own,
            "Forwarded": f"for={own}",
            "Referer": f"https://verklikker.example.nl/{BROWSER}",
            "Accept-Language": "xx-HERKENBAAR",
            "Cookie": f"spoor={BROWSER}",
        }

    def ask(self, path: str, posted: dict[str, list[str]] | None = None) -> str:
        connection = HTTPConnection(self.address.hostname or "", self.address.port, timeout=30)
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(posted, doseq=True) if posted else None
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse().read().decode()
        connection.close()
        return answer

    def report(self) -> str:
        """Look around, lose the way once, and send a report in all its steps."""
        for path in ("/", "/voorbeeldstad/", "/voorbeeldstad/hulp/", "/nergens/", "/%00/", "/.env"):
            self.ask(path)
        self.ask("/voorbeeldstad/melden/", {"story": ["\x00"], "step": ["?"], "code": ["x" * 999]})
        answers = {"story": [STORY], "where": [STORY], "contact": [STORY]}
        page = self.ask("/voorbeeldstad/melden/")
        for _ in range(20):
            read = _Page(page)
            posted: dict[str, list[str]] = {}
            for name, value in read.fields:
                posted.setdefault(name, []).append(value)
            posted |= {name: value for name, value in answers.items() if name in read.asked}
            named = dict(read.buttons)
            if go := next((one for one in ("send", "next") if one in named), ""):
                posted["go"] = [go]
            else:
                time.sleep(3)  # the page that asks to wait a moment
            page = self.ask(read.action, posted)
            if SENT in page:
                break
        return page


@pytest.fixture(scope="module")
def visited(tmp_path_factory) -> Iterator[tuple[running.Installation, list[str]]]:
    """An installation after a load of visits, and the receipts; the worker has collected."""
    with running.installation(tmp_path_factory.mktemp("traces"), demo=False) as made:
        public = made.environment | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"}
        subprocess.run([sys.executable, "-c", WORLD], env=public, check=True)
        receipts: list[str] = []

        def visit(first: int) -> None:
            for number in range(first, VISITORS, THREADS):
                receipts.append(Visit(made.public, number + 10).report())

        threads = [threading.Thread(target=visit, args=(first,)) for first in range(THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        yield made, receipts


def written(made: running.Installation) -> list[Path]:
    """Every file of the installation: stores and their journals, keys, mail, log."""
    return [path for path in made.data.parent.rglob("*") if path.is_file()]


def test_every_visit_ended_in_a_receipt(visited):
    _, receipts = visited
    assert len(receipts) == VISITORS
    assert [page for page in receipts if SENT not in page] == []


@pytest.mark.parametrize(
    "trace", [BROWSER, ADDRESS, "198.51.100.7", "HERKENBAAR", "verklikker", STORY]
)
def test_no_file_of_the_installation_holds_a_trace_of_a_visitor(visited, trace):
    made, _ = visited
    files = written(made)
    assert any(path.name == "log" for path in files)
    found = [path.name for path in files if trace.encode() in path.read_bytes()]
    assert found == []


def test_the_log_says_nothing_of_a_visit(visited):
    made, _ = visited
    log = (made.data.parent / "log").read_text()
    assert not re.search(r"voorbeeldstad|melden|nergens|\.env|GET|POST", log)


def test_no_visitor_leaves_an_exact_time_in_the_public_store(visited):
    made, _ = visited
    (path,) = made.data.rglob("public.sqlite3")
    with sqlite3.connect(path) as store:
        found = store.execute("SELECT name FROM sqlite_master WHERE type='table'")
        tables = [name for (name,) in found]
        rows = {name: store.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    told = {name for name in tables if name.startswith(("django_", "sqlite_"))}
    told.add("inbox_publication")  # written by the desk's side, about no visitor
    exact = {
        name: value
        for name, found in rows.items()
        if name not in told
        for row in found
        for value in row
        if isinstance(value, str) and EXACT.search(value)
    }
    assert rows["inbox_envelope"] and exact == {}
