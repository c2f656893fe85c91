"""Recognise nearly the same text again without keeping it, by marks that need the root key.

A text gives one mark for exactly these words and sixteen that nearly the same words give too: keyed
MinHash over words and pairs of words, three smallest values to a mark.
Protected: the words, from whoever has the database without the root key; marks say only which texts
were alike, in one municipality. Not protected: with the root key a text that one already has can
be compared with the marks; nothing can be read back from them.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b

from django.conf import settings

from .sealing import derive

BANDS, ROWS = 16, 3
ENOUGH = 3  # marks of sixteen that two texts share before they are alike
SHORT = 8  # words; of fewer one says too little to call another one nearly the same
SAMPLE = 256  # words and pairs of a long text that are looked at
PRIME = (1 << 61) - 1


def marks(text: str, *, place: str, with_it: str = "") -> tuple[str, list[str]]:
    """Return the mark of a text and the marks of what is nearly it, none for a short text.

    `place`: another municipality gives other marks. `with_it`: of a short text, what must be the
    same too.
    """
    key = derive(bytes.fromhex(settings.VAULT_ROOT_KEY), f"likeness in {place}")
    words = _words(text)
    if len(words) < SHORT:
        return _mark(key, "short", [*words, *_words(with_it)]), []
    values = sorted(_values(key, words))[:SAMPLE]
    lowest = [min((a * one + b) % PRIME for one in values) for a, b in _turns(key)]
    bands = [lowest[at : at + ROWS] for at in range(0, BANDS * ROWS, ROWS)]
    near = [_mark(key, f"band {n}", map(str, band)) for n, band in enumerate(bands)]
    return _mark(key, "whole", words), near


def _words(text: str) -> list[str]:
    """Return the words in order; numbers count as one word, whichever number it is."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [re.sub(r"\d+", "0", word) for word in re.findall(r"\w+", plain)]


def _values(key: bytes, words: list[str]) -> set[int]:
    pairs = (f"{one} {other}" for one, other in zip(words, words[1:], strict=False))
    return {int.from_bytes(_hash(key, part, 8)) % PRIME for part in {*words, *pairs}}


@cache
def _turns(key: bytes) -> list[tuple[int, int]]:
    """Return the 48 keyed ways to put the values in another order."""
    drawn = (_hash(key, f"turn {n}", 16) for n in range(BANDS * ROWS))
    return [(int.from_bytes(one[:8]) % (PRIME - 1) + 1, int.from_bytes(one[8:])) for one in drawn]


def _mark(key: bytes, kind: str, parts: Iterable[str]) -> str:
    return _hash(key, f"{kind}: {' '.join(parts)}", 16).hex()


def _hash(key: bytes, text: str, size: int) -> bytes:
    return blake2b(text.encode(), key=key, digest_size=size).digest()
