"""A package: a copy of chosen fields, under its own key, on a ground, exactly as it was previewed.

Policy: A34, no ground is no sharing; A21; C12, handed over. Nothing is chosen by itself.
"""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from nietpluis.accounts.access import Actor, write_line
from nietpluis.accounts.grounds import GROUNDS, Purpose, grounds_for, purpose_of
from nietpluis.accounts.models import Domain
from nietpluis.accounts.roles import Level
from nietpluis.audit.models import Result
from nietpluis.core import moments
from nietpluis.knowledge import catalogue
from nietpluis.partners.models import Kind, Organisation
from nietpluis.vault import fields, keys

from . import exchanges, referral, sight, sightings
from .flow import Form
from .handling import check_seen, key_of, lock, made_by
from .models import Channel, Fact, Notice, Package, Rank, Referral, Seen, Signal
from .workflow import NotAllowed

FROM_CARE = "Een gegeven uit de zorg. Alleen collega's in het domein zorg zien wat erin staat."
EXPLANATION, CONTACT = "EXPLANATION", "CONTACT"
TITLES = {
    "STORY": "Het verhaal",
    "WHERE": "Waar",
    "WHEN": "Wanneer",
    "SIGHTINGS": "Wat er gezien is",
}
TEXTS = {"STORY": "story", "WHERE": "whereabouts", "WHEN": "period"}


class NoGround(NotAllowed):
    """No legal ground carries what the partner would use it for; nothing is shared (A34)."""

    def __init__(self, to: Organisation, ground: str) -> None:
        purpose = purpose_of(Kind(to.kind))
        aim = purpose.label.lower()
        if not grounds_for(purpose):
            why = f"Voor ‘{aim}’ bestaat geen grondslag. Aan {to.name} kun je niets delen."
        elif ground in GROUNDS:
            title = GROUNDS[ground].title
            why = f"De grondslag ‘{title}’ past niet bij ‘{aim}’. Kies een grondslag die wel past."
        else:
            why = f"De grondslag om te delen voor ‘{aim}’ ontbreekt. Kies er een."
        super().__init__(f"{why} Zonder grondslag wordt er niets gedeeld.")


class NotAsShown(NotAllowed):
    """What would be sent is not what the officer saw in the preview."""

    def __init__(self) -> None:
        super().__init__(
            "Er is iets veranderd sinds het voorbeeld. Er is nog niets verstuurd. Lees het nieuwe"
            " voorbeeld en verstuur het dan."
        )


@dataclass(frozen=True)
class Part:
    """One field of a package, as the partner reads it."""

    field: str
    title: str
    text: str


@dataclass(frozen=True)
class Reading:
    """All that a partner reads: before acceptance everything but `parts`, after it the whole."""

    sender: str
    municipality: str
    forms: str
    urgent: bool
    question: str
    feedback_due_at: str
    ground: str
    purpose: str
    parts: tuple[Part, ...]


def choices(signal: Signal, *, by: Actor, key: bytes) -> list[Part]:
    """Return what can be chosen: what is there, and what this actor may see (G, AF in practice)."""
    report = signal.report
    found = [
        Part(name, TITLES[name], fields.read(report, field, key=key))
        for name, field in TEXTS.items()
    ]
    found.append(Part("SIGHTINGS", TITLES["SIGHTINGS"], _seen(signal, key=key)))
    found += [_fact(fact, key=key) for fact in _facts(signal, by)]
    found.append(Part(CONTACT, "Wie de melder is en hoe je die bereikt", _contact(signal, key=key)))
    return [part for part in found if part.text.strip()]


def compose(
    signal: Signal, *, chosen: Collection[str], explanation: str, by: Actor, key: bytes
) -> tuple[Part, ...]:
    """Return the chosen parts, in the order of the screen; what may not be chosen is left out."""
    own = (Part(EXPLANATION, "Toelichting", explanation),) if explanation.strip() else ()
    return own + tuple(part for part in choices(signal, by=by, key=key) if part.field in chosen)


def reading(
    signal: Signal,
    *,
    to: Organisation,
    parts: tuple[Part, ...],
    question: str,
    ground: str,
    feedback_due_at: datetime | None,
) -> Reading:
    """Return what a new package would say, word for word; what is not chosen yet is empty."""
    return Reading(
        sender=signal.organisation.name,
        municipality=signal.municipality.name,
        forms=forms_in_words(signal.forms),
        urgent=signal.rank != Rank.REST,
        question=question,
        feedback_due_at=moments.written(feedback_due_at) if feedback_due_at else "",
        ground=GROUNDS[ground].title if ground in GROUNDS else "",
        purpose=purpose_of(Kind(to.kind)).label,
        parts=parts,
    )


def as_sent(
    package: Package, *, key: bytes, content: bool, hidden: Collection[str] = ()
) -> Reading:
    """Return what the partner reads; the parts only if the content may be seen (A19).

    `hidden`: the parts of which a reader at the municipality sees that they are there, no more.
    """
    handed = package.referral
    rows = fields.read_json(package, "content", key=key) if content else []
    return Reading(
        sender=package.organisation.name,
        municipality=handed.signal.municipality.name,
        forms=forms_in_words(package.forms),
        urgent=package.urgent,
        question=fields.read(package, "question", key=key),
        feedback_due_at=moments.written(package.asked_by),
        ground=GROUNDS[package.ground].title,
        purpose=Purpose(package.purpose).label,
        parts=tuple(
            Part(field, title, FROM_CARE if field in hidden else text)
            for field, title, text in rows
        ),
    )


