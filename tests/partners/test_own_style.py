"""What a municipality brings of its own is loaded with its pack, or refused with a reason."""

from pathlib import Path

import pytest

from nietpluis.desk import publishing
from nietpluis.partners import packs
from nietpluis.partners.models import Municipality
from nietpluis.partners.own_style import LARGEST_LOGO, check_logo

from .example import NOW, PACK, line_of, newer
from .logos import PNG, SVG, WEBP, picture

STYLE = """
[municipality.style]
utrecht-document-color = "#1b1b1b"
utrecht-link-color = "#154273"
utrecht-button-primary-action-background-color = "#39870c"
utrecht-document-font-family = '"Fira Sans", sans-serif'
utrecht-button-border-radius = "0.5rem"
"""
TEXTS = """
[[municipality.texts]]
key = "local.help"
language = "nl"
text = \"\"\"
Kom langs in het dorpshuis.

Vraag naar het wijkteam.\"\"\"

[[municipality.texts]]
key = "local.help"
language = "en"
text = "Come to the village hall."
"""
WHOLE = PACK + STYLE + TEXTS


def faults(text):
    with pytest.raises(packs.BadPack) as refused:
        packs.read(text)
    return refused.value.faults


def with_logo(folder: Path, name: str = "logos/proefdorp.png", content: bytes = PNG) -> Path:
    (folder / "logos").mkdir(exist_ok=True)
    if content:
        (folder / "logos" / Path(name).name).write_bytes(content)
    pack = folder / "testland.toml"
    pack.write_text(PACK + f'logo = "{name}"\n' + STYLE + TEXTS)
    return pack


@pytest.mark.django_db
def test_a_pack_brings_style_and_words():
    packs.load(WHOLE, now=NOW)
    place = Municipality.objects.get()
    assert place.style["utrecht-link-color"] == "#154273"
    assert place.texts == {
        "local.help": {
            "nl": "Kom langs in het dorpshuis.\n\nVraag naar het wijkteam.",
            "en": "Come to the village hall.",
        }
    }
    assert packs.load(WHOLE, now=NOW).changed is False
    packs.load(newer(PACK), now=NOW)
    place.refresh_from_db()
    assert (place.style, place.texts, place.logo_content) == ({}, {}, "")


@pytest.mark.django_db(databases=["default", "keys", "public"])
def test_what_a_pack_brings_is_published(tmp_path):
    packs.load_file(with_logo(tmp_path), now=NOW)
    place = Municipality.objects.get()
    near = publishing.directory.organisations_of(place.region)
    public = publishing.public_of(place, near=near, now=NOW)
    assert public.texts["local.help"]["en"] == "Come to the village hall."
    assert public.style["utrecht-link-color"] == "#154273"
    assert public.logo and public.logo.kind == "png"


@pytest.mark.django_db
def test_another_picture_under_the_same_name_and_version_is_another_pack(tmp_path):
    pack = with_logo(tmp_path)
    packs.load_file(pack, now=NOW)
    with_logo(tmp_path, content=picture("PNG", 5, 5))
    with pytest.raises(packs.BadPack, match="raise the version"):
        packs.load_file(pack, now=NOW)


@pytest.mark.parametrize(
    ("right", "wrong", "field", "reason"),
    [
        ('"#1b1b1b"', '"#999"', "utrecht-document-color", "contrast of 2.6 to the page, not 7"),
        ('"#154273"', '"#0a7abf"', "utrecht-link-color", "contrast of"),
        ('"#39870c"', '"#ffe600"', "utrecht-button-primary-action-background-color", "not 4.5"),
        ('"#154273"', '"red"', "utrecht-link-color", "must be a colour"),
        ('"#154273"', '"#12"', "utrecht-link-color", "must be a colour"),
        ('"#154273"', "7", "utrecht-link-color", "must be a colour"),
        ('"0.5rem"', '"40px"', "utrecht-button-border-radius", "must be a size"),
        ('"0.5rem"', '"1px;} body{display:none"', "utrecht-button-border-radius", "must be a size"),
        (", sans-serif", "", "utrecht-document-font-family", "must be a list of fonts"),
        ('"Fira Sans"', "url(//x)", "utrecht-document-font-family", "must be a list of fonts"),
        ("utrecht-link-color", "utrecht-link-colour", "utrecht-link-colour", "is not a token"),
    ],
)
def test_a_wrong_token_is_refused_with_line_and_reason(right, wrong, field, reason):
    bent = WHOLE.replace(right, wrong)
    found = faults(bent)
    assert {fault.field for fault in found} == {f"municipality.style.{field}"}
    assert any(reason in fault.reason for fault in found)
    assert found[0].line == line_of(bent, f"\n{field} =") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "field", "reason"),
    [
        ('key = "local.help"\nlanguage = "nl"', 'key = "danger.title"\nlanguage = "nl"', "key",
         "must be one of"),
        ('language = "en"', 'language = "nl"', "key", "stands there twice in nl"),
        ('language = "nl"', 'language = "pl"', "key", "is not there in Dutch"),
        ('language = "en"', 'language = "English"', "language", "language code"),
        ("Come to the village hall.", "Come <b>now</b>", "text", "holds markup"),
        ("Come to the village hall.", "&lt;script&gt;", "text", "holds markup"),
        ("Come to the village hall.", "x" * 2001, "text", "longer than 2000"),
    ],
)  # fmt: skip
def test_a_wrong_text_is_refused_with_line_and_reason(right, wrong, field, reason):
    found = faults(WHOLE.replace(right, wrong))
    assert any(
        fault.field == f"municipality.texts.{field}" and reason in fault.reason and fault.line > 1
        for fault in found
    ), found


