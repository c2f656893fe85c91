"""What kind of file this is: told by how its content begins, and the name may not say otherwise.

Judged at the door, from the first piece alone, so that somebody hears at once that a file cannot
be sent; and again at the desk, before anything opens it. That a file begins right says nothing of
the rest: the desk shows a copy that it made itself. Policy: ADR 19; A14.
"""

from dataclasses import dataclass

from nietpluis.core.file_names import extension

HEAD = 4096  # bytes of the beginning that are looked at
PHOTO, VIDEO, AUDIO, DOCUMENT = "photo", "video", "audio", "document"


@dataclass(frozen=True)
class Kind:
    """One kind of file that can be sent: its code, its group, and how names of it end."""

    code: str
    group: str
    endings: tuple[str, ...]


KINDS = {
    kind.code: kind
    for kind in (
        Kind("jpeg", PHOTO, ("jpg", "jpeg", "jpe", "jfif")),
        Kind("png", PHOTO, ("png",)),
        Kind("webp", PHOTO, ("webp",)),
        Kind("gif", PHOTO, ("gif",)),
        Kind("heic", PHOTO, ("heic", "heif")),
        Kind("mp4", VIDEO, ("mp4", "m4v")),
        Kind("mov", VIDEO, ("mov", "qt")),
        Kind("webm", VIDEO, ("webm",)),
        Kind("3gp", VIDEO, ("3gp", "3g2", "3gpp")),
        Kind("mp3", AUDIO, ("mp3",)),
        Kind("m4a", AUDIO, ("m4a",)),
        Kind("ogg", AUDIO, ("ogg", "oga", "opus")),
        Kind("wav", AUDIO, ("wav",)),
        Kind("amr", AUDIO, ("amr",)),
        Kind("pdf", DOCUMENT, ("pdf",)),
        Kind("docx", DOCUMENT, ("docx",)),
        Kind("xlsx", DOCUMENT, ("xlsx",)),
        Kind("pptx", DOCUMENT, ("pptx",)),
        Kind("odt", DOCUMENT, ("odt",)),
        Kind("ods", DOCUMENT, ("ods",)),
        Kind("odp", DOCUMENT, ("odp",)),
        Kind("doc", DOCUMENT, ("doc",)),
        Kind("xls", DOCUMENT, ("xls",)),
        Kind("ppt", DOCUMENT, ("ppt",)),
        Kind("rtf", DOCUMENT, ("rtf",)),
        Kind("txt", DOCUMENT, ("txt",)),
    )
}
_ENDINGS = {ending: kind for kind in KINDS.values() for ending in kind.endings}
_STARTS = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"ID3": "mp3",
    b"OggS": "ogg",
    b"#!AMR": "amr",
    b"{\\rtf": "rtf",
}
_RIFF = {b"WEBP": "webp", b"WAVE": "wav"}
_BRANDS = {
    b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"heim": "heic", b"heis": "heic",
    b"mif1": "heic", b"msf1": "heic", b"qt  ": "mov", b"M4A ": "m4a", b"M4B ": "m4a",
}  # fmt: skip
_ODF = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}
_OFFICE = {"docx": (b"word/",), "xlsx": (b"xl/",), "pptx": (b"ppt/",)}
_OFFICE_FIRST = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"customXml/")
_OLE = ("doc", "xls", "ppt")
_MARKUP = (b"<", b"#!", b"%!", b"{", b"MZ", b"@echo")


def judge(head: bytes, name: str) -> Kind | None:
    """Return the kind of a file from its first bytes and its name, or None if it cannot be sent.

    A name may end as another kind of the same group, since telephones get that wrong, or as
    nothing; any other ending is a file that pretends.
    """
    ending = extension(name)
    named = _ENDINGS.get(ending)
    kind = KINDS.get(_by_content(head[:HEAD], ending))
    if kind is None or (ending and not _could_be_ending(ending)):
        return kind
    if named is None or _alike(named) != _alike(kind):
        return None
    return kind


def accepted() -> str:
    """Return every ending that can be sent, as the `accept` of a file field wants it."""
    return ",".join(f".{ending}" for ending in _ENDINGS)


def _alike(kind: Kind) -> str:
    """A telephone calls a recording of sound by the ending of a film, and the other way round."""
    return VIDEO if kind.group == AUDIO else kind.group


def _could_be_ending(ending: str) -> bool:
    """Say whether what stands after the last dot is meant as an ending, and not "nr. 12 Jansen"."""
    return len(ending) <= 10 and ending.isascii() and ending.isalnum() and not ending.isdigit()


def _by_content(head: bytes, ending: str) -> str:
    for start, code in _STARTS.items():
        if head.startswith(start):
            return code
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm" if b"webm" in head[:128] else ""
    if head[:2] == b"\xff\xfb" or head[:2] in (b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    if head[:4] == b"PK\x03\x04":
        return _by_first_entry(head, ending)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return ending if ending in _OLE else ""
    if b"%PDF-" in head[:8]:
        return "pdf"
    return "txt" if ending == "txt" and _is_plain(head) else ""


def _by_brand(brand: bytes) -> str:
    if brand[:2] == b"3g":
        return "3gp"
    return _BRANDS.get(brand, "mp4")


def _by_first_entry(head: bytes, ending: str) -> str:
    """An office file is a zip that begins in a way of its own; any other zip cannot be sent."""
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    if name == b"mimetype":
        said = head[38:120].partition(b"application/vnd.oasis.opendocument.")[2]
        return next((code for word, code in _ODF.items() if said.startswith(word)), "")
    own = _OFFICE.get(ending, ())
    return ending if own and name.startswith((*_OFFICE_FIRST, *own)) else ""


def _is_plain(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return b"\x00" not in head and not start.startswith(_MARKUP)
