"""Messages between a reporter and the municipality, under the envelope of the report: the thread.

What a reporter writes can be opened by the municipality and by whoever has the code; what the
municipality writes by whoever has the code alone. A message shows its order and its hour only.
Anybody who holds the public store could put a message in a thread; so what a reporter writes names
their public key, which stands in no store but sealed in the report itself: who does not name it
well is not the reporter. Policy: A01, A03; G, Reporting.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from nietpluis.core.forms import clean_text
from nietpluis.knowledge.texts import LANGUAGES
from nietpluis.vault import sealing
from nietpluis.vault.codes import Code

from .content import BadContent
from .models import Envelope, Message, Publication, SealedFile
from .posting import holders

VERSION = 1
MOST_TEXT = 20_000  # characters
STORE = "public"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a message holds. `reply_to` is the reporter's public key; the desk names none.

    `number` is how many messages came before it, so that those of one hour keep their order.
    """

    text: str
    language: str
    reply_to: str = ""
    number: int = 0
    version: int = VERSION


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message, opened by whoever has the code; `at` is an hour."""

    id: UUID
    from_reporter: bool
    text: str
    language: str
    at: datetime
    is_new: bool


def thread_of(code: Code) -> Envelope | None:
    """Return the envelope that this code belongs to, or None.

    None for a code that was never sent and for one whose report was erased: nobody can tell them
    apart, and both cost one query. Policy: A01.
    """
    return Envelope.objects.filter(pk=code.envelope).defer("sealed").first()


def id_of(text: str, *, code: Code, form: str) -> UUID:
    """Return the id of what somebody with this code sent from this form: twice is once."""
    return UUID(bytes=code.fingerprint(f"message {form} {text}".encode()), version=4)


def post(
    text: str, *, code: Code, form: str, language: str, to: Publication, now: datetime
) -> UUID:
    """Put what a reporter wrote in their thread, sealed to the municipality and to their code.

    The same text from the same form is one message, however often it comes. Policy: A01.
    """
    content = Written(
        text=text,
        language=language,
        reply_to=bytes(code.key.public_key).hex(),
        number=_next_number(code.envelope),
    )
    message = id_of(text, code=code, form=form)
    sealed = sealing.seal(asdict(content), to=holders(to, code), bound=message)
    _put(message, sealed, thread=code.envelope, to=to, from_reporter=True, now=now)
    return message


def put_reply(
    message: UUID,
    text: str,
    *,
    thread: UUID,
    reply_to: bytes,
    language: str,
    municipality: str,
    now: datetime,
) -> None:
    """Put a message of the municipality in a thread, sealed to the reporter alone.

    The same id again changes nothing, so a worker that was killed may do it over.
    """
    content = Written(text=text, language=language, number=_next_number(thread))
    sealed = sealing.seal(asdict(content), to=[reply_to], bound=message)
    to = Publication(municipality=municipality, key_version=0)
    _put(message, sealed, thread=thread, to=to, from_reporter=False, now=now)


def read_with(code: Code, *, now: datetime) -> list[Said]:
    """Open every message of a thread, the oldest first; those to the reporter are now read.

    One that does not open is left out: it is not for whoever has this code.
    """
    rows = list(Message.objects.filter(thread=code.envelope))
    opened = [(row, found) for row in rows if (found := _opened(row, code.key))]
    fresh = [row.pk for row, _ in opened if not row.from_reporter and row.read_at is None]
    if fresh:
        unread = Message.objects.filter(pk__in=fresh, read_at=None)
        unread.update(read_at=_hour(now), collected=False)
    opened.sort(key=lambda one: (one[0].at, one[1].number, one[0].from_reporter))
    return [
        Said(
            id=row.pk,
            from_reporter=row.from_reporter,
            text=found.text,
            language=found.language,
            at=row.at,
            is_new=row.pk in fresh,
        )
        for row, found in opened
    ]


def waiting() -> list[UUID]:
    """Return the ids of what reporters wrote and the desk does not have yet, the oldest first."""
    rows = Message.objects.filter(from_reporter=True, collected=False)
    return list(rows.order_by("at", "pk").values_list("pk", flat=True))


def open_at_desk(row: Message, *, key: PrivateKey) -> Written:
    """Open what a reporter wrote; raises sealing.Unopenable, or BadContent."""
    return parse(sealing.unseal(bytes(row.sealed), key=key, bound=row.pk))


def readings() -> dict[UUID, datetime]:
    """Return the hour in which replies were read, of those the desk has not taken note of."""
    rows = Message.objects.filter(from_reporter=False, collected=False).exclude(read_at=None)
    return {pk: hour for pk, hour in rows.values_list("pk", "read_at") if hour}


def note_collected(messages: Iterable[UUID]) -> None:
    """Note that the desk has these messages, or knows that these replies were read."""
    Message.objects.filter(pk__in=list(messages)).update(collected=True)


def forget(thread: UUID) -> None:
    """Remove all that the public store holds of a report: envelope, messages and files.

    From then on its code is as good as one that never was. Policy: G, retention; A01.
    """
    with transaction.atomic(using=STORE):
        Message.objects.filter(thread=thread).delete()
        SealedFile.objects.filter(thread=thread).delete()
        Envelope.objects.filter(pk=thread).delete()


def threads_collected() -> list[UUID]:
    """Return the threads whose report is no longer waiting in the public store."""
    return list(Envelope.objects.filter(sealed=b"").values_list("pk", flat=True))


def parse(content: Mapping[str, Any]) -> Written:
    """Read what was unsealed; raises BadContent, whose words name fields and never content."""
    known = {one.name for one in fields(Written)}
    if content.get("version") != VERSION or content.keys() != known:
        raise BadContent("fields or version: not those of version 1")
    text, number, language = content["text"], content["number"], content["language"]
    if not isinstance(text, str) or not clean_text(text).strip():
        raise BadContent("text: empty, or not a text")
    if len(text) > MOST_TEXT:
        raise BadContent(f"text: longer than {MOST_TEXT} characters")
    if not isinstance(language, str) or language not in LANGUAGES:
        raise BadContent("language: not one of the site")
    if not isinstance(number, int) or not isinstance(content["reply_to"], str):
        raise BadContent("number, reply_to: of another kind")
    return Written(
        text=clean_text(text), language=language, reply_to=content["reply_to"], number=number
    )


def _put(
    message: UUID,
    sealed: bytes,
    *,
    thread: UUID,
    to: Publication,
    from_reporter: bool,
    now: datetime,
) -> None:
    fresh = Message(
        id=message,
        thread=thread,
        municipality=to.municipality,
        key_version=to.key_version,
        from_reporter=from_reporter,
        sealed=sealed,
        at=_hour(now),
    )
    Message.objects.bulk_create([fresh], ignore_conflicts=True)


def _opened(row: Message, key: PrivateKey) -> Written | None:
    try:
        return parse(sealing.unseal(bytes(row.sealed), key=key, bound=row.pk))
    except (CryptoError, BadContent):
        return None


def _next_number(thread: UUID) -> int:
    return Message.objects.filter(thread=thread).count()


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
