"""The house style of a municipality: a few design tokens of the NL Design System, and what each may
hold. Contrast is computed, so that a style nobody can read is refused before it is shown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

TEXT, BUTTONS, EDGE = 7.0, 4.5, 3.0  # the least contrast: of words, on buttons, of what is drawn
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
SIZE = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)(px|rem)")
FAMILY = re.compile(r'"[A-Za-z0-9][A-Za-z0-9 -]{0,40}"|[A-Za-z][A-Za-z0-9-]{0,40}')
GENERIC = ("sans-serif", "serif", "system-ui", "ui-sans-serif", "ui-rounded", "ui-serif")
LARGEST = {"px": 24.0, "rem": 1.5}
MOST_FAMILIES = 8


class Kind(StrEnum):
    """What a token holds."""

    COLOUR = "a colour such as #154273"
    SIZE = "a size such as 4px or 0.25rem, at most 24px"
    FONTS = 'a list of fonts that ends in sans-serif or serif, such as "Noto Sans", sans-serif'


@dataclass(frozen=True)
class Token:
    """One token: what it holds, and what it has without a style of the municipality's own."""

    kind: Kind
    standard: str


PAPER, GROUND = "#ffffff", "#f4f5f8"  # the page, and the darkest wash that words stand on
INK, LINK, HOVER = "utrecht-document-color", "utrecht-link-color", "utrecht-link-hover-color"
FONTS, RADIUS = "utrecht-document-font-family", "utrecht-button-border-radius"
BUTTON = "utrecht-button-primary-action-background-color"
BUTTON_TEXT = "utrecht-button-primary-action-color"
HEADER = "utrecht-page-header-background-color"
HEADER_TEXT = "utrecht-page-header-color"
TOKENS: Mapping[str, Token] = {
    INK: Token(Kind.COLOUR, "#001a40"),
    LINK: Token(Kind.COLOUR, "#3b0fb0"),
    HOVER: Token(Kind.COLOUR, "#1d0857"),
    BUTTON: Token(Kind.COLOUR, "#3b0fb0"),
    BUTTON_TEXT: Token(Kind.COLOUR, PAPER),
    HEADER: Token(Kind.COLOUR, PAPER),
    HEADER_TEXT: Token(Kind.COLOUR, "#001a40"),
    FONTS: Token(Kind.FONTS, ""),
    RADIUS: Token(Kind.SIZE, ".25rem"),
}
BAR, MIDDLE = ".np-header>.np-width", "padding-inline:max(1rem,50% - 19rem)"
ROUNDED = ".utrecht-button,.np-button-link,.np-door,.np-contact,.np-subject"
# What is read on what in core/public.css, and how much the two must differ. WCAG 2.2, 1.4.3,
# 1.4.6 and 1.4.11.
PAIRS = (
    (INK, GROUND, TEXT),
    (LINK, GROUND, TEXT),
    (HOVER, GROUND, TEXT),
    (HEADER_TEXT, HEADER, TEXT),
    (BUTTON_TEXT, BUTTON, BUTTONS),
    (BUTTON, PAPER, EDGE),
)


def faults(style: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Say which token is unknown, holds something else, or cannot be read; with the reason."""
    wrong = False
    for name, value in style.items():
        if reason := _fault(name, value):
            wrong = True
            yield name, reason
    if wrong:
        return
    for word, ground, least in PAIRS:
        named = word if word in style else ground
        if named in style:
            found = contrast(_value(style, word), _value(style, ground))
            if found < least:
                yield named, f"has a contrast of {found:.1f} to {_said(ground)}, not {least:g}"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2.2 computes it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def css(style: Mapping[str, str]) -> str:
    """Return the style sheet of a style that has no faults; under 1 kB."""
    sheet = f":root{{{_properties(style)}}}"
    if HEADER in style or HEADER_TEXT in style:
        ground, words = _value(style, HEADER), _value(style, HEADER_TEXT)
        sheet += f"{BAR}{{max-inline-size:none;background:{ground};{MIDDLE}}}"
        sheet += f"{BAR} :is(p,a,button,summary,span){{color:{words}!important}}"
        sheet += f"{BAR} :focus-visible{{outline-color:{words}}}"
    if BUTTON in style or BUTTON_TEXT in style:
        ground, words = _value(style, BUTTON), _value(style, BUTTON_TEXT)
        button = f"border-color:{ground};background:{ground};color:{words}"
        sheet += f".utrecht-button--primary-action{{{button}}}"
    if RADIUS in style:
        sheet += f"{ROUNDED}{{border-radius:{style[RADIUS]}}}"
    return sheet + "\n"


def _properties(style: Mapping[str, str]) -> str:
    known = {INK: "--np-ink", LINK: "--np-accent", HOVER: "--np-accent-deep", FONTS: "--np-font"}
    return ";".join(f"{known[name]}:{style[name]}" for name in known if name in style)


def _value(style: Mapping[str, object], name: str) -> str:
    """A colour of the style, of the standard, or one that is a colour itself."""
    return str(style.get(name, TOKENS[name].standard)) if name in TOKENS else name


def _said(ground: str) -> str:
    return ground if ground in TOKENS else "the page"


def _fault(name: str, value: object) -> str:
    if name not in TOKENS:
        return f"is not a token; the tokens are {', '.join(TOKENS)}"
    kind = TOKENS[name].kind
    if not isinstance(value, str) or not _fits(kind, value):
        return f"must be {kind.value}"
    return ""


def _fits(kind: Kind, value: str) -> bool:
    if kind is Kind.COLOUR:
        return bool(COLOUR.fullmatch(value))
    if kind is Kind.SIZE:
        found = SIZE.fullmatch(value)
        return value == "0" or bool(found and float(found[1]) <= LARGEST[found[2]])
    families = [one.strip() for one in value.split(",")]
    whole = len(families) <= MOST_FAMILIES and families[-1] in GENERIC
    return whole and all(FAMILY.fullmatch(one) for one in families)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * one for one in digits)
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
