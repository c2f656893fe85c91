"""The public process shuts itself in: it reaches its own folder and its own code, nothing else.

Landlock, of the Linux kernel, takes away what a process never needs again, root or not: the stores
and keys of the desk beside it, other people's files, and the memory of other processes. It cannot
be undone. Where the kernel has no Landlock, a user of its own for the public process does the same
for files (docs/deploy). Policy: issue "Sealed on arrival"; house, two front doors.
"""

import ctypes
import logging
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every kind of processor
_VERSION_ASKED, _PATH_BENEATH, _PR_SET_NO_NEW_PRIVS = 1, 1, 38
_EXECUTE, _WRITE, _READ, _LIST = 1, 1 << 1, 1 << 2, 1 << 3
_REMOVE, _MAKE_FOLDER, _MAKE_FILE = 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_ALL = {1: _REFER - 1, 2: _TRUNCATE - 1}  # by version; from the third on one more
LOOK = _EXECUTE | _READ | _LIST
USE = _READ | _LIST | _WRITE | _REMOVE | _MAKE_FOLDER | _MAKE_FILE | _REFER | _TRUNCATE
_OF_A_FILE = _EXECUTE | _WRITE | _READ | _TRUNCATE
SYSTEM = (
    "/usr", "/lib", "/lib64", "/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf",
    "/etc/passwd", "/etc/group", "/etc/localtime", "/etc/ssl", "/dev/null", "/dev/urandom",
)  # fmt: skip
DEVICES = ("/dev/null",)
HEARTBEAT = Path("/dev/shm")  # noqa: S108 - where gunicorn's workers show that they are alive

log = logging.getLogger("nietpluis.confining")


def confine() -> bool:
    """Shut the public process in, with all that it starts; False, and a line in the log, if not."""
    from nietpluis.inbox import files

    from . import base

    code = [Path(sys.prefix), Path(sys.base_prefix), base.ROOT / "nietpluis", base.BUILD]
    own = [base.PUBLIC_DATA, files.folder(), HEARTBEAT, *map(Path, DEVICES)]
    done = shut_in(look=[*map(Path, SYSTEM), *code], use=own)
    if not done:
        log.warning("this kernel cannot shut the process in: give it a user of its own")
    return done


def shut_in(*, look: Iterable[Path], use: Iterable[Path]) -> bool:
    """Allow only reading under `look` and also writing under `use`, from now on and for good.

    Returns False if the kernel cannot. Raises OSError if it refuses a rule.
    """
    if (known := version()) < 1:
        return False
    library = _library()
    handled = _ALL.get(known, _ALL[2] | _TRUNCATE)
    rules = _made(library, _CREATE, struct.pack("=Q", handled), 8, 0)
    for paths, allowed in ((look, LOOK), (use, USE)):
        for path in paths:
            _allow(library, rules, path, allowed & handled)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _made(library, _RESTRICT, rules, 0)
    os.close(rules)
    return True


def version() -> int:
    """The version of Landlock that this kernel has; below 1 it has none."""
    known: int = _library().syscall(_CREATE, None, 0, _VERSION_ASKED)
    return known


def _allow(library: ctypes.CDLL, rules: int, path: Path, allowed: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not path.is_dir():
            allowed &= _OF_A_FILE
        _made(library, _ADD, rules, _PATH_BENEATH, struct.pack("=Qi", allowed, place), 0)
    finally:
        os.close(place)


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _made(library: ctypes.CDLL, call: int, *words: int | bytes) -> int:
    made: int = library.syscall(call, *words)
    if made < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return made
