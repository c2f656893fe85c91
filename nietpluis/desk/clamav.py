"""Ask ClamAV whether a file is infected, in the words of its own daemon (INSTREAM)."""

import socket
from collections.abc import Iterable

PATIENCE = 120.0  # seconds that clamd gets to look at one file


class ScannerAway(OSError):
    """There is no virus scanner here, or it does not answer as one: nothing was looked at."""


def infected(parts: Iterable[bytes], *, at: str) -> bool:
    """Have clamd look at a file, at a socket's path or host:port; raises ScannerAway."""
    if not at:
        raise ScannerAway("no scanner is set up")
    try:
        with _connected(at) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for part in parts:
                clamd.sendall(len(part).to_bytes(4, "big") + part)
            clamd.sendall(bytes(4))
            said = b"".join(iter(lambda: clamd.recv(4096), b"")).rstrip(b"\0\n")
    except (OSError, ValueError) as error:
        raise ScannerAway("the scanner does not answer") from error
    if said.endswith(b"FOUND"):
        return True
    if said == b"stream: OK":
        return False
    raise ScannerAway("the scanner could not look at it")


def _connected(at: str) -> socket.socket:
    if "/" in at:
        found = socket.socket(socket.AF_UNIX)
        found.settimeout(PATIENCE)
        found.connect(at)
        return found
    host, _, port = at.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
