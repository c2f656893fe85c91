"""The right door: from a few answers to what to do here and whom to call, in order.

Pure: the same answers at the same moment give the same steps. Policy: A04, A10, C2; G, Reporting
and Victims.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nietpluis.core.answers import Answer
from nietpluis.inbox.content import About, ReporterKind
from nietpluis.inbox.publication import Contact, Public
from nietpluis.knowledge.texts import DUTCH

from .opening import Standing, standing


class Act(StrEnum):
    """What somebody can do; the words for it stand in the texts."""

    EMERGENCY = "EMERGENCY"  # call 112
    NUISANCE = "NUISANCE"  # go to the municipality's own channel for nuisance
    CALL = "CALL"  # call one of these contacts
    WRITE = "WRITE"  # fill in the form
    DOORS = "DOORS"  # report with one of these, as there is no own form


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What somebody told of themselves and of what they saw; unknown is an answer everywhere.

    `forms` are those of C8 (SU, AU, CU, OV), `topics` those of UNDERMINING_TOPICS, `speaks` the
    language in which they want to talk.
    """

    kind: ReporterKind = ReporterKind.UNKNOWN
    acute: Answer = Answer.UNKNOWN
    minor: Answer = Answer.UNKNOWN
    about: About = About.UNKNOWN
    forms: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    nuisance: bool = False
    speaks: str = ""
    anonymous: Answer = Answer.UNKNOWN

    @property
    def victim(self) -> bool:
        return self.kind is ReporterKind.VICTIM

    @property
    def trafficking(self) -> bool:
        """Whether it may be about exploitation: so for anything but other crime alone (A10)."""
        return bool(self.forms) or self.victim or not (self.topics or self.nuisance)

    @property
    def only_nuisance(self) -> bool:
        told = self.forms or self.topics or self.victim or self.acute is Answer.YES
        return self.nuisance and not told


@dataclass(frozen=True)
class Reach:
    """A contact, and whether somebody answers there now; None if its hours are not known."""

    contact: Contact
    now: Standing | None


@dataclass(frozen=True)
class Do:
    """One thing to do. `to`: the desks that read what is written (FOCAL_OFFICER, REGISSEUR)."""

    act: Act
    reach: tuple[Reach, ...] = ()
    to: tuple[str, ...] = ()


def advise(public: Public, answers: Answers, now: datetime) -> tuple[Do, ...]:
    """Return what to do, in order. Policy: A04; G, Reporting and Victims; section E, nuisance.

    Danger: 112 first. To whom it happens: a person before any form. Who wants to stay unknown gets
    the form, which asks no name, before contacts that may ask one.
    """
    steps = [Do(Act.EMERGENCY)] if answers.acute is Answer.YES else []
    if answers.only_nuisance:
        steps.append(Do(Act.NUISANCE))
    call = _call(public, answers, now)
    if answers.victim and not call and not steps:
        steps.append(Do(Act.EMERGENCY))
    write = _write(public, answers, now, apart_from=call)
    first_call = answers.victim or answers.acute is Answer.YES or _minor_first(answers)
    steps += [*call, *write] if first_call else [*write, *call]
    if answers.nuisance and not answers.only_nuisance:
        steps.append(Do(Act.NUISANCE))
    return tuple(steps) or (Do(Act.EMERGENCY),)


def desks(answers: Answers) -> tuple[str, ...]:
    """Return who reads the report: trafficking the focal officer, other crime the regisseur (A10).

    Both when it is both.
    """
    focal = ("FOCAL_OFFICER",) if answers.trafficking else ()
    return focal + (("REGISSEUR",) if answers.topics else ()) or ("FOCAL_OFFICER",)


def _minor_first(answers: Answers) -> bool:
    return answers.minor is Answer.YES and answers.anonymous is not Answer.YES


def _call(public: Public, answers: Answers, now: datetime) -> list[Do]:
    """Whom to call. Without an own form only who is there for people: the rest are doors."""
    wanted = _wanted(answers)
    if not public.own_form:
        wanted &= {"help", "minor", "danger"}
    found = public.contacts_for(*wanted)
    if public.own_form and not found:
        found = list(public.contacts)
    return _contacts(Act.CALL, found, answers, now)


def _write(public: Public, answers: Answers, now: datetime, *, apart_from: list[Do]) -> list[Do]:
    if public.own_form:
        return [Do(Act.WRITE, to=desks(answers))]
    named = {one.contact.code for step in apart_from for one in step.reach}
    doors = [one for one in public.the_doors() if one.code not in named]
    return _contacts(Act.DOORS, doors, answers, now)


def _wanted(answers: Answers) -> set[str]:
    """The purposes that fit the answers (inbox.publication.PURPOSES)."""
    wanted = set(answers.forms)
    wanted |= {"danger"} if answers.acute is Answer.YES else set()
    wanted |= {"minor"} if answers.minor is Answer.YES else set()
    if answers.victim:
        return wanted | {"help"}
    wanted |= {"trafficking"} if answers.trafficking else set()
    return wanted | ({"undermining"} if answers.topics else set())


def _contacts(act: Act, found: Iterable[Contact], answers: Answers, now: datetime) -> list[Do]:
    """One step with these contacts in the order of A04, or none. 112 has a step of its own."""
    there = [one for one in found if one.dial != "112"]
    ordered = sorted(there, key=lambda one: _rank(one, answers))
    reach = tuple(Reach(one, standing(one.open, now)) for one in ordered)
    return [Do(act, reach)] if reach else []


def _rank(contact: Contact, answers: Answers) -> tuple[bool, ...]:
    """Sort by anonymity, then danger, minors, who helps, who can be called, and last the language.

    What is still equal keeps the region's order.
    """
    purposes = set(contact.purposes)
    return (
        answers.anonymous is Answer.YES and not contact.anonymous,
        answers.acute is Answer.YES and "danger" not in purposes,
        answers.minor is Answer.YES and "minor" not in purposes,
        answers.victim and "help" not in purposes,
        answers.victim and not contact.telephone,
        bool(answers.forms) and not answers.forms & purposes,
        answers.speaks not in ("", DUTCH, *contact.languages),
    )
