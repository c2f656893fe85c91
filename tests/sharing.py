"""Builders for what goes to partners and comes back. Each walks the real workflow."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils import timezone

from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.roles import Level, Permission, Role
from nietpluis.desk import handling, packages, referral
from nietpluis.desk.models import Package, Referral, Signal, Wait
from tests import make


def later(days: int = 10, *, hours: int = 0) -> datetime:
    """A moment so long after now."""
    return make.NOW + timedelta(days=days, hours=hours)


def officer(signal: Signal, permission: Permission = Permission.SIGNAL_REFER) -> Actor:
    """A focal officer of the municipality where a signal plays."""
    return make.actor(make.user(at=signal.organisation.code), permission)


def call(
    signal: Signal, to: str, *, by: Actor | None = None, now: datetime = make.NOW, **more: Any
) -> Referral:
    """A partner reached by telephone."""
    more.setdefault("feedback_due_at", now + timedelta(days=10))
    more.setdefault("called_at", now)
    more.setdefault("spoke_with", "Dienstdoende")
    by = by or officer(signal)
    return referral.by_telephone(signal, to=make.partner(to), by=by, now=now, **more)


def send(
    signal: Signal,
    to: str,
    *,
    by: Actor | None = None,
    now: datetime = make.NOW,
    chosen: Collection[str] = ("STORY",),
    question: str = "Kent u dit adres?",
    ground: str = "PUBLIC_TASK",
    explanation: str = "",
    feedback_due_at: datetime | None = None,
    **more: Any,
) -> Referral:
    """A package to a partner, previewed and then sent."""
    by = by or officer(signal)
    signal.refresh_from_db()
    about: dict[str, Any] = {"question": question, "ground": ground}
    about["feedback_due_at"] = feedback_due_at or now + timedelta(days=10)
    text: dict[str, Any] = {"chosen": chosen, "explanation": explanation}
    parts = packages.compose(signal, by=by, key=handling.key_of(signal), **text)
    if "shown" not in more:
        shown = packages.reading(signal, to=make.partner(to), parts=parts, **about)
        more["shown"] = packages.seal_of(shown, signal=signal, to=make.partner(to))
    done = {"to": make.partner(to), "by": by, "now": now}
    return packages.by_package(signal, **done, **about, **text, **more)


def reader(
    to: str, role: Role, permission: Permission = Permission.PACKAGE_ANSWER, **more: Any
) -> Actor:
    """Somebody who reads packages for a partner that works in Nietpluis."""
    organisation = make.partner(to)
    organisation.has_portal = True
    organisation.save()
    return make.actor(make.user(role, at=to, **more), permission)


def seen_by(who: Actor, level: Level, *, now: datetime = make.NOW) -> list[Package]:
    """The packages that somebody sees at a level."""
    return list(sees(who, Package, now, level))


def open_waits(signal: Signal) -> dict[str, str]:
    """What a signal waits for, and whose move it is."""
    waits = Wait.objects.filter(signal=signal, closed_at=None).select_related("mover")
    return {wait.kind: wait.mover.code for wait in waits}


def address(signal: Signal, what: str, to: str = "") -> str:
    """The address of a page of a signal, about a partner."""
    return f"/signalen/{signal.pk}/{what}/{f'?aan={make.partner(to).pk}' if to else ''}"


def local(days: int = 0, hours: int = 0) -> str:
    """A moment from now on, as a form sends it."""
    at = timezone.localtime() + timedelta(days=days, hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M")


def base(signal: Signal) -> dict[str, Any]:
    """What every form on a page of a signal carries."""
    signal.refresh_from_db()
    return {"seen": signal.version, "once": uuid4()}


def text_of(page: HttpResponse) -> str:
    """What a page says."""
    return page.content.decode()
