"""What is overdue, for the manager: that it waits, since when and with whom; never what it says.

Policy: A22; G, Roles beside C12.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nietpluis.accounts.access import Actor, sees

from .models import Wait
from .places import Order, Place, beyond

PER_PAGE = 50
ORDER: Order = {"due_at": datetime, "pk": UUID}


@dataclass(frozen=True)
class Page:
    """One page of overdue waits, the longest overdue first."""

    waits: list[Wait]
    before: Place | None = None
    after: Place | None = None


def page(actor: Actor, *, now: datetime, start: Place | None = None) -> Page:
    """Return one page of the overdue waits that the actor sees."""
    back = start is not None and start.back
    late = sees(actor, Wait, now).filter(closed_at=None, due_at__lt=now)
    if start:
        late = late.filter(beyond(ORDER, start, down=back))
    late = late.select_related("signal", "undermining", "organisation", "mover", "owner")
    order = [f"{'-' if back else ''}{name}" for name in ORDER]
    rows = list(late.order_by(*order)[: PER_PAGE + 1])
    more, waits = len(rows) > PER_PAGE, rows[:PER_PAGE]
    if back:
        waits.reverse()
    if not waits:
        return Page([])
    first, last = (Place((wait.due_at, wait.pk)) for wait in (waits[0], waits[-1]))
    return Page(
        waits,
        before=first.going_back() if start and (more or not back) else None,
        after=last if more or back else None,
    )
