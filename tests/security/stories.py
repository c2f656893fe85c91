"""The stories of the world: each walks the real workflow and leaves its words on the way."""

from datetime import timedelta
from typing import Any

from nietpluis.accounts import presence
from nietpluis.accounts.models import Domain, Function
from nietpluis.accounts.roles import Permission
from nietpluis.core.answers import Answer
from nietpluis.desk import (
    advice,
    answering,
    enriching,
    feedback,
    intake,
    inviting,
    notes,
    packages,
    reminding,
    silence,
    triage,
    undermining,
    unopened,
)
from nietpluis.desk.flow import Form, Onward, Outcome
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Channel, Fact, Feedback, Report, ReporterKind, Signal, Unopened
from nietpluis.desk.undermining_flow import Judgement
from tests import make, sharing
from tests.security.oracle import DRONTEN, EINDHOVEN, HELMOND, Person, word
from tests.security.world import Clock, World, lend, uuid4

P, Told = Permission, Feedback.Kind
AF = "FOCAL_OFFICER"


def received(world: World, name: str, *, at: str = HELMOND, when: Any, **more: Any) -> Report:
    """A report whose every text holds its own word; by a person, or by a resident."""
    reporter: Person | None = more.pop("reporter", None)
    outside = reporter is not None and reporter.posts[0].role == "PROFESSIONAL"
    kinds = (Channel.PROFESSIONAL, ReporterKind.PROFESSIONAL) if outside else (
        Channel.OFFICIAL, ReporterKind.OFFICIAL)  # fmt: skip
    called = (Channel.TELEPHONE, ReporterKind.PROFESSIONAL)  # by somebody without an account
    unnamed = called if more.pop("called", False) else (Channel.PUBLIC, ReporterKind.RESIDENT)
    channel, kind = kinds if reporter else unnamed
    by = reporter or world.person(AF, at)
    world.telephones[name] = f"06 100000{len(world.telephones):02}"
    incoming = intake.Incoming(
        municipality=make.place(at.removeprefix("gemeente-")),
        channel=channel,
        reporter_kind=kind,
        reporter=reporter.user if reporter else None,
        story=f"{word(f'{name}.story')} en niemand durft te praten.",
        whereabouts=f"{word(f'{name}.where')}, bel {world.telephones[name]}",
        period=word(f"{name}.period"),
        contact=word(f"{name}.contact"),
        **more,
    )
    made = intake.receive(incoming, by=world.actor(by, P.REPORT_MAKE, when), now=when)
    if reporter:
        reporter.reported.add(name)
    rows = [getattr(made, kind) for kind in ("signal", "undermining") if hasattr(made, kind)]
    world.mark(name, made, *rows)
    return made


def fact(world: World, signal: Signal, domain: Domain, clock: Clock, **words: str) -> Fact:
    """A fact that was looked up by somebody of that domain."""
    now = clock()
    by = world.actor(world.person(AF, signal.organisation.code, domain), P.SIGNAL_ENRICH, now)
    return enriching.add_fact(
        signal, kind=Fact.Kind.ADDRESS, result=Fact.Result.FOUND, domain=domain,
        ground="PUBLIC_TASK", found_at=now, by=by, now=now, **words,
    )  # fmt: skip


def send(world: World, signal: Signal, to: str, clock: Clock, *also: str, **more: Any) -> Any:
    """A package with an explanation of its own and the parts that hold these words."""
    name, now = more.pop("name"), clock()
    by = world.actor(world.person(AF, signal.organisation.code), P.SIGNAL_REFER, now)
    signal.refresh_from_db()
    offered = packages.choices(signal, by=by, key=key_of(signal))
    chosen = [part.field for part in offered if any(word(key) in part.text for key in also)]
    assert len(chosen) >= len(also), "not every part that was asked for can be chosen"
    key = to.partition("-")[0]
    return sharing.send(
        signal, to, by=by, now=now, chosen=chosen, explanation=word(f"{name}.{key}text"),
        question=word(f"{name}.{key}question"), **more,
    )  # fmt: skip


def partner(world: World, role: str, at: str, now: Any) -> Any:
    return world.actor(world.person(role, at, "SAFETY"), P.PACKAGE_ANSWER, now)


