"""What somebody would try who runs code of their own in the public process.

Served by gunicorn with the public site's own configuration, in place of the site.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from nietpluis.config import base
from nietpluis.config.wsgi_public import application as the_site  # all that the site loads

assert the_site


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    seen = [int(number) for number in environ["QUERY_STRING"].split(",") if number]
    looted = {
        "read": sorted(readable(base.DATA)),
        "written": [str(path) for path in (base.DATA, base.KEYS, base.ROOT) if writes(path)],
        "processes": sorted(others(seen)),
        "settings": opened("nietpluis.config.settings_desk"),
        "environment": sorted(name for name in os.environ if name.startswith("NIETPLUIS_")),
    }
    return [json.dumps(looted).encode()]


def readable(folder: Path) -> Iterator[str]:
    """Every file under a folder that can be read, also those whose name is only guessed."""
    guessed = [
        folder / name for name in ("desk.sqlite3", "keys.sqlite3", "keys/root.key", "keys/desk.key")
    ]
    walked = [Path(top) / name for top, _, names in os.walk(folder) for name in names]
    for path in {*guessed, *walked}:
        try:
            path.read_bytes()
        except OSError:
            continue
        yield str(path.relative_to(folder))


def writes(folder: Path) -> bool:
    try:
        (folder / "intruder").write_text("was here")
    except OSError:
        return False
    (folder / "intruder").unlink()
    return True


def others(seen: list[int]) -> Iterator[int]:
    """Every one of these processes whose environment or memory can be read."""
    for number in seen:
        for name in ("environ", "mem"):
            try:
                with open(f"/proc/{number}/{name}", "rb", buffering=0):
                    yield number
            except OSError:
                continue


def opened(settings: str) -> str:
    try:
        import_module(settings)
    except Exception as refused:
        return type(refused).__name__
    return "open"
