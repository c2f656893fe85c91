"""Vandaag: what is yours to do now, what is late, what waits on whom, and what is new; per role.

Each sentence is counted with the sight of the page that it leads to, and no further than a hundred.
Policy: A20, A21, A22, A25; G, Roles beside C12.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.urls import reverse

from nietpluis.accounts import appointing
from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.roles import Permission
from nietpluis.partners import directory
from nietpluis.partners.models import Region
from nietpluis.partners.settings import settings_of

from . import today_desk
from .models import Feedback, Package, Referral, Report
from .sentences import Block, Line, address, blocks, capped, line, under
from .told import notices

P = Permission
# Of the evaluator: figures only, and those are not in the product yet (C12, board, evaluator)
WITHOUT_WORK = (
    "Hier wacht niets op jou. In jouw rol zie je alleen cijfers over het geheel, nooit een signaal"
    " of een persoon. Die cijfers zijn er nog niet. Wie wat doet, lees je bij Partners."
)
HEARD = 20  # messages to look back on for the last ones about different reports


def today(actor: Actor, *, now: datetime) -> list[Block]:
    """Return the blocks of Vandaag, in the order in which to read them; never an empty page."""
    found: list[Block] = []
    for permission, part in PARTS.items():
        part_of = under(actor, permission)
        if part_of.appointments:
            found += part(part_of, now=now)
    shown = blocks([*found[:1], *notices(actor, now=now), *found[1:]])
    return shown or [Block("Vandaag", empty=WITHOUT_WORK)]


def partner(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield which packages wait for an answer of a partner organisation (A21)."""
    packages = sees(actor, Package, now)
    sent = packages.filter(referral__state=Referral.State.SENT)
    taken = packages.filter(referral__state=Referral.State.ACCEPTED)
    late = taken.filter(referral__feedback_due_at__lt=now)
    url = address("packages")
    lines = [
        *line(
            capped(sent),
            "signaal wacht op jullie antwoord: oppakken, een vraag stellen, of niet voor jullie",
            "signalen wachten op jullie antwoord: oppakken, een vraag stellen, of niet voor jullie",
            url,
        ),
        *line(
            capped(late),
            "opgepakt signaal wacht te lang op jullie terugkoppeling",
            "opgepakte signalen wachten te lang op jullie terugkoppeling",
            url,
            late=True,
        ),
        *line(
            capped(taken) - capped(late),
            "signaal hebben jullie opgepakt; de gemeente hoort graag hoe het loopt",
            "signalen hebben jullie opgepakt; de gemeente hoort graag hoe het loopt",
            url,
        ),
    ]
    yield Block(
        "Voor jullie",
        lines,
        empty="Er wacht nu niets op jullie. Deelt een gemeente een signaal, dan staat het hier.",
    )


def reporter(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield what an official or professional last heard about what they passed on (A20)."""
    mine = sees(actor, Report, now)
    heard = Feedback.objects.filter(report__in=mine).select_related("report")
    latest = {one.report_id: one for one in reversed(heard.order_by("-given_at", "pk")[:HEARD])}
    last = sorted(latest.values(), key=lambda one: one.given_at, reverse=True)[:3]
    lines = [
        Line(
            f"{one.report.reference}: "
            + ("er is antwoord voor je" if one.read_at is None else "je las het laatste antwoord"),
            reverse("desk:my_report", kwargs={"pk": one.report_id}),
        )
        for one in last
    ]
    waiting = mine.exclude(pk__in=heard.values("report"))
    lines += line(
        capped(waiting),
        "melding van jou wacht nog op antwoord",
        "meldingen van jou wachten nog op antwoord",
        address("my_reports"),
    )
    yield Block(
        "Wat jij doorgaf",
        lines,
        empty="Je hebt nog niets doorgegeven. Een niet-pluisgevoel is genoeg; bewijs hoeft niet."
        if under(actor, P.SIGNAL_LIST).appointments == []
        else "",
    )


def chain_director(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield which partners stay silent, for the ketenregisseur to ask after (G)."""
    silent = sees(actor, Referral, now).filter(state=Referral.State.SILENT)
    yield Block(
        "Stille partners",
        line(
            capped(silent),
            "partner antwoordt niet, ook na de herinneringen. Vraag ernaar",
            "partners antwoorden niet, ook na de herinneringen. Vraag ernaar",
            address("silent"),
            late=True,
        ),
        empty="Geen enkele partner zwijgt. Blijft een antwoord uit, dan staat het hier.",
    )


def administrator(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield which contacts must be checked, and which municipalities lack somebody (A25, A28)."""
    regions = {post.organisation.region for post in actor.appointments}
    lines: list[Line] = []
    for region in sorted((one for one in regions if one), key=lambda one: one.name):
        lines += _of_region(region, now)
    yield Block("Beheer", lines, empty="De lijsten zijn op orde: er is nu niets na te kijken.")


def _of_region(region: Region, now: datetime) -> list[Line]:
    lines = line(
        len(directory.to_verify(region, now)),
        f"contactgegeven in {region.name} is nog niet of te lang geleden nagekeken",
        f"contactgegevens in {region.name} zijn nog niet of te lang geleden nagekeken",
        address("directory", regio=region.code, nakijken=1),
    )
    lines += line(
        len(appointing.gaps(region, now)),
        f"gemeente in {region.name} mist een aandachtsfunctionaris of vervanger",
        f"gemeenten in {region.name} missen een aandachtsfunctionaris of vervanger",
        address("people"),
    )
    return lines + line(
        len(settings_of(region).proposals),
        f"afspraak in {region.name} heeft de regio nog niet vastgesteld",
        f"afspraken in {region.name} heeft de regio nog niet vastgesteld",
        address("region_settings", regio=region.code),
    )


def privacy_officer(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield the way to the log (C12, every read is logged)."""
    text = "In het logboek staat wie wanneer wat heeft ingezien of gewijzigd"
    yield Block("Verantwoording", [Line(text, address("audit"))])


Part = Callable[..., Iterator[Block]]
# In reading order: the permission that makes a part of Vandaag somebody's own.
PARTS: dict[Permission, Part] = {
    P.SIGNAL_LIST: today_desk.focal_officer,
    P.UNDERMINING_LIST: today_desk.regisseur,
    P.WAITS_READ: today_desk.manager,
    P.PACKAGE_LIST: partner,
    P.SILENT_READ: chain_director,
    P.REPORT_OWN: reporter,
    P.PEOPLE_MANAGE: administrator,
    P.HANDOVER: today_desk.lacking,
    P.AUDIT_READ: privacy_officer,
}
