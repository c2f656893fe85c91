"""Carry messages between the desk and the public store: theirs in, ours out, and what was read.

The two stores share no transaction, so each step is committed on one side and only then noted on
the other, and all of it is safe to repeat. Policy: A01, A03, A22; house, two stores.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import compare_digest
from uuid import UUID

from django.db import DatabaseError, transaction

from nietpluis.accounts.access import Actor, system, write_line
from nietpluis.inbox import messages
from nietpluis.inbox.content import BadContent
from nietpluis.inbox.models import Message
from nietpluis.partners.models import Municipality
from nietpluis.vault import fields, keys, sealing
from nietpluis.vault.models import OrganisationKey

from . import conversing, handling, notices, receiving_files, unopened
from .collecting import CannotOpen
from .models import Notice, Report, ReporterMessage, Signal, Undermining, Unopened

log = logging.getLogger("nietpluis.intake")
REST_OF_HOUR = timedelta(minutes=59, seconds=59)


def deliver(now: datetime) -> None:
    """Carry everything once, both ways. A job of the worker."""
    post_all(now)
    collect_all(now)
    read_all(now)


def post_all(now: datetime) -> None:
    """Put what the desk wrote in the public store, sealed to the reporter's code alone."""
    rows = ReporterMessage.objects.filter(posted=False).order_by("sent_at", "pk")
    _each(rows.values_list("pk", flat=True), lambda pk: _post(pk, now=now))


def collect_all(now: datetime) -> None:
    """Collect what reporters wrote; one that fails stops no other."""
    resting = unopened.resting(now=now)
    waits = [pk for pk in messages.waiting() if pk not in resting]
    _each(waits, lambda pk: _collect(pk, now=now))


def read_all(now: datetime) -> None:
    """Note at the desk which messages were read by now, and in which hour."""
    read = messages.readings()
    for pk, hour in read.items():
        ReporterMessage.objects.filter(pk=pk, read_at=None).update(read_at=hour)
    if read:
        messages.note_collected(read)


@transaction.atomic
def collect(row: Message, *, by: Actor, now: datetime) -> ReporterMessage | None:
    """Put one message of a reporter with their report, and tell each desk that has it.

    The same message again gives the same row. None when the report itself is not here (yet). Raises
    CannotOpen, and then nothing has changed. Policy: A22; G, Reporting.
    """
    if known := ReporterMessage.objects.filter(pk=row.pk).first():
        return known
    report = Report.objects.select_related("organisation").filter(once=row.thread).first()
    if report is None:
        return None
    key = handling.key_of(report)
    opened = _opened(row, report)
    if not compare_digest(opened.reply_to, fields.read(report, "reply_to", key=key) or "-"):
        pk = row.pk
        log.warning("message %s is not by who reported", pk)
        raise CannotOpen(Unopened.Reason.CONTENT, report.organisation)
    message = ReporterMessage(
        id=row.pk,
        report=report,
        from_reporter=True,
        language=opened.language,
        sent_at=max(row.at, min(now, row.at + REST_OF_HOUR)),
        posted=True,
    )
    fields.write(message, "text", opened.text, key=key)
    message.save(force_insert=True)
    sent = receiving_files.named_with(row.pk)
    receiving_files.expect(report, sent, key=key, now=now, sent_with=row.pk)
    for moving in _desks(report):
        kind = "signal" if isinstance(moving, Signal) else "undermining"
        notices.tell_desk(moving, Notice.Kind.REPORTER, now=now)
        write_line(
            f"{kind}.reporter_wrote",
            about=moving.pk,
            organisation=moving.organisation_id,
            by=replace(by, serves=conversing.purpose_of(moving)),
            now=now,
        )
    return message


def _desks(report: Report) -> list[Signal | Undermining]:
    both = (getattr(report, name, None) for name in ("signal", "undermining"))
    return [one for one in both if one is not None]


def _opened(row: Message, report: Report) -> messages.Written:
    """Open with the key of the municipality that the message names, and with no other."""
    try:
        place = Municipality.objects.get(slug=row.municipality)
        key = keys.envelope_key(place.served_by_id, row.key_version)
        return messages.open_at_desk(row, key=key)
    except Municipality.DoesNotExist:
        raise CannotOpen(Unopened.Reason.NO_PLACE, report.organisation) from None
    except OrganisationKey.DoesNotExist:
        raise CannotOpen(Unopened.Reason.NO_KEY, report.organisation) from None
    except sealing.Unopenable:
        raise CannotOpen(Unopened.Reason.SEALED, report.organisation) from None
    except BadContent as wrong:
        pk = row.pk
        log.warning("message %s holds no message: %s", pk, wrong)  # fields, not content
        raise CannotOpen(Unopened.Reason.CONTENT, report.organisation) from None


def _collect(pk: UUID, *, now: datetime) -> None:
    row = Message.objects.filter(pk=pk).first()
    if row is None:
        return
    try:
        found = collect(row, by=system("worker"), now=now)
    except CannotOpen as closed:
        unopened.set_aside(
            pk,
            kind=Unopened.Kind.MESSAGE,
            reason=closed.reason,
            organisation=closed.organisation,
            by=system("worker"),
            now=now,
        )
        return
    if found:
        unopened.opened(pk, now=now)
        messages.note_collected([pk])


def _post(pk: UUID, *, now: datetime) -> None:
    row = ReporterMessage.objects.select_related("report__municipality").get(pk=pk)
    key = handling.key_of(row.report)
    messages.put_reply(
        row.pk,
        fields.read(row, "text", key=key),
        thread=row.report.once,
        reply_to=bytes.fromhex(fields.read(row.report, "reply_to", key=key)),
        language=row.language,
        municipality=row.report.municipality.slug,
        now=now,
    )
    ReporterMessage.objects.filter(pk=pk).update(posted=True)


def _each(pks: Iterable[UUID], do: Callable[[UUID], None]) -> None:
    for pk in list(pks):
        try:
            do(pk)
        except DatabaseError as error:  # another worker was first, or the store is away: next round
            log.warning("message %s waits: %s", pk, type(error).__name__)
        except keys.Erased:
            log.warning("message %s is of a report that was erased", pk)
        except Exception as error:
            log.error("message %s failed: %s", pk, type(error).__name__)
