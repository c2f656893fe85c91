"""A public site to measure: real processes on loopback, everything sealed, a report walked once.

The sums that a browser does before it may send are not measured, so they are done beforehand.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.test import override_settings
from django.utils import timezone

from nietpluis.vault import codes
from nietpluis.website import proof
from nietpluis.website.proof import Purpose
from tests import front, running
from tests.website.visitor import Visitor
from tools import postgres

from . import public_client as client
from . import stores
from .public_client import Request

SLUG = "helmond"
FORM, RETURN = f"/{SLUG}/melden/", f"/{SLUG}/terug/"
PACK = postgres.ROOT / "nietpluis" / "partners" / "packs" / "oost-brabant.toml"
STORY = "Ik zag zes mensen in een busje zonder ramen. Ze leken bang en zeiden niets. " * 8
PLENTY = {"NIETPLUIS_PUBLIC_BUDGET": "1000000", "NIETPLUIS_WEB_WORKERS": "2"}


@dataclass
class Recorder(front.Front):
    """A front door that remembers what was asked through it."""

    address: str
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.address)

    def get(self, path: str) -> front.Answer:
        self.asked.append((path, ""))
        return super().get(path)

    def post(self, path: str, data: Any) -> front.Answer:
        self.asked.append((path, urlencode(data, doseq=True)))
        return super().post(path, data)


@dataclass
class Measured:
    """A public site that runs, and one whole report as a browser posts it, step by step."""

    made: running.Installation
    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.made.public

    def record(self) -> None:
        recorder = Recorder(self.address)
        visitor = Visitor(recorder, FORM)  # type: ignore[arg-type]
        visitor.to_check(
            about="PERSON",
            story=STORY,
            acute="NO",
            where="Achter de molen",
            minor="UNKNOWN",
            kind="RESIDENT",
        )
        assert "send" in dict(visitor.page.buttons), "The walk did not reach the last page."
        recorder.asked.append((FORM, urlencode(visitor.filled() | {"go": "send"}, doseq=True)))
        self.steps = recorder.asked

    def flow(self, code: codes.Code | None = None) -> list[Request]:
        """Every request of one new report: the first page, each step, and sending it."""
        code = code or codes.new()
        paid = self.paid(code)
        bodies = [self._own(body, code, paid) for _, body in self.steps[1:-1]]
        posts = [client.post(FORM, body, files="step=what" in body) for body in bodies]
        return [client.get(FORM), *posts, self.sending(code)]

    def sending(self, code: codes.Code) -> Request:
        """The last post of a report; the receipt that answers it holds the code."""
        body = self._own(self.steps[-1][1], code, self.paid(code))
        return client.post(FORM, body, expects=code.digits)

    def _own(self, body: str, code: codes.Code, paid: dict[str, str]) -> str:
        """One step as it was walked, with a code and, once there is one, a story of its own."""
        told = {"story": f"{STORY} {code.digits}"} if STORY[:9].replace(" ", "+") in body else {}
        return client.filled(body, code=code.digits, **paid, **told)

    def paid(self, code: codes.Code) -> dict[str, str]:
        """A ticket for sending this report, issued long enough ago to have waited for it."""
        with override_settings(SECRET_KEY=self._secret):
            issued = timezone.now() - timedelta(minutes=10)
            ticket = proof.ticket(SLUG, Purpose.REPORT, issued, bound=code.digits)
        return {"ticket": str(ticket), "proof": ""}

    def solved(self, purpose: Purpose) -> dict[str, str]:
        """A ticket with its sum done."""
        with override_settings(SECRET_KEY=self._secret):
            ticket = proof.ticket(SLUG, purpose, timezone.now())
        numbers = range(max(proof.SUMS.values()))
        found = next(
            n for n in numbers if proof._challenge(ticket.salt, str(n)) == ticket.challenge
        )
        return {"ticket": str(ticket), "proof": str(found)}

    @property
    def _secret(self) -> str:
        return (self.made.data / "keys" / "public.key").read_text().strip()


@contextmanager
def measured(*, everything: bool = False) -> Iterator[Measured]:
    """Set up and start the public site with two workers; with `everything` the desk's side too."""
    stores.HOME.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="public-", dir=stores.HOME))
    with running.prepared(home) as made:
        made.environment.update(PLENTY)
        for words in (["setup"], ["region", "load", str(PACK)], ["worker", "--once"]):
            done = made.command(*words)
            assert done.returncode == 0, done.stdout + done.stderr
        with open(home / "log", "w") as log:
            process = subprocess.Popen(
                command(everything),
                env=made.environment if everything else of_the_site(made.environment),
                stdout=log,
                stderr=log,
            )
            made.started.append(process.pid)
            try:
                assert running.answered(made.public, process), (home / "log").read_text()
                site = Measured(made)
                site.record()
                yield site
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)
                shutil.rmtree(home)


def command(everything: bool) -> list[str]:
    """What starts the site: as `nietpluis run` does it, or the public process alone."""
    if everything:
        return [sys.executable, "-m", "nietpluis.config.cli", "run"]
    from nietpluis.config import run

    return run.public_site()


def of_the_site(environment: dict[str, str]) -> dict[str, str]:
    """What the public process alone is told: on PostgreSQL its own role."""
    own = environment.get("NIETPLUIS_PUBLIC_SITE_DB")
    return environment | ({"NIETPLUIS_PUBLIC_DB": own} if own else {})


def proportional_memory(pids: list[int]) -> float:
    """Megabytes that these processes hold together; what they share counts once."""
    total = 0
    for pid in pids:
        rolled = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += sum(
            int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:")
        )
    return total / 1024


def cpu_seconds(pids: list[int]) -> float:
    """CPU time that these processes used so far."""
    used = 0
    for pid in pids:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += int(parts[11]) + int(parts[12])
    return used / os.sysconf("SC_CLK_TCK")
