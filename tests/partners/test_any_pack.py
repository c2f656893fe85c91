"""Whatever somebody feeds it, the pack loader answers with BadPack or a whole region."""

import tomllib
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nietpluis.partners import packs
from nietpluis.partners.lines import Lines
from nietpluis.partners.models import Contact, Municipality, Organisation, Region

from .example import MERGED, NATIONAL, NOW, PACK

DATABASE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ONCE = settings(max_examples=300, deadline=None)
PIECES = sorted(
    {*PACK.split("\n"), *MERGED.split("\n"), *NATIONAL.split("\n")}
    | {'"""', "'''", "x = 1979-13-45", "[[organisation]]", "[settings]", "code = {}", "= 1", "]"}
    | {"contact = [1]", "version = 99999999999999999999", "inhabitants = -1", "settings = []"}
    | {"open = {always = 1}", "languages = [[]]", "valid_from = 0001-01-01", "\u202e", "x = nan"}
)


@st.composite
def bent(draw):
    """The example with some lines dropped, doubled, moved or replaced."""
    lines = (PACK + MERGED).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        new = draw(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=3))
        lines[at : at + draw(st.integers(0, 3))] = new
        lines = lines or [""]
    return "\n".join(lines)


def everything() -> list[list[tuple[object, ...]]]:
    models = (Region, Organisation, Contact, Municipality)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


@ONCE
@given(st.one_of(st.text(), bent()))
def test_reading_never_fails_otherwise_than_with_bad_pack(text):
    try:
        packs.read(text)
    except packs.BadPack as refused:
        assert refused.faults
        assert all(0 <= f.line <= text.count("\n") + 1 for f in refused.faults)


@ONCE
@given(st.binary(max_size=200))
def test_a_file_of_any_bytes_is_refused(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    with pytest.raises(packs.BadPack):
        packs.load_file(file, now=NOW)


@pytest.mark.django_db
@DATABASE
@given(bent())
def test_a_wrong_pack_changes_nothing(text):
    with transaction.atomic():
        packs.load(PACK + MERGED, now=NOW)
        before = everything()
        try:
            loaded = packs.load(text.replace("version = 1", "version = 2"), now=NOW)
        except packs.BadPack:
            assert everything() == before
        else:
            assert packs.load(text.replace("version = 1", "version = 2"), now=NOW).updated == []
            assert loaded.region.pack_version == 2
        transaction.set_rollback(True)


KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,5}", fullmatch=True), st.sampled_from(['"a.b"', "'c d'", '"é"'])
)
SCALARS = st.sampled_from(
    ["1", "-0.5", "true", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "2026-01-01", '"a # b"']
    + ["'it # s'", r'"q\"]"', '"""one\n[two]\n"" three"""', "'''x\ny = 1'''", '""', "''"]
    + ['""""a"""', '"""a"""""', r'"""\\"""', "inf"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda v: "[ # note ]\n" + ",\n ".join(v) + "\n]"),
        st.lists(inner, max_size=3).map(lambda v: "[" + ", ".join(v) + "]"),
        st.lists(inner, max_size=3).map(
            lambda v: "{" + ", ".join(f"k{n}.d = {one}" for n, one in enumerate(v)) + "}"
        ),
    ),
    max_leaves=6,
)
STATEMENTS = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda kv: f"{kv[0]} = {kv[1]} # end"),
    st.tuples(KEYS, KEYS, VALUES).map(lambda kv: f"{kv[0]} . {kv[1]}={kv[2]}"),
    st.lists(KEYS, min_size=1, max_size=3).map(lambda k: f"[ {'.'.join(k)} ]"),
    st.lists(KEYS, min_size=1, max_size=3).map(lambda k: f"  [[{'.'.join(k)}]]"),
    st.just(""),
)


def paths(value, here=()):
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*here, name)
            yield from paths(inner, (*here, name))


@ONCE
@given(st.lists(STATEMENTS, max_size=12))
def test_every_field_of_any_toml_has_a_line_of_its_own(statements):
    text = "\n".join(statements)
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = Lines(text)
    rows = text.split("\n")
    for path in paths(parsed):
        assert path in lines._at, (path, text)
        name = path[-1]
        if isinstance(name, str):
            assert name in rows[lines.of(path) - 1]


def test_the_lines_of_the_shipped_packs_are_right():
    for file in packs.shipped():
        text = Path(file).read_text()
        lines, rows = Lines(text), text.split("\n")
        for path in paths(tomllib.loads(text)):
            if isinstance(path[-1], str):
                assert path[-1] in rows[lines.of(path) - 1]
