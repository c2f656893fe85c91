"""Enrichment: what the municipality looked up, and which signals of the catalogue were seen."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from nietpluis.accounts.access import Actor
from nietpluis.accounts.grounds import GROUNDS
from nietpluis.accounts.models import Domain
from nietpluis.knowledge import catalogue
from nietpluis.vault import fields

from . import handling, identifiers, sightings
from .models import Channel, Fact, Report, Seen, Signal
from .workflow import NotAllowed

# On what ground something may be looked up for a signal. Policy: A16, ground logged; A34
LOOK_UP_GROUNDS = (
    "MUNICIPAL_ROUTE",
    "PUBLIC_TASK",
    "COVENANT_RIEC",
    "WMO",
    "CONSENT",
    "VITAL_INTEREST",
    "CARE_WORKER",
)


@transaction.atomic
def add_fact(
    signal: Signal,
    *,
    kind: Fact.Kind,
    result: Fact.Result,
    domain: Domain,
    ground: str,
    source: str,
    content: str,
    found_at: datetime,
    by: Actor,
    now: datetime,
    once: UUID | None = None,
) -> Fact:
    """Note what was looked up: with source, ground and time (A16; A34, no ground is no look-up).

    A fact belongs to the domain of whoever looks it up (G, AF in practice). What it names becomes
    findable, except from care. `once` is the id of the form. Raises NotAllowed.
    """
    signal = handling.lock(signal.pk)
    if known := handling.made_by(signal.fact_set, once):
        return known
    handling.check_open(signal)
    if domain not in by.domains(signal.organisation_id):
        raise NotAllowed("Leg alleen iets vast uit het domein waarin je zelf werkt.")
    if ground not in LOOK_UP_GROUNDS or ground not in GROUNDS:
        raise NotAllowed("Kies op welke grondslag je dit opzocht.")
    if not source.strip():
        raise NotAllowed("Schrijf op waar je dit vond.")
    if result == Fact.Result.FOUND and not content.strip():
        raise NotAllowed("Schrijf op wat je vond.")
    if found_at > now:
        raise NotAllowed("Dit tijdstip ligt in de toekomst.")
    fact = Fact(
        id=once or uuid4(),
        signal=signal,
        kind=kind,
        result=result,
        domain=domain,
        ground=ground,
        found_at=found_at,
        by=by.person,
    )
    key = handling.key_of(signal)
    fields.write(fact, "source", source, key=key)
    if content.strip():
        fields.write(fact, "content", content, key=key)
    fact.save(force_insert=True)
    if domain != Domain.CARE:
        identifiers.add(signal.report, identifiers.found_in(content), key=key)
    handling.save(signal)
    handling.note(signal, "signal.fact_added", by=by, now=now)
    return fact


@transaction.atomic
def answer_sightings(
    signal: Signal,
    *,
    answers: Mapping[str, Seen],
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Note which signals of the catalogue were seen; one left out stays as it was (C8).

    "Not looked at" is the absence of an answer, never "no". Raises NotAllowed, or Stale.
    """
    signal = handling.lock(signal.pk)
    report, key = signal.report, handling.key_of(signal)
    known = sightings.answers(report, key=key)
    new = {id: seen for id, seen in answers.items() if seen != known.get(id, Seen.NOT_LOOKED)}
    if not new:
        return
    handling.check_seen(signal, seen)
    handling.check_open(signal)
    listed = {one.id for one in (*catalogue.signals(), *catalogue.undermining_signals())}
    if not set(new) <= listed | set(known):
        raise NotAllowed("Dit signaal staat niet op de lijst.")
    reported = sightings.reported(report, key=key)
    sightings.write(report, answers=known | new, reported=reported, key=key)
    report.save(update_fields=["sightings"])
    handling.save(signal)
    handling.note(signal, "signal.sightings_answered", by=by, now=now)


def list_for(report: Report) -> list[tuple[str, str]]:
    """Return the signals that somebody with the reporter's work was asked to look for, in order.

    As (id of the catalogue, words of that work). Policy: A13, the list differs per role.
    """
    public = report.channel == Channel.PUBLIC
    function = catalogue.PUBLIC if public else report.function or catalogue.GENERAL
    return [(one.id, one.text) for one in catalogue.list_for(function)]
