"""The thread of a referral: what the municipality and a partner said to each other, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nietpluis.accounts.access import Actor
from nietpluis.accounts.grounds import Purpose, purpose_of
from nietpluis.partners.models import Contact, Kind, Organisation
from nietpluis.vault import fields, keys

from . import notices, sight
from .models import Exchange, Notice, Referral

Said = Exchange.Kind
BY_PARTNER = {Said.ACCEPT, Said.ASK, Said.DECLINE, Said.FEEDBACK}
BETWEEN_US = {Said.SILENT, Said.PROMISED, Said.STAYS_SILENT, Said.ENDED}  # not for the partner


@dataclass(frozen=True)
class Entry:
    """One line of a thread, ready for a timeline."""

    at: datetime
    title: str
    who: str
    text: str
    kind: str = ""


def key_of(referral: Referral) -> bytes:
    """Return the key of a referral's thread: the package's; the report's after a call."""
    package = sight.package_of(referral)
    return keys.data_key(package.pk if package else referral.signal.report_id)


def add(
    referral: Referral,
    kind: Exchange.Kind,
    *,
    by: Actor,
    now: datetime,
    text: str = "",
    once: UUID | None = None,
    on_behalf: bool = False,
) -> Exchange:
    """Add one message, sealed under the key of the thread."""
    said = Exchange(referral=referral, kind=kind, by=by.user, on_behalf=on_behalf, at=now)
    if once:
        said.pk = once
    if text:
        fields.write(said, "text", text, key=key_of(referral))
    said.save(force_insert=True)
    return said


def alert_partner(said: Exchange, kind: Notice.Kind, *, now: datetime) -> None:
    """Tell the partner that there is something: those who read it here, else its own address.

    Policy: issue of the chain, referral: a notice without content; A21. Safe to repeat.
    """
    referral = said.referral
    package = sight.package_of(referral)
    readers = sight.readers(referral.to, _purpose(referral), now=now) if package else []
    if readers and package:
        notices.tell(readers, kind, about=package.pk, now=now)
    elif address_at(referral.to):
        said.mail_due = True
        said.save(update_fields=["mail_due"])


def address_at(partner: Organisation) -> str:
    """Return the partner's e-mail address in the directory, or "" if none is known (A28)."""
    contacts = Contact.objects.filter(organisation=partner).exclude(email="")
    first = contacts.order_by("order").first()
    return first.email if first else ""


def thread(
    referral: Referral, *, key: bytes, for_partner: bool = False, said: Iterable[Exchange] = ()
) -> list[Entry]:
    """Return the thread, oldest first; the partner does not see what is between others.

    `said` spares a query when the caller has the messages, with `by`, at hand.
    """
    messages = list(said) or list(referral.exchange_set.select_related("by").order_by("at", "pk"))
    shown = [one for one in messages if not (for_partner and one.kind in BETWEEN_US)]
    return [_entry(one, referral, key=key) for one in shown]


def _entry(one: Exchange, referral: Referral, *, key: bytes) -> Entry:
    kind = Said(one.kind)
    by_partner = kind in BY_PARTNER
    who = referral.to.name if by_partner else referral.organisation.name
    if kind in (Said.PROMISED, Said.STAYS_SILENT):
        who = "Ketenregisseur"
    if one.on_behalf:
        who += ", genoteerd door de gemeente"
    elif by_partner and one.by:
        who += f", {one.by.name}"
    title = kind.label
    if kind == Said.SENT:
        title = f"Gemeld {referral.get_how_display()}"
    return Entry(
        at=one.at,
        title=title,
        who=who,
        text=fields.read(one, "text", key=key),
        kind="done" if kind in (Said.FEEDBACK, Said.ACCEPT) else "",
    )


def _purpose(referral: Referral) -> Purpose:
    return purpose_of(Kind(referral.to.kind))
