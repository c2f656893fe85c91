"""What somebody was told and has not looked at yet, as sentences on Vandaag."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.roles import Level, Permission

from .models import Notice, Report, Signal, Undermining
from .sentences import Block, Line, address, under

SHOWN = 6

# Where somebody reads about what a notice is about: what it is called, the page, the permission
PAGES = (
    ("Signaal", Signal, "desk:signal", Permission.SIGNAL_READ, Level.CONTENT),
    ("Signaal van ondermijning", Undermining, "desk:undermining", Permission.UNDERMINING_READ,
     Level.CONTENT),
    ("Melding", Report, "desk:my_report", Permission.REPORT_OWN, Level.EXISTS),
)  # fmt: skip

K, P = Notice.Kind, Permission
# Who reads what is late in a block of its own
LATE_ELSEWHERE = (P.SIGNAL_LIST, P.UNDERMINING_LIST, P.WAITS_READ)
SENTENCES = {
    K.OVERDUE: "{} is te laat",
    K.FEEDBACK: "{}: er is antwoord voor je",
    K.PARTNER: "{}: een partner heeft gereageerd",
    K.NEW: "{} is nieuw",
    K.HANDED_OVER: "{} is aan jou overgedragen",
    K.REPORTER: "{}: de melder heeft je geschreven",
}
# For what is about no single thing that the reader opens: what it says to whom, and where it leads
OTHERWISE = (
    (K.OVERDUE, P.PACKAGE_LIST, "Een gemeente wacht op jullie antwoord", "packages"),
    (K.OVERDUE, P.SILENT_READ, "Een partner antwoordt niet", "silent"),
    (K.PARTNER, P.PACKAGE_LIST, "Er is een bericht over een signaal", "packages"),
    (K.NEW, P.PACKAGE_LIST, "Er is een nieuw signaal voor jullie", "packages"),
    (K.HANDED_OVER, P.SIGNAL_LIST, "Er is werk aan je overgedragen", "worklist"),
    (K.HANDED_OVER, P.UNDERMINING_LIST, "Er is werk aan je overgedragen", "undermining_list"),
    (K.UNOPENED, P.HOME, "Er kwam iets binnen dat niet open kan", "unopened"),
)


def notices(actor: Actor, *, now: datetime) -> Iterator[Block]:
    """Yield the block of unread notices, the newest first; content is never in them."""
    unread = Notice.objects.filter(user=actor.person, read_at=None).order_by("-made_at", "pk")
    if any(under(actor, permission).appointments for permission in LATE_ELSEWHERE):
        unread = unread.exclude(kind=K.OVERDUE)
    first = list(unread[: SHOWN + 1])
    pages = _pages(actor, {notice.about for notice in first}, now=now)
    lines = [_line(actor, notice, pages) for notice in first[:SHOWN]]
    if len(first) > SHOWN:
        lines.append(Line("Er zijn nog meer berichten; ze verschijnen als je deze hebt gezien"))
    yield Block("Berichten voor jou", list(dict.fromkeys(lines)), told=True)


def _pages(actor: Actor, about: set[UUID], *, now: datetime) -> dict[UUID, tuple[str, str]]:
    """Return what the reader may open of what the notices are about: its name and its page."""
    found: dict[UUID, tuple[str, str]] = {}
    for name, model, route, permission, level in PAGES:
        reader = under(actor, permission)
        if not about or not reader.appointments:
            continue
        seen = sees(reader, model, now, level).filter(pk__in=about)
        for pk, reference in seen.values_list("pk", "reference"):
            found.setdefault(pk, (f"{name} {reference}", reverse(route, kwargs={"pk": pk})))
    return found


def _line(actor: Actor, notice: Notice, pages: dict[UUID, tuple[str, str]]) -> Line:
    kind = K(notice.kind)
    late = kind == K.OVERDUE
    if notice.about in pages and kind in SENTENCES:
        name, url = pages[notice.about]
        return Line(SENTENCES[kind].format(name), url, late=late)
    for of, permission, text, route in OTHERWISE:
        if of == kind and under(actor, permission).appointments:
            return Line(text, address(route), late=late)
    return Line(f"Er was een bericht voor je: {kind.label}")
