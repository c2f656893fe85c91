"""Search the memory of a running process, as somebody who took the machine would.

    found = memory.search(pid, [b"word"])

Needs root: the public process lets nobody else look in.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

STEP = 1 << 20
OVERLAP = 256
NOT_MEMORY = ("[vvar]", "[vvar_vclock]", "[vsyscall]", "[vdso]")
_LINE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)")


@dataclass(frozen=True)
class Found:
    """One place where a mark stands, what the memory is used for, and what stands around it."""

    at: int
    region: str
    around: bytes


@dataclass(frozen=True)
class Searched:
    """All that was found in one process, and how many bytes could be read of it."""

    found: tuple[Found, ...]
    read: int


def forms(word: str) -> list[bytes]:
    """Every way in which a Python process may hold a word: as bytes, and 1, 2 or 4 per letter."""
    return [word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le")]


def search(pid: int, marks: Sequence[bytes]) -> Searched:
    """Read all memory of a process and find these marks; raises OSError if it may not be read."""
    found, read = [], 0
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end, region in regions(pid):
            at, tail = start, b""
            while at < end:
                try:
                    memory.seek(at)
                    piece = memory.read(min(STEP, end - at))
                except OSError:  # reserved, and nothing there
                    break
                if not piece:
                    break
                read += len(piece)
                held = tail + piece
                base = at - len(tail)
                found += [Found(base + place, region, around) for place, around in _in(held, marks)]
                tail, at = held[-OVERLAP:], at + len(piece)
    return Searched(tuple(found), read)


def regions(pid: int) -> Iterator[tuple[int, int, str]]:
    """Every readable piece of memory of a process: from, until, and what it is called."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        if (match := _LINE.match(line)) and "r" in match[3] and match[4] not in NOT_MEMORY:
            yield int(match[1], 16), int(match[2], 16), match[4]


def _in(held: bytes, marks: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    for mark in marks:
        place = held.find(mark)
        while place >= 0:
            yield place, held[max(0, place - 16) : place + 80]
            place = held.find(mark, place + 1)


def may_look() -> bool:
    return os.geteuid() == 0
