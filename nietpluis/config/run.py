"""Start the public site, the desk and the worker as three processes, and keep them running.

For a demonstration or one small machine. In earnest each runs as a service of its own, under a
user of its own.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import gettempdir

from . import forgetting

HOST = os.environ.get("NIETPLUIS_BIND", "127.0.0.1")
PORTS = {
    "public": int(os.environ.get("NIETPLUIS_PUBLIC_PORT", "8001")),
    "desk": int(os.environ.get("NIETPLUIS_DESK_PORT", "8002")),
}
PATIENCE = 15.0  # seconds a process gets to stop by itself
# The settings that the public process may be told. Everything else of ours is kept from it.
PUBLIC = (
    "NIETPLUIS_DATA", "NIETPLUIS_BUILD", "NIETPLUIS_KEYS", "NIETPLUIS_HTTPS", "NIETPLUIS_ONION",
    "NIETPLUIS_INBOX_FILES", "NIETPLUIS_BIND", "NIETPLUIS_WEB_WORKERS",
)  # fmt: skip


class Process:
    """One of the three: how to start it, and when it may start again."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.running: subprocess.Popen[bytes] | None = None
        self.started = self.not_before = 0.0
        self.pause = 1.0

    def keep(self) -> None:
        """Start it if it is not running; after a crash, wait a little longer each time."""
        now = time.monotonic()
        if self.running and self.running.poll() is not None:
            say(f"The {self.name} stopped (code {self.running.returncode}); it is started again.")
            self.pause = 1.0 if now - self.started > 60 else min(2 * self.pause, 30.0)
            self.running, self.not_before = None, now + self.pause
        if not self.running and now >= self.not_before:
            self.started = now
            self.running = subprocess.Popen(
                self.command, env=self.environment, start_new_session=True
            )

    def stop(self, by: float) -> None:
        if self.running:
            try:
                self.running.wait(max(0.1, by - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.running.kill()
                self.running.wait()


def main() -> int:
    """Run until Ctrl-C or SIGTERM; returns 1, having started nothing, if a port is taken."""
    taken = [port for port in PORTS.values() if not free(port)]
    for port in taken:
        say(f"Port {port} on {HOST} is in use by another program. Stop that program, or choose")
        say("other ports with NIETPLUIS_PUBLIC_PORT and NIETPLUIS_DESK_PORT.")
    if taken:
        return 1
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    processes = three()
    told = False
    while not stop.is_set():
        for process in processes:
            process.keep()
        if not told and all(not free(port) for port in PORTS.values()):
            told = True
            welcome()
        stop.wait(0.3)
    say("Stopping…")
    for process in processes:
        if process.running and process.running.poll() is None:
            process.running.send_signal(signal.SIGTERM)
    for process in processes:
        process.stop(time.monotonic() + PATIENCE)
    return 0


def three() -> list[Process]:
    ours = {key: value for key, value in os.environ.items() if key.startswith("NIETPLUIS_")}
    plain = {key: value for key, value in os.environ.items() if key not in ours}
    public = {
        key: value for key, value in ours.items() if key in PUBLIC or "NIETPLUIS_PUBLIC_" in key
    }
    if own := public.pop("NIETPLUIS_PUBLIC_SITE_DB", None):
        public["NIETPLUIS_PUBLIC_DB"] = own  # the same store, by a role that may do less
    desk = plain | ours | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_desk"}
    worker = [sys.executable, "-m", "nietpluis.config.cli", "worker"]
    return [
        Process("public site", public_site(), plain | public | forgetting.ENVIRONMENT),
        Process("desk", desk_site(), desk),
        Process("worker", worker, desk),
    ]


def public_site() -> list[str]:
    """The web server of the public side; how it serves stands in gunicorn_public."""
    return [sys.executable, "-m", "gunicorn", "--config=python:nietpluis.config.gunicorn_public"]


def desk_site() -> list[str]:
    """The web server of the desk. It writes no access log: that would hold addresses of people."""
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat must not wait for a disk
    options = {
        "bind": f"{HOST}:{PORTS['desk']}",
        "workers": os.environ.get("NIETPLUIS_WEB_WORKERS", "2"),
        "threads": "4",
        "timeout": "60",
        "log-level": "warning",
        "logger-class": "nietpluis.config.server_log.DiscreetServer",
        "worker-tmp-dir": str(memory if memory.is_dir() else gettempdir()),
    }
    command = [sys.executable, "-m", "gunicorn", "--preload", "--no-control-socket"]
    command += [f"--{name}={value}" for name, value in options.items()]
    return [*command, "nietpluis.config.wsgi_desk:application"]


def free(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) != 0


def welcome() -> None:
    say("")
    say(f"  The public site   http://{HOST}:{PORTS['public']}/")
    say(f"  The desk          http://{HOST}:{PORTS['desk']}/")
    say("  The worker        is running")
    say("")
    say("Stop all three with Ctrl-C.")


def say(line: str) -> None:
    print(line, flush=True)
