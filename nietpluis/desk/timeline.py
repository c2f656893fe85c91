"""What happened to a signal, in order: who decided, looked up, asked, told and handed over what."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from nietpluis.accounts.models import Domain, User
from nietpluis.audit.models import Line, Result
from nietpluis.vault import fields

from . import conversing
from .feedback import told_here
from .flow import FLOW, VERSION, Outcome
from .models import (
    Consultation,
    Decision,
    Exchange,
    Fact,
    Feedback,
    Referral,
    ReporterMessage,
    Signal,
)
from .next_step import cite
from .workflow import Status

NOBODY = "Nietpluis"
CARE_FACT = "Er is een gegeven uit het zorgdomein opgezocht"
# Changes that only the audit log tells; the words name the change, never the content
ONLY_LOGGED = {
    "signal.forms_named": "Vorm, gevaar of leeftijd bijgewerkt",
    "signal.sightings_answered": "Waargenomen signalen bijgewerkt",
    "signal.handed_over": "Overgedragen aan een collega",
    "signal.also_undermining": "Ook op het bureau van de regisseur ondermijning gezet",
    "signal.released": "Terug op de werkvoorraad, zonder behandelaar",
    "signal.joined": "Zelfde melding als een eerdere",
    "signal.set_apart": "Niet hetzelfde als de melding waar het op lijkt",
    "signal.joined_all": "De meldingen die hierop lijken zijn hierbij gevoegd",
    "signal.closed_joined": "De meldingen die hierbij gevoegd zijn, zijn afgehandeld",
}


@dataclass(frozen=True)
class Entry:
    """One moment: what, who, and for a decision why, by which policy, and whether it left it."""

    at: datetime
    title: str
    who: str = ""
    text: str = ""
    source: str = ""
    departs: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Rows:
    """All that happened to one signal, as the page read it: each kind of row in one query."""

    decisions: list[Decision]
    facts: list[Fact]
    consultations: list[Consultation]
    referrals: list[Referral]
    exchanges: list[Exchange]
    feedback: list[Feedback]
    written: list[ReporterMessage]
    lines: list[Line]
    names: dict[object, str]


def read(signal: Signal) -> Rows:
    """Read everything that happened to a signal; the number of queries does not grow with it."""
    lines = list(
        Line.objects.filter(
            about=signal.pk,
            organisation=signal.organisation_id,
            what__in=ONLY_LOGGED,
            result=Result.DONE,
        ).order_by("at", "number")
    )
    names = User.objects.filter(pk__in={line.by for line in lines}).values_list("pk", "name")
    told = told_here(signal).select_related("by").order_by("given_at", "pk")
    sent = signal.referral_set.select_related("to", "by").order_by("referred_at", "pk")
    said = Exchange.objects.filter(referral__signal=signal).select_related("by", "referral__to")
    return Rows(
        decisions=list(signal.decision_set.select_related("by").order_by("decided_at", "pk")),
        facts=list(signal.fact_set.select_related("by").order_by("found_at", "pk")),
        consultations=list(
            signal.consultation_set.select_related("partner", "by").order_by("asked_at", "pk")
        ),
        referrals=list(sent),
        exchanges=list(said.order_by("at", "pk")),
        feedback=list(told),
        written=list(conversing.messages_of(signal).select_related("written_by").defer("text")),
        lines=lines,
        names=dict(names),
    )


def entries(signal: Signal, rows: Rows, *, key: bytes, domains: Collection[Domain]) -> list[Entry]:
    """Return the timeline, the oldest first. Care facts only tell that they are there (G, AF)."""
    arrived = Entry(
        signal.received_at, "Binnengekomen", f"via {signal.report.get_channel_display().lower()}"
    )
    all_of_it = [
        arrived,
        *_facts(rows, key, domains),
        *_advice(rows, key),
        *_referrals(rows, key),
        *_told(rows),
        *_written(rows),
        *(
            Entry(line.at, ONLY_LOGGED[line.what], rows.names.get(line.by, NOBODY))
            for line in rows.lines
        ),
        *_decisions(rows, key),  # at the same minute after what led to them
    ]
    return sorted(all_of_it, key=lambda entry: entry.at)


def _decisions(rows: Rows, key: bytes) -> Iterator[Entry]:
    for decision in rows.decisions:
        at, outcome = Status(decision.status), Outcome(decision.outcome)
        older = f", {decision.flow_version}" if decision.flow_version != VERSION else ""
        yield Entry(
            decision.decided_at,
            f"{at.label}: {outcome.label}",
            decision.by.name if decision.by else NOBODY,
            fields.read(decision, "because", key=key),
            source=f"{cite(FLOW[at].source)}{older}",
            departs=decision.despite,
            kind="done",
        )


def _facts(rows: Rows, key: bytes, domains: Collection[Domain]) -> Iterator[Entry]:
    for fact in rows.facts:
        if fact.domain == Domain.CARE and Domain.CARE not in domains:
            yield Entry(fact.found_at, CARE_FACT)
            continue
        source = fields.read(fact, "source", key=key)
        words = f"{fact.get_kind_display()} opgezocht: {fact.get_result_display()}"
        yield Entry(fact.found_at, words, fact.by.name, f"Bron: {source}")


def _advice(rows: Rows, key: bytes) -> Iterator[Entry]:
    for asked in rows.consultations:
        question = fields.read(asked, "question", key=key)
        title = f"Advies gevraagd aan {asked.partner.name}"
        yield Entry(asked.asked_at, title, asked.by.name, question)
        if asked.answered_at:
            conclusion = Outcome(asked.conclusion).label
            answer = fields.read(asked, "answer", key=key)
            title = f"Advies van {asked.partner.name}: {conclusion}"
            yield Entry(asked.answered_at, title, text=answer)


def _referrals(rows: Rows, key: bytes) -> Iterator[Entry]:
    for referral in rows.referrals:
        why = fields.read(referral, "despite", key=key)
        title = f"Gemeld bij {referral.to.name}, {referral.get_how_display()}"
        yield Entry(
            referral.referred_at, title, referral.by.name, why, departs=bool(why), kind="done"
        )
    for said in rows.exchanges:
        if said.kind != Exchange.Kind.SENT:
            title = f"{said.get_kind_display()}: {said.referral.to.name}"
            yield Entry(said.at, title, said.by.name if said.by else "")


def _told(rows: Rows) -> Iterator[Entry]:
    for told in rows.feedback:
        yield Entry(told.given_at, f"{told.get_kind_display()} aan de melder", told.by.name)


def _written(rows: Rows) -> Iterator[Entry]:
    for wrote in rows.written:
        if wrote.from_reporter:
            yield Entry(wrote.sent_at, "Bericht van de melder")
        else:
            who = wrote.written_by.name if wrote.written_by else NOBODY
            yield Entry(wrote.sent_at, "Bericht aan de melder", who)
