"""What a municipality brings of its own: house style, logo and words. Only what is checked here is
published, and only words that stand on the list below: never danger, privacy or the report form."""

import base64
import io
import re
import struct
import xml.etree.ElementTree as xml
from collections.abc import Iterator, Mapping
from pathlib import Path as File
from types import MappingProxyType
from typing import Any

from nietpluis.core import house_style

from .lines import Path

Found = Iterator[tuple[Path, str]]

# The blocks of text that a municipality may word itself, with where they stand. What begins with
# "local." is added; the rest replaces a text of ours. Policy: A24; A04 and A08 are never reworded.
OWN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "local.home": "onder de drie deuren van de eerste pagina",
        "local.help": "op de pagina voor wie zelf hulp nodig heeft, onder de contacten",
        "local.guide": "op elke pagina over een onderwerp, na wat u kunt doen",
        "local.guides": "onder de lijst van onderwerpen",
        "local.closing": "als slotwoord onder elke pagina over een onderwerp",
        "doubt.intro": "de inleiding voor wie twijfelt",
        "guide.intro": "de inleiding boven de lijst van onderwerpen",
    }
    | {
        f"guide.{code}_what": f"wat het is, op de pagina over {code}"
        for code in (
            "SU", "AU", "CU", "OV", "DRUGS", "LAUNDERING", "BUSINESS", "GANGS", "CARE_FRAUD",
            "ENVIRONMENT", "COUNTRYSIDE",
        )
    }
)  # fmt: skip
DUTCH = "nl"
MARKUP = re.compile(r"<[A-Za-z!/?]|&#?\w+;")
LOGO_FILE = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*\.(png|webp|svg)")
LARGEST_LOGO, WIDEST_LOGO = 20_000, 2_000  # bytes, pixels
PNG, PNG_END = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc",
    "defs", "linearGradient", "radialGradient", "stop", "clipPath",
}  # fmt: skip
DRAWN_WITH = {
    "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "fx", "fy", "d", "points", "id", "fill", "fill-rule", "fill-opacity", "clip-rule", "clip-path",
    "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-opacity", "stroke-dasharray", "opacity", "transform", "offset", "stop-color",
    "stop-opacity", "gradientUnits", "gradientTransform", "version", "preserveAspectRatio",
}  # fmt: skip
INSIDE = re.compile(r"url\(#[\w-]+\)")


def check_style(where: Path, style: Any) -> Found:
    """Say which token is unknown, holds something else, or gives words that cannot be read."""
    if not isinstance(style, dict):
        yield where, "must be a table of design tokens"
        return
    for name, reason in house_style.faults(style):
        yield (*where, name), reason


def plain(value: str) -> str | None:
    """Accept plain words in paragraphs; markup is refused, since it would be shown as it stands."""
    if MARKUP.search(value):
        return "holds markup; write plain words, with an empty line between paragraphs"
    return None


def check_texts(where: Path, texts: list[dict[str, Any]]) -> Found:
    """Say which text stands there twice, holds markup, or has no Dutch to fall back on."""
    seen: set[tuple[str, str]] = set()
    dutch = {str(one.get("key")) for one in texts if one.get("language") == DUTCH}
    for nth, one in enumerate(texts):
        key, language, words = (one.get(name) for name in ("key", "language", "text"))
        if not all(isinstance(part, str) for part in (key, language, words)):
            continue
        if (key, language) in seen:
            yield (*where, nth, "key"), f"{key!r} stands there twice in {language}"
        seen.add((str(key), str(language)))
        if key not in dutch:
            yield (*where, nth, "key"), f"{key!r} is not there in Dutch, which comes first"
        if reason := plain(str(words)):
            yield (*where, nth, "text"), reason


def read_logo(name: str, *, beside: File | None) -> bytes | str:
    """Return the bytes of a logo beside its pack, or the reason why there are none."""
    if beside is None:
        return "can be loaded from a pack that is a file, since it stands beside it"
    path = (beside / name).resolve()
    if not path.is_relative_to(beside.resolve()):
        return "lies outside the folder of the pack"
    try:
        if path.stat().st_size > LARGEST_LOGO:
            return f"is larger than {LARGEST_LOGO:,} bytes"
        return path.read_bytes()
    except (OSError, ValueError):
        return f"is not there: no file {name!r} beside the pack"


def check_logo(name: str, content: bytes) -> str | None:
    """Say why a logo is refused: another kind of file than its name says, too large, or unsafe."""
    if len(content) > LARGEST_LOGO:
        return f"is larger than {LARGEST_LOGO:,} bytes"
    return {"png": _png, "webp": _webp, "svg": _svg}[kind_of(name)](content)


def kind_of(name: str) -> str:
    """The kind of a logo: png, webp or svg."""
    return name.rpartition(".")[2]


def packed(content: bytes) -> str:
    """Return a logo as text, which is how it is stored and published."""
    return base64.b64encode(content).decode()


def _png(content: bytes) -> str | None:
    if not content.startswith(PNG) or not content.endswith(PNG_END) or content[12:16] != b"IHDR":
        return "is no whole PNG, or there is something behind it"
    return _too_wide(*struct.unpack(">II", content[16:24]))


def _webp(content: bytes) -> str | None:
    whole = len(content) > 30 and content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not whole or struct.unpack("<I", content[4:8])[0] + 8 != len(content):
        return "is no whole WebP, or there is something behind it"
    kind, body = content[12:16], content[20:]
    if kind == b"VP8 ":
        return _too_wide(*(side & 0x3FFF for side in struct.unpack("<HH", body[6:10])))
    if kind == b"VP8L":
        bits = struct.unpack("<I", body[1:5])[0]
        return _too_wide((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X":
        sides = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        return _too_wide(*sides)
    return "is a WebP of an unknown kind"


def _too_wide(width: int, height: int) -> str | None:
    if not (0 < width <= WIDEST_LOGO and 0 < height <= WIDEST_LOGO):
        return f"measures {width} by {height} pixels; at most {WIDEST_LOGO} each way"
    return None


def _svg(content: bytes) -> str | None:
    """Accept shapes and colours only: no script, style, link, text from elsewhere, or entity."""
    if re.search(rb"<!|<\?(?!xml )", re.sub(rb"<!--.*?-->", b"", content, flags=re.DOTALL)):
        return "holds a document type, an entity or a processing instruction"
    try:
        parsed = list(xml.parse(io.BytesIO(content)).getroot().iter())  # noqa: S314 - no entities
    except (xml.ParseError, ValueError, LookupError):
        return "is no SVG that can be read"
    if parsed[0].tag != f"{SVG}svg" or "viewBox" not in parsed[0].attrib:
        return "is no SVG with a viewBox"
    for element in parsed:
        name = str(element.tag).removeprefix(SVG)
        if name not in SHAPES or not str(element.tag).startswith(SVG):
            return f"holds <{name[:40]}>; only shapes and colours are allowed"
        for attribute, value in element.attrib.items():
            if attribute not in DRAWN_WITH:
                return f"holds {attribute[:40]!r}; only shapes and colours are allowed"
            if re.search(r"url|script|:|//", INSIDE.sub("", value), re.IGNORECASE):
                return f"refers to something in {attribute!r}"
    return None
