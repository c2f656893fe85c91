"""Files that reporters send: sealed while they come in, kept beside the store, taken to the desk.

A file lies under its id in `INBOX_FILES`; its row says whose it is and holds its sealed label. The
public process writes pieces that it cannot read back: only the municipality and whoever has the
code can. Protected: what is in a file and what it is called. Not protected: that there is one, how
large roughly, and a file being removed by whoever takes over the public process before the worker
has it. Policy: ADR 19; A01; house, two stores.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from nietpluis.vault import sealing
from nietpluis.vault.codes import Code

from . import messages, posting
from .content import MOST_FILES as MOST_FILES
from .models import Publication, SealedFile

MOST_BYTES = 50 * 1024 * 1024  # of one file
KEEP_UNSENT = timedelta(hours=24)
KEEP_PART = timedelta(hours=6)  # of what a process left half-way
LEAST_FREE = 1024**3  # bytes that stay free on the disk
PART = ".part"


class NoRoom(OSError):
    """The disk is nearly full: nothing more is taken in."""


@dataclass(frozen=True)
class Kept:
    """One file as its label says it is; only whoever has the code can read this."""

    id: UUID
    name: str
    kind: str
    size: int
    digest: str


class Writer:
    """Seals one file while it comes in. Nothing of it is on the disk in plain text, ever.

    Call `add` for each part and then `close`, which returns its row, not saved; or `discard`.
    """

    def __init__(self, *, code: Code, to: Publication) -> None:
        """Raises OSError, also NoRoom, if nothing can be written."""
        self.id, self._code, self._to = uuid4(), code, to
        self._holders = posting.holders(to, code)
        self.size, self._digest = 0, sha256()
        place = folder()
        if shutil.disk_usage(place).free < LEAST_FREE:
            raise NoRoom
        self._part = place / f"{self.id}{PART}"
        self._sealer = sealing.FileSealer(to=self._holders, bound=self.id)
        number = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        self._out = os.fdopen(number, "wb", buffering=0)
        self._write(self._sealer.head)

    def add(self, part: bytes) -> None:
        self.size += len(part)
        self._digest.update(part)
        self._write(self._sealer.add(part))

    def close(self, *, name: str, kind: str, now: datetime) -> SealedFile:
        """Finish the file, put it under its own name on the disk, and return its row."""
        self._write(self._sealer.last())
        os.fsync(self._out.fileno())
        self._out.close()
        self._part.rename(path_of(self.id))
        _sync_folder()
        label = {
            "name": name,
            "kind": kind,
            "size": self.size,
            "digest": self._digest.hexdigest(),
        }
        return SealedFile(
            id=self.id,
            thread=self._code.envelope,
            municipality=self._to.municipality,
            key_version=self._to.key_version,
            label=sealing.seal(label, to=self._holders, bound=self.id),
            at=_hour(now),
        )

    def discard(self) -> None:
        """Leave nothing of it, also when it was closed already."""
        self._out.close()
        self._part.unlink(missing_ok=True)
        path_of(self.id).unlink(missing_ok=True)

    def _write(self, sealed: bytes) -> None:
        rest = memoryview(sealed)
        while rest:
            rest = rest[self._out.write(rest) :]


def keep(rows: Sequence[SealedFile]) -> None:
    """Put files that came in whole on the list of their thread, not yet sent."""
    SealedFile.objects.bulk_create(rows)


def unsent(code: Code) -> list[Kept]:
    """Return what was added under a code and is not sent yet, in a steady order."""
    return _opened(SealedFile.objects.filter(thread=code.envelope, of=None), code)


def sent(code: Code, of: UUID) -> list[Kept]:
    """Return the files that went with a report or message, as far as they are still here."""
    return _opened(SealedFile.objects.filter(thread=code.envelope, of=of), code)


def ids_for(code: Code, of: UUID) -> tuple[str, ...]:
    """Return the ids of what goes with a report or message: not sent yet, or sent with it before.

    The same form sent twice thus names the same files, also once the desk has them.
    """
    going = SealedFile.objects.filter(Q(of=None) | Q(of=of), thread=code.envelope)
    return tuple(sorted(str(pk) for pk in going.values_list("pk", flat=True)))


def attach(code: Code, of: UUID, ids: Sequence[str]) -> None:
    """Send these files of a thread with a report or message. In its transaction."""
    mine = SealedFile.objects.filter(thread=code.envelope, of=None, pk__in=ids)
    mine.update(of=of)


def post(content: Mapping[str, Any], *, code: Code, to: Publication, now: datetime) -> bool:
    """Post a report with the files it names, all or nothing; returns what `posting.post` says."""
    if not content["files"]:  # then the store is held no longer than one row takes
        return posting.post(content, code=code, to=to, now=now)
    with transaction.atomic(using="public"):
        if not posting.post(content, code=code, to=to, now=now):
            return False
        attach(code, code.envelope, content["files"])
        return True


def post_message(
    text: str, *, code: Code, form: str, language: str, to: Publication, now: datetime
) -> UUID:
    """Post a message with what was added since, all or nothing; returns what `messages.post` says.

    The same text from the same form is one message; files added later go with a later one.
    """
    with transaction.atomic(using="public"):
        message = messages.post(text, code=code, form=form, language=language, to=to, now=now)
        attach(code, message, ids_for(code, message))
        return message


def remove(code: Code, file: UUID) -> bool:
    """Remove one file that was not sent; False if there is none of this code."""
    mine = SealedFile.objects.filter(thread=code.envelope, of=None, pk=file)
    if not mine.delete()[0]:
        return False
    path_of(file).unlink(missing_ok=True)
    return True


def taken(file: UUID) -> None:
    """Let go of a file that is at the desk; its id stays a while, so a report stays one report."""
    path_of(file).unlink(missing_ok=True)
    SealedFile.objects.filter(pk=file).update(label=b"")


@transaction.atomic(using="public")
def clear(now: datetime) -> int:
    """Remove what was never sent, row and file, and what was left half-way.

    Returns how many rows went. For the worker; safe to repeat and to kill half-way.
    """
    old = SealedFile.objects.filter(of=None, at__lt=_hour(now - KEEP_UNSENT))
    gone = list(old.values_list("pk", flat=True))
    for pk in gone:
        path_of(pk).unlink(missing_ok=True)
    count: int = SealedFile.objects.filter(pk__in=gone, of=None).delete()[0]
    _clear_strays(now)
    return count


def _clear_strays(now: datetime) -> None:
    """Remove parts that nobody writes to, and files without a row: the process died over them."""
    lying = {path.name: path for path in folder().iterdir() if path.is_file()}
    aged = {
        name: path
        for name, path in lying.items()
        if now.timestamp() - path.stat().st_mtime > KEEP_PART.total_seconds()
    }
    ids = [name for name in aged if not name.endswith(PART)]
    known = {str(pk) for pk in SealedFile.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    for name, path in aged.items():
        if name not in known:
            path.unlink(missing_ok=True)


def folder() -> Path:
    """Return the directory of sealed files, made if it is not there yet.

    The worker may run as another user of its group, and must be able to remove what it has.
    """
    place = Path(settings.INBOX_FILES)
    place.mkdir(mode=0o770, parents=True, exist_ok=True)
    return place


def path_of(file: UUID) -> Path:
    return folder() / str(file)


def _opened(rows: Any, code: Code) -> list[Kept]:
    found = []
    for row in rows.exclude(label=b"").order_by("at", "pk"):
        try:
            label = sealing.unseal(bytes(row.label), key=code.key, bound=row.pk)
            found.append(Kept(id=row.pk, **label))
        except (sealing.Unopenable, TypeError):
            continue
    return found


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _sync_folder() -> None:
    number = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
