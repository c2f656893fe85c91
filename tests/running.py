"""A whole installation of its own: three processes, three stores, for tests through the front door.

    with running.installation(tmp_path) as nietpluis:
        browser.goto(nietpluis.public)

On PostgreSQL the public site has a role of its own, as in earnest.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import uuid4

from django.conf import settings

from tools import postgres


@dataclass(frozen=True)
class Installation:
    """Where it listens, and the environment its commands need."""

    data: Path
    public: str
    desk: str
    environment: dict[str, str]
    started: list[int] = field(default_factory=list)  # the process that keeps the three

    def processes(self, words: str) -> list[int]:
        """Return those of its processes with these words in their command, parents first."""
        found, below = [], list(self.started)
        while below:
            pid = below.pop(0)
            try:
                told = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
                below += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            except OSError:  # gone meanwhile
                continue
            found += [pid] if words in told else []
        return found

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `nietpluis` with these words; the result tells how it ended and what it said."""
        return subprocess.run(
            [sys.executable, "-m", "nietpluis.config.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def work(self) -> None:
        """Do every job of the worker once, now."""
        done = self.command("worker", "--once")
        assert done.returncode == 0, done.stderr


@contextmanager
def installation(
    folder: Path, *, demo: bool = True, more: dict[str, str] | None = None
) -> Iterator[Installation]:
    """Set up, fill with the demonstration data unless told not to, start, and stop afterwards.

    `more`: variables that this installation has besides.
    """
    with prepared(folder) as made:
        made.environment.update(more or {})
        for words in [["setup"], ["demo"]] if demo else [["setup"]]:
            done = made.command(*words)
            assert done.returncode == 0, done.stdout + done.stderr
        with open(folder / "log", "w+") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "nietpluis.config.cli", "run"],
                env=made.environment,
                stdout=log,
                stderr=log,
            )
            made.started.append(process.pid)
            try:
                answers = [answered(url, process) for url in (made.public, made.desk)]
                assert all(answers), (folder / "log").read_text()
                yield made
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=30)


@contextmanager
def prepared(folder: Path) -> Iterator[Installation]:
    """An installation that is not set up yet, with ports and stores that are free."""
    ours = ("NIETPLUIS_", "DJANGO_")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    ports = {"public": free_port(), "desk": free_port()}
    environment = clean | {
        "PYTHONPATH": str(postgres.ROOT),
        "NIETPLUIS_DATA": str(folder / "var"),
        "NIETPLUIS_BUILD": str(settings.BUILD),
        "NIETPLUIS_PUBLIC_PORT": str(ports["public"]),
        "NIETPLUIS_DESK_PORT": str(ports["desk"]),
        "NIETPLUIS_WEB_WORKERS": "1",
        "NIETPLUIS_PUBLIC_BUDGET": "1000000",  # a test that sends much is no flood
    }
    addresses = {side: f"http://127.0.0.1:{port}" for side, port in ports.items()}
    with databases() as stores:
        yield Installation(
            folder / "var", addresses["public"], addresses["desk"], environment | stores
        )


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Where the stores are: nothing to say on SQLite; on PostgreSQL three databases, two roles."""
    if not settings.ON_POSTGRESQL:
        yield {}
        return
    import psycopg

    mark = uuid4().hex[:8]
    names = {store: f"run_{mark}_{store}" for store in ("desk", "keys", "public")}
    owner, site = f"desk_{mark}", f"site_{mark}"
    with psycopg.connect(postgres.ADDRESS, autocommit=True) as server:
        for role in (owner, site):
            server.execute(f"CREATE ROLE {role} LOGIN")
        for name in names.values():
            server.execute(f"CREATE DATABASE {name} OWNER {owner}")
        try:
            yield {
                f"NIETPLUIS_{store.upper()}_DB": address(owner, name)
                for store, name in names.items()
            } | {"NIETPLUIS_PUBLIC_SITE_DB": address(site, names["public"])}
        finally:
            for name in names.values():
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for role in (owner, site):
                server.execute(f"DROP ROLE {role}")


def address(role: str, database: str) -> str:
    return f"postgresql://{role}@/{database}?host={postgres.HOME}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answered(url: str, process: subprocess.Popen[bytes], *, patience: float = 60) -> bool:
    """Wait until there is an answer of any kind; False if the process ended or never answered."""
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - our own address on this machine
        except HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
