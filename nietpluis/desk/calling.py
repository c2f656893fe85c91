"""Whom to call on the proposed route: the partners with their numbers, and how sure those are."""

from dataclasses import dataclass
from datetime import datetime

from nietpluis.core.answers import Answer
from nietpluis.core.calendar import local_day
from nietpluis.partners.directory import Verified, open_now, verified_state
from nietpluis.partners.models import Contact, Kind, Organisation
from nietpluis.partners.settings import settings_of

from .flow import Form
from .models import Signal
from .route import Route, Stop, labour_with_other

NOW, FIRST, THEN = "Nu meteen", "Eerst", "Daarna"
_AVIM_FIRST = (
    "eerst AVIM, want de politie is dag en nacht bereikbaar en kan mensen meteen in veiligheid"
    " brengen; daarna de zorgcoördinator"
)
WHY = {
    Form.SU: _AVIM_FIRST,
    Form.AU: "de Arbeidsinspectie en de zorgcoördinator, zonder volgorde",
    Form.CU: _AVIM_FIRST,
    Form.OV: _AVIM_FIRST,
}
OPEN = {Answer.YES: "nu bereikbaar", Answer.NO: "nu niet bereikbaar", Answer.UNKNOWN: ""}


@dataclass(frozen=True)
class Number:
    """One way to reach a partner. Policy: A28, verified-on date."""

    contact: Contact
    open: str
    doubt: str


@dataclass(frozen=True)
class Partner:
    """A partner that can be turned to, with its telephone numbers."""

    organisation: Organisation
    numbers: list[Number]


@dataclass(frozen=True)
class Call:
    """One kind of partner in a round, and who of it was not told yet.

    `stand_in`: whom to call when no number of these is known.
    """

    stop: Stop
    partners: list[Partner]
    stand_in: list[Partner]

    @property
    def danger(self) -> bool:
        return self.stop.kind == Kind.EMERGENCY


@dataclass(frozen=True)
class Turn:
    """One round, with its place in the order in words."""

    words: str
    ready: bool
    calls: list[Call]


def order_because(signal: Signal) -> list[str]:
    """Say why the partners come in this order, in our own words, each with its source (C2)."""
    forms = signal.form_set()
    reasons = [f"{form.label.capitalize()}: {WHY[form]} (C2)." for form in sorted(forms)]
    if labour_with_other(forms):
        reasons.append(
            "Arbeid samen met een andere vorm: hierover zegt het beleid niets; de regio kiest (C2)."
        )
    if signal.acute == Answer.YES:
        reasons.append("Acuut gevaar: 112 gaat altijd voor (A04, C2).")
    return reasons


def rounds(route: Route, signal: Signal, *, now: datetime) -> list[Turn]:
    """Return the rounds of a route with the numbers to call. Policy: C2; A04, danger first; A28."""

    def partner(one: Organisation) -> Partner:
        return Partner(one, numbers(one, signal, now=now))

    def call(stop: Stop) -> Call:
        here = [] if stop.reached else [partner(one) for one in stop.open_partners]
        known = stop.reached or any(one.numbers for one in here)
        return Call(stop, here, [] if known else [partner(one) for one in stop.stand_in])

    turns: list[Turn] = []
    for round_ in route.rounds:
        calls = [call(stop) for stop in round_.stops]
        danger = any(one.danger for one in calls)
        first = all(turn.words == NOW for turn in turns)
        turns.append(Turn(NOW if danger else FIRST if first else THEN, round_.ready, calls))
    return turns


def numbers(organisation: Organisation, signal: Signal, *, now: datetime) -> list[Number]:
    """Return the telephone numbers of a partner, whether they answer now, and how sure they are."""
    settings, today = settings_of(signal.municipality.region), local_day(now)

    def number(contact: Contact) -> Number:
        state = verified_state(contact, settings, today)
        doubt = "" if state == Verified.OK else state.label.lower()
        return Number(contact, OPEN[open_now(contact, now)], doubt)

    return [number(contact) for contact in organisation.contacts.all() if contact.dial]
