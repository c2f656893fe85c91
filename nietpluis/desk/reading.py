"""Read one signal for its page: all opened once, in a number of queries that does not grow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nietpluis.accounts.access import Actor, sees
from nietpluis.accounts.grounds import GROUNDS
from nietpluis.accounts.models import Domain
from nietpluis.accounts.roles import Level
from nietpluis.core.answers import Answer
from nietpluis.knowledge import catalogue
from nietpluis.partners.settings import settings_of
from nietpluis.vault import fields, index

from . import calling, chart, enriching, next_step, route, showing_files, sightings, timeline
from .flow import Outcome
from .models import Consultation, Fact, Identifier, Report, Seen, Signal, Wait
from .workflow import Status

MOST_RELATED = 20
SAME = {
    index.Kind.TELEPHONE: "zelfde telefoonnummer",
    index.Kind.EMAIL: "zelfde e-mailadres",
    index.Kind.PLATE: "zelfde kenteken",
    index.Kind.ADDRESS: "zelfde adres",
    index.Kind.BSN: "zelfde burgerservicenummer",
    index.Kind.NAME_AND_BIRTH_YEAR: "zelfde naam en geboortejaar",
}
STRENGTHS = {
    catalogue.Strength.DIRECT: "direct gezien aan iemand",
    catalogue.Strength.CONTEXT: "zegt alleen iets naast andere signalen",
}
ACUTE = {
    Answer.YES: "Acuut gevaar",
    Answer.NO: "Geen acuut gevaar",
    Answer.UNKNOWN: "Gevaar onbekend",
}
MINOR = {Answer.YES: "Minderjarig", Answer.NO: "Meerderjarig", Answer.UNKNOWN: "Leeftijd onbekend"}


@dataclass(frozen=True)
class SeenSignal:
    """One entry of the catalogue as it was answered; never a score."""

    id: str
    text: str
    answer: Seen
    strength: str
    alternative: str


@dataclass(frozen=True)
class FoundFact:
    """One fact, opened."""

    fact: Fact
    content: str
    source: str
    ground: str


@dataclass(frozen=True)
class Asked:
    """One advice, opened, with where its conclusion would lead."""

    consultation: Consultation
    question: str
    answer: str
    spoke_with: str
    conclusion: Outcome | None
    leads_to: str


def page(signal: Signal, *, key: bytes, by: Actor, now: datetime) -> dict[str, Any]:
    """Return what the page of a signal shows, for somebody who sees its content (A15 to A20)."""
    rows = timeline.read(signal)
    domains = by.domains(signal.organisation_id)
    report = signal.report
    at_home = any(post.organisation_id == signal.organisation_id for post in by.appointments)
    facts, hidden = _facts(rows.facts, key, domains)
    steps = [
        chart.Step(Status(d.status), Outcome(d.outcome), d.despite, d.decided_at)
        for d in rows.decisions
    ]
    seen = seen_signals(report, key=key)
    refers = signal.status in (Status.REFERRING, Status.WITH_PARTNERS)
    proposed = route.proposed(signal, handed=rows.referrals) if refers else None
    return {
        "signal": signal,
        "report": report,
        "acute": ACUTE[Answer(signal.acute)],
        "minor": MINOR[Answer(signal.minor)],
        "forms_named": [form.label for form in sorted(signal.form_set())],
        "texts": {
            name: fields.read(report, name, key=key) for name in ("story", "whereabouts", "period")
        },
        "contact": _contact(report, key) if at_home else None,
        "seen_answered": [one for one in seen if one.answer != Seen.NOT_LOOKED],
        "seen_open": [one for one in seen if one.answer == Seen.NOT_LOOKED],
        "files": showing_files.listed(report, key=key),
        "facts": facts,
        "hidden_facts": hidden,
        "notes": [
            (note, fields.read(note, "text", key=key))
            for note in signal.note_set.select_related("by").order_by("written_at", "pk")
        ],
        "advice": [_asked(one, key) for one in rows.consultations],
        "timeline": timeline.entries(signal, rows, key=key, domains=domains),
        "chart": chart.draw(Status(signal.status), steps),
        "step": next_step.of(signal),
        "route": proposed,
        "rounds": calling.rounds(proposed, signal, now=now) if proposed else [],
        "order_because": calling.order_because(signal),
        "waits": waits(signal),
        "duty_telephone": settings_of(signal.municipality.region).duty_telephone.value,
        "also_at_regisseur": hasattr(report, "undermining"),
    }


def seen_signals(report: Report, *, key: bytes, everything: bool = False) -> list[SeenSignal]:
    """Return what the reporter's list asks, then what else was answered, or the whole catalogue.

    Policy: C8; A13.
    """
    answered = sightings.answers(report, key=key)
    listed = dict(enriching.list_for(report))
    others = [*sorted(answered), *(one.id for one in catalogue.signals() if everything)]
    words = listed | {id: catalogue.words_of(id) for id in others if id not in listed}
    return [_seen(id, text, answered.get(id, Seen.NOT_LOOKED)) for id, text in words.items()]


def waits(signal: Signal) -> list[Wait]:
    """Return what the signal waits for, the most urgent first."""
    still = signal.wait_set.filter(closed_at=None).select_related("mover", "owner")
    return list(still.order_by("due_at", "pk"))


def related(signal: Signal, *, by: Actor, now: datetime) -> list[tuple[Signal, list[str]]]:
    """Return the other signals in sight that name the same thing: a suggestion, no more (A15)."""
    marks = dict(signal.report.identifier_set.values_list("mark", "kind"))
    if not marks:
        return []
    same = Identifier.objects.filter(mark__in=marks).exclude(report=signal.report_id)
    seen = sees(by, Signal, now, Level.CONTENT).filter(report__in=same.values("report"))
    others = list(seen.select_related("municipality").order_by("-received_at", "pk")[:MOST_RELATED])
    why: dict[Any, set[str]] = {}
    for report_id, mark in same.filter(
        report__in=[other.report_id for other in others]
    ).values_list("report", "mark"):
        why.setdefault(report_id, set()).add(SAME[index.Kind(marks[mark])])
    return [(other, sorted(why[other.report_id])) for other in others]


def _seen(id: str, text: str, answer: Seen) -> SeenSignal:
    try:
        known = catalogue.signal(id)
    except KeyError:
        return SeenSignal(id, text, answer, "", "")
    return SeenSignal(id, text, answer, STRENGTHS[known.strength], known.alternative)


def _contact(report: Report, key: bytes) -> dict[str, str]:
    who = report.reporter.name if report.reporter else ""
    work = report.get_function_display() if report.function else ""
    return {
        "who": f"{who} ({work})" if who and work else who,
        "kind": report.get_reporter_kind_display(),
        "contact": fields.read(report, "contact", key=key),
    }


def _facts(
    facts: Iterable[Fact], key: bytes, domains: Iterable[Domain]
) -> tuple[list[tuple[str, list[FoundFact]]], bool]:
    """Return the facts in sight per kind, also for a kind of which nothing is known (A16)."""
    sight = [fact for fact in facts if fact.domain != Domain.CARE or Domain.CARE in domains]
    opened = [
        FoundFact(
            fact,
            fields.read(fact, "content", key=key),
            fields.read(fact, "source", key=key),
            GROUNDS[fact.ground].title if fact.ground in GROUNDS else fact.ground,
        )
        for fact in sight
    ]
    per_kind = [
        (kind.label, [one for one in opened if one.fact.kind == kind]) for kind in Fact.Kind
    ]
    shown = [entry for entry in per_kind if entry[1] or entry[0] != Fact.Kind.OTHER.label]
    return shown, len(sight) < len(list(facts))


def _asked(one: Consultation, key: bytes) -> Asked:
    conclusion = Outcome(one.conclusion) if one.conclusion else None
    return Asked(
        one,
        question=fields.read(one, "question", key=key),
        answer=fields.read(one, "answer", key=key),
        spoke_with=fields.read(one, "spoke_with", key=key),
        conclusion=conclusion,
        leads_to=next_step.EFFECTS[Status.ADVICE, conclusion] if conclusion else "",
    )
