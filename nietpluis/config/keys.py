"""The secrets of an installation: made once, each in a file that only its owner reads."""

import os
import secrets
from pathlib import Path

NAMES = ("public", "desk", "root")  # the public process may read the first and no other


def make(folder: Path) -> list[str]:
    """Make the secrets that are missing and return their names; what is there is left alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [name for name in NAMES if _make(folder / f"{name}.key")]


def _make(path: Path) -> bool:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(file, "w") as key:
        key.write(secrets.token_hex(32) + "\n")
    return True