def test_texts_and_style_of_another_shape_are_refused_politely():
    strange = ("style = 1", "style = [1]", "texts = 1", "texts = [1]", "texts = [{}]", "logo = 1")
    for wrong in (*strange, "texts = [{key = [], language = {}, text = 1}]"):
        assert all(fault.line >= line_of(PACK, "GM9001") for fault in faults(PACK + wrong + "\n"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("logos/proefdorp.gif", PNG, "a file beside the pack"),
        ("../proefdorp.png", PNG, "a file beside the pack"),
        ("/etc/proefdorp.png", PNG, "a file beside the pack"),
        ("logos/proefdorp.png", b"", "is not there"),
        ("logos/proefdorp.png", b"GIF89a", "no whole PNG"),
        ("logos/proefdorp.png", PNG + b"<script>", "something behind it"),
        ("logos/proefdorp.png", picture("PNG", 2001, 1), "2001 by 1 pixels"),
        ("logos/proefdorp.png", PNG + bytes(LARGEST_LOGO), "larger than 20,000"),
        ("logos/proefdorp.webp", WEBP + b"x", "something behind it"),
        ("logos/proefdorp.webp", PNG, "no whole WebP"),
        ("logos/proefdorp.svg", PNG, "no SVG"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_logo_is_refused_with_its_line(tmp_path, name, content, reason):
    with pytest.raises(packs.BadPack) as refused:
        packs.load_file(with_logo(tmp_path, name, content), now=NOW)
    [fault] = refused.value.faults
    assert fault.field == "municipality.logo" and reason in fault.reason
    assert fault.line == line_of(PACK + "logo", "\nlogo") + 1
    assert not Municipality.objects.exists()


@pytest.mark.django_db
def test_a_logo_that_links_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere.png").write_bytes(PNG)
    folder = tmp_path / "packs"
    folder.mkdir()
    pack = with_logo(folder, content=b"")
    (folder / "logos" / "proefdorp.png").symlink_to(tmp_path / "elsewhere.png")
    with pytest.raises(packs.BadPack, match="outside the folder"):
        packs.load_file(pack, now=NOW)


@pytest.mark.django_db
def test_a_logo_needs_a_file_to_stand_beside(tmp_path):
    with pytest.raises(packs.BadPack, match="beside it"):
        packs.load(with_logo(tmp_path).read_text(), now=NOW)


def test_pictures_and_drawings_are_accepted():
    assert check_logo("a.png", PNG) is None
    assert check_logo("a.webp", WEBP) is None
    assert check_logo("a.svg", SVG) is None


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<a href="https://example.nl"><path d="M0 0"/></a>',
        b'<image href="data:image/png;base64,AAAA"/>',
        b'<use href="#x"/>',
        b"<foreignObject/>",
        b'<path d="M0 0" onload="alert(1)"/>',
        b'<path d="M0 0" style="fill:url(//x)"/>',
        b'<path d="M0 0" fill="url(https://example.nl/x)"/>',
        b'<path d="M0 0" fill="javascript:alert(1)"/>',
        b"<style>path{fill:red}</style>",
        b'<animate attributeName="d"/>',
        b'<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
        b"<text>tekst</text>",
        b"<path",
        b"&lol;",
    ],
)
def test_a_drawing_holds_shapes_and_colours_only(inside):
    assert check_logo("a.svg", SVG.replace(b"<title>", inside + b"<title>")) is not None


def test_a_drawing_that_swells_up_is_refused():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>' + SVG
    assert "entity" in str(check_logo("a.svg", bomb))
    deep = SVG.replace(b"<title>", b"<g>" * 6000 + b"</g>" * 500 + b"<title>")
    assert check_logo("a.svg", deep[:LARGEST_LOGO]) is not None


def test_a_drawing_in_another_encoding_hides_nothing():
    smuggled = SVG.decode().replace("<title>", "<script>x</script><title>").encode("utf-16")
    assert check_logo("a.svg", smuggled) is not None
