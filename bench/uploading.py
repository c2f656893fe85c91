"""Large uploads that are all under way at once, and how much memory the public site then takes.

    figures = uploading.measure("http://127.0.0.1:8001", "/voorbeeldstad/melden/")

Every upload sends all but its last piece and waits; then memory is read; then all are finished.
"""

import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from nietpluis.vault import codes

MEGABYTE = 1024**2
BOUNDARY = "nietpluis-bench"
PIECE = b"\x5a\xa5" * (MEGABYTE // 2)


@dataclass
class Figures:
    """`largest` is the most memory of one process, `together` of all processes, in megabytes.

    `under_way` is how many uploads were waiting for their last piece when it was read.
    """

    answers: list[int] = field(default_factory=list)
    under_way: int = 0
    largest: float = 0.0
    together: float = 0.0
    seconds: float = 0.0


def measure(
    address: str,
    path: str,
    *,
    count: int = 10,
    megabytes: int = 50,
    patience: float = 30.0,
    meanwhile: Callable[[], None] = lambda: None,
) -> Figures:
    """Send `count` photos of `megabytes` at once; read memory, and call `meanwhile`, on the way."""
    figures, began = Figures(), time.monotonic()
    uploads = [Upload(address, path, megabytes) for _ in range(count)]
    for upload in uploads:
        upload.start()
    until = time.monotonic() + patience
    while time.monotonic() < until and not all(one.waits.is_set() for one in uploads):
        _read(address, figures)
        time.sleep(0.05)
    figures.under_way = sum(one.waits.is_set() for one in uploads)
    _read(address, figures)
    meanwhile()
    for upload in uploads:
        upload.go_on.set()
    for upload in uploads:
        upload.join(timeout=120)
    _read(address, figures)
    figures.answers = [one.status for one in uploads]
    figures.seconds = time.monotonic() - began
    return figures


class Upload(threading.Thread):
    """One photo on its way, with a code of its own."""

    def __init__(self, address: str, path: str, megabytes: int) -> None:
        super().__init__(daemon=True)
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.path, self.megabytes = path, megabytes
        self.code = codes.new()
        self.waits, self.go_on = threading.Event(), threading.Event()
        self.status = 0

    def run(self) -> None:
        fields = {"code": self.code.digits, "step": "what", "go": "stay", "story": "Bankstel."}
        start = b"".join(_field(name, value) for name, value in fields.items())
        named = 'Content-Disposition: form-data; name="attached"; filename="foto.jpg"'
        start += f"--{BOUNDARY}\r\n{named}\r\nContent-Type: image/jpeg\r\n\r\n".encode()
        start += b"\xff\xd8\xff\xe0"
        end = f"\r\n--{BOUNDARY}--\r\n".encode()
        length = len(start) + self.megabytes * MEGABYTE - MEGABYTE + len(end)
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nConnection: close\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {length}\r\n\r\n"
        )
        with socket.create_connection((self.host, self.port), timeout=120) as site:
            site.sendall(head.encode() + start)
            for number in range(self.megabytes - 1):
                if number == self.megabytes - 2:
                    self.waits.set()
                    self.go_on.wait(120)
                site.sendall(PIECE)
            site.sendall(end)
            said = site.recv(64)
            self.status = int(said.split()[1]) if said else 0


def processes(address: str) -> list[int]:
    """Return the ids of the processes that listen at an address of this machine."""
    port = f":{urlsplit(address).port or 80:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listens = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(port) and row[3] == "0A"}
    return [int(one.name) for one in Path("/proc").iterdir() if _opens(one, listens)]


def _opens(process: Path, sockets: set[str]) -> bool:
    if not process.name.isdigit():
        return False
    try:
        return any(os.readlink(one) in sockets for one in (process / "fd").iterdir())
    except OSError:
        return False


def _field(name: str, value: str) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return f"{head}{value}\r\n".encode()


def _read(address: str, figures: Figures) -> None:
    each = [_memory(pid) for pid in processes(address)]
    figures.largest = max([figures.largest, *(whole for whole, _ in each)])
    figures.together = max(figures.together, sum(share for _, share in each))


def _memory(pid: int) -> tuple[float, float]:
    """The memory of a process, and its share when what it has in common is divided, in MB."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0, 0.0
    read = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    return read["Rss"] / 1024, read["Pss"] / 1024
