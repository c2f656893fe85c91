"""Small logos to load and to bend: a red dot as PNG, WebP and SVG."""

import io

from PIL import Image

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><title>Proefdorp</title>'
    b'<circle cx="20" cy="20" r="18" fill="#8f1a1f"/></svg>'
)


def picture(kind: str, width: int = 4, height: int = 3) -> bytes:
    """A picture of one colour."""
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "#8f1a1f").save(drawn, kind)
    return drawn.getvalue()


PNG, WEBP = picture("PNG"), picture("WEBP")
