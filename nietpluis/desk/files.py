"""Files that come with a report: whether they came whole, and what they say they are.

What is inside a file is not judged here: it stays sealed until it can be opened safely. Only a
photo or document of which a part is plainly missing is recognised, so that somebody can send it
again while they still have it.
"""

import re

LONGEST_TYPE = 100
# How a kind of file begins, and what stands at its end; a phone may write more after that.
SHAPES: dict[str, tuple[bytes, bytes]] = {
    "jpg": (b"\xff\xd8\xff", b"\xff\xd9"),
    "jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
    "png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    "gif": (b"GIF8", b";"),
    "pdf": (b"%PDF-", b"%%EOF"),
}


def is_whole(name: str, content: bytes) -> bool:
    """Say whether a file has the begin and end its name promises; of a kind not known here: yes."""
    head, end = SHAPES.get(name.rpartition(".")[2].lower(), (b"", b""))
    return bool(content) and head in content[:1024] and end in content


def safe_type(media_type: str) -> str:
    """Return the media type as the sender gave it, or the neutral one if it is no media type."""
    plain = media_type.split(";")[0].strip().lower()
    good = re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", plain) and len(plain) <= LONGEST_TYPE
    return plain if good else "application/octet-stream"