def seal_of(shown: Reading, *, signal: Signal, to: Organisation) -> str:
    """Return the mark of a preview: the same only for the same words about the same version."""
    said = json.dumps([asdict(shown), signal.version, str(signal.pk), str(to.pk)])
    return salted_hmac("nietpluis.desk.package", said, algorithm="sha256").hexdigest()


def check_ground(to: Organisation, ground: str) -> Purpose:
    """Return what the partner uses it for; raises NoGround unless the ground carries that (A34)."""
    purpose = purpose_of(Kind(to.kind))
    if ground not in grounds_for(purpose):
        raise NoGround(to, ground)
    return purpose


def refuse(signal: Signal, *, by: Actor, now: datetime) -> None:
    """Log that sharing was refused for want of a ground (A34: blocked, logged)."""
    write_line(
        "signal.share_refused",
        about=signal.pk,
        organisation=signal.organisation_id,
        by=by,
        now=now,
        result=Result.DENIED,
    )


@transaction.atomic
def by_package(
    signal: Signal,
    *,
    to: Organisation,
    chosen: Collection[str],
    question: str,
    ground: str,
    feedback_due_at: datetime,
    shown: str,
    by: Actor,
    now: datetime,
    explanation: str = "",
    despite: str = "",
    seen: int | None = None,
    once: UUID | None = None,
) -> Referral:
    """Give a partner a copy of what it needs, under its own key. Policy: A34, A21; C12.

    `shown` is the mark of the preview that the officer read (`seal_of`). Raises NoGround,
    NotAsShown, NotAllowed or Stale; then nothing is shared.
    """
    signal = lock(signal.pk)
    if before := made_by(signal.referral_set, once):
        by.logged = True
        return before
    check_seen(signal, seen)
    referral.check_partner(signal, to, how=referral.How.PACKAGE)
    purpose = check_ground(to, ground)
    if not question.strip():
        raise NotAllowed("Schrijf op wat je de partner vraagt.")
    parts = compose(signal, chosen=chosen, explanation=explanation, by=by, key=key_of(signal))
    if not parts:
        raise NotAllowed("Kies minstens één onderdeel, of schrijf een toelichting.")
    made = referral.new_referral(
        signal,
        to=to,
        how=referral.How.PACKAGE,
        feedback_due_at=feedback_due_at,
        despite=despite,
        by=by,
        now=now,
        once=once,
    )
    read = reading(
        signal,
        to=to,
        parts=parts,
        question=question,
        ground=ground,
        feedback_due_at=feedback_due_at,
    )
    if not constant_time_compare(seal_of(read, signal=signal, to=to), shown):
        raise NotAsShown
    made.save(force_insert=True)
    package = Package(
        referral=made,
        organisation=made.organisation,
        forms=signal.forms,
        urgent=read.urgent,
        fields=[part.field for part in parts],
        purpose=purpose,
        ground=ground,
        asked_by=feedback_due_at,
        sent_at=now,
    )
    key = keys.new_data_key(package.pk, organisation=package.organisation_id)
    fields.write(package, "question", question, key=key)
    content = [[part.field, part.title, part.text] for part in parts]
    fields.write_json(package, "content", content, key=key)
    package.save(force_insert=True)
    sight.give_package(package, to=to, level=Level.SUMMARY, now=now)
    said = referral.hand_over(made, by=by, now=now)
    exchanges.alert_partner(said, Notice.Kind.NEW, now=now)
    return made


def forms_in_words(codes: str) -> str:
    """Return the forms as words: "arbeidsuitbuiting en criminele uitbuiting"."""
    return " en ".join(Form(code).label for code in codes.split()) or "nog niet bekend"


def _seen(signal: Signal, *, key: bytes) -> str:
    seen = sightings.answers(signal.report, key=key)
    order = {one.id: number for number, one in enumerate(catalogue.signals())}
    return "\n".join(
        f"{catalogue.words_of(id)}: {seen[id].label}"
        for id in sorted(seen, key=lambda id: (order.get(id, len(order)), id))
        if seen[id] != Seen.NOT_LOOKED
    )


def _facts(signal: Signal, by: Actor) -> list[Fact]:
    facts = signal.fact_set.order_by("found_at", "pk")
    if Domain.CARE not in by.domains(signal.organisation_id):
        facts = facts.exclude(domain=Domain.CARE)
    return list(facts)


def _fact(fact: Fact, *, key: bytes) -> Part:
    said = fields.read(fact, "content", key=key)
    found = said if fact.result == Fact.Result.FOUND and said else fact.get_result_display()
    source = fields.read(fact, "source", key=key)
    text = f"{found}\nBron: {source}, {moments.written(fact.found_at)}"
    return Part(f"FACT:{fact.pk}", fact.get_kind_display(), text)


def _contact(signal: Signal, *, key: bytes) -> str:
    report = signal.report
    if report.channel == Channel.MMA:
        return ""  # nobody can be traced through this (A59)
    lines = [f"{report.reporter.name}, {report.reporter.email}"] if report.reporter else []
    lines += [fields.read(report, name, key=key) for name in ("contact", "reply_to")]
    return "\n".join(dict.fromkeys(line for line in lines if line.strip()))
