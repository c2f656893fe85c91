"""What people see of the files that came with a report: name, kind, size and how far it is."""

from dataclasses import dataclass

from nietpluis.core.file_names import safe_name
from nietpluis.inbox import kinds
from nietpluis.vault import fields

from .models import Attachment, Report

GROUPS = {
    kinds.PHOTO: "foto",
    kinds.VIDEO: "film",
    kinds.AUDIO: "geluid",
    kinds.DOCUMENT: "document",
}
BADGES = {
    Attachment.State.QUARANTINED: "wait",
    Attachment.State.CLEAN: "done",
    Attachment.State.INFECTED: "danger",
    Attachment.State.UNREADABLE: "late",
}
SEALED = ("content", "digest", "evidence_key", "copy_key")
IN_THE_PAGE = ("image/jpeg", "video/mp4", "audio/mp4", "text/plain; charset=utf-8")
ENDINGS = {
    "image/jpeg": "jpg",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "application/pdf": "pdf",
    "text/plain; charset=utf-8": "txt",
}


@dataclass(frozen=True)
class Shown:
    """One file as a page shows it, in words."""

    row: Attachment
    name: str
    kind: str
    badge: str
    why: str

    @property
    def has_copy(self) -> bool:
        return self.row.state == Attachment.State.CLEAN

    @property
    def in_the_page(self) -> bool:
        """Whether a browser shows the copy itself; it wraps a PDF in a program of its own."""
        return self.row.copy_type in IN_THE_PAGE

    @property
    def copy_name(self) -> str:
        """The name of the copy: that of the file, with the ending of what it now is."""
        return f"{self.name.rpartition('.')[0] or self.name}.{ENDINGS[self.row.copy_type]}"


def listed(report: Report, *, key: bytes) -> list[Shown]:
    """Return the files of a report for its page, in the order in which they were expected."""
    rows = report.attachment_set.defer(*SEALED).order_by("expected_at", "pk")
    return [shown(row, key=key) for row in rows]


def shown(row: Attachment, *, key: bytes) -> Shown:
    kind = kinds.KINDS.get(row.kind)
    waits = row.state == Attachment.State.QUARANTINED and not row.why
    return Shown(
        row=row,
        name=safe_name(fields.read(row, "name", key=key)),
        kind=GROUPS[kind.group] if kind else "bestand",
        badge=BADGES[Attachment.State(row.state)],
        why="wordt nog nagekeken" if waits else row.get_why_display(),
    )
