"""Take sealed files from the public store to the desk, as evidence under the report's own key.

A report or message names its files; each gets its row here in the same transaction. A job of the
worker then fetches them one by one: seal anew on the disk, then the row, then let go of the first.
Killed in between, the next round does that file over; nothing is lost or there twice. Policy:
ADR 19; A14; house, two stores.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from nacl.public import PrivateKey

from nietpluis.core.file_names import safe_name
from nietpluis.inbox import files, kinds
from nietpluis.inbox.models import SealedFile
from nietpluis.partners.models import Municipality
from nietpluis.vault import fields, keys, sealing, stored
from nietpluis.vault.models import OrganisationKey

from .models import Attachment, Report

log = logging.getLogger("nietpluis.files")
PATIENCE = timedelta(hours=24)  # that a file which is not there yet gets
KEEP_STRAY = timedelta(days=1)
State, Why = Attachment.State, Attachment.Why


class NotHere(LookupError):
    """The file, its label or the key to it is not there."""


def expect(
    report: Report, ids: Iterable[str | UUID], *, key: bytes, now: datetime, sent_with: UUID | None
) -> None:
    """Make a row for each file that a report or message names, to be fetched. Safe to repeat."""
    rows = []
    known = set(report.attachment_set.exclude(once=None).values_list("once", flat=True))
    for one in {UUID(str(one)) for one in ids} - known:
        row = Attachment(
            report=report,
            once=one,
            sent_with=sent_with,
            media_type="application/octet-stream",
            size=0,
            why=Why.COMING,
            expected_at=now,
        )
        fields.write(row, "name", "bestand", key=key)
        rows.append(row)
    Attachment.objects.bulk_create(rows)


def named_with(message: UUID) -> list[UUID]:
    """Return the files that a reporter sent with a message."""
    return list(SealedFile.objects.filter(of=message).values_list("pk", flat=True))


def receive_all(now: datetime) -> None:
    """Fetch every file that is expected. A job of the worker."""
    coming = Attachment.objects.filter(state=State.QUARANTINED, why=Why.COMING)
    for pk in list(coming.order_by("expected_at", "pk").values_list("pk", flat=True)):
        try:
            receive(pk, now=now)
        except Exception as error:  # one file stops no other
            log.error("file %s was not fetched: %s", pk, type(error).__name__)


def receive(pk: UUID, *, now: datetime) -> None:
    """Fetch one expected file; what stays away for a day, or does not open, is said so."""
    row = Attachment.objects.select_related("report").get(pk=pk)
    if row.once is None or row.why != Why.COMING:
        return
    try:
        _fetch(row)
    except (NotHere, keys.Erased):
        if row.expected_at and now - row.expected_at < PATIENCE:
            return
        _give_up(row, Why.MISSING)
    except sealing.Unopenable:
        _give_up(row, Why.BROKEN)
    else:
        files.taken(row.once)


def clear(now: datetime) -> None:
    """Remove unsent files of the public store, and what lies here without a row. A daily job."""
    files.clear(now)
    place = folder()
    if not place.is_dir():
        return
    for path in place.iterdir():
        old = now.timestamp() - path.stat().st_mtime > KEEP_STRAY.total_seconds()
        if old and not _is_known(path.name):
            path.unlink(missing_ok=True)


def folder() -> Path:
    return Path(settings.DESK_FILES)


def path_of(file: UUID) -> Path:
    return folder() / str(file)


def original(row: Attachment, *, key: bytes) -> Iterator[bytes]:
    """Open the original piece by piece, wherever it is kept; raises NotHere."""
    if row.evidence:
        secret = fields.read_bytes(row, "evidence_key", key=key)
        yield from stored.opened(path_of(row.evidence), secret=secret, bound=row.evidence)
    elif row.content:
        yield fields.read_bytes(row, "content", key=key)
    else:
        raise NotHere


def _fetch(row: Attachment) -> None:
    there = SealedFile.objects.filter(pk=str(row.once)).exclude(of=None).exclude(label=b"").first()
    if there is None or there.thread != row.report.once:
        raise NotHere
    private = _key_for(there)
    label = sealing.unseal(bytes(there.label), key=private, bound=there.pk)
    key, evidence, count = keys.data_key(row.report_id), uuid4(), _Count()
    try:
        with open(files.path_of(there.pk), "rb") as sealed:
            parts = count.through(sealing.open_file(sealed, key=private, bound=there.pk))
            secret = stored.keep(parts, path_of(evidence), bound=evidence)
    except FileNotFoundError:
        raise NotHere from None
    kind = label.get("kind")
    row.evidence, row.size, row.why = evidence, count.size, ""
    row.kind = kind if kind in kinds.KINDS else ""
    row.damaged = label.get("digest") != count.digest
    fields.write(row, "name", safe_name(str(label.get("name", ""))), key=key)
    fields.write(row, "digest", count.digest, key=key)
    fields.write_bytes(row, "evidence_key", secret, key=key)
    with transaction.atomic():
        row.save()


def _key_for(there: SealedFile) -> PrivateKey:
    place = Municipality.objects.filter(slug=there.municipality).first()
    try:
        if place is None:
            raise NotHere
        return keys.envelope_key(place.served_by_id, there.key_version)
    except OrganisationKey.DoesNotExist:
        raise NotHere from None


def _give_up(row: Attachment, why: str) -> None:
    row.state, row.why = State.UNREADABLE, why
    row.save(update_fields=["state", "why"])


def _is_known(name: str) -> bool:
    try:
        file = UUID(name)
    except ValueError:
        return False
    listed = Attachment.objects.filter(evidence=file) | Attachment.objects.filter(copy=file)
    return listed.exists()


class _Count:
    """The size and digest of what passes through."""

    def __init__(self) -> None:
        self.size, self._digest = 0, sha256()

    def through(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            self.size += len(part)
            self._digest.update(part)
            yield part

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()
