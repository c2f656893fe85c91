"""Where a referral stands: what may follow, and how it is locked, moved and kept."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from nietpluis.accounts.access import Actor, write_line
from nietpluis.partners.settings import WaitKind

from . import sight, triage, waiting
from .handling import save
from .models import Referral, Signal, Wait
from .workflow import NotAllowed, Stale, Status

State = Referral.State

# What may follow. Every answer of a partner also ends a silence (G)
NEXT: dict[Referral.State, set[Referral.State]] = {
    State.SENT: {State.ACCEPTED, State.ASKED, State.DECLINED, State.ANSWERED, State.SILENT},
    State.ACCEPTED: {
        State.ACCEPTED,
        State.ASKED,
        State.DECLINED,
        State.ANSWERED,
        State.SILENT,
    },
    State.ASKED: {State.SENT, State.ACCEPTED, State.ASKED, State.DECLINED, State.ANSWERED},
    State.SILENT: {
        State.SENT,
        State.ACCEPTED,
        State.ASKED,
        State.DECLINED,
        State.ANSWERED,
        State.CLOSED_SILENT,
    },
    State.ANSWERED: {State.ANSWERED, State.ACCEPTED},
    State.DECLINED: set(),
    State.CLOSED_SILENT: set(),
}
PARTNER_WAITS = (WaitKind.ACCEPT, WaitKind.PARTNER_FEEDBACK)


class Overtaken(Stale):
    """Somebody else answered first; the message says what stands now."""

    def __init__(self, referral: Referral) -> None:
        words = Referral.State(referral.state).label
        NotAllowed.__init__(
            self,
            f"Iemand anders was je net voor. Het staat nu op: {words}. Bekijk het opnieuw;"
            " wat je typte staat er nog.",
        )


def move_to(referral: Referral, to: Referral.State, *, now: datetime) -> None:
    """Let a locked referral go to a state, ending a silence; not yet saved. Raises NotAllowed."""
    was = State(referral.state)
    if to not in NEXT[was]:
        raise NotAllowed(f"Dat kan niet meer: het staat op ‘{was.label}’.")
    referral.state = to
    if referral.silent_at:
        referral.silent_at = referral.stays_silent_at = None
        sight.end(referral.pk, now=now)
    if was in (State.ASKED, State.SILENT):
        waits(referral).update(mover=referral.to)


def resting(referral: Referral) -> Referral.State:
    """Return where a referral stands when no question is open and nobody is silent."""
    return State.ACCEPTED if referral.accepted_at else State.SENT


def start_again(wait: Wait, *, due_at: datetime) -> None:
    """Give an open wait a new deadline that was agreed on; not yet saved. Policy: A22."""
    wait.due_at = due_at
    wait.overdue_at = wait.deputy_at = wait.manager_at = None


def keep(referral: Referral, what: str, *, by: Actor, now: datetime) -> Referral:
    """Save a referral and its signal, let the signal wait for somebody, and log the act (A22)."""
    signal = referral.signal
    referral.save()
    waiting.refresh(signal)
    if signal.is_open:
        triage.keep_waiting(signal, Status(signal.status), now=now)
    save(signal)
    write_line(
        f"referral.{what}",
        about=referral.pk,
        organisation=referral.organisation_id,
        by=by,
        now=now,
    )
    return referral


def lock_referral(pk: UUID) -> Referral:
    """Lock the signal, then the referral, always in this order."""
    known = Referral.objects.only("signal_id").get(pk=pk)
    signal = Signal.objects.select_for_update().get(pk=known.signal_id)
    referral = Referral.objects.select_for_update().get(pk=pk)
    referral.signal = signal
    return referral


def waits(referral: Referral) -> QuerySet[Wait]:
    """Return what is still waited for from the partner."""
    return Wait.objects.filter(about=referral.pk, kind__in=PARTNER_WAITS, closed_at=None)
