"""What every change of a signal does: lock it, check that the page was not stale, write, log."""

import secrets
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.db.models import Manager, Model

from nietpluis.accounts.access import Actor, write_line
from nietpluis.vault import fields, keys

from . import flow, waiting
from .flow import Outcome
from .models import Decision, Report, Signal, Undermining
from .workflow import NotAllowed, Stale, Status, check_step

M = TypeVar("M", bound=Model)
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no letters or digits that look alike


def new_reference() -> str:
    """Make a short random reference for people, such as K7QM-3DXW: no counter, no time."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def lock(pk: UUID, *, seen: int | None = None) -> Signal:
    """Lock a signal for a change; raises Stale when the page showed an older version than `seen`.

    On SQLite the immediate transaction is the lock.
    """
    signal = Signal.objects.select_for_update().get(pk=pk)
    check_seen(signal, seen)
    return signal


def check_seen(moving: Signal | Undermining, seen: int | None) -> None:
    """Raise Stale when the page showed an older version than the one that is there now."""
    if seen is not None and moving.version != seen:
        raise Stale


def check_open(signal: Signal) -> None:
    """Raise NotAllowed when the signal is closed: then only opening it again is possible."""
    if not signal.is_open:
        raise NotAllowed("Dit signaal is afgesloten. Open het eerst opnieuw.")


def made_by(rows: Manager[M], once: UUID | None) -> M | None:
    """Return the row that this very form made before, if any: a double click is one change.

    Raises NotAllowed when the form's id belongs to something else.
    """
    if once is None:
        return None
    found = rows.filter(pk=once).first()
    if found is None and rows.model._default_manager.filter(pk=once).exists():
        raise NotAllowed("Dit formulier hoort hier niet. Open de pagina opnieuw.")
    return found


def save(moving: Signal | Undermining) -> None:
    """Save a changed signal under its next version."""
    moving.version += 1
    moving.save()


def step(
    signal: Signal,
    outcome: Outcome,
    *,
    because: str,
    by: Actor,
    now: datetime,
    despite: bool = False,
    once: UUID | None = None,
) -> Signal:
    """Follow the arrow of an outcome, for a signal that the caller has locked; saves and logs it.

    Policy: C1. An answer that leaves the chart's route, or that the caller says is `despite` it,
    needs a reason, which is kept (A19). Raises NotAllowed.
    """
    was = Status(signal.status)
    goes = flow.follow(was, outcome)
    check_step(was, goes)
    made_by(signal.decision_set, once)
    despite = despite or flow.leaves_route(was, outcome)
    if despite and not because.strip():
        raise NotAllowed("Schrijf op waarom je hier van de route afwijkt.")
    decision = Decision(
        id=once or uuid4(),
        signal=signal,
        status=was,
        outcome=outcome,
        despite=despite,
        flow_version=flow.VERSION,
        by=by.user,
        decided_at=now,
    )
    if because:
        fields.write(decision, "because", because, key=key_of(signal))
    decision.save(force_insert=True)
    signal.status = goes
    signal.is_open = goes != Status.CLOSED
    save(signal)
    note(signal, f"signal.{outcome.lower()}", by=by, now=now)
    return signal


def key_of(row: Report | Signal | Undermining) -> bytes:
    """Return the data key of a report and of all that hangs on it; raises vault.keys.Erased."""
    return keys.data_key(row.pk if isinstance(row, Report) else row.report_id)


def note(moving: Signal | Undermining, what: str, *, by: Actor, now: datetime) -> None:
    """Write the audit line of a change to a signal. Call it last in the transaction."""
    write_line(what, about=moving.pk, organisation=moving.organisation_id, by=by, now=now)


def refresh_waits(signal: Signal) -> None:
    """Repeat the earliest open wait on the signal, and save just that."""
    waiting.refresh(signal)
    signal.save(update_fields=["due_at", "waits_on"])
