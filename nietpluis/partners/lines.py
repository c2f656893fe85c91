"""Where everything stands in a TOML file: the standard parser keeps no line numbers.

It reads text that the standard parser has already accepted, so it only has to follow along.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
PLAIN = re.compile(r"[^,\]}#\n]*")


class Lines:
    """The line, counted from one, of every table, field and element of a TOML file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newlines = [found.start() for found in re.finditer("\n", text)]
        self._at: dict[Path, int] = {(): 1}
        self._tables: dict[Path, int] = {}
        self._pos = 0
        try:
            self._read()
        except ValueError:
            pass  # a fault is then shown at the nearest line that was reached

    def of(self, path: Path) -> int:
        """Return the line of a path, or of the nearest thing around it that is written down."""
        while path not in self._at:
            path = path[:-1]
        return self._at[path]

    def _line(self) -> int:
        return bisect_right(self._newlines, self._pos - 1) + 1

    def _peek(self, what: str) -> bool:
        return self._text.startswith(what, self._pos)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._pos)
        if found is None:
            raise ValueError(f"lost the way on line {self._line()}")
        self._pos = found.end()
        return found[0]

    def _read(self) -> None:
        here: Path = ()
        self._skip(BLANK)
        while self._pos < len(self._text):
            if self._peek("["):
                here = self._header()
            else:
                self._pair(here)
            self._skip(BLANK)

    def _header(self) -> Path:
        line, many = self._line(), self._peek("[[")
        self._pos += 2 if many else 1
        *outer, last = self._key()
        self._pos += 2 if many else 1
        here: Path = ()
        for name in outer:
            self._at.setdefault((*here, name), line)
            here = self._newest((*here, name))
        here = (*here, last)
        if many:
            self._at.setdefault(here, line)
            self._tables[here] = self._tables.get(here, -1) + 1
        here = self._newest(here)
        self._at[here] = line
        return here

    def _newest(self, path: Path) -> Path:
        return (*path, self._tables[path]) if path in self._tables else path

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip(SPACE)
            if self._peek('"') or self._peek("'"):
                parts.append(str(tomllib.loads(f"key = {self._skip(STRING)}")["key"]))
            else:
                parts.append(self._skip(BARE_KEY))
            self._skip(SPACE)
            if not self._peek("."):
                return parts
            self._pos += 1

    def _pair(self, here: Path) -> None:
        line = self._line()
        for name in self._key():
            here = (*here, name)
            self._at.setdefault(here, line)
        self._pos += 1
        self._skip(SPACE)
        self._value(here)

    def _value(self, here: Path) -> None:
        if self._peek("["):
            self._list(here)
        elif self._peek("{"):
            self._inline_table(here)
        elif self._peek('"') or self._peek("'"):
            self._skip(STRING)
        else:
            self._skip(PLAIN)

    def _list(self, here: Path) -> None:
        self._pos += 1
        self._skip(BLANK)
        nth = 0
        while not self._peek("]"):
            self._at[(*here, nth)] = self._line()
            self._value((*here, nth))
            self._skip(BLANK)
            if self._peek(","):
                self._pos += 1
                self._skip(BLANK)
            nth += 1
        self._pos += 1

    def _inline_table(self, here: Path) -> None:
        self._pos += 1
        self._skip(BLANK)
        while not self._peek("}"):
            self._pair(here)
            self._skip(BLANK)
            if self._peek(","):
                self._pos += 1
                self._skip(BLANK)
        self._pos += 1