def full(world: World) -> None:
    """Everything that can happen to a signal short of its end."""
    clock = Clock(world.now - timedelta(days=9))
    af, official = world.person(AF), world.person("OFFICIAL", HELMOND, "SAFETY")
    report = received(
        world, "full", when=clock(), reporter=official, acute=Answer.NO,
        files=[intake.File(f"{word('full.filename')}.txt", word("full.inside").encode())],
    )  # fmt: skip
    signal = report.signal

    def done(permission: Permission = P.SIGNAL_DECIDE) -> dict[str, Any]:
        now = clock()
        return {"by": world.actor(af, permission, now), "now": now}

    triage.take_up(signal, **done())
    fact(
        world, signal, Domain.CARE, clock, content=word("full.care"), source=word("full.caresource")
    )
    fact(world, signal, Domain.SAFETY, clock, content=word("full.safety"), source="KvK")
    notes.write(signal, text=word("full.note"), **done())
    triage.decide(signal, outcome=Outcome.VAGUE, because=word("full.reason"), **done())
    asked = advice.ask(
        signal, partner=make.partner("riec-oost"), question=word("full.asked"),
        spoke_with=word("full.adviser"), **done(),
    )  # fmt: skip
    conclusion = Outcome.TRAFFICKING
    advice.note_answer(asked, conclusion=conclusion, answer=word("full.advice"), **done())
    triage.decide(signal, outcome=conclusion, because="Het advies.", **done())
    triage.name_forms(signal, forms={Form.SU, Form.AU}, acute=Answer.NO, minor=Answer.YES, **done())
    said = word("full.told")
    feedback.tell(signal, kind=Told.INTERIM, text=said, **done(P.SIGNAL_TELL))
    avim = send(world, signal, "avim-oost", clock, "full.story", "full.safety", name="full")
    now = clock()
    answering.accept(avim, by=partner(world, "INVESTIGATOR", "avim-oost", now), now=now)
    answering.give_feedback(
        avim, text=word("full.avimsays"), again_at=world.now + timedelta(days=20),
        by=partner(world, "INVESTIGATOR", "avim-oost", now), now=clock(),
    )  # fmt: skip
    nla = send(world, signal, "nla", clock, name="full")
    answering.decline(
        nla, because=word("full.nlabecause"),
        by=partner(world, "INVESTIGATOR", "nla", now), now=clock(),
    )  # fmt: skip
    riec = send(
        world, signal, "riec-oost", clock, name="full", despite=word("full.despite"),
        ground="COVENANT_RIEC",
    )  # fmt: skip
    answering.ask(
        riec, text=word("full.riecasks"), by=partner(world, "RIEC_MEMBER", "riec-oost", now),
        now=clock(),
    )  # fmt: skip
    answering.reply(riec, text=word("full.reply"), **done(P.SIGNAL_REFER))
    send(world, signal, "zoco-oost", clock, "full.care", name="full", ground="WMO")


def silent(world: World) -> None:
    """Long ago AVIM was called; it stayed silent, and so it did to the ketenregisseur."""
    clock = Clock(world.now - timedelta(days=150))
    signal = received(world, "silent", when=clock()).signal
    by = world.actor(world.person(AF), P.SIGNAL_DECIDE, clock.at)
    triage.take_up(signal, by=by, now=clock())
    triage.decide(signal, outcome=Outcome.CLEAR, because="Gezien.", by=by, now=clock())
    forms = {Form.SU}
    triage.name_forms(signal, forms=forms, acute=Answer.NO, minor=Answer.NO, by=by, now=clock())
    by = world.actor(world.person(AF), P.SIGNAL_REFER, clock.at)
    made = sharing.call(
        signal, "avim-oost", by=by, now=clock(), spoke_with=word("silent.spoke"),
        agreed=word("silent.agreed"), embargo=word("silent.embargo"),
        their_reference=word("silent.theirs"),
    )  # fmt: skip
    for _ in range(3):
        reminding.remind_all(clock(days=30))
    made.refresh_from_db()
    who = world.person("CHAIN_DIRECTOR", "keten-oost")
    by = world.actor(who, P.SILENT_DECIDE, clock.at)
    silence.stays_silent(made, text=word("silent.director"), by=by, now=clock())


def closed(world: World) -> None:
    """Nothing was the matter; the reporter was told, and left since."""
    clock = Clock(world.now - timedelta(days=60))
    left = world.people["reporter who left"]
    signal = received(world, "closed", when=clock(), reporter=left).signal
    by = world.actor(world.person(AF), P.SIGNAL_DECIDE, clock.at)
    triage.take_up(signal, by=by, now=clock())
    triage.decide(signal, outcome=Outcome.VAGUE, because="Weinig.", by=by, now=clock())
    triage.decide(
        signal,
        outcome=Outcome.NO_TRAFFICKING,
        onward=Onward.HELP,
        because="Hulp.",
        by=by,
        now=clock(),
    )
    by = world.actor(world.person(AF), P.SIGNAL_TELL, clock.at)
    feedback.tell(signal, kind=Told.FINAL, text=word("closed.told"), by=by, now=clock())


def fresh(world: World) -> None:
    """It came in this morning, from a professional from outside."""
    when = world.now - timedelta(hours=3)
    received(world, "fresh", when=when, reporter=world.people["professional"])


def lent(world: World) -> None:
    """A signal that was shown to a colleague elsewhere; its reporter must be called."""
    clock = Clock(world.now - timedelta(days=8))
    signal = received(world, "lent", when=clock(), called=True).signal
    by = world.actor(world.person(AF), P.SIGNAL_DECIDE, clock.at)
    triage.take_up(signal, by=by, now=clock())
    fact(world, signal, Domain.CARE, clock, content=word("lent.care"), source="Wmo")
    fact(world, signal, Domain.SAFETY, clock, content=word("lent.safety"), source="KvK")
    notes.write(signal, text=word("lent.note"), by=by, now=clock())
    lend(world, signal)


