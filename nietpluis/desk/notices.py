"""Tell a person that there is something for them: on their page, and by an e-mail without content.

An e-mail says the same to everyone. It is sent at least once: one that fails stays to be sent, and
never stops another.

Policy: A20, A22; house rule: notifications carry ids, never content.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from nietpluis.accounts.appointing import crew
from nietpluis.accounts.models import User
from nietpluis.accounts.roles import Role

from .models import Exchange, Notice, Signal, Undermining

log = logging.getLogger("nietpluis.notices")
TO_USER = "Er is nieuws voor je in Nietpluis"
TO_PARTNER = "Er is een bericht voor u"


def tell(users: Iterable[User], kind: Notice.Kind, *, about: UUID, now: datetime) -> None:
    """Give each of these people one notice, unless the same one is still unread."""
    for user in users:
        known = Notice.objects.filter(user=user, kind=kind, about=about, read_at=None)
        if not known.exists():
            Notice.objects.create(user=user, kind=kind, about=about, made_at=now)


def tell_desk(moving: Signal | Undermining, kind: Notice.Kind, *, now: datetime) -> None:
    """Tell whoever answers for a signal: its owner, else the desk; else the deputy."""
    tell(answering(moving, now=now), kind, about=moving.pk, now=now)


def answering(moving: Signal | Undermining, *, now: datetime) -> list[User]:
    """Return who answers for a signal today. Policy: A22, the deputy sees it; A25.

    The owner if they are there; besides or instead of them, the colleagues who are, deputies last.
    """
    role = Role.FOCAL_OFFICER if isinstance(moving, Signal) else Role.REGISSEUR
    desk = crew(moving.organisation_id, role, now=now)
    if moving.owner and moving.owner.pk in desk.here:
        return [moving.owner]
    others = desk.first_here() or desk.covering() or desk.everyone()
    day_off = moving.owner in desk.everyone() and moving.owner_id not in desk.away
    return [moving.owner, *others] if moving.owner and day_off else others


def read(user: User, *, about: UUID, now: datetime) -> None:
    """Mark what a user was told about an object as read."""
    Notice.objects.filter(user=user, about=about, read_at=None).update(read_at=now)


def mail_unsent(now: datetime) -> int:
    """Send what is still to be sent: one e-mail per person, one per message to a partner's address.

    Returns how many went. Safe to repeat; a person who read the notice meanwhile gets no e-mail.
    """
    connection = get_connection()
    try:
        sent = sum(_mail_user(user, connection, now=now) for user in _to_mail())
        late = Exchange.objects.filter(mail_due=True).order_by("at", "pk")
        return sent + sum(
            _mail_partner(said, connection, now=now)
            for said in late.select_related("referral__signal", "referral__organisation")
        )
    finally:
        _close(connection)


def _to_mail() -> list[User]:
    unsent = Notice.objects.filter(mailed_at=None, read_at=None).values("user")
    return list(User.objects.filter(pk__in=unsent, is_active=True).order_by("pk"))


def _mail_user(user: User, connection: BaseEmailBackend, *, now: datetime) -> bool:
    unsent = Notice.objects.filter(user=user, mailed_at=None, read_at=None)
    notices = list(unsent.values_list("pk", flat=True))
    text = render_to_string("desk/mail/notice.txt")
    if not _send(TO_USER, text, user.email, connection, about=user.pk):
        return False
    Notice.objects.filter(pk__in=notices).update(mailed_at=now)
    return True


def _mail_partner(said: Exchange, connection: BaseEmailBackend, *, now: datetime) -> bool:
    from .exchanges import address_at  # it tells notices itself

    address = address_at(said.referral.to)
    text = render_to_string(
        "desk/mail/partner.txt",
        {
            "sender": said.referral.organisation.name,
            "reference": said.referral.signal.reference,
            "reminder": said.kind == Exchange.Kind.REMINDER,
        },
    )
    if address and not _send(TO_PARTNER, text, address, connection, about=said.pk):
        return False
    Exchange.objects.filter(pk=said.pk).update(mail_due=False, mailed_at=now if address else None)
    return bool(address)


def _send(subject: str, text: str, to: str, connection: BaseEmailBackend, *, about: UUID) -> bool:
    try:
        EmailMessage(subject, text, to=[to], connection=connection).send()
    except (SMTPException, OSError) as error:
        log.error("e-mail about %s not sent: %s", about, type(error).__name__)
        _close(connection)  # the next one starts on a fresh line
        return False
    return True


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        log.error("the line to the mail server did not close well")


def read_all(user: User, *, now: datetime) -> None:
    """Mark all that a user was told as seen."""
    Notice.objects.filter(user=user, read_at=None).update(read_at=now)


def read_late(user: User, *, now: datetime) -> None:
    """Mark that something is overdue as seen, for who looks at all that is overdue at once."""
    Notice.objects.filter(user=user, kind=Notice.Kind.OVERDUE, read_at=None).update(read_at=now)
