"""How readable the Dutch texts are, page by page. Policy: A05, G: B1 for everybody.

The measure is that of Flesch as Douma fitted it to Dutch (1960):

    206.84 - 0.77 x syllables per 100 words - 0.93 x words per sentence

From 60 it is called ordinary, from 70 rather easy; texts for B1 mostly score 60 to 80. It counts
and does not understand, so it finds long words and long sentences and nothing else; whether a page
is B1 only its readers can tell. A page here is a table of texts; one of fewer than 40 words says
too little by itself and counts with its whole file.
"""

import re
from collections import defaultdict
from itertools import groupby

import pytest

from nietpluis.knowledge.texts import dutch, files

pytestmark = pytest.mark.once
EASY = 70.0  # each page; the whole site has to do better
WHOLE = 80.0
HARD = 40.0  # one sentence, of eight words or more
VOWELS = "aeiouyàáâäèéêëìíîïòóôöùúûü"
# Vowels that make one sound together, the longest first; a diaeresis begins a new one
SOUNDS = ("aai", "ooi", "oei", "eeu", "ieu", "aa", "ee", "oo", "uu", "ie", "oe", "eu", "ui", "ou",
          "au", "ei", "ij", "ai", "oi", "yo", "ey", "ay", "oy")  # fmt: skip
FOREIGN = {"cookies": 2, "website": 2, "browser": 2, "mail": 1, "mailen": 2, "chat": 1, "site": 1}
LEFT_OUT = ("role.", "signal.", "topic.")  # names and lists, no running text


def syllables(word: str) -> int:
    """Count the sounds of vowels in a Dutch word; a word always has one."""
    rest = word.lower()
    if rest in FOREIGN:
        return FOREIGN[rest]
    count, at = 0, 0
    while at < len(rest):
        sound = next((one for one in SOUNDS if rest.startswith(one, at)), None)
        if sound:
            count, at = count + 1, at + len(sound)
        else:
            count, at = count + (rest[at] in VOWELS), at + 1
    return max(count, 1)


def sentences(text: str) -> list[list[str]]:
    """Split a text into sentences of words; what is filled in counts as a short word.

    So does the name of an office, which is what it is.
    """
    names = "|".join(words for key, words in dutch().items() if key.startswith("role."))
    filled = re.sub(rf"{{\w+}}|\b(?:{names})\b", "dit", text, flags=re.IGNORECASE)
    parts = re.split(r"[.!?:;](?:\s|$)", filled)
    found = [re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", part) for part in parts]
    return [words for words in found if words]


def ease(parts: list[list[str]]) -> float:
    words = [word for part in parts for word in part]
    per_hundred = 100 * sum(map(syllables, words)) / len(words)
    return 206.84 - 0.77 * per_hundred - 0.93 * len(words) / len(parts)


def pages() -> dict[str, list[list[str]]]:
    """The sentences of each page of text, by the table it stands in."""
    found: dict[str, list[list[str]]] = {}
    for file, keys in files().items():
        rest: list[list[str]] = []
        told = [key for key in keys if not key.startswith(LEFT_OUT)]
        for table, several in groupby(told, key=lambda key: key.partition(".")[0]):
            said = [part for key in several for part in sentences(dutch()[key])]
            if sum(map(len, said)) >= 40:
                found[f"{file}.{table}"] = said
            else:
                rest += said
        if rest:
            found[file] = rest
    return found


def hardest(parts: list[list[str]]) -> str:
    """The ten hardest sentences with their score, to be written again."""
    ranked = sorted((ease([part]), " ".join(part)) for part in parts if len(part) > 3)
    return "\n".join(f"{score:6.1f}  {words}" for score, words in ranked[:10])


@pytest.mark.parametrize("page", pages())
def test_every_page_of_text_can_be_read_at_b1(page: str) -> None:
    parts = pages()[page]
    assert ease(parts) >= EASY, f"{page} scores {ease(parts):.1f}\n{hardest(parts)}"


def test_the_site_as_a_whole_reads_easily() -> None:
    parts = [part for said in pages().values() for part in said]
    assert ease(parts) >= WHOLE, f"{ease(parts):.1f}\n{hardest(parts)}"


def test_no_long_sentence_is_a_hard_one() -> None:
    hard = defaultdict(list)
    for page, parts in pages().items():
        for part in (part for part in parts if len(part) >= 8 and ease([part]) < HARD):
            hard[page].append(f"{ease([part]):.1f} {' '.join(part)}")
    assert hard == {}


def test_syllables_are_counted_as_they_are_spoken() -> None:
    for word, count in {
        "gemeente": 3, "melding": 2, "ui": 1, "nieuws": 1, "mooie": 2, "bedreigd": 2, "zee": 1,
        "geïnd": 2, "politie": 3, "uitbuiting": 3, "mensenhandel": 4, "en": 1, "koeien": 2,
        "website": 2, "u": 1, "112": 1, "hij": 1, "ideeën": 3,
    }.items():  # fmt: skip
        assert syllables(word) == count, word


def test_a_hard_text_is_told_from_an_easy_one() -> None:
    hard = sentences(
        "De vertrouwelijke behandeling van identificeerbare persoonsgegevens geschiedt uitsluitend "
        "overeenkomstig vastgestelde verwerkingsdoeleinden."
    )
    easy = sentences("U hoeft uw naam niet te noemen. Wij lezen wat u schrijft.")
    assert ease(hard) < 0 < 80 < ease(easy)
