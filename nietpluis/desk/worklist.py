"""The worklist: many signals at once, those that cannot wait first.

It asks each way of seeing (`access.branches`) by itself for the first rows of one page, so that a
page costs the same number of queries and about the same time, however many signals there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from nietpluis.accounts.access import Actor, branches
from nietpluis.accounts.roles import Level
from nietpluis.core.calendar import AMSTERDAM
from nietpluis.partners.models import Municipality
from nietpluis.vault import fields, keys

from . import grouping
from .flow import Form
from .models import Rank, Signal, Wait
from .places import Order, Place, beyond
from .workflow import Status

# What a row shows; the rest of a signal, and of what hangs on it, stays where it is
ROW = (
    "report_id organisation_id municipality__name reference rank status forms owner__name"
    " summary due_at received_at closed_at like_id likeness"
).split()
WAIT = "signal_id organisation_id mover__name kind due_at".split()

PER_PAGE = 50
MOST_COUNTED = 100

# What the rows are ordered by, which is also what says where a row stands in the list.
BY_URGENCY: Order = {"rank": int, "by_when": datetime, "pk": UUID}
LAST_CLOSED: Order = {"closed_at": datetime, "pk": UUID}

# Written as lists of one: a bare yes or no is a condition that SQLite's indexes do not serve.
OPEN, CLOSED = Q(is_open__in=[True]), Q(is_open__in=[False])


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed down to; an empty one shows all that is open.

    `whose` is "mij" for the actor's own signals and "niemand" for those that nobody took up yet.
    """

    status: Status | None = None
    form: Form | None = None
    municipality: Municipality | None = None
    since: date | None = None
    until: date | None = None
    whose: str = ""
    overdue: bool = False

    @property
    def closed(self) -> bool:
        return self.status == Status.CLOSED

    @property
    def newest_first(self) -> bool:
        """Closed signals stand in the order in which they were closed, the last one first."""
        return self.closed and not self.overdue

    @property
    def order(self) -> Order:
        return LAST_CLOSED if self.newest_first else BY_URGENCY


@dataclass(frozen=True)
class Entry:
    """One row of a list: the signal, its summary unsealed, and who is to move."""

    signal: Signal
    summary: str
    forms: list[str]
    wait: Wait | None
    late: bool
    alike: int = 0  # how many open reports look like it, itself too; 0 when it stands alone

    @property
    def ours(self) -> bool:
        """Whether the move is the municipality's own."""
        return self.wait is None or self.wait.mover_id == self.signal.organisation_id

    @property
    def mover(self) -> str:
        """Who is to move: a partner, the colleague whose signal it is, or nobody yet."""
        if self.wait and not self.ours:
            return self.wait.mover.name
        return self.signal.owner.name if self.signal.owner else "Nog niemand"


@dataclass(frozen=True)
class Page:
    """One page of the list, and where the pages before and after it begin."""

    entries: list[Entry]
    before: Place | None = None
    after: Place | None = None


def page(actor: Actor, filters: Filters, *, now: datetime, start: Place | None = None) -> Page:
    """Return one page of what the actor sees, from a place on. Policy: A15, A22; G, hours first."""
    back = start is not None and start.back
    found = _places(actor, filters, now=now, start=start, most=PER_PAGE + 1)
    places = found[:PER_PAGE]
    more = len(found) > PER_PAGE
    if back:
        places.reverse()
    shown = entries([place.pk for place in places], now=now, own=_own(actor))
    if not places:
        return Page(shown)
    return Page(
        shown,
        before=places[0].going_back() if start and (more or not back) else None,
        after=places[-1] if more or back else None,
    )


def _places(
    actor: Actor, filters: Filters, *, now: datetime, start: Place | None, most: int
) -> list[Place]:
    """Return the first places in the list, merged from every way in which the actor sees."""
    back = start is not None and start.back
    down = filters.newest_first != back
    order = [F(name).desc() if down else F(name).asc() for name in filters.order]
    seen: dict[UUID, Place] = {}
    for rows in _ways(actor, filters, now=now):
        if start:
            rows = rows.filter(beyond(filters.order, start, down=down))
        for values in rows.order_by(*order).values_list(*filters.order)[:most]:
            seen.setdefault(values[-1], Place(values))
    return sorted(seen.values(), key=lambda place: place.values, reverse=down)[:most]


