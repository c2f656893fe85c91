"""Telephones, plates, e-mail and full addresses that a report names, findable by a blind index.

Only what the story and the place say is marked, never the contact of the reporter: who reports must
not be found by a search. Policy: A15; house, blind indexes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from nietpluis.vault import fields, index

from .models import Identifier, Report

Found = tuple[index.Kind, str]

BETWEEN = r"[\s().\-/]{0,3}"  # what people write between the digits of a telephone number
TELEPHONE = re.compile(
    rf"(?<![\w+])(?<!\d[-/.])"  # not the tail of a date
    rf"(?:(?:\+|00)[1-9](?:{BETWEEN}\d){{7,13}}|\(?0{BETWEEN}[1-9](?:{BETWEEN}\d){{8}})(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
BSN = re.compile(r"\b(?:bsn|burgerservicenummer)\W{0,3}(\d(?:[\s.]?\d){8})(?!\d)", re.I)
# The side codes of Dutch number plates: with dashes in any case, without them in capitals only.
SIDE_CODES = (
    "XX-99-99 99-99-XX 99-XX-99 XX-99-XX XX-XX-99 99-XX-XX 99-XXX-9"
    " 9-XXX-99 XX-999-X X-999-XX XXX-99-X X-99-XXX 9-XX-999 999-XX-9"
).split()


def _any_of(codes: list[str]) -> str:
    return "|".join(code.replace("X", "[A-Z]").replace("9", r"\d") for code in codes)


PLATE = re.compile(rf"\b(?:{_any_of(SIDE_CODES)})\b", re.I)
POSTCODE_LIKE = "99-99-XX"  # without dashes it reads as a postcode
BARE = [code.replace("-", "") for code in SIDE_CODES if code != POSTCODE_LIKE]
BARE_PLATE = re.compile(rf"\b(?:{_any_of(BARE)})\b")
NAMED_PLATE = re.compile(r"\bkenteken\W{1,3}(?:is\W)?([A-Z\d]{1,8}(?:[ -][A-Z\d]{1,7}){0,2})", re.I)
LONGEST_PLATE = 8
POSTCODE = r"(?<!\d)([1-9]\d{3})(\s?)([A-Z]{2})(?![^\W\d])"
NUMBER = r"(\d{1,5})(?:-?([A-Z]))?(?!\w)"
ADDRESS = re.compile(rf"{POSTCODE}(?:[\s,]{{0,3}}|\s*n(?:umme)?r\.?\s?){NUMBER}", re.I)
# Street and number first, as on an envelope: Kerkstraat 12a, 5701 AB
ADDRESS_TURNED = re.compile(rf"[a-z.]\s{NUMBER}(?:-\d{{1,3}})?[\s,]{{1,4}}{POSTCODE}", re.I)
# Two letters after a year that are a word: "in 2020 en 5 anderen" is no postcode.
WORDS = frozenset(
    "aan al an as at by da de do du en er he ik in is it je me na no nu of om on op or so te to uw"
    " we ze zo".split()
)


def found_in(*texts: str) -> list[Found]:
    """Return what texts name, once each: telephones, e-mail, plates, BSN, postcode with number."""
    seen: dict[Found, None] = {}
    for text in texts:
        for kind, value in _found(_plain(text)):
            seen.setdefault((kind, value))
    return list(seen)


def add(report: Report, found: Iterable[Found], *, key: bytes) -> None:
    """Mark what a report names, sealed, once each."""
    region = report.municipality.region.code
    rows: dict[str, Identifier] = {}
    for kind, value in found:
        mark = index.mark(kind, value, region=region)
        if mark in rows:
            continue
        rows[mark] = row = Identifier(
            report=report, organisation_id=report.organisation_id, kind=kind, mark=mark
        )
        fields.write(row, "value", value, key=key)
    Identifier.objects.bulk_create(rows.values(), ignore_conflicts=True)


def marks_for(text: str, *, region: str) -> list[str]:
    """Return the marks to search for when somebody types an identifier of any kind.

    Search does not ask which kind: a text is tried as each kind it looks like; one that looks like
    none is tried as a plate and as an address.
    """
    tried = found_in(text)
    plain = _plain(text).strip()
    if digits := re.fullmatch(r"\d(?:[\s.]?\d){8}", plain):
        tried.append((index.Kind.BSN, digits[0]))
    tried = tried or [(kind, plain) for kind in (index.Kind.PLATE, index.Kind.ADDRESS)]
    return list(dict.fromkeys(index.mark(kind, value, region=region) for kind, value in tried))


def _found(text: str) -> Iterator[Found]:
    for match in TELEPHONE.finditer(text):
        yield index.Kind.TELEPHONE, _international(match[0])
    for match in EMAIL.finditer(text):
        yield index.Kind.EMAIL, match[0].rstrip(".-")
    for match in BSN.finditer(text):
        yield index.Kind.BSN, match[1]
    for pattern in (PLATE, BARE_PLATE):
        yield from ((index.Kind.PLATE, match[0]) for match in pattern.finditer(text))
    for match in NAMED_PLATE.finditer(text):
        yield from _named_plate(match[1])
    for match in ADDRESS.finditer(text):
        digits, space, letters, number, more = match.groups()
        yield from _address(digits, space, letters, number, more)
    for match in ADDRESS_TURNED.finditer(text):
        number, more, digits, space, letters = match.groups()
        yield from _address(digits, space, letters, number, more)


def _named_plate(words: str) -> Iterator[Found]:
    """After the word itself any country's plate is believed, if it has letters and digits."""
    plate = ""
    for part in re.split("[ -]", words):
        if len(plate) + len(part) > LONGEST_PLATE:
            break
        plate += part.upper()
    if len(plate) > 3 and not plate.isalpha() and not plate.isdigit():
        yield index.Kind.PLATE, plate


def _address(
    digits: str, space: str, letters: str, number: str, more: str | None
) -> Iterator[Found]:
    if space and letters.islower() and letters in WORDS:
        return
    yield index.Kind.ADDRESS, f"{digits} {letters.upper()} {number}{(more or '').upper()}"


def _international(number: str) -> str:
    """Write 00 as +, so that both spellings of a foreign number get the same mark."""
    return re.sub(r"^00", "+", number.strip())


def _plain(text: str) -> str:
    """Turn full-width letters and the digits of every script into the plain ones, width kept."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char
        for char in text
    )
