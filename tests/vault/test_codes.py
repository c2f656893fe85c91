"""The receipt code: words that can be kept, and typed badly. Policy: A01."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.knowledge.texts import LANGUAGES
from nietpluis.vault import codes
from nietpluis.vault.codes import Code, Fault, WrongCode

CODES = st.binary(min_size=10, max_size=10).map(Code)
LANGS = st.sampled_from(codes.languages())


def shortened(word):
    """Every way to leave out at most two letters: words that share none are three edits apart."""
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    twice = {one[:at] + one[at + 1 :] for one in once for at in range(len(one))}
    return {word} | once | twice


def distance(one, other):
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row[0] = row[0], at
        for to, there in enumerate(other, 1):
            last, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, last + (letter != there))
    return row[-1]


@pytest.mark.parametrize("lang", codes.languages())
def test_every_list_has_2048_words_and_each_lies_three_edits_from_all_others(lang):
    words = codes.word_list(lang)
    assert len(set(words)) == codes.LIST
    near: dict[str, list[str]] = {}
    for word in map(codes.fold, words):
        assert 4 <= len(word) <= 9 and word.isalpha()
        rivals = {other for short in shortened(word) for other in near.get(short, ())}
        assert [other for other in rivals if distance(word, other) < 3] == []
        for short in shortened(word):
            near.setdefault(short, []).append(word)


@given(CODES, LANGS)
def test_words_and_digits_are_the_same_code_in_every_language(code, lang):
    assert codes.read(code.words(lang), lang=lang) == code
    assert codes.read(code.digits, lang=lang) == code
    assert len(code.words(lang).split()) == 8
    assert len(code.digits.replace(" ", "")) == 27


@given(CODES, LANGS, st.randoms(use_true_random=False))
def test_any_case_spacing_or_separator_is_the_same_code(code, lang, chance: random.Random):
    between = chance.choice([" ", "-", ", ", "\n", "  ", "."])
    words = [chance.choice([str.upper, str.title, str])(w) for w in code.words(lang).split()]
    assert codes.read(between.join(words), lang=lang) == code
    assert codes.read(between.join(code.digits.split()), lang=lang) == code
    assert (
        codes.read(
            code.digits.replace(" ", "").translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
        )
        == code
    )


@given(CODES, LANGS, st.data())
def test_one_wrong_letter_in_each_word_is_put_right(code, lang, data):
    letters = sorted({one for word in codes.word_list(lang)[:200] for one in codes.fold(word)})
    wrong = []
    for word in code.words(lang).split():
        at = data.draw(st.integers(0, len(word) - 1))
        letter = data.draw(st.sampled_from(letters))
        wrong.append(
            data.draw(
                st.sampled_from(
                    [
                        word[:at] + word[at + 1 :],
                        word[:at] + letter + word[at:],
                        word[:at] + letter + word[at + 1 :],
                    ]
                )
            )
        )
    # Enough words must stand as they were for the list to be recognised
    typed = wrong[:4] + code.words(lang).split()[4:]
    assert codes.read(" ".join(typed), lang=lang) == code
    assert codes.read(" ".join(wrong), lang=lang) == code


def test_a_word_with_another_ending_is_put_right_where_its_beginning_is_its_own():
    """Somebody remembers the word, and not in which case it stood."""
    for lang in ("hu", "pl", "ro"):
        stems = [codes.fold(word)[: codes.STEM] for word in codes.word_list(lang)]
        assert len(set(stems)) == codes.LIST
        code = codes.new()
        words = [word if len(word) < 6 else word[:5] + "xyz" for word in code.words(lang).split()]
        assert codes.read(" ".join(words), lang=lang) == code


def test_words_typed_without_spaces_are_still_the_code():
    for lang in codes.languages():
        code = codes.new()
        assert codes.read(code.words(lang).replace(" ", ""), lang=lang) == code


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        (" -, ", Fault.EMPTY),
        ("123 456", Fault.COUNT),
        ("9" * 27, Fault.CHECK),
        ("1" * 28, Fault.COUNT),
        ("een twee drie", Fault.COUNT),
        ("xxxxxxxxxx " * 8, Fault.WORD),
        ("🚨" * 8, Fault.EMPTY),
    ],
)
def test_what_is_no_code_says_what_is_wrong_with_it(typed, fault):
    with pytest.raises(WrongCode) as wrong:
        codes.read(typed)
    assert wrong.value.fault == fault


def test_a_word_that_is_in_no_list_is_named_by_its_number():
    words = codes.new().words("nl").split()
    words[4] = "qqqqqqqq"
    with pytest.raises(WrongCode) as wrong:
        codes.read(" ".join(words))
    assert (wrong.value.fault, wrong.value.word) == (Fault.WORD, 5)


def test_words_in_another_order_are_not_the_code():
    missed = 0
    for _ in range(50):
        code = codes.new()
        words = code.words("nl").split()
        words[0], words[1] = words[1], words[0]
        try:
            assert codes.read(" ".join(words)) != code
        except WrongCode:
            missed += 1
    assert missed >= 45


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_code_or_says_what_is_wrong(typed):
    try:
        assert codes.read(codes.read(typed).digits)
    except WrongCode:
        pass


def test_two_codes_share_nothing():
    one, other = codes.new(), codes.new()
    assert one.envelope != other.envelope and one.envelope.version == 4
    assert bytes(one.key) != bytes(other.key)
    assert one.fingerprint(b"x") != other.fingerprint(b"x")
    assert one.fingerprint(b"x") == Code(one.value).fingerprint(b"x") != one.fingerprint(b"y")


def test_a_language_without_a_list_has_digits_only():
    """Arabic: no list of words could be made that a speaker would call one."""
    assert set(LANGUAGES) - set(codes.languages()) == {"ar"}
    assert codes.new().words("ar") == ""


def test_a_word_may_be_typed_with_or_without_its_marks():
    assert codes.fold("Őszibarack") == codes.fold("oszibarack")
    for _ in range(20):
        code = codes.new()
        assert codes.read(codes.fold(code.words("hu")).upper(), lang="hu") == code
