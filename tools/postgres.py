"""A private PostgreSQL cluster for tests and benches, on a socket only, with nothing durable in it.

`python -m tools.postgres start | stop`. Exit code 3: PostgreSQL is not installed.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# A socket's path must be short, and its directory open to the user PostgreSQL runs as.
MARK = sha256(str(ROOT).encode()).hexdigest()[:8]
HOME = Path(tempfile.gettempdir()) / f"nietpluis-pg-{MARK}"
USER = "postgres"
ADDRESS = f"postgresql://{USER}@/postgres?host={HOME}"
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_directories": f"'{HOME}'",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "autovacuum": "on",
}


def binaries() -> Path | None:
    """The newest PostgreSQL of this machine, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def running() -> bool:
    found = binaries()
    return found is not None and _run(found / "pg_isready", "-q", "-h", HOME).returncode == 0


def start() -> bool:
    """Start the cluster if it does not run yet; False if PostgreSQL is not installed."""
    found = binaries()
    if found is None:
        return False
    with open(f"{HOME}.lock", "w") as turn:  # two test runs may start at once
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not running():
            _start(found)
    return True


def _start(found: Path) -> None:
    HOME.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(HOME, USER, USER)
    data = HOME / "data"
    if not (data / "PG_VERSION").exists():
        _must(found / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "-N",
              "--locale=C.UTF-8")  # fmt: skip
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    _must(found / "pg_ctl", "-D", data, "-w", "-l", HOME / "log", "-o", options, "start")


def stop() -> None:
    """Stop the cluster and forget what was in it."""
    found = binaries()
    if found and running():
        _must(found / "pg_ctl", "-D", HOME / "data", "-w", "-m", "immediate", "stop")
    shutil.rmtree(HOME, ignore_errors=True)


def _run(*command: object) -> subprocess.CompletedProcess[str]:
    """Run as an ordinary user: PostgreSQL refuses root."""
    user = USER if os.geteuid() == 0 else None
    return subprocess.run(
        [str(word) for word in command],
        cwd="/",
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # not a pipe: the server would keep it open
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )


def _must(*command: object) -> None:
    if _run(*command).returncode:
        raise SystemExit(f"{command[0]} failed; see {HOME}/log")


if __name__ == "__main__":
    action = sys.argv[1:]
    if action == ["stop"]:
        stop()
    elif action != ["start"]:
        raise SystemExit(__doc__)
    elif not start():
        print("PostgreSQL is not installed: apt-get install postgresql", file=sys.stderr)
        raise SystemExit(3)
