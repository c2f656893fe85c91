"""Handing over and answering: what passes between a municipality, its partners and the region.

`to` names the partner. Without "by" the officer notes what the partner said; with it the partner
answers in its own inbox, and then only what it may see there is found.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from nietpluis.accounts.access import Actor, note_acting, sees
from nietpluis.accounts.roles import Level, Permission
from nietpluis.core.calendar import after_working_days, local_day
from nietpluis.desk import answering, notices, packages, referral, silence, waiting
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Fact, Package, Referral, Signal
from nietpluis.partners.models import Organisation
from nietpluis.partners.settings import WaitKind

from .stories import Doing, Scene

P = Permission


def call(
    scene: Scene,
    *,
    to: str,
    spoke_with: str,
    agreed: str,
    reference: str = "",
    embargo: str = "",
    embargo_days: int = 0,
    despite: str = "",
) -> None:
    """Note that a partner was reached by telephone."""
    by = scene.actor(P.SIGNAL_REFER)
    signal = scene.signal(by)
    until = local_day(scene.story.now) + timedelta(days=embargo_days)
    referral.by_telephone(
        signal,
        to=_partner(to),
        spoke_with=spoke_with,
        called_at=scene.at,
        feedback_due_at=waiting.due(signal, WaitKind.PARTNER_FEEDBACK, start=scene.at),
        their_reference=reference,
        agreed=agreed,
        embargo=embargo,
        embargo_until=until if embargo_days else None,
        despite=despite,
        by=by,
        now=scene.at,
    )


def package(
    scene: Scene,
    *,
    to: str,
    chosen: Sequence[str],
    question: str,
    ground: str,
    explanation: str = "",
    despite: str = "",
) -> None:
    """Send chosen fields, as they stood in the preview; a kind of fact stands for those facts."""
    by = scene.actor(P.SIGNAL_REFER)
    signal, partner = scene.signal(by), _partner(to)
    due = waiting.due(signal, WaitKind.PARTNER_FEEDBACK, start=scene.at)
    fields = _fields(signal, chosen)
    parts = packages.compose(
        signal, chosen=fields, explanation=explanation, by=by, key=key_of(signal)
    )
    preview = packages.reading(
        signal, to=partner, parts=parts, question=question, ground=ground, feedback_due_at=due
    )
    packages.by_package(
        signal,
        to=partner,
        chosen=fields,
        question=question,
        ground=ground,
        feedback_due_at=due,
        shown=packages.seal_of(preview, signal=signal, to=partner),
        explanation=explanation,
        despite=despite,
        by=by,
        now=scene.at,
    )


def accept(scene: Scene, *, to: str, text: str = "") -> None:
    handed, said = _answering(scene, to)
    answering.accept(handed, text=text, **said)


def question(scene: Scene, *, to: str, text: str) -> None:
    handed, said = _answering(scene, to)
    answering.ask(handed, text=text, **said)


def decline(scene: Scene, *, to: str, text: str) -> None:
    handed, said = _answering(scene, to)
    answering.decline(handed, because=text, **said)


def answer(scene: Scene, *, to: str, text: str, again: int = 0) -> None:
    """Give feedback; `again`: in so many working days there will be more."""
    handed, said = _answering(scene, to)
    later = after_working_days(scene.at, again) if again else None
    answering.give_feedback(handed, text=text, again_at=later, **said)


def reply(scene: Scene, *, to: str, text: str) -> None:
    by = scene.actor(P.SIGNAL_REFER)
    answering.reply(_handed(scene.signal(by), to), text=text, by=by, now=scene.at)


def stays_silent(scene: Scene, *, to: str, text: str) -> None:
    """Say, as the ketenregisseur, that asking did not help."""
    by = scene.actor(P.SILENT_DECIDE)
    seen = sees(by, Referral, scene.at, Level.SUMMARY)
    handed = seen.get(signal__report=scene.story.report, to__code=to)
    note_acting(by, handed.organisation_id)
    notices.read(by.person, about=handed.pk, now=scene.at)
    silence.stays_silent(handed, text=text, by=by, now=scene.at)


def end_silent(scene: Scene, *, to: str, because: str) -> None:
    by = scene.actor(P.SIGNAL_REFER)
    silence.end(_handed(scene.signal(by), to), because=because, by=by, now=scene.at)


def _partner(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def _handed(signal: Signal, to: str) -> Referral:
    return signal.referral_set.select_related("to").get(to__code=to)


def _answering(scene: Scene, to: str) -> tuple[Referral, dict[str, Any]]:
    """Return what was handed over, found as whoever answers may find it, and who says what."""
    own = scene.by != scene.story.told["af"]
    by = scene.actor(P.PACKAGE_ANSWER if own else P.SIGNAL_REFER)
    handed = _received(scene, by, to) if own else _handed(scene.signal(by), to)
    return handed, {"by": by, "now": scene.at, "on_behalf": not own}


def _received(scene: Scene, by: Actor, to: str) -> Referral:
    seen = sees(by, Package, scene.at, Level.SUMMARY).select_related("referral__to")
    found = seen.get(referral__signal__report=scene.story.report, referral__to__code=to)
    note_acting(by, found.organisation_id)
    notices.read(by.person, about=found.pk, now=scene.at)
    return found.referral


def _fields(signal: Signal, chosen: Sequence[str]) -> list[str]:
    kinds = [one for one in chosen if one in Fact.Kind.values]
    facts = signal.fact_set.filter(kind__in=kinds).values_list("pk", flat=True)
    return [one for one in chosen if one not in kinds] + [f"FACT:{pk}" for pk in facts]


ACTS: Mapping[str, Doing] = {
    "call": call,
    "package": package,
    "accept": accept,
    "question": question,
    "decline": decline,
    "answer": answer,
    "reply": reply,
    "stays_silent": stays_silent,
    "end_silent": end_silent,
}
