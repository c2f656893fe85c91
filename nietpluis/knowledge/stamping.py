"""Record from which Dutch a translation was made: `python -m nietpluis.knowledge.stamping en KEY…`.

Only for texts that were just translated anew: the stamp says that the two belong together. Without
keys it says what is missing or stale.
"""

import re
import sys
from collections.abc import Sequence

from .texts import FILES, dutch, faults, mark


def stamp(toml: str, keys: Sequence[str]) -> str:
    """Return the file with the mark of today's Dutch at each key; raises KeyError."""
    lines, table, left = toml.splitlines(), "", set(keys)
    for at, line in enumerate(lines):
        if heading := re.fullmatch(r"\[(\w+)\]", line.strip()):
            table = heading[1]
        key = f"{table}.{line.partition('=')[0].strip()}"
        if key in left:
            lines[at] = re.sub(r'of = "[^"]*"', f'of = "{mark(dutch()[key])}"', line, count=1)
            left.remove(key)
    if left:
        raise KeyError(", ".join(sorted(left)))
    return "\n".join(lines) + "\n"


def main(lang: str, *keys: str) -> None:
    if keys:
        file = FILES / f"{lang}.toml"
        file.write_text(stamp(file.read_text(encoding="utf-8"), keys), encoding="utf-8")
    else:
        print("\n".join(faults(lang)) or "Nothing is missing or stale.")


if __name__ == "__main__":
    main(*sys.argv[1:])
