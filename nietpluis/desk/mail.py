"""What is mailed to the reporting address becomes a report, sealed, once.

The mailbox shares no transaction with the desk. So a report is committed first and its message
moved after; killed in between, the next round finds the report there and moves the message. What
cannot become a report goes to a folder of its own, and people are told. Policy: A14, A22.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import DatabaseError, transaction

from nietpluis.accounts.access import system
from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Appointment
from nietpluis.accounts.roles import Role
from nietpluis.core.calendar import local_day
from nietpluis.partners.models import Municipality, Organisation

from . import imap, intake, mail_reading, registering, unopened
from .intake import File
from .mail_reading import Letter
from .models import Channel, Report, ReporterKind, Unopened

log = logging.getLogger("nietpluis.intake")
DONE, FAILED = "Verwerkt", "Niet gelukt"
MOST_BYTES = 40 * 1024**2  # of one message, its files included
MOST_STORY = 20_000
LETTERS = UUID("c4d1a9a6-9f0e-4c6f-8a43-6a4d5b9a3e10")  # tells the ids of messages from all others
WHOLE = "hele-bericht.eml"


@dataclass
class NoReport(Exception):
    """A message that cannot become a report: why, and whose it is as far as that is known."""

    reason: Unopened.Reason
    organisation: Organisation | None = None


def read_mailbox(now: datetime) -> None:
    """Read the reporting mailbox, if there is one; no message stops another. A worker's job."""
    box: dict[str, Any] | None = settings.MAILBOX
    if not box:
        return
    with imap.opened(box) as mailbox:
        for uid in mailbox.waiting():
            try:
                _take(mailbox, uid, box=box, now=now)
            except imap.MailboxError as refused:  # dealt with, but it lies there still: next round
                log.error("an e-mail stays where it is: %s", refused)


def take_in(
    raw: bytes, *, box: dict[str, Any], arrived_at: datetime, now: datetime
) -> list[Report]:
    """Make the reports of one message, one for each municipality it is for; the same one once.

    Policy: A14. Raises NoReport, or DatabaseError; then nothing has changed.
    """
    letter = mail_reading.read(raw)
    today = local_day(now)
    places = places_of(letter, default=box.get("municipality", ""), now=now)
    if not places:
        raise NoReport(Unopened.Reason.NO_PLACE)
    desk = places[0].on(today).served_by
    if not (letter.text or letter.subject or letter.files):
        raise NoReport(Unopened.Reason.EMPTY, desk)
    sure = bool(letter.sender) and is_sender_sure(letter, trusts=box.get("trusts", ""))
    by_desk = {place.on(today).pk: place for place in places}
    try:
        with transaction.atomic():
            return [
                intake.receive(
                    _incoming(letter, raw, place=place, sure=sure, arrived_at=arrived_at, now=now),
                    by=system("mailbox", Purpose.HANDLE_SIGNAL),
                    now=now,
                )
                for place in by_desk.values()
            ]
    except DatabaseError:
        raise
    except Exception as error:
        log.error("an e-mail failed: %s", type(error).__name__)
        raise NoReport(Unopened.Reason.FAILED, desk) from None


def places_of(letter: Letter, *, default: str, now: datetime) -> list[Municipality]:
    """Return the municipalities a message is for: by the address it was delivered to, else by the
    addresses it names, else the one the mailbox belongs to."""
    today = local_day(now)
    known = Municipality.objects.filter(valid_from__lte=today).select_related(
        "served_by", "region", "successor__served_by", "successor__region"
    )
    by_address: dict[str, list[Municipality]] = {}
    for place in known.exclude(reporting_address=""):
        by_address.setdefault(place.reporting_address.lower(), []).append(place)
    for addresses in (letter.delivered_to, letter.addressed_to):
        if found := _served(addresses, by_address):
            return found
    return list(known.filter(slug=default)[:1]) if default else []


def is_sender_sure(letter: Letter, *, trusts: str) -> bool:
    """Say whether our own mail server checked that the message comes from whom it says.

    `trusts` is the name that server signs its checks with; it must take away checks that a sender
    put there under that name. Only the topmost of them counts, and only a check of the address that
    a reader sees (DMARC, DKIM, or a login with that very address). Without `trusts`: no.
    """
    domain = letter.sender.rpartition("@")[2]
    for written in letter.checks if trusts else ():
        checks = [one.strip() for one in re.sub(r"\([^()]*\)", " ", written).lower().split(";")]
        if checks[0].split(" ")[0] != trusts.lower():
            continue
        return any(_proves(one, sender=letter.sender, domain=domain) for one in checks[1:])
    return False


def _proves(check: str, *, sender: str, domain: str) -> bool:
    said = dict(re.findall(r"([a-z.]+)\s*=\s*([^\s;]+)", check))
    return (
        (said.get("dmarc") == "pass" and said.get("header.from") == domain)
        or (said.get("dkim") == "pass" and said.get("header.d") == domain)
        or (said.get("auth") == "pass" and said.get("smtp.auth") == sender)
    )


