from io import BytesIO
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from nietpluis.vault import sealing

MINE, THEIRS, HERE = PrivateKey.generate(), PrivateKey.generate(), uuid4()
REPORT = {"story": "Vier matrassen."}


def sealed(report=REPORT):
    return sealing.seal(report, to=[bytes(MINE.public_key), bytes(THEIRS.public_key)], bound=HERE)


def test_an_envelope_opens_only_with_its_own_key_and_under_its_own_id():
    assert sealing.unseal(sealed(), key=MINE, bound=HERE) == REPORT
    for key, envelope in [(PrivateKey.generate(), HERE), (MINE, uuid4())]:
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(sealed(), key=key, bound=envelope)


def test_the_municipality_and_the_reporter_can_open_it_and_who_sealed_it_cannot():
    assert sealing.unseal(sealed(), key=THEIRS, bound=HERE) == REPORT
    with pytest.raises(sealing.Unopenable):
        sealing.unseal(sealed(), key=PrivateKey(bytes(MINE.public_key)), bound=HERE)


def test_the_same_report_never_looks_the_same():
    assert sealed() != sealed()


def test_one_altered_bit_anywhere_and_the_envelope_does_not_open():
    whole = sealed()
    for at in [*range(240), len(whole) - 1]:
        altered = bytearray(whole)
        altered[at] ^= 1
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(bytes(altered), key=MINE, bound=HERE)


@given(st.binary(max_size=300))
def test_rubbish_is_no_envelope_and_says_so_in_one_way(rubbish):
    for candidate in (rubbish, sealing.VERSION + rubbish, sealed()[: len(rubbish)]):
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(candidate, key=MINE, bound=HERE)
    assert issubclass(sealing.Unopenable, CryptoError)


@pytest.mark.parametrize("body", ["[]", '"text"', "NaN", "{", "[" * 90_000, '{"a": 1' + "0" * 5000])
def test_anybody_can_seal_but_only_a_report_comes_out(body, monkeypatch):
    monkeypatch.setattr(sealing, "written", lambda report: body.encode())
    with pytest.raises(sealing.Unopenable):
        sealing.unseal(sealed(), key=MINE, bound=HERE)


def test_a_short_story_and_a_longer_one_weigh_the_same():
    assert len({len(sealed({"story": "x" * n})) for n in (1, 900)}) == 1


@given(st.text(max_size=50))
def test_every_language_and_emoji_comes_out_as_it_went_in(text):
    report = {"story": text}
    assert sealing.unseal(sealed(report), key=MINE, bound=HERE) == report


def file_of(content, *, parts=7):
    sealer = sealing.FileSealer(to=[bytes(MINE.public_key)], bound=HERE)
    size = max(1, len(content) // parts)
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return sealer.head + b"".join(sealer.add(one) for one in pieces) + sealer.last()


def opened(sealed, key=MINE, bound=HERE):
    return b"".join(sealing.open_file(BytesIO(sealed), key=key, bound=bound))


@given(st.integers(0, 4), st.integers(-2, 2), st.integers(1, 9))
def test_a_file_comes_out_as_it_went_in_whatever_its_size(pieces, more, parts):
    content = b"\x80\x00" * (max(0, pieces * sealing.PIECE + more) // 2)
    assert opened(file_of(content, parts=parts)) == content


def test_a_file_shows_its_size_only_roughly():
    assert len({len(file_of(b"x" * size)) for size in (0, 1, 60_000)}) == 1


def test_a_file_that_is_cut_lengthened_moved_or_for_another_does_not_open():
    whole = file_of(b"x" * 200_000)
    cut = [whole[:at] for at in (0, 1, 50, 90, 70_000, len(whole) - 1)]
    step = sealing.PIECE + 17
    first = len(whole) - 4 * step
    swapped = (
        whole[:first]
        + whole[first + step : first + 2 * step]
        + whole[first : first + step]
        + whole[first + 2 * step :]
    )
    without = whole[:first] + whole[first + step :]
    for broken in (*cut, whole + b"x", swapped, without, b"\x02\xff" + whole[2:]):
        with pytest.raises(sealing.Unopenable):
            opened(broken)
    for key, bound in ((THEIRS, HERE), (MINE, uuid4())):
        with pytest.raises(sealing.Unopenable):
            opened(whole, key, bound)


@given(st.binary(max_size=400))
def test_rubbish_is_no_file(rubbish):
    with pytest.raises(sealing.Unopenable):
        opened(b"\x02\x01" + rubbish)
