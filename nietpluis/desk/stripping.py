"""Make a copy of a photo, a PDF or a text that holds what one sees of it and nothing else.

Run as a program of its own, in a directory of its own, since what comes in may be made to break
whatever opens it: `python stripping.py photo original copy`. It imports nothing of the project and
knows no key. How it ended is its exit code.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MADE = 0
PIXELS, LARGE, BOMB, PASSWORD, BROKEN, NO_PROGRAM = 10, 11, 12, 13, 14, 15
MOST_PIXELS = 120_000_000
LONGEST_SIDE = 5000
MOST_PAGES = 300
PAGE_PIXELS = 2200  # of the longest side of a page
MOST_UNPACKED = 500_000_000
MOST_ENTRIES = 10_000


def photo(original: Path, copy: Path) -> int:
    """Draw the picture anew: no place, device, maker, thumbnail or profile goes along."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # judged below, in words of our own
    _know_heic()
    with Image.open(original) as came:
        if came.width * came.height > MOST_PIXELS:
            return PIXELS
        came.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        came.load()
        upright = ImageOps.exif_transpose(came) or came
        seen = _in_plain_colours(upright)
        seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clean = Image.new("RGB", seen.size, "white")
        clean.paste(seen, mask=seen.getchannel("A") if seen.mode == "RGBA" else None)
    clean.save(copy, "JPEG", quality=90)
    return MADE


def pdf(original: Path, copy: Path) -> int:
    """Draw every page as a picture: no script, link, form, hidden file or author goes along."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(original)
    except pypdfium2.PdfiumError as error:
        return PASSWORD if "password" in str(error).lower() else BROKEN
    if not len(document):
        return BROKEN
    if len(document) > MOST_PAGES:
        return LARGE
    pages = _pages(document)
    first = next(pages)
    first.save(
        copy, "PDF", save_all=True, append_images=pages, quality=80, resolution=150,
        title=None, creationDate=None, modDate=None, producer="",
    )  # fmt: skip
    return MADE


def plain(original: Path, copy: Path) -> int:
    """Keep the letters of a text and no control character."""
    raw = original.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    kept = "".join(one for one in text if one in "\n\t" or one.isprintable())
    copy.write_text(kept, encoding="utf-8")
    return MADE


def unpacks(original: Path, copy: Path) -> int:
    """Say whether an office file is a sound archive that does not swell beyond reason."""
    if not zipfile.is_zipfile(original):
        return MADE if original.read_bytes()[:2] != b"PK" else BROKEN
    with zipfile.ZipFile(original) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            return BOMB
        left = MOST_UNPACKED
        for entry in entries:
            if entry.flag_bits & 1:
                return PASSWORD
            with archive.open(entry) as unpacked:  # what it says of its own size is not believed
                while part := unpacked.read(1 << 20):
                    left -= len(part)
                    if left < 0:
                        return BOMB
    return MADE


def _pages(document: Any) -> Iterator[Any]:
    for page in document:
        longest = max(*page.get_size(), 1)
        drawn = page.render(scale=min(150 / 72, PAGE_PIXELS / longest), draw_annots=True)
        yield drawn.to_pil().convert("RGB")
        page.close()


def _in_plain_colours(picture: Any) -> Any:
    """Turn any way of writing colours into plain red, green and blue."""
    from PIL import ImageCms

    if profile := picture.info.get("icc_profile"):
        from io import BytesIO

        try:
            own, plain = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, own, plain, outputMode="RGB") or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    return picture.convert("RGBA" if transparent else "RGB")


def _know_heic() -> None:
    try:
        import pillow_heif
    except ImportError:
        return
    pillow_heif.register_heif_opener()


def main(what: str, original: str, copy: str) -> int:
    how = {"photo": photo, "pdf": pdf, "plain": plain, "unpacks": unpacks}[what]
    try:
        return how(Path(original), Path(copy))
    except ImportError:
        return NO_PROGRAM
    except MemoryError:
        return LARGE
    except Exception as error:
        if "password" in str(error).lower():
            return PASSWORD
        return BROKEN


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
