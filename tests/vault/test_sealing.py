import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from nietpluis.vault import sealing

MINE, HERE = PrivateKey.generate(), uuid4()
REPORT = {"story": "Vier matrassen."}


def sealed(report=REPORT):
    return sealing.seal(report, to=bytes(MINE.public_key), envelope=HERE)


def test_an_envelope_opens_only_with_its_own_key_and_under_its_own_id():
    assert sealing.unseal(sealed(), key=MINE, envelope=HERE) == REPORT
    for key, envelope in [(PrivateKey.generate(), HERE), (MINE, uuid4())]:
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(sealed(), key=key, envelope=envelope)


def test_who_sealed_a_report_cannot_open_it():
    code = sealing.new_code()
    for key in (PrivateKey(bytes(MINE.public_key)), sealing.reply_key(code)):
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(sealed(), key=key, envelope=HERE)


def test_the_same_report_never_looks_the_same():
    assert sealed() != sealed()


def test_one_altered_bit_anywhere_and_the_envelope_does_not_open():
    whole = sealed()
    for at in [*range(110), len(whole) - 1]:
        altered = bytearray(whole)
        altered[at] ^= 1
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(bytes(altered), key=MINE, envelope=HERE)


@given(st.binary(max_size=300))
def test_rubbish_is_no_envelope_and_says_so_in_one_way(rubbish):
    for candidate in (rubbish, sealing.VERSION + rubbish, sealed()[: len(rubbish)]):
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(candidate, key=MINE, envelope=HERE)
    assert issubclass(sealing.Unopenable, CryptoError)


@pytest.mark.parametrize("body", ["[]", '"text"', "NaN", "{", "[" * 90_000, '{"a": 1' + "0" * 5000])
def test_anybody_can_seal_but_only_a_report_comes_out(body, monkeypatch):
    monkeypatch.setattr(sealing, "_written", lambda report: body.encode())
    with pytest.raises(sealing.Unopenable):
        sealing.unseal(sealed(), key=MINE, envelope=HERE)


def test_a_short_story_and_a_longer_one_weigh_the_same():
    assert len({len(sealed({"story": "x" * n})) for n in (1, 900)}) == 1


@given(st.text(max_size=50))
def test_every_language_and_emoji_comes_out_as_it_went_in(text):
    report = {"story": text}
    assert sealing.unseal(sealed(report), key=MINE, envelope=HERE) == report


def test_a_code_is_one_report_however_it_is_typed():
    code = sealing.new_code()
    typed = [code, code.lower(), code.replace("-", " "), code.replace("-", "")]
    assert len({sealing.envelope_id(one) for one in typed}) == 1
    assert sealing.envelope_id(code).version == 4
    assert all(sealing.is_code(one) for one in typed)


def test_letters_that_look_like_digits_are_read_as_digits():
    assert sealing.envelope_id("1O1L-IIII-2222-3333-4444") == sealing.envelope_id(
        "1011-1111-2222-3333-4444"
    )


@pytest.mark.parametrize("typed", ["", "1234", "1234-" * 6, "UUUU-" * 4 + "UUUU", "é" * 20])
def test_what_is_no_code_is_refused(typed):
    assert not sealing.is_code(typed)


def test_the_fingerprint_tells_the_same_report_from_another_but_only_with_the_code():
    code, other = sealing.new_code(), sealing.new_code()
    same = sealing.fingerprint(dict(reversed(REPORT.items())), code=code)
    assert sealing.fingerprint(REPORT, code=code) == same
    assert sealing.fingerprint({"story": "Anders."}, code=code) != same
    assert sealing.fingerprint(REPORT, code=other) != same
    assert json.dumps(REPORT).encode() not in same
