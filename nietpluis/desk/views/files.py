"""The files of a report: the clean copy, and by a separate act the original, kept as evidence."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nietpluis.accounts.access import DeskRequest, find, may, write_line
from nietpluis.accounts.roles import Level, Permission
from nietpluis.vault import fields, sealing

from .. import opening_files, receiving_files, showing_files
from ..handling import key_of
from ..models import Attachment, Signal, Undermining

# What a stranger made is shown as if it came from nowhere: no script, no form, no other address
ALONE = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


@may(Permission.SIGNAL_READ)
def attachment(request: DeskRequest, pk: UUID, file: UUID) -> HttpResponse:
    return _copy(request, find(request, Signal, pk, Level.CONTENT, "report"), file)


@may(Permission.SIGNAL_READ)
def original(request: DeskRequest, pk: UUID, file: UUID) -> HttpResponse:
    return _original(request, find(request, Signal, pk, Level.CONTENT, "report"), file)


@may(Permission.UNDERMINING_READ)
def undermining_attachment(request: DeskRequest, pk: UUID, paper: UUID) -> HttpResponse:
    return _copy(request, find(request, Undermining, pk, Level.CONTENT, "report"), paper)


@may(Permission.UNDERMINING_READ)
def undermining_original(request: DeskRequest, pk: UUID, paper: UUID) -> HttpResponse:
    return _original(request, find(request, Undermining, pk, Level.CONTENT, "report"), paper)


def _copy(request: DeskRequest, of: Signal | Undermining, file: UUID) -> HttpResponse:
    """Give the clean copy of one file, each time with an audit line; or say why there is none."""
    row, key = _row(of, file), key_of(of)
    said = showing_files.shown(row, key=key)
    if not said.has_copy:
        return _page(request, of, row)
    try:
        parts = opening_files.copy_of(row, key=key)
        answer = HttpResponse(parts, content_type=row.copy_type)
    except (OSError, LookupError, sealing.Unopenable):
        return _page(request, of, row, lost=True)
    _guard(answer, said.copy_name, inline=said.in_the_page)
    _log(request, of, row, "file_seen")
    return answer


def _original(request: DeskRequest, of: Signal | Undermining, file: UUID) -> HttpResponse:
    """Show what the original is; on a press of the button give it, to keep and never to show."""
    row, key = _row(of, file), key_of(of)
    if request.method != "POST":
        return _page(request, of, row)
    try:
        answer = HttpResponse(
            receiving_files.original(row, key=key), content_type="application/octet-stream"
        )
    except (OSError, LookupError, sealing.Unopenable):
        return _page(request, of, row, lost=True)
    _guard(answer, showing_files.shown(row, key=key).name, inline=False)
    _log(request, of, row, "original_taken")
    return answer


def _page(
    request: DeskRequest, of: Signal | Undermining, row: Attachment, *, lost: bool = False
) -> HttpResponse:
    kind = _kind(of)
    back = ("Signalen", reverse("desk:worklist"))
    if kind == "undermining":
        back = ("Ondermijning", reverse("desk:undermining_list"))
    key = key_of(of)
    page = {
        "of": of,
        "one": showing_files.shown(row, key=key),
        "digest": fields.read(row, "digest", key=key),
        "there": bool(row.evidence or row.size) and not lost,
        "lost": lost,
        "copy_url": _address(of, row, "attachment"),
        "original_url": _address(of, row, "original"),
        "crumbs": [back, (of.reference, reverse(f"desk:{kind}", args=[of.pk]))],
    }
    return render(request, "desk/file.html", page)


def _row(of: Signal | Undermining, file: UUID) -> Attachment:
    row = of.report.attachment_set.filter(pk=file).first()
    if row is None:
        raise Http404
    return row


def _guard(answer: HttpResponse, name: str, *, inline: bool) -> None:
    shown = "inline" if inline else "attachment"
    answer.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _log(request: DeskRequest, of: Signal | Undermining, row: Attachment, act: str) -> None:
    write_line(
        f"{_kind(of)}.{act}",
        about=row.pk,
        organisation=of.organisation_id,
        by=request.actor,
        now=request.now,
    )


def _kind(of: Signal | Undermining) -> str:
    return "signal" if isinstance(of, Signal) else "undermining"


def _address(of: Signal | Undermining, row: Attachment, what: str) -> str:
    name = what if isinstance(of, Signal) else f"undermining_{what}"
    return reverse(f"desk:{name}", args=[of.pk, row.pk])
