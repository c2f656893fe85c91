"""Files as they come from people: with the place, the device and the maker in them."""

import json
import struct
import subprocess
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from PIL import Image

PLACE, DEVICE, MAKER = "51.4816", "Voorbeeldfoon 7", "Melder Voorbeeld"
SECRETS = (DEVICE, MAKER, "51.48", "51 deg 28", "Geheime titel")


def photo(folder: Path, kind: str = "jpg", size: tuple[int, int] = (320, 200)) -> bytes:
    """A photo with the place, device and maker in it, as a telephone writes them."""
    path = folder / f"came.{kind}"
    Image.new("RGB", size, (200, 80, 40)).save(path)
    mark(path, "-GPSLatitude=51.4816", "-GPSLatitudeRef=N", "-GPSLongitude=5.66",
         "-GPSLongitudeRef=E", f"-Model={DEVICE}", f"-Artist={MAKER}")  # fmt: skip
    return path.read_bytes()


def heic(folder: Path) -> bytes:
    import pillow_heif

    path = folder / "came.heic"
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "red")).save(path)
    mark(path, f"-Model={DEVICE}", "-GPSLatitude=51.4816", "-GPSLatitudeRef=N")
    return path.read_bytes()


def film(folder: Path, ending: str = "mp4") -> bytes:
    path = folder / f"came.{ending}"
    made = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=5:duration=1"]
    made += ["-f", "lavfi", "-i", "sine=duration=1"]
    made += ["-c:v", "libvpx", "-c:a", "libopus"] if ending == "webm" else []
    return _recorded(path, made)


def sound(folder: Path, ending: str = "mp3") -> bytes:
    return _recorded(folder / f"came.{ending}", ["-f", "lavfi", "-i", "sine=duration=1"])


def pdf(folder: Path) -> bytes:
    """A PDF with an author, a script, a link and a hidden file."""
    path = folder / "came.pdf"
    Image.new("RGB", (300, 400), "white").save(path, "PDF", author=MAKER, title="Geheime titel")
    raw = path.read_bytes()
    script = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> "
    return raw.replace(b"/Type /Catalog", script + b"/Type /Catalog", 1)


def document(folder: Path, words: str = "Vier matrassen.") -> bytes:
    """A small docx with an author and a title."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    package = "http://schemas.openxmlformats.org/package/2006"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Default Extension="rels" ContentType="{kind}-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml"'
        f' ContentType="{kind}-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        f' ContentType="{kind}-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="a" Type="{office}/relationships/officeDocument"'
        ' Target="word/document.xml"/>'
        f'<Relationship Id="b" Type="{package}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{MAKER}</dc:creator>'
        "<dc:title>Geheime titel</dc:title></cp:coreProperties>",
        "word/document.xml": f'<w:document xmlns:w="{word}">'
        f"<w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>",
    }
    return archive({name: text.encode() for name, text in parts.items()})


def archive(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return out.getvalue()


def bomb() -> bytes:
    """A docx of a few megabytes that unpacks to six hundred."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        with made.open("word/document.xml", "w") as entry:
            for _ in range(60):
                entry.write(bytes(10 << 20))
    return out.getvalue()


def huge_picture(side: int = 30_000) -> bytes:
    """A PNG of 30,000 by 30,000 pixels in a small file; it is never drawn here."""
    row = zlib.compress(bytes(1 + side // 8) * 64)

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", row), chunk(b"IEND", b""))
    )


def mark(path: Path, *tags: str) -> None:
    done = subprocess.run(
        ["exiftool", "-q", "-overwrite_original", *tags, str(path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def told(path: Path) -> dict[str, str]:
    """Everything that exiftool can tell of a file, save what is about the file on this disk."""
    done = subprocess.run(["exiftool", "-j", "-a", "-G", "-u", str(path)], capture_output=True)
    found = json.loads(done.stdout)[0]
    return {k: str(v) for k, v in found.items() if not k.startswith(("File:", "ExifTool:", "Sou"))}


def _recorded(path: Path, made: list[str]) -> bytes:
    tags = [f"artist={MAKER}", "title=Geheime titel", f"model={DEVICE}", f"comment={DEVICE}",
            "location=+51.4816+005.6600/"]  # fmt: skip
    named = [word for tag in tags for word in ("-metadata", tag)]
    command = ["ffmpeg", "-y", "-v", "error", *made, *named, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return path.read_bytes()
