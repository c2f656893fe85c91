"""Thirty-two writers move signals at once: no error, no lost change, and how long one takes."""

import multiprocessing
import time
from typing import Any
from uuid import UUID

from . import stores
from .timing import Figure, spread

WRITERS = 32
CHANGES = 12  # by each writer


def measure(database: str, size: int) -> list[Figure]:
    """Return the figures of concurrent writers; each change is a note and a judgement, logged."""
    import django

    stores.choose(database, size)
    django.setup()
    from nietpluis.audit import log
    from nietpluis.audit.models import Line
    from nietpluis.desk.models import Decision
    from nietpluis.partners.models import Organisation

    from .build import user

    town = Organisation.objects.get(code="gemeente-1")
    writers = [user(f"writer{nth}@example.nl", town).pk for nth in range(WRITERS)]
    chosen = _new_signals(town, WRITERS * CHANGES // 2)
    before = Decision.objects.count(), Line.objects.count()
    _forget_connections()
    context = multiprocessing.get_context("fork")
    with context.Pool(WRITERS) as pool:
        work = [(nth, writer, chosen) for nth, writer in enumerate(writers)]
        done = pool.map(_write, work, chunksize=1)
    took = [ms for times, _, _ in done for ms in times]
    errors = sum(failed for _, failed, _ in done)
    acknowledged = sum(moved for _, _, moved in done)
    lost = acknowledged - (Decision.objects.count() - before[0])
    broken = [chain for chain, _, fault in log.verify_all() if fault]
    label, how = f"{database} {size // 1_000}k: {WRITERS} writers", "processes; take up, then judge"
    return [
        *spread(f"{label} change", took, aim_p95="", how=how),
        Figure(f"{label} errors", errors, "errors", "0", len(took), how),
        Figure(f"{label} lost changes", lost, "changes", "0", acknowledged, how),
        Figure(f"{label} broken audit chains", len(broken), "chains", "0", 1, how),
    ]


def _new_signals(town: Any, number: int) -> list[UUID]:
    """Let so many reports come in, so that every run moves signals that nobody touched yet."""
    from django.utils import timezone

    from nietpluis.accounts.access import system
    from nietpluis.accounts.grounds import Purpose
    from nietpluis.desk import intake
    from nietpluis.desk.models import Channel, ReporterKind, Signal

    incoming = [
        intake.Incoming(
            municipality=town.municipality_set.first(),
            channel=Channel.PUBLIC,
            reporter_kind=ReporterKind.RESIDENT,
            story=f"Vier matrassen achter de keuken, {nth}.",
        )
        for nth in range(number)
    ]
    by = system("bench", Purpose.HANDLE_SIGNAL)
    reports = [intake.receive(one, by=by, now=timezone.now()) for one in incoming]
    return list(Signal.objects.filter(report__in=reports).values_list("pk", flat=True))


def _forget_connections() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()


def _write(work: tuple[int, UUID, list[UUID]]) -> tuple[list[float], int, int]:
    """Move every nth signal along: taking up and judging; refusals by the flow are not errors."""
    nth, writer, chosen = work
    from django.utils import timezone

    from nietpluis.accounts.access import acting
    from nietpluis.accounts.models import User
    from nietpluis.accounts.roles import Permission
    from nietpluis.desk import triage
    from nietpluis.desk.flow import Outcome
    from nietpluis.desk.models import Signal
    from nietpluis.desk.workflow import NotAllowed

    officer = User.objects.get(pk=writer)
    took, errors, moved = [], 0, 0
    # two writers share each signal, so that they meet
    mine = chosen[(nth // 2) :: WRITERS // 2]
    for pk in mine:
        start = time.perf_counter()
        try:
            by = acting(officer, Permission.SIGNAL_DECIDE, now=timezone.now(), origin="bench")
            signal = Signal.objects.select_related("municipality__region").get(pk=pk)
            triage.take_up(signal, by=by, now=timezone.now(), seen=signal.version)
            moved += 1
            signal.refresh_from_db()
            triage.decide(
                signal,
                outcome=Outcome.VAGUE,
                because="Nog te weinig om op af te gaan.",
                by=by,
                now=timezone.now(),
                seen=signal.version,
            )
            moved += 1
        except NotAllowed:
            pass  # the other writer was first: the page would say so
        except Exception as error:
            print(f"writer {nth}: {type(error).__name__}: {error}", flush=True)
            errors += 1
        took.append((time.perf_counter() - start) * 1_000)
    return took, errors, moved
