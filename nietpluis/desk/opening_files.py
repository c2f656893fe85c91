"""Open what reporters sent: look for viruses, then make a copy with nothing hidden in it.

A file stays in quarantine until it was looked at and a copy could be made; people see that copy,
drawn or recorded anew, without the place, the device or the maker. The original is never opened in
a process that holds a key. Policy: ADR 19; A14.
"""

import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q

from nietpluis.inbox import kinds
from nietpluis.vault import fields, keys, sealing, stored

from . import clamav, confined, stripping
from .models import Attachment
from .receiving_files import NotHere, original, path_of

log = logging.getLogger("nietpluis.files")
State, Why = Attachment.State, Attachment.Why
AGAIN = timedelta(minutes=15)  # after which is tried again what may go well later
LATER = (Why.NO_SCANNER, Why.NO_PROGRAM, Why.FAILED)
LEFT = timedelta(hours=1)  # no file is being opened that long
MOST_TRIES = 5  # of what keeps failing
AT_ONCE = 20
MOST_COPY = 120 * 1024**2  # bytes; a page of the desk gives it whole
PIECE = 1 << 16
MINUTE = 60
PLAYS = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact")
LIKE = {
    "mp4": "mov", "mov": "mov", "3gp": "mov", "m4a": "mov", "webm": "matroska",
    "mp3": "mp3", "ogg": "ogg", "wav": "wav", "amr": "amr",
}  # fmt: skip
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


@dataclass
class CannotCopy(Exception):
    """There is no copy to show: why, and whether that is the end of it."""

    why: str
    state: Attachment.State = State.QUARANTINED


@dataclass(frozen=True)
class Copy:
    """A clean copy, in the private folder, and what it is."""

    path: Path
    media_type: str


ENDS = {
    stripping.PIXELS: Why.PIXELS,
    stripping.LARGE: Why.LARGE,
    stripping.BOMB: Why.BOMB,
    stripping.PASSWORD: Why.PASSWORD,
    stripping.NO_PROGRAM: Why.NO_PROGRAM,
}


