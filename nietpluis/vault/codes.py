"""The receipt code: eight words that somebody can remember, and always the same in digits.

A code is 80 random bits and 8 that check them: eight words of a list of 2,048, or 27 digits. Words
of one list lie three edits apart, so that one wrong letter still gives the right word; what is
typed in any case, with any spaces, is the same code. Protected: nobody finds a code by trying,
also not with a copy of the public store, since each try costs memory and time (scrypt). Not
protected: a code that somebody else reads on the paper it stands on. Policy: A01, A05; house,
Decided now 8.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from uuid import UUID

from nacl.public import PrivateKey

from .sealing import derive

FILES = Path(__file__).parent / "words"
WORDS, LIST, DIGITS = 8, 2048, 27
BITS = 11  # a word of 2,048
STEM = 5  # letters by which a word is known when its ending was remembered differently
_SALT = b"nietpluis receipt code"


class Fault(StrEnum):
    """What is wrong with a code as it was typed; says nothing about whether it exists."""

    EMPTY = "EMPTY"
    COUNT = "COUNT"
    WORD = "WORD"
    CHECK = "CHECK"


class WrongCode(ValueError):
    """This is no code. `word` is the number of the word that is in no list, from 1."""

    def __init__(self, fault: Fault, word: int = 0) -> None:
        super().__init__(fault.value)
        self.fault, self.word = fault, word


@dataclass(frozen=True)
class Code:
    """One receipt code; `value` is its ten random bytes."""

    value: bytes

    def words(self, lang: str) -> str:
        """Return the eight words in a language, with spaces; nothing if it has no list."""
        if lang not in languages():
            return ""
        number, listed = self._number, word_list(lang)
        places = range(BITS * (WORDS - 1), -1, -BITS)
        return " ".join(listed[number >> place & LIST - 1] for place in places)

    @property
    def digits(self) -> str:
        """The same code as 27 digits in groups of three."""
        written = f"{self._number:0{DIGITS}d}"
        return " ".join(written[at : at + 3] for at in range(0, DIGITS, 3))

    @property
    def envelope(self) -> UUID:
        """The id of the envelope: the same code is the same report."""
        return UUID(bytes=derive(self._secret, "envelope", size=16), version=4)

    @property
    def key(self) -> PrivateKey:
        """The key that opens what is meant for the reporter; it is there while they type."""
        return PrivateKey(derive(self._secret, "reply"))

    def fingerprint(self, written: bytes) -> bytes:
        """Return 16 bytes that tell, to whoever has the code, whether the same was sent twice."""
        key = derive(self._secret, "fingerprint")
        return hashlib.blake2b(written, key=key, digest_size=16).digest()

    @property
    def _number(self) -> int:
        return int.from_bytes(self.value + _check(self.value))

    @cached_property
    def _secret(self) -> bytes:
        return hashlib.scrypt(self.value, salt=_SALT, n=256, r=8, p=1, dklen=32)


def new() -> Code:
    """Make a code that nobody has."""
    return Code(secrets.token_bytes(10))


def read(typed: str, *, lang: str = "nl") -> Code:
    """Read a code as somebody typed it, in words of any list or in digits; raises WrongCode.

    One wrong letter per word is put right. `lang`, the language of the page, is tried first.
    """
    if not any(unicodedata.decimal(one, None) is None and one.isalpha() for one in typed):
        return _from_digits(typed)
    tokens = re.findall(r"[^\W\d_]+", fold(typed))
    ranked = sorted(languages(), key=lambda one: (-_known(tokens, one), one != lang))
    fault = WrongCode(Fault.COUNT)
    for listed in (_folded(one) for one in ranked[:3]):
        try:
            return _from_words(tokens, listed)
        except WrongCode as wrong:
            fault = fault if fault.fault in (Fault.CHECK, Fault.WORD) else wrong
    raise fault


@cache
def word_list(lang: str) -> tuple[str, ...]:
    """Return the 2,048 words of a language; raises KeyError if it has no list."""
    path = FILES / f"{lang}.txt"
    if lang not in languages():
        raise KeyError(lang)
    return tuple(path.read_text(encoding="utf-8").split())


def fold(typed: str) -> str:
    """Return a text in small letters without marks, so that it may be typed with or without."""
    return "".join(_plain(one) for one in unicodedata.normalize("NFC", typed.casefold()))


def _plain(letter: str) -> str:
    if unicodedata.combining(letter):
        return ""
    latin = unicodedata.name(letter, "").startswith("LATIN")
    return unicodedata.normalize("NFKD", letter)[0].replace("ł", "l") if latin else letter


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a list; in the others a code is digits alone."""
    return tuple(sorted(path.stem for path in FILES.glob("*.txt")))


@cache
def _folded(lang: str) -> dict[str, int]:
    return {fold(word): number for number, word in enumerate(word_list(lang))}


def _known(tokens: Sequence[str], lang: str) -> int:
    return sum(token in _folded(lang) for token in tokens)


def _from_words(tokens: Sequence[str], listed: Mapping[str, int]) -> Code:
    if len(tokens) == 1:
        tokens = _apart(tokens[0], listed) or tokens
    if len(tokens) != WORDS:
        raise WrongCode(Fault.COUNT)
    number = 0
    for place, token in enumerate(tokens, 1):
        found = _found(token, listed)
        if found is None:
            raise WrongCode(Fault.WORD, place)
        number = number << BITS | found
    return _from_number(number)


def _found(token: str, listed: Mapping[str, int]) -> int | None:
    """Return the number of a word: as it stands, with one wrong letter, or with another ending."""
    if token in listed:
        return listed[token]
    near = [at for word, at in listed.items() if is_near(word, token)]
    if not near and len(token) >= STEM:
        near = [at for word, at in listed.items() if word[:STEM] == token[:STEM]]
    return near[0] if len(near) == 1 else None


def _from_digits(typed: str) -> Code:
    numbers = [unicodedata.decimal(one, -1) for one in typed]
    digits = "".join(str(one) for one in numbers if one >= 0)
    if not digits:
        raise WrongCode(Fault.EMPTY)
    if len(digits) != DIGITS:
        raise WrongCode(Fault.COUNT)
    return _from_number(int(digits))


def _from_number(number: int) -> Code:
    if number >= 1 << BITS * WORDS:
        raise WrongCode(Fault.CHECK)
    whole = number.to_bytes(BITS * WORDS // 8)
    if _check(whole[:-1]) != whole[-1:]:
        raise WrongCode(Fault.CHECK)
    return Code(whole[:-1])


def _check(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=1, person=b"receipt code").digest()


def _apart(typed: str, listed: Container[str]) -> list[str] | None:
    """Split words that were typed without spaces; None if that cannot be done."""

    def rest(at: int, left: int) -> Iterator[list[str]]:
        if at == len(typed) and not left:
            yield []
        for end in range(at + 3, min(at + 13, len(typed) + 1)) if left else ():
            if typed[at:end] in listed:
                yield from ([typed[at:end], *more] for more in rest(end, left - 1))

    return next(rest(0, WORDS), None)


def is_near(word: str, typed: str) -> bool:
    """Say whether at most one letter was left out, added or wrong."""
    if abs(len(word) - len(typed)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b), None)
    if at is None:
        return True
    return word[at + 1 :] in (typed[at + 1 :], typed[at:]) or word[at:] == typed[at + 1 :]
