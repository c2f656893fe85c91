"""The route that the chart proposes for one signal: whom to turn to, and who was reached (C2).

The officer may leave it, with a reason; nothing here decides by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nietpluis.core.answers import Answer
from nietpluis.partners.directory import organisations_of
from nietpluis.partners.models import Kind, Municipality, Organisation
from nietpluis.partners.settings import RegionSettings, Setting, settings_of

from . import flow
from .flow import Form
from .models import Referral, Signal
from .workflow import NotAllowed

State = Referral.State
# The partner still has to move, or to answer
UNSETTLED = (State.SENT, State.ACCEPTED, State.ASKED, State.SILENT)


@dataclass(frozen=True)
class Stop:
    """One kind of partner on the route: who that is here, and what was handed to them already.

    `stand_in`: the police in general, for where the directory does not say how to reach AVIM.
    """

    kind: Kind
    partners: list[Organisation]
    handed: list[Referral]
    optional: bool = False
    stand_in: list[Organisation] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        """Say whether a partner of this kind was told, and did not hand it back."""
        return any(referral.state != State.DECLINED for referral in self.handed)

    @property
    def heard(self) -> bool:
        """Say whether a partner of this kind spoke or moved; a package just sent is neither."""
        calls = Referral.How.TELEPHONE
        return any(one.how == calls or one.state != State.SENT for one in self.handed)

    @property
    def open_partners(self) -> list[Organisation]:
        """Return those of this kind who were not told yet."""
        told = {referral.to_id for referral in self.handed}
        return [partner for partner in self.partners if partner.pk not in told]


@dataclass(frozen=True)
class Round:
    """Partners with no order among them. `ready`: the rounds before it were spoken with."""

    stops: list[Stop]
    ready: bool

    @property
    def reached(self) -> bool:
        return all(stop.reached or stop.optional for stop in self.stops)


@dataclass(frozen=True)
class Route:
    """The rounds for the forms named so far, with why, and what the region may choose about it.

    `choices`: the open points of the policy that play here, as (question, the region's setting).
    """

    rounds: list[Round]
    sources: list[str]
    choices: list[tuple[str, Setting[Any]]]

    @property
    def complete(self) -> bool:
        """Say whether everyone that must be told has been. 112 is called, never waited for."""
        musts = [stop for stop in self.stops if not stop.optional and stop.kind != Kind.EMERGENCY]
        return bool(musts) and all(stop.reached for stop in musts)

    @property
    def stops(self) -> list[Stop]:
        return [stop for round_ in self.rounds for stop in round_.stops]

    def is_early(self, kind: Kind) -> bool:
        """Say whether the chart has somebody else first, so that turning to this one asks why."""
        return any(
            stop.kind == kind for round_ in self.rounds if not round_.ready for stop in round_.stops
        )

    def is_off(self, kind: Kind) -> bool:
        """Say whether the chart does not name this kind of partner for these forms."""
        return kind not in {stop.kind for stop in self.stops}


def proposed(signal: Signal, *, handed: Iterable[Referral] | None = None) -> Route:
    """Return the route for a signal: no forms named, no rounds. Policy: C2; A19; G, ZoCo step.

    `handed` spares a query when the caller has the referrals, with `to`, at hand.
    """
    settings = settings_of(signal.municipality.region)
    if handed is None:
        handed = signal.referral_set.select_related("to").order_by("referred_at", "pk")
    return plan(
        signal.form_set(),
        acute=Answer(signal.acute),
        settings=settings,
        partners=partners_of(signal.municipality),
        handed=handed,
    )


def partners_of(municipality: Municipality) -> list[Organisation]:
    """Return all partners that work for a municipality, with their contacts: two queries (A28)."""
    everyone = organisations_of(municipality.region)
    return [one for one in everyone if not one.serves or municipality.code in one.serves]


def plan(
    forms: set[Form],
    *,
    acute: Answer,
    settings: RegionSettings,
    partners: Iterable[Organisation] = (),
    handed: Iterable[Referral] = (),
) -> Route:
    """Lay out the rounds; a later one is ready once each kind in the earlier ones was spoken with.

    112 holds nobody up, and neither does a kind of partner that the region does not have.
    """
    partners, handed = list(partners), list(handed)
    police = [one for one in partners if one.kind == Kind.POLICE]
    rounds: list[Round] = []
    ready = True
    order = _order(settings)
    kinds = flow.partners_for(
        forms, acute=acute, labour_with_other=settings.labour_with_other.value, order=order
    )
    optional = flow.zoco_is_optional(forms, settings.zoco_step.value)
    for round_ in kinds:
        stops = [
            Stop(
                kind=kind,
                partners=[one for one in partners if one.kind == kind],
                handed=[referral for referral in handed if referral.to.kind == kind],
                optional=optional and kind == Kind.ZOCO,
                stand_in=police if kind == Kind.AVIM else [],
            )
            for kind in sorted(round_, key=list(Kind).index)
        ]
        rounds.append(Round(stops, ready))
        ready = ready and all(
            stop.heard or stop.kind == Kind.EMERGENCY or not stop.partners for stop in stops
        )
    return Route(rounds, _sources(forms, acute, order), _choices(forms, settings))


def check_referred(signal: Signal) -> bool:
    """Raise NotAllowed when nobody was told; return whether somebody on the route was left out.

    Policy: C2; A19, a departure is possible, with its reason.
    """
    route = proposed(signal)
    told = signal.referral_set.exclude(state=State.DECLINED).exclude(to__kind=Kind.EMERGENCY)
    if not told.exists():
        raise NotAllowed("Er is nog bij geen partner gemeld. Bel of stuur eerst.")
    return not route.complete


def _order(settings: RegionSettings) -> dict[Form, flow.Route]:
    """Return the rows of this region: its own where it settled them, else those of the chart."""
    own = settings.partner_order
    sources = dict.fromkeys(Form, own.source) if own.decided else flow.ROW_SOURCES
    return flow.routes_of(own.value, sources)


def _sources(forms: set[Form], acute: Answer, order: dict[Form, flow.Route]) -> list[str]:
    sources = list(dict.fromkeys(order[form].source for form in sorted(forms)))
    if labour_with_other(forms):
        sources.append(flow.LABOUR_WITH_OTHER_SOURCE)
    return sources + ([flow.ACUTE_SOURCE] if acute == Answer.YES and forms else [])


def _choices(forms: set[Form], settings: RegionSettings) -> list[tuple[str, Setting[Any]]]:
    choices: list[tuple[str, Setting[Any]]] = []
    if labour_with_other(forms):
        choices.append(("Arbeid samen met een andere vorm", settings.labour_with_other))
    if forms and Form.AU not in forms:
        choices.append(("De stap naar de zorgcoördinator", settings.zoco_step))
    return choices


def labour_with_other(forms: set[Form]) -> bool:
    """Say whether labour combines with another form, for which the policy has no row (C2)."""
    return Form.AU in forms and len(forms) > 1
