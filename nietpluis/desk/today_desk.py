"""Vandaag for who answers for signals: the focal officer, the regisseur, the deputy, the manager.

Policy: A22, nothing lies still; A25, the deputy sees it; G, no content for the manager.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from nietpluis.accounts import appointing
from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.models import Absence
from nietpluis.accounts.roles import Permission, Role
from nietpluis.core import moments
from nietpluis.core.calendar import AMSTERDAM, local_day
from nietpluis.partners.settings import WaitKind

from . import conversing, worklist
from .models import Signal, Undermining, Wait
from .sentences import MOST, Block, Line, address, capped, line, under
from .worklist import Filters

SHOWN = 5  # late things named one by one
Moving = Signal | Undermining


def focal_officer(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield what is for the focal officer to do, what is late, what waits on whom, what is new."""
    mine, listing = _waits(actor, Signal, now=now), under(actor, Permission.SIGNAL_LIST)
    yesterday = local_day(now) - timedelta(days=1)

    def count(filters: Filters) -> int:
        return worklist.count(listing, filters, now=now)

    own = mine.filter(owner=actor.person)
    todo = [
        *line(
            count(Filters(whose="niemand")),
            "signaal wacht tot iemand het oppakt",
            "signalen wachten tot iemand ze oppakt",
            address("worklist", van="niemand"),
        ),
        *line(
            capped(_today(own, now)),
            "termijn van jou loopt vandaag af",
            "termijnen van jou lopen vandaag af",
            address("worklist", van="mij"),
        ),
        *line(
            capped(own.filter(kind=WaitKind.TELL_REPORTER)),
            "melder wacht op bericht van jou",
            "melders wachten op bericht van jou",
            address("worklist", van="mij", status="FEEDBACK"),
        ),
        *_written(actor, Signal, now=now),
        *line(
            count(Filters(whose="mij")),
            "signaal is van jou",
            "signalen zijn van jou",
            address("worklist", van="mij"),
        ),
    ]
    yield Block(
        "Voor jou",
        todo,
        empty="Er wacht nu niets op jou. Een nieuw signaal komt hier vanzelf te staan.",
    )
    late = _named(own, now, more=address("worklist", van="mij", telaat=1))
    late += line(
        capped(mine.exclude(owner=actor.person).filter(due_at__lt=now)),
        "ander signaal van je gemeente is te laat",
        "andere signalen van je gemeente zijn te laat",
        address("worklist", telaat=1),
        late=True,
    )
    yield Block("Te laat", late)
    yield _as_deputy(mine, actor, Role.FOCAL_OFFICER, now=now)
    yield Block("Wacht op een ander", list(_on_whom(own, now)))
    new = count(Filters(since=yesterday))
    yield Block(
        "Nieuw sinds gisteren",
        line(
            new,
            "signaal kwam binnen",
            "signalen kwamen binnen",
            address("worklist", vanaf=yesterday),
        ),
    )


