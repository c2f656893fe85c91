"""The next step of a signal in words: the question of the chart, and what each answer will do."""

import re
from dataclasses import dataclass

from . import flow, triage
from .flow import Outcome
from .models import Signal
from .workflow import Status

# What the screen says an answer will do, in our own words. Policy: C1, where each answer leads
EFFECTS: dict[tuple[Status, Outcome], str] = {
    (Status.NEW, Outcome.TAKEN_UP): "Het signaal komt op jouw naam en gaat naar Verrijken.",
    (Status.ENRICHING, Outcome.CLEAR): "Naar Melden: je noemt de vorm en ziet wie je eerst belt.",
    (Status.ENRICHING, Outcome.VAGUE): "Naar Advies inwinnen: een partner denkt met je mee.",
    (Status.ENRICHING, Outcome.UNKNOWN): "Je zoekt verder. De termijn loopt door.",
    (Status.ENRICHING, Outcome.NO_TRAFFICKING): (
        "Naar Terugkoppelen, zonder advies van een partner. Je kiest waar het dan wel thuishoort."
    ),
    (Status.ADVICE, Outcome.NO_TRAFFICKING): (
        "Naar Terugkoppelen. Je kiest waar het dan wel thuishoort."
    ),
    (Status.ADVICE, Outcome.MORE_NEEDED): "Terug naar Verrijken: je zoekt uit wat nog ontbreekt.",
    (Status.ADVICE, Outcome.TRAFFICKING): "Naar Melden: je noemt de vorm en ziet wie eerst komt.",
    (Status.ADVICE, Outcome.UNKNOWN): "Je wint verder advies in. De termijn loopt door.",
    (Status.REFERRING, Outcome.REFERRED): (
        "Naar Bij partners. Is nog niet iedereen bereikt, dan leg je vast waarom dat zo kan."
    ),
    (Status.REFERRING, Outcome.UNKNOWN): "Terug naar Advies inwinnen, bijvoorbeeld over de vorm.",
    (Status.WITH_PARTNERS, Outcome.PARTNERS_DONE): "Naar Terugkoppelen: de melder hoort van je.",
    (Status.WITH_PARTNERS, Outcome.REFER_MORE): "Terug naar Melden: je benadert nog een partner.",
    (Status.WITH_PARTNERS, Outcome.UNKNOWN): "Je wacht nog. De termijnen lopen door.",
    (Status.FEEDBACK, Outcome.TOLD): "Het signaal wordt afgesloten.",
    (Status.FEEDBACK, Outcome.UNKNOWN): "Het blijft open tot de melder het weet.",
    (Status.FEEDBACK, Outcome.MORE_NEEDED): "Terug naar Verrijken: het is nog niet af.",
    (Status.CLOSED, Outcome.REOPENED): "Het komt op jouw naam en gaat naar Verrijken.",
}


def cite(source: str) -> str:
    """Return a source of the chart as the screen says it; docs/policy/sources.md explains it."""
    return f"stroomschema 1 ({codes(source)})" if codes(source) else "stroomschema 1"


def codes(source: str) -> str:
    """Return only the codes of a source, such as "C1, A16": its words are not for the screen."""
    return ", ".join(dict.fromkeys(re.findall(r"\b[ACDEF]\d+\b", source)))


@dataclass(frozen=True)
class Choice:
    """One answer: its words, where it leads, what will happen."""

    outcome: Outcome
    goes: Status
    effect: str


@dataclass(frozen=True)
class NextStep:
    """What the chart asks where a signal stands; `choices` follow it, `departures` leave it."""

    question: flow.Question
    choices: list[Choice]
    departures: list[Choice]

    @property
    def source(self) -> str:
        return cite(self.question.source)


def of(signal: Signal) -> NextStep:
    """Return the step that the chart asks of the officer now. Policy: C1; A17, they choose."""
    at = Status(signal.status)
    question = flow.FLOW[at]
    asked = [
        Choice(outcome, question.answers()[outcome], EFFECTS[at, outcome])
        for outcome in triage.judgements(signal)
    ]
    return NextStep(
        question,
        choices=[one for one in asked if one.outcome not in question.off_route],
        departures=[one for one in asked if one.outcome in question.off_route],
    )
