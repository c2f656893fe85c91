"""The name of a file that somebody sent: what is kept of it, so that it can mislead nobody."""

import re

from .forms import clean_text

LONGEST_NAME = 120
# Marks that turn the direction of text or cannot be seen: "gpj.exe" may read as "exe.jpg"
_HIDDEN = re.compile(r"[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\n\t]")


def safe_name(name: str, *, otherwise: str = "bestand") -> str:
    """Return the last part of a file's name, without what could mislead or do harm; never empty."""
    last = re.split(r"[/\\]", clean_text(name))[-1]
    last = _HIDDEN.sub("", last).strip(" .")
    if len(last) > LONGEST_NAME:
        stem, dot, end = last.rpartition(".")
        last = f"{(stem or end)[: LONGEST_NAME - 12]}{dot}{end[-10:]}"
    return last or otherwise


def extension(name: str) -> str:
    """Return what stands after the last dot, in lower case; nothing if there is no dot."""
    _, dot, end = name.rpartition(".")
    return end.lower() if dot else ""
