"""See on arrival that a report is nearly the same as an earlier one; what follows is `grouping`.

Only reports from the public page are compared: the others have somebody's name to them. Policy:
issue "Abuse without blocking a shelter"; A15, links are suggested.
"""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from nietpluis.vault import likeness

from .models import Channel, Likeness, LikenessMark, Report, Signal

WINDOW = timedelta(days=30)  # so long a report is compared with (issue; the documents give none)


def recognise(report: Report, signal: Signal, *, story: str, with_it: str, now: datetime) -> None:
    """Link a new signal to the first one whose story is nearly the same, or keep its marks.

    Does not save the signal. Of reports that look alike only the first has marks, so that a flood
    costs no more than one report does.
    """
    if report.channel != Channel.PUBLIC:
        return
    whole, near = likeness.marks(story, place=report.municipality.code, with_it=with_it)
    if first := _first_like(report, whole, near, now=now):
        signal.like, signal.likeness = first, Likeness.LOOKS
        return
    kept = {"report": report, "municipality": report.municipality, "made_at": now}
    LikenessMark.objects.bulk_create(
        LikenessMark(mark=mark, whole=mark == whole, **kept) for mark in [whole, *near]
    )


def _first_like(report: Report, whole: str, near: list[str], *, now: datetime) -> Signal | None:
    known = LikenessMark.objects.filter(
        municipality=report.municipality, made_at__gt=now - WINDOW, report__signal__isnull=False
    )
    same = known.filter(mark=whole).values_list("report", flat=True).order_by("made_at", "pk")
    found: UUID | None = same.first()
    if found is None and near:
        shared = Counter(known.filter(mark__in=near).values_list("report", flat=True))
        most = shared.most_common(1)
        found = most[0][0] if most and most[0][1] >= likeness.ENOUGH else None
    return Signal.objects.get(report=found) if found else None


def forget(now: datetime) -> None:
    """Remove the marks that are too old to compare with. A job of the worker."""
    LikenessMark.objects.filter(made_at__lte=now - WINDOW).delete()