def judged(world: World, name: str, report: Report, clock: Clock) -> None:
    """What the regisseur makes of it: taken up, to be shared, shared with AVIM."""
    moving = report.undermining
    by = world.actor(world.person("REGISSEUR"), P.UNDERMINING_DECIDE, clock.at)
    undermining.take_up(moving, by=by, now=clock())
    because = word(f"{name}.judged")
    undermining.judge(moving, judgement=Judgement.SHARE, because=because, by=by, now=clock())
    undermining.share(
        moving, to=make.partner("avim-oost"), ground="PUBLIC_TASK", chosen=["story"],
        how=word(f"{name}.how"), by=by, now=clock(),
    )  # fmt: skip


def both(world: World) -> None:
    """One report on two desks."""
    clock = Clock(world.now - timedelta(days=7))
    who = world.people["official here, officer there"]
    report = received(
        world, "both", when=clock(), reporter=who, undermining=["DRUGS"],
        files=[intake.File(f"{word('both.filename')}.txt", word("both.inside").encode())],
    )  # fmt: skip
    by = world.actor(world.person(AF), P.SIGNAL_DECIDE, clock.at)
    triage.take_up(report.signal, by=by, now=clock())
    notes.write(report.signal, text=word("both.note"), by=by, now=clock())
    feedback.tell(
        report.signal, kind=Told.INTERIM, text=word("both.toldbyaf"),
        by=world.actor(world.person(AF), P.SIGNAL_TELL, clock.at), now=clock(),
    )  # fmt: skip
    judged(world, "both", report, clock)
    undermining.tell(
        report.undermining, kind=Told.INTERIM, text=word("both.toldbyregisseur"),
        by=world.actor(world.person("REGISSEUR"), P.UNDERMINING_DECIDE, clock.at), now=clock(),
    )  # fmt: skip


def crime(world: World) -> None:
    """A report of undermining alone, by an official."""
    clock = Clock(world.now - timedelta(days=6))
    report = received(
        world, "crime", when=clock(), reporter=world.person("OFFICIAL"), undermining=["DRUGS"],
        trafficking=False,
    )  # fmt: skip
    judged(world, "crime", report, clock)


def elsewhere(world: World) -> None:
    """The same work in another municipality, and in another region."""
    clock = Clock(world.now - timedelta(days=5))
    for name, at, to, role, ground in (
        ("eind", EINDHOVEN, "zoco-oost", "CARE_COORDINATOR", "WMO"),
        ("dron", DRONTEN, "avim-noord", "", "PUBLIC_TASK"),
    ):
        signal = received(world, name, at=at, when=clock()).signal
        by = world.actor(world.person(AF, at), P.SIGNAL_DECIDE, clock.at)
        triage.take_up(signal, by=by, now=clock())
        fact(world, signal, Domain.CARE, clock, content=word(f"{name}.care"), source="Wmo")
        notes.write(signal, text=word(f"{name}.note"), by=by, now=clock())
        triage.decide(signal, outcome=Outcome.CLEAR, because="Gezien.", by=by, now=clock())
        forms = {Form.AU} if to.startswith("zoco") else {Form.SU}
        triage.name_forms(signal, forms=forms, acute=Answer.NO, minor=Answer.NO, by=by, now=clock())
        parts = [f"{name}.care"] if role else []
        made = send(world, signal, to, clock, *parts, name=name, ground=ground)
        if role:
            answering.accept(made, by=partner(world, role, to, clock.at), now=clock())
    received(world, "droncrime", at=DRONTEN, when=clock(), undermining=["DRUGS"], trafficking=False)


def around(world: World) -> None:
    """Who was invited, what did not open, who is away."""
    now = world.now - timedelta(days=2)
    for name, at in (("invited", HELMOND), ("droninvited", DRONTEN)):
        by = world.actor(world.person(AF, at), P.INVITE, now)
        inviting.invite(
            uuid4(), organisation=make.partner(at), function=Function.GP,
            name=word(f"{name}.name"), email=f"{word(f'{name}.mail')}@example.nl", by=by, now=now,
        )  # fmt: skip
        system = world.actor(world.person(AF, at), P.SIGNAL_LIST, now)
        shut = {"kind": Unopened.Kind.ENVELOPE, "reason": Unopened.Reason.SEALED}
        unopened.set_aside(uuid4(), organisation=make.partner(at), by=system, now=now, **shut)
    unopened.set_aside(uuid4(), organisation=None, by=system, now=now, **shut)
    away = world.actor(world.person(AF, HELMOND, "SAFETY"), P.HANDOVER, now)
    days = {"from_day": world.now.date() + timedelta(days=3)}
    presence.be_away(until_day=days["from_day"] + timedelta(days=4), by=away, now=now, **days)
