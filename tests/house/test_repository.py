"""What may stand in git: our own work, and nothing that is only true on one machine."""

import re
from pathlib import Path

import pytest

from tests.house import source

pytestmark = pytest.mark.once
# Split, so that this file does not name what it looks for
REGISTRIES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "npmjs" + r"\.(?:org|com)",
            "index-" + "url",
            "extra-" + "index",
            "find-" + "links",
            '"resolved"' + ":",
        ]
    )
)
MACHINES = re.compile(r"(?<![\w.])/(?:wo" + "rk|ho" + "me|ro" + "ot|Us" + r"ers|mnt|srv)/[\w.-]+")
VENDORED = {"node_modules", "vendor", "third_party", "site-packages", "bower_components", "dist"}
# They say that the addresses must be left out
NAMED_TO_LEAVE_OUT = {"Makefile", "tests/config/test_packages.py"}
LARGEST = 400_000  # bytes; the locks of the packages are the largest
TEXT = set(".py .md .toml .html .css .js .txt .yml .json .in .lock .sh".split())


def texts() -> list[tuple[Path, str]]:
    chosen = [p for p in source.tracked() if p.suffix in TEXT or p.name in {"Makefile", ".npmrc"}]
    return [(path, path.read_text(encoding="utf-8")) for path in chosen]


def test_no_file_names_a_package_registry() -> None:
    named = [source.name(path) for path, text in texts() if REGISTRIES.search(text)]
    assert set(named) <= NAMED_TO_LEAVE_OUT


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    named = [
        (source.name(path), found) for path, text in texts() if (found := MACHINES.findall(text))
    ]
    assert named == []


def test_nothing_of_somebody_else_is_kept_here() -> None:
    inside = [p for p in source.tracked() if VENDORED & set(p.relative_to(source.ROOT).parts)]
    assert [source.name(path) for path in inside] == []
    minified = [p for p in source.tracked() if re.search(r"\.min\.(js|css)$|\.map$", p.name)]
    assert [source.name(path) for path in minified] == []
    licensed = [
        source.name(path)
        for path, text in texts()
        if path.suffix in {".js", ".css"} and re.search(r"@license|\(c\)|copyright", text, re.I)
    ]
    assert licensed == []


def test_no_file_is_too_large_to_read() -> None:
    large = [p for p in source.tracked() if p.stat().st_size > LARGEST and p.suffix != ".png"]
    assert [source.name(path) for path in large] == []


def test_no_secret_and_no_store_is_kept_here() -> None:
    kept = [
        source.name(path)
        for path in source.tracked()
        if path.suffix in {".key", ".pem", ".sqlite3", ".env", ".p12"} or path.name == ".env"
    ]
    assert kept == []
    private = [source.name(p) for p, text in texts() if "BEGIN " + "PRIVATE KEY" in text]
    assert private == []


def test_every_screen_speaks_dutch_and_every_line_of_code_english() -> None:
    """A sign of it: pages at the desk declare Dutch, and identifiers hold no accent."""
    base = source.HOUSE / "core" / "templates" / "core" / "base_desk.html"
    assert '<html lang="nl">' in base.read_text(encoding="utf-8")
    strange = [
        f"{source.name(path)}: {word}"
        for path in source.code("nietpluis")
        for word in source.words(source.tree(path))
        if re.fullmatch(r"[\w.]+", word) and not word.isascii()
    ]
    assert strange == []
