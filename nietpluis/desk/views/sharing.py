"""What the page of a signal shows about partners and feedback. Imports no other view."""

from dataclasses import dataclass
from typing import Any

from nietpluis.accounts.access import DeskRequest
from nietpluis.partners.models import Kind
from nietpluis.vault import fields, keys

from .. import exchanges, feedback, sight
from ..models import Exchange, NobodyToTell, Package, Referral, Signal
from ..route import UNSETTLED

State = Referral.State
BADGES = {
    State.ASKED: "action",
    State.SILENT: "late",
    State.ANSWERED: "done",
    State.ACCEPTED: "neutral",
    State.SENT: "wait",
}
NOTED = (
    ("spoke_with", "Gesproken met"),
    ("their_reference", "Hun kenmerk"),
    ("agreed", "Afgesproken"),
    ("embargo", "Niet doorvertellen"),
)


@dataclass(frozen=True)
class Card:
    """One referral, opened: how it stands, what was noted, and the thread."""

    referral: Referral
    package: Package | None
    words: str
    badge: str
    noted: list[tuple[str, str]]
    despite: str
    thread: list[exchanges.Entry]
    erased: bool = False

    @property
    def open(self) -> bool:
        return self.referral.state in UNSETTLED

    @property
    def question(self) -> exchanges.Entry | None:
        """The question of the partner that waits for an answer."""
        if self.referral.state != State.ASKED:
            return None
        asked = [one for one in self.thread if one.title == Exchange.Kind.ASK.label]
        return asked[-1] if asked else None

    @property
    def heard(self) -> list[exchanges.Entry]:
        """What the partner told or answered, the newest last."""
        told = {Exchange.Kind.FEEDBACK.label, Exchange.Kind.DECLINE.label}
        return [one for one in self.thread if one.title in told]


def section(request: DeskRequest, signal: Signal, key: bytes) -> dict[str, Any]:
    """Return what the partials `_referrals.html` and `_feedback.html` show; key: of the report."""
    told = feedback.told_here(signal).select_related("by").order_by("given_at", "pk")
    return {
        "sharing": {
            "cards": cards(signal, key=key),
            "told": [(one, fields.read(one, "text", key=key)) for one in told],
            "can_be_told": feedback.can_be_told(signal.report),
            "has_account": feedback.has_account(signal.report, now=request.now),
            "silences": feedback.silences(signal, now=request.now),
            "nobody": NobodyToTell(signal.nobody_to_tell).label if signal.nobody_to_tell else "",
            "embargo": signal.nobody_to_tell == NobodyToTell.EMBARGO,
        }
    }


def cards(signal: Signal, *, key: bytes, only: Referral | None = None) -> list[Card]:
    """Return the referrals of a signal with their threads, in a fixed number of queries."""
    found = signal.referral_set.select_related("to", "organisation", "by", "package")
    if only:
        found = found.filter(pk=only.pk)
    referrals = list(found.order_by("referred_at", "pk"))
    said: dict[Any, list[Exchange]] = {referral.pk: [] for referral in referrals}
    messages = Exchange.objects.filter(referral__in=referrals).select_related("by")
    for one in messages.order_by("at", "pk"):
        said[one.referral_id].append(one)
    packages = [package for one in referrals if (package := sight.package_of(one))]
    held = keys.data_keys([package.pk for package in packages]) if packages else {}
    return [_card(one, said[one.pk], key=key, held=held) for one in referrals]


def state_words(referral: Referral) -> str:
    """Return how a referral stands, in words."""
    if referral.to.kind == Kind.EMERGENCY:
        return "gebeld"
    if referral.state == State.ACCEPTED:
        return "opgepakt, wacht op terugkoppeling"
    return referral.get_state_display()


def _card(referral: Referral, said: list[Exchange], *, key: bytes, held: dict[Any, bytes]) -> Card:
    package = sight.package_of(referral)
    own = held.get(package.pk) if package else key
    noted = [(label, fields.read(referral, name, key=key)) for name, label in NOTED]
    return Card(
        referral=referral,
        package=package,
        words=state_words(referral),
        badge=BADGES.get(State(referral.state), "neutral"),
        noted=[entry for entry in noted if entry[1]],
        despite=fields.read(referral, "despite", key=key),
        thread=exchanges.thread(referral, key=own, said=said) if own else [],
        erased=own is None,
    )
