"""What people do with a signal: each act of a story, by the word that names it in stories-*.toml.

Every one asks for the permission that its page asks for, and finds the signal as its page does.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from nietpluis.accounts.access import sees
from nietpluis.accounts.models import Domain, User
from nietpluis.accounts.roles import Permission
from nietpluis.core.answers import Answer
from nietpluis.core.calendar import local_day
from nietpluis.desk import (
    advice,
    enriching,
    feedback,
    handing_over,
    notes,
    passing_on,
    triage,
)
from nietpluis.desk.flow import Form, Onward, Outcome
from nietpluis.desk.models import Fact, Feedback, NobodyToTell, Report, Seen
from nietpluis.partners.models import Organisation

from . import partner_acts, people, reporter_acts, undermining_acts
from .stories import Doing, Scene

P = Permission


def take_up(scene: Scene) -> None:
    by = scene.actor(P.SIGNAL_DECIDE)
    triage.take_up(scene.signal(by), by=by, now=scene.at)


def fact(scene: Scene, *, kind: str, result: str, source: str, text: str, ground: str) -> None:
    """Look something up, in the domain in which whoever looks works."""
    by = scene.actor(P.SIGNAL_ENRICH)
    signal = scene.signal(by)
    enriching.add_fact(
        signal,
        kind=Fact.Kind(kind),
        result=Fact.Result(result),
        domain=Domain(min(by.domains(signal.organisation_id))),
        ground=ground,
        source=source,
        content=text,
        found_at=scene.at,
        by=by,
        now=scene.at,
    )


def note(scene: Scene, *, text: str) -> None:
    by = scene.actor(P.SIGNAL_ENRICH)
    notes.write(scene.signal(by), text=text, by=by, now=scene.at)


def saw(
    scene: Scene, *, yes: Sequence[str] = (), no: Sequence[str] = (), unknown: Sequence[str] = ()
) -> None:
    """Answer signals of the catalogue; what is left out was not looked at."""
    by = scene.actor(P.SIGNAL_ENRICH)
    answers = dict.fromkeys(yes, Seen.YES) | dict.fromkeys(no, Seen.NO)
    answers |= dict.fromkeys(unknown, Seen.UNKNOWN)
    enriching.answer_sightings(scene.signal(by), answers=answers, by=by, now=scene.at)


def forms(scene: Scene, *, forms: Sequence[str], acute: str, minor: str) -> None:
    by = scene.actor(P.SIGNAL_DECIDE)
    triage.name_forms(
        scene.signal(by),
        forms={Form(one) for one in forms},
        acute=Answer(acute),
        minor=Answer(minor),
        by=by,
        now=scene.at,
    )


def decide(scene: Scene, *, outcome: str, because: str, onward: str = "") -> None:
    by = scene.actor(P.SIGNAL_DECIDE)
    triage.decide(
        scene.signal(by),
        outcome=Outcome(outcome),
        because=because,
        onward=Onward(onward) if onward else None,
        by=by,
        now=scene.at,
    )


def ask_advice(scene: Scene, *, partner: str, question: str, spoke_with: str) -> None:
    by = scene.actor(P.SIGNAL_DECIDE)
    advice.ask(
        scene.signal(by),
        partner=Organisation.objects.get(code=partner),
        question=question,
        spoke_with=spoke_with,
        by=by,
        now=scene.at,
    )


def note_advice(scene: Scene, *, partner: str, conclusion: str, text: str) -> None:
    by = scene.actor(P.SIGNAL_DECIDE)
    asked = scene.signal(by).consultation_set.get(partner__code=partner, answered_at=None)
    advice.note_answer(asked, conclusion=Outcome(conclusion), answer=text, by=by, now=scene.at)


def tell(scene: Scene, *, kind: str, text: str, heeds: bool = False) -> None:
    by = scene.actor(P.SIGNAL_TELL)
    feedback.tell(
        scene.signal(by), kind=Feedback.Kind(kind), text=text, heeds=heeds, by=by, now=scene.at
    )


def close_untold(scene: Scene, *, reason: str, look_again: int = 0) -> None:
    """Close with nobody to tell; `look_again` is in so many days from today, for an embargo."""
    by = scene.actor(P.SIGNAL_TELL)
    day = local_day(scene.story.now) + timedelta(days=look_again)
    feedback.close_untold(
        scene.signal(by),
        reason=NobodyToTell(reason),
        look_again_on=day if look_again else None,
        by=by,
        now=scene.at,
    )


def reopen(scene: Scene, *, because: str) -> None:
    by = scene.actor(P.SIGNAL_DECIDE)
    triage.reopen(scene.signal(by), because=because, by=by, now=scene.at)


def hand_over(scene: Scene, *, to: str) -> None:
    """Give the signal to a colleague, as its owner does."""
    signal = scene.signal(scene.actor(P.SIGNAL_READ))
    receiver = User.objects.get(email=people.email(to))
    handing_over.give(signal, to=receiver, by=scene.actor(P.HANDOVER), now=scene.at)


def read(scene: Scene) -> None:
    """Read, as the reporter, what was told."""
    by = scene.actor(P.REPORT_OWN)
    seen = sees(by, Report, scene.at).filter(pk__in=[scene.story.report])
    passing_on.read_feedback(seen.get(), by=by, now=scene.at)


ACTS: Mapping[str, Doing] = {
    "take_up": take_up,
    "fact": fact,
    "note": note,
    "saw": saw,
    "forms": forms,
    "decide": decide,
    "ask_advice": ask_advice,
    "advice": note_advice,
    "tell": tell,
    "close_untold": close_untold,
    "reopen": reopen,
    "hand_over": hand_over,
    "read": read,
    **partner_acts.ACTS,
    **reporter_acts.ACTS,
    **undermining_acts.ACTS,
}