def open_all(now: datetime) -> None:
    """Open what lies in quarantine and may be tried. A job of the worker; one stops no other."""
    confined.wipe_left(before=now - LEFT)
    later = Q(why__in=LATER, tried_at__lt=now - AGAIN) & (
        Q(tries__lt=MOST_TRIES) | ~Q(why=Why.FAILED)
    )
    waiting = Attachment.objects.filter(Q(tried_at=None, why="") | later, state=State.QUARANTINED)
    for pk in list(waiting.order_by("tried_at", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            open_one(pk, now=now)
        except Exception as error:
            log.error("file %s was not opened: %s", pk, type(error).__name__)


def open_one(pk: UUID, *, now: datetime) -> Attachment:
    """Look at one file and make its copy, or say why there is none."""
    row = Attachment.objects.get(pk=pk)
    row.tried_at, row.why, row.tries = now, Why.FAILED, row.tries + 1
    row.save(update_fields=["tried_at", "why", "tries"])  # also when this is the end of the worker
    try:
        key = keys.data_key(row.report_id)
        with confined.private_folder() as folder:
            _open(row, folder, key=key)
    except CannotCopy as cannot:
        row.state, row.why = cannot.state, cannot.why
    except (sealing.Unopenable, NotHere, FileNotFoundError):
        row.state, row.why = State.UNREADABLE, Why.BROKEN
    except keys.Erased:
        row.state, row.why = State.UNREADABLE, Why.MISSING
    row.save()
    return row


def copy_of(row: Attachment, *, key: bytes) -> Iterator[bytes]:
    """Open the clean copy piece by piece; raises NotHere."""
    if not row.copy or row.state != State.CLEAN:
        raise NotHere
    secret = fields.read_bytes(row, "copy_key", key=key)
    return stored.opened(path_of(row.copy), secret=secret, bound=row.copy)


def _open(row: Attachment, folder: Path, *, key: bytes) -> None:
    came, digest = folder / "original", sha256()
    with open(came, "wb") as out:
        for part in original(row, key=key):
            digest.update(part)
            out.write(part)
    fields.write(row, "digest", digest.hexdigest(), key=key)
    kind = kinds.judge(_head(came), fields.read(row, "name", key=key))
    row.kind = kind.code if kind else ""
    _scan(came)
    if kind is None:
        raise CannotCopy(Why.KIND)
    made = _copied(kind, came, folder)
    size = made.path.stat().st_size if made.path.is_file() else 0
    if not size:
        raise CannotCopy(Why.BROKEN, State.UNREADABLE)
    if size > MOST_COPY:
        raise CannotCopy(Why.LARGE)
    copy = uuid4()
    with open(made.path, "rb") as clean:
        secret = stored.keep(iter(lambda: clean.read(PIECE), b""), path_of(copy), bound=copy)
    fields.write_bytes(row, "copy_key", secret, key=key)
    row.copy, row.copy_type, row.state, row.why = copy, made.media_type, State.CLEAN, ""


def _scan(came: Path) -> None:
    try:
        with open(came, "rb") as file:
            found = clamav.infected(iter(lambda: file.read(PIECE), b""), at=settings.CLAMD)
    except clamav.ScannerAway:
        raise CannotCopy(Why.NO_SCANNER) from None
    if found:
        raise CannotCopy("", State.INFECTED)


def _copied(kind: kinds.Kind, came: Path, folder: Path) -> Copy:
    try:
        if kind.group == kinds.PHOTO:
            return _stripped("photo", came, folder / "copy.jpg", "image/jpeg")
        if kind.group in (kinds.VIDEO, kinds.AUDIO):
            return _played(kind, came, folder)
        if kind.code == "txt":
            return _stripped("plain", came, folder / "copy.txt", "text/plain; charset=utf-8")
        page = came if kind.code == "pdf" else _printed(kind, came, folder)
        return _stripped("pdf", page, folder / "copy.pdf", "application/pdf")
    except FileNotFoundError:
        raise CannotCopy(Why.NO_PROGRAM) from None
    except confined.TooSlow:
        raise CannotCopy(Why.SLOW) from None


def _stripped(what: str, came: Path, copy: Path, media_type: str) -> Copy:
    script = str(Path(stripping.__file__))
    command = [sys.executable, "-I", script, what, str(came), str(copy)]
    done = confined.run(command, folder=copy.parent, seconds=2 * MINUTE, memory=3 << 30)
    if done in ENDS:
        raise CannotCopy(ENDS[done])
    if done != stripping.MADE:
        raise CannotCopy(Why.BROKEN, State.UNREADABLE)
    return Copy(copy, media_type)


def _printed(kind: kinds.Kind, came: Path, folder: Path) -> Path:
    """Let LibreOffice print an office file to PDF, without macros and without fetching anything."""
    _stripped("unpacks", came, folder / "nothing", "")
    document = folder / f"original.{kind.code}"
    came.rename(document)
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{profile.parent}", "--headless"]
    command += ["--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(document)]
    confined.run(command, folder=folder, seconds=3 * MINUTE, memory=6 << 30)
    printed = folder / "original.pdf"
    if not printed.is_file():
        raise CannotCopy(Why.BROKEN, State.UNREADABLE)
    return printed


def _played(kind: kinds.Kind, came: Path, folder: Path) -> Copy:
    """Let ffmpeg record a film or sound anew; it may read this one file and nothing else."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-max_pixels", "40000000"]
    command += ["-protocol_whitelist", "file", "-f", LIKE[kind.code], "-i", str(came)]
    if kind.group == kinds.VIDEO:
        copy, media_type = folder / "copy.mp4", "video/mp4"
        command += ["-map", "0:v:0?", "-map", "0:a:0?", "-c:v", "libx264", "-preset", "veryfast"]
        command += ["-crf", "26", "-pix_fmt", "yuv420p", "-flags:v", "+bitexact"]
        command += ["-vf", "scale='min(1280,iw)':-2"]
    else:
        copy, media_type = folder / "copy.m4a", "audio/mp4"
        command += ["-map", "0:a:0", "-vn"]
    command += [*PLAYS, "-c:a", "aac", "-b:a", "96k", "-ac", "1", "-flags:a", "+bitexact"]
    command += ["-sn", "-dn", "-threads", "2", "-movflags", "+faststart", str(copy)]
    if confined.run(command, folder=folder, seconds=10 * MINUTE, memory=4 << 30):
        raise CannotCopy(Why.BROKEN, State.UNREADABLE)
    return Copy(copy, media_type)


def _head(came: Path) -> bytes:
    with open(came, "rb") as file:
        return file.read(kinds.HEAD)
