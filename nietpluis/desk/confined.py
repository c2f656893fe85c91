"""Run a program that opens what a stranger sent, so that it can harm nothing when it is tricked.

It gets a directory of its own in memory, no environment of ours, and limits on time, memory and
what it writes; where the kernel lets us, also no network, and nothing to see of the data and keys.
Protected: the worker, its keys and its disk, against a file that is made to break what opens it.
Not protected: where namespaces are switched off, the files that the worker itself may read.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

MEMORY = "/dev/shm"  # noqa: S108 - plain text goes to memory, not to a disk
GIGABYTE = 1024**3
MOST_WRITTEN = 400 * 1024**2
PREFIX = "nietpluis-opens-"
NEEDS = 200 * 1024**2  # free memory below which the disk is used after all
_LIMITED = """
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(1, 9)  # it ends when the worker does
memory, seconds, written, hidden, command = *map(int, sys.argv[1:4]), sys.argv[4], sys.argv[5:]
for what, most in [
    (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, written),
    (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 512),
]:
    resource.setrlimit(what, (most, most))
for place in filter(os.path.isdir, hidden.split(os.pathsep)):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], check=True)
os.execvp(command[0], command)
"""


class TooSlow(Exception):
    """It took longer than it may; it was stopped."""


@contextmanager
def private_folder() -> Iterator[Path]:
    """A directory that only we can read, in memory where there is one; wiped afterwards."""
    roomy = Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > NEEDS
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=MEMORY if roomy else None) as made:
        folder = Path(made)
        folder.chmod(0o700)
        try:
            yield folder
        finally:
            for path in folder.rglob("*"):
                if path.is_file() and not path.is_symlink():
                    path.chmod(0o600)


def wipe_left(*, before: datetime) -> None:
    """Remove the folders of a worker that was killed before a moment."""
    for place in {Path(MEMORY), Path(tempfile.gettempdir())}:
        for folder in place.glob(f"{PREFIX}*"):
            try:
                ours = folder.stat().st_uid == os.getuid() and not folder.is_symlink()
                if ours and folder.stat().st_mtime < before.timestamp():
                    shutil.rmtree(folder, ignore_errors=True)
            except FileNotFoundError:
                continue


def run(command: Sequence[str], *, folder: Path, seconds: int, memory: int = 2 * GIGABYTE) -> int:
    """Run a program in a folder and return its exit code; raises TooSlow, or FileNotFoundError."""
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    limits = [str(memory), str(seconds), str(MOST_WRITTEN), _hidden() if _apart() else ""]
    whole = [*_apart(), sys.executable, "-I", "-c", _LIMITED, *limits, program, *command[1:]]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
    }
    started = subprocess.Popen(  # noqa: S603 - our own command, with a file of a fixed name
        whole,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return started.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TooSlow from None
    finally:
        _end(started)


def _end(started: "subprocess.Popen[bytes]") -> None:
    """Stop it with all that it started."""
    try:
        os.killpg(started.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    started.wait()


def _hidden() -> str:
    """The places that a program which opens files has no business in."""
    return os.pathsep.join({str(settings.DATA), str(settings.KEYS), str(settings.INBOX_FILES)})


@cache
def _apart() -> tuple[str, ...]:
    """The prefix that gives a program no network and a view of its own, if the kernel lets us."""
    prefix = ("unshare", "--user", "--map-root-user", "--net", "--ipc", "--mount", "--")
    try:
        probe = [*prefix, "mount", "-t", "tmpfs", "none", "/mnt"]
        done = subprocess.run(probe, capture_output=True, timeout=10)  # noqa: S603 - as above
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return prefix if done.returncode == 0 else ()
