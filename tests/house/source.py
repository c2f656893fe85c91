"""The source of the product as the rules of the house read it: files, trees of code, addresses."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

import nietpluis

HOUSE = Path(nietpluis.__file__).parent
ROOT = HOUSE.parent
OURS = ("nietpluis", "tests", "tools", "bench")


def code(*folders: str) -> list[Path]:
    """The Python files of these folders, our own only: no migration, which is written by Django."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("templates/**/*") if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """The path as the rules write it: from the root of the product, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions at the top of a file."""
    yield from (node for node in tree(path).body if isinstance(node, ast.FunctionDef))


def words(node: ast.AST) -> list[str]:
    """Every name and attribute in a piece of code, dotted: `timezone.now`, `request.user.pk`."""
    kinds = (ast.Name, ast.Attribute)
    return [ast.unparse(part) for part in ast.walk(node) if isinstance(part, kinds)]


def views(urlconf: str) -> Iterator[tuple[str, Any]]:
    """Each address of one process and the view that answers it: its full name, and the view."""

    def below(resolver: URLResolver, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from below(entry, names + ((entry.namespace,) if entry.namespace else ()))
            elif isinstance(entry, URLPattern):
                yield ":".join([*names, entry.name or str(entry.pattern)]), entry.callback

    return below(get_resolver(urlconf), ())


@cache
def tracked() -> list[Path]:
    """What stands in git, or will once everything is committed; without git, all there is."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        return [path for folder in (*OURS, "docs") for path in (ROOT / folder).rglob("*.*")]
    return [path for line in done.stdout.splitlines() if (path := ROOT / line).is_file()]
