"""A file on the disk, sealed under a key of its own; whoever loses that key has lost the file.

The key is random and is handed back, to be sealed into a row: once the data key of that row is
erased nobody opens the file any more, also not from a backup of the disk. Protected: what is in
it, and its place. Not protected: that there is a file, and roughly how large it is.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from nacl.public import PrivateKey

from . import sealing


def keep(parts: Iterable[bytes], path: Path, *, bound: UUID) -> bytes:
    """Seal a file piece by piece to a path and return its key; half a file never stands there."""
    secret = PrivateKey.generate()
    sealer = sealing.FileSealer(to=[bytes(secret.public_key)], bound=bound)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    try:
        with open(half, "wb", opener=_private) as out:
            out.write(sealer.head)
            for part in parts:
                out.write(sealer.add(part))
            out.write(sealer.last())
            out.flush()
            os.fsync(out.fileno())
        half.rename(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return bytes(secret)


def opened(path: Path, *, secret: bytes, bound: UUID) -> Iterator[bytes]:
    """Open a kept file piece by piece; raises OSError, or sealing.Unopenable."""
    with open(path, "rb") as sealed:
        yield from sealing.open_file(sealed, key=PrivateKey(secret), bound=bound)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
