"""A square for the camera of a telephone (QR), drawn on the server as part of the page itself."""

import segno
from django.utils.safestring import SafeString, mark_safe


def square(digits: str) -> SafeString:
    """Draw a number as a square: SVG in black and white, that no browser needs to fetch.

    Always with the same mask, since choosing the finest one costs more than drawing does.
    """
    drawn = segno.make_qr(digits, version=1, mask=6)
    return mark_safe(drawn.svg_inline(scale=5, border=4, light="#fff"))  # noqa: S308 - our drawing


def address_square(address: str) -> SafeString:
    """Draw an address as a square that grows with its box, for on paper."""
    drawn = segno.make_qr(address, error="m")
    figure = drawn.svg_inline(omitsize=True, border=4, light="#fff", svgclass="np-square")
    return mark_safe(figure)  # noqa: S308 - our drawing
