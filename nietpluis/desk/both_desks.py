"""A report can be both: then it lives on both desks, and neither sees what the other makes of it.

Policy: G, Reporting; A10. The one desk passes it on and keeps its own signal.
"""

from datetime import datetime

from django.db import transaction

from nietpluis.accounts.access import Actor
from nietpluis.vault import fields

from . import handling, intake, triage, undermining
from .handling import check_open, key_of, note, save
from .models import Signal, Undermining
from .workflow import NotAllowed


@transaction.atomic
def also_undermining(
    signal: Signal, *, by: Actor, now: datetime, seen: int | None = None
) -> Signal:
    """Put a signal on the desk of the regisseur as well, once. Raises NotAllowed, or Stale."""
    signal = handling.lock(signal.pk)
    if Undermining.objects.filter(report=signal.report_id).exists():
        return signal
    handling.check_seen(signal, seen)
    check_open(signal)
    triage.pass_to_regisseur(signal, now=now)
    save(signal)
    note(signal, "signal.also_undermining", by=by, now=now)
    return signal


@transaction.atomic
def also_trafficking(
    found: Undermining, *, by: Actor, now: datetime, seen: int | None = None
) -> Undermining:
    """Put an undermining signal on the desk of the focal officer as well, once.

    Raises NotAllowed, or Stale.
    """
    found = undermining.lock(found.pk)
    if Signal.objects.filter(report=found.report_id).exists():
        return found
    handling.check_seen(found, seen)
    if not found.is_open:
        raise NotAllowed("Dit signaal is afgesloten. Open het eerst opnieuw.")
    key = key_of(found)
    story = fields.read(found.report, "story", key=key)
    intake.start_signal(found.report, story=story, key=key, now=now, since=now)
    save(found)
    note(found, "undermining.also_trafficking", by=by, now=now)
    return found