def regisseur(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield the same for the regisseur ondermijning."""
    mine = _waits(actor, Undermining, now=now)
    seen = sees(under(actor, Permission.UNDERMINING_LIST), Undermining, now).filter(is_open=True)
    url = address("undermining_list")
    own = mine.filter(owner=actor.person)
    todo = [
        *line(
            capped(seen.filter(owner=None)),
            "signaal van ondermijning wacht tot iemand het oppakt",
            "signalen van ondermijning wachten tot iemand ze oppakt",
            url,
        ),
        *_written(actor, Undermining, now=now),
        *line(
            capped(seen.filter(owner=actor.person)),
            "signaal van ondermijning is van jou",
            "signalen van ondermijning zijn van jou",
            url,
        ),
    ]
    yield Block("Ondermijning", todo, empty="Er is geen signaal van ondermijning open.")
    late = _named(own, now, more=url)
    late += line(
        capped(mine.exclude(owner=actor.person).filter(due_at__lt=now)),
        "ander signaal van ondermijning is te laat",
        "andere signalen van ondermijning zijn te laat",
        url,
        late=True,
    )
    yield Block("Ondermijning te laat", late)
    yield _as_deputy(mine, actor, Role.REGISSEUR, now=now)


def manager(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield what surfaced to the manager: that it waits and with whom, never what it says."""
    late = sees(under(actor, Permission.WAITS_READ), Wait, now).filter(
        closed_at=None, due_at__lt=now
    )
    url = address("overdue")
    lines = [
        *line(
            capped(late.exclude(manager_at=None)),
            "signaal ligt te lang stil; ook de vervanger kwam er niet aan toe",
            "signalen liggen te lang stil; ook de vervanger kwam er niet aan toe",
            url,
            late=True,
        ),
        *line(
            capped(late),
            "termijn is voorbij in je organisatie",
            "termijnen zijn voorbij in je organisatie",
            url,
        ),
    ]
    yield Block("Bij jou als leidinggevende", lines, empty="Er is niets te laat.")


def lacking(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield which of the actor's own municipalities lack a focal officer or a deputy (A25)."""
    posts = {post.organisation_id: post.organisation for post in actor.appointments}
    gaps = [gap for at in posts.values() for gap in appointing.gaps(at, now)]
    yield Block("Let op", [Line(gap.text, address("people")) for gap in gaps])


def _written(actor: Actor, kind: type[Moving], *, now: datetime) -> list[Line]:
    """Say of which signals the reporter wrote something that this desk did not read yet (A22)."""
    is_signal = kind is Signal
    reading = Permission.SIGNAL_READ if is_signal else Permission.UNDERMINING_READ
    unread = conversing.unread_at(under(actor, reading), kind, now=now)
    first = list(unread.order_by("rank", "by_when", "pk")[: SHOWN + 1])
    lines = [
        Line(
            f"{one.reference}: de melder schreef iets dat nog niemand las",
            reverse("desk:signal" if is_signal else "desk:undermining", kwargs={"pk": one.pk}),
        )
        for one in first[:SHOWN]
    ]
    if len(first) > SHOWN:
        lines.append(Line("Nog meer melders schreven iets; ze komen hier als je deze hebt gelezen"))
    return lines


def _waits(actor: Actor, kind: type[Moving], *, now: datetime) -> QuerySet[Wait]:
    """Return the open waits of one kind of signal, at the desks the actor works for."""
    listing = Permission.SIGNAL_LIST if kind is Signal else Permission.UNDERMINING_LIST
    at = [post.organisation_id for post in under(actor, listing).appointments]
    seen = sees(under(actor, Permission.HANDOVER), Wait, now).filter(organisation__in=at)
    of = Q(signal=None) if kind is Undermining else Q(undermining=None)
    return seen.filter(of, closed_at=None)


def _today(waits: QuerySet[Wait], now: datetime) -> QuerySet[Wait]:
    tomorrow = datetime.combine(local_day(now) + timedelta(days=1), time(), AMSTERDAM)
    return waits.filter(due_at__gte=now, due_at__lt=tomorrow)


def _named(waits: QuerySet[Wait], now: datetime, *, more: str) -> list[Line]:
    """Name the first late things one by one, and count the rest."""
    late = waits.filter(due_at__lt=now).select_related("signal", "undermining")
    first = list(late.order_by("due_at", "pk")[: SHOWN + 1])
    lines = [
        Line(f"{_moving(wait).reference}: {wait.get_kind_display()}", _page(wait), wait.due_at)
        for wait in first[:SHOWN]
    ]
    if len(first) > SHOWN:
        lines.append(Line("Bekijk alles wat bij jou te laat is", more))
    return lines


def _as_deputy(waits: QuerySet[Wait], actor: Actor, role: Role, *, now: datetime) -> Block:
    """Name what surfaced to the deputy, or is due today while its owner is away (A22, A25)."""
    at: set[UUID] = {
        post.organisation_id
        for post in actor.appointments
        if post.deputy and Role(post.role) == role
    }
    day = local_day(now)
    away = Absence.objects.filter(from_day__lte=day, until_day__gte=day).values("user")
    tomorrow = datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)
    surfaced = Q(deputy_at__isnull=False) | Q(owner__in=away, due_at__lt=tomorrow)
    for_me = waits.filter(surfaced, organisation__in=at).exclude(owner=actor.person)
    named = for_me.select_related("signal", "undermining", "owner").order_by("due_at", "pk")
    lines = [
        Line(
            f"{_moving(wait).reference}: {wait.get_kind_display()}"
            + (f" (van {wait.owner.name})" if wait.owner else ""),
            _page(wait),
            wait.due_at,
        )
        for wait in named[: 2 * SHOWN]
    ]
    title = "Bij jou als vervanger"
    return Block(title if role == Role.FOCAL_OFFICER else f"{title}, ondermijning", lines)


def _on_whom(waits: QuerySet[Wait], now: datetime) -> Iterator[Line]:
    """Say per partner what is waited for, the earliest first."""
    others = waits.exclude(mover=F("organisation")).select_related("mover")
    per: dict[str, list[Wait]] = {}
    for wait in others.order_by("due_at", "pk")[:MOST]:
        per.setdefault(wait.mover.name, []).append(wait)
    for name, held in per.items():
        what = "1 signaal" if len(held) == 1 else f"{len(held)} signalen"
        first = held[0]
        if first.due_at < now:
            by_when = f"het eerste is {moments.due(first.due_at, now)}"
        else:
            by_when = f"uiterlijk {moments.due(first.due_at, now)}"
        url = _page(first) if len(held) == 1 else address("worklist", van="mij")
        yield Line(f"{name}: {what}, {by_when}", url, late=first.due_at < now)


def _moving(wait: Wait) -> Moving:
    moving = wait.signal or wait.undermining
    if moving is None:
        raise LookupError("a wait is of one thing")  # the database refuses any other
    return moving


def _page(wait: Wait) -> str:
    route = "desk:signal" if wait.signal_id else "desk:undermining"
    return reverse(route, kwargs={"pk": wait.signal_id or wait.undermining_id})