def _ways(actor: Actor, filters: Filters, *, now: datetime) -> Iterable[QuerySet[Signal]]:
    narrow = _narrow(actor, filters)
    if not filters.closed:
        narrow &= grouping.unfolded(_own(actor))
    for way in branches(actor, Signal, now, Level.CONTENT):
        for stage in _stages(filters, now):
            yield Signal.objects.filter(way, stage, narrow)


def _stages(filters: Filters, now: datetime) -> list[Q]:
    """Return conditions that an index puts in order; together they are the stages asked for.

    Late is asked per rank, and also of closed signals: an embargo has a date to look again (G).
    """
    if filters.status and not filters.closed:
        stages = [Q(status=filters.status)]
    elif filters.overdue and not filters.closed:
        stages = [OPEN, CLOSED]
    else:
        stages = [CLOSED if filters.closed else OPEN]
    if filters.overdue:
        stages = [stage & Q(rank=rank, by_when__lt=now) for stage in stages for rank in Rank]
    return stages


def _narrow(actor: Actor, filters: Filters) -> Q:
    narrow = Q()
    if filters.whose == "mij":
        narrow &= Q(owner=actor.person)
    if filters.whose == "niemand":
        narrow &= Q(owner=None)
    if filters.form:
        narrow &= Q(forms__in=combinations_with(filters.form))
    if filters.municipality:
        narrow &= Q(municipality=filters.municipality)
    if filters.since:
        narrow &= Q(received_at__gte=_midnight(filters.since))
    if filters.until:
        narrow &= Q(received_at__lt=_midnight(filters.until + timedelta(days=1)))
    return narrow


def combinations_with(form: Form) -> list[str]:
    """Return every way in which signals with this form have their forms written down (A11)."""
    others = [other for other in Form if other != form]
    sets = [
        {form, *(other for bit, other in enumerate(others) if number >> bit & 1)}
        for number in range(2 ** len(others))
    ]
    return [" ".join(sorted(forms)) for forms in sets]


def count(actor: Actor, filters: Filters, *, now: datetime) -> int:
    """Return how many signals the list holds, counted no further than one over a hundred."""
    most = MOST_COUNTED + 1
    seen: set[UUID] = set()
    for rows in _ways(actor, filters, now=now):
        seen.update(rows.order_by().values_list("pk", flat=True)[:most])
    return min(len(seen), most)


def _own(actor: Actor) -> list[UUID]:
    """Return the organisations of which the actor sees the whole list, groups and all."""
    return [post.organisation_id for post in actor.appointments]


def entries(found: list[UUID], *, now: datetime, own: Iterable[UUID] = ()) -> list[Entry]:
    """Return the rows of these signals in this order, unsealed; the caller has checked the sight.

    One query for the rows, one for their waits, one for their keys, one for what looks like them
    in the organisations that are one's `own` (house: page by page).
    """
    of_row = Signal.objects.select_related("municipality", "owner").only(*ROW)
    rows = of_row.in_bulk(found)
    waits: dict[UUID | None, Wait] = {}
    open_waits = Wait.objects.filter(signal__in=found, closed_at=None).select_related("mover")
    for wait in open_waits.only(*WAIT).order_by("due_at", "pk"):
        waits.setdefault(wait.signal_id, wait)
    opened = keys.data_keys([row.report_id for row in rows.values()])
    alike = grouping.sizes(rows.values(), own)
    return [
        Entry(
            signal=rows[pk],
            summary=_summary(rows[pk], opened.get(rows[pk].report_id)),
            forms=[Form(code).label for code in rows[pk].forms.split()],
            wait=waits.get(pk),
            late=pk in waits and waits[pk].due_at < now,
            alike=alike.get(pk, 0),
        )
        for pk in found
        if pk in rows
    ]


def _summary(signal: Signal, key: bytes | None) -> str:
    return fields.read(signal, "summary", key=key) if key else "De inhoud is gewist."


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def municipalities(actor: Actor) -> list[Municipality]:
    """Return the places whose signals come to the organisations the actor works for."""
    at = [post.organisation_id for post in actor.appointments]
    return list(Municipality.objects.filter(served_by__in=at).order_by("name"))


def as_query(filters: Filters) -> dict[str, Any]:
    """Return the filters as they stand in an address, so that a view can be kept."""
    said = {
        "status": filters.status,
        "form": filters.form,
        "gemeente": filters.municipality.slug if filters.municipality else "",
        "vanaf": filters.since,
        "tot": filters.until,
        "van": filters.whose,
        "telaat": "1" if filters.overdue else "",
    }
    return {name: str(value) for name, value in said.items() if value}