def _take(mailbox: imap.Mailbox, uid: str, *, box: dict[str, Any], now: datetime) -> None:
    """Deal with one message. What goes wrong with the line itself is for the caller."""
    about = mailbox.about(uid)
    if about is None:
        return
    size, arrived_at = about
    if size > MOST_BYTES:
        _set_aside(f"{box['user']}/{uid}/{size}", NoReport(Unopened.Reason.TOO_BIG), now=now)
        mailbox.move(uid, FAILED)
        return
    raw = mailbox.fetch(uid)
    if not raw:
        return
    try:
        take_in(raw, box=box, arrived_at=arrived_at, now=now)
    except NoReport as failed:
        _set_aside(mail_reading.key_of(raw), failed, now=now)
        mailbox.move(uid, FAILED)
    except (
        DatabaseError
    ) as error:  # the store is away or busy: the message stays for the next round
        log.warning("an e-mail waits: %s", type(error).__name__)
    except Exception as error:
        log.error("an e-mail failed: %s", type(error).__name__)
        _set_aside(mail_reading.key_of(raw), NoReport(Unopened.Reason.FAILED), now=now)
        mailbox.move(uid, FAILED)
    else:
        unopened.opened(_id(mail_reading.key_of(raw)), now=now)
        mailbox.move(uid, DONE)


def _incoming(
    letter: Letter,
    raw: bytes,
    *,
    place: Municipality,
    sure: bool,
    arrived_at: datetime,
    now: datetime,
) -> intake.Incoming:
    here = place.on(local_day(now))
    post = registering.colleague(letter.sender, here.served_by, now=now) if sure else None
    story, whole = _story(letter)
    files = list(letter.files[: mail_reading.MOST_FILES])
    if not whole:
        files.append(File(name=WHOLE, content=raw, media_type="message/rfc822"))
    return intake.Incoming(
        municipality=here,
        channel=Channel.EMAIL,
        reporter_kind=_kind(post),
        story=story,
        once=_id(f"{letter.key}/{place.pk}"),
        reporter=post.user if post else None,
        function=post.function if post else "",
        unverified=not sure,
        contact="" if post else letter.sent_by[:500],
        files=files,
        arrived_at=arrived_at,
    )


def _kind(post: Appointment | None) -> ReporterKind:
    if post is None:
        return ReporterKind.UNKNOWN
    outside = post.role == Role.PROFESSIONAL
    return ReporterKind.PROFESSIONAL if outside else ReporterKind.OFFICIAL


def _story(letter: Letter) -> tuple[str, bool]:
    """Return the story, and whether it says all that was in the message.

    What was noticed on arrival stands below a line of its own, so that nobody takes it for the
    words of the sender.
    """
    subject = f"Onderwerp: {letter.subject}" if letter.subject else ""
    told = "\n\n".join(part for part in (subject, letter.text) if part) or "(zonder tekst)"
    notes = [
        f"De bijlage ‘{one.name}’ kwam beschadigd aan en is zo bewaard."
        for one in letter.files[: mail_reading.MOST_FILES]
        if one.damaged
    ]
    if not letter.whole and not notes:
        notes.append("Een deel van het bericht ontbreekt.")
    if not letter.readable:
        notes.append("Sommige letters waren niet te lezen.")
    if (many := len(letter.files)) > mail_reading.MOST_FILES:
        notes.append(f"Er waren {many} bijlagen. De eerste {mail_reading.MOST_FILES} staan apart.")
    if len(told) > MOST_STORY - (room := 200 + sum(len(note) + 3 for note in notes)):
        notes.insert(0, "De tekst was te lang en is hier afgekapt.")
        told = told[: MOST_STORY - room - 50]
    if not notes:
        return told, True
    notes.append(f"Het hele bericht zit als bijlage ‘{WHOLE}’ bij dit signaal.")
    below = "\n".join(f"- {note}" for note in notes)
    return f"{told}\n\n[Bij ontvangst opgemerkt]\n{below}"[:MOST_STORY], False


def _served(
    addresses: Iterable[str], by_address: dict[str, list[Municipality]]
) -> list[Municipality]:
    found: dict[UUID, Municipality] = {}
    for address in addresses:
        name, _, domain = address.rpartition("@")
        for written in (address, f"{name.partition('+')[0]}@{domain}"):
            found |= {place.pk: place for place in by_address.get(written, ())}
    return list(found.values())


def _id(key: str) -> UUID:
    return uuid5(LETTERS, key)


def _set_aside(key: str, failed: NoReport, *, now: datetime) -> None:
    unopened.set_aside(
        _id(key),
        kind=Unopened.Kind.MAIL,
        reason=failed.reason,
        organisation=failed.organisation,
        by=system("mailbox", Purpose.HANDLE_SIGNAL),
        now=now,
    )
