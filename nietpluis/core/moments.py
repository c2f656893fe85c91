"""How a moment reads at the desk: in Dutch words, seen from now. Pure functions of (value, now)."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

_DAYS = "ma di wo do vr za zo".split()
_MONTHS = "jan feb mrt apr mei jun jul aug sep okt nov dec".split()


def ago(value: datetime, now: datetime) -> str:
    """How long something has been so: "net", "40 minuten", "3 uur", "2 dagen", "5 weken"."""
    return "net" if now - value < timedelta(minutes=2) else length(now - value)


def due(value: datetime, now: datetime) -> str:
    """When something must be done: "vandaag 17:00", "morgen", "vr 27 nov", "2 dagen te laat".

    A moment that is the very end or start of a day names no clock time.
    """
    if value < now:
        return f"{length(now - value)} te laat"
    at, today = localtime(value), localtime(now).date()
    clock = "" if (at.hour, at.minute) in ((0, 0), (23, 59)) else f" {at:%H:%M}"
    days = (at.date() - today).days
    if days < 2:
        return ("vandaag", "morgen")[days] + clock
    return f"{_DAYS[at.weekday()]} {_date(at, today.year)}{clock if days < 7 else ''}"


def is_late(value: datetime, now: datetime) -> bool:
    """Whether a deadline has passed."""
    return value < now


def is_soon(value: datetime, now: datetime) -> bool:
    """Whether a deadline still stands, and falls today."""
    return now <= value and localtime(value).date() == localtime(now).date()


def written(value: datetime) -> str:
    """A moment in full, local time: "18 nov 2026, 14:05"."""
    at = localtime(value)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"


def length(span: timedelta) -> str:
    """A span in the largest whole unit, never rounded up: "1 minuut" to "3 jaar"."""
    minutes = max(int(span.total_seconds() // 60), 1)
    hours, days = minutes // 60, minutes // 1440
    if not hours:
        return f"{minutes} {'minuut' if minutes == 1 else 'minuten'}"
    if not days:
        return f"{hours} uur"
    if days < 14:
        return f"{days} {'dag' if days == 1 else 'dagen'}"
    if days < 70:
        return f"{days // 7} weken"
    return f"{days // 30} maanden" if days < 730 else f"{days // 365} jaar"


def _date(at: datetime, this_year: int) -> str:
    year = "" if at.year == this_year else f" {at.year}"
    return f"{at.day} {_MONTHS[at.month - 1]}{year}"
