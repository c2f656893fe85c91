"""What a screen meets on its worst day: texts as long as they may be, and nothing at all.

Made inside an installation with the demonstration, in two municipalities that it leaves alone.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

LONG, EMPTY = "gemeente-someren", "gemeente-asten"
WORD = "Meervoudigepersoonlijkheidsstoornisbehandelaarsopleidingsinstituut"
ARABIC = "أربعة فرش خلف المطبخ ولا أحد يجرؤ على الكلام. "
STORY = f"""{WORD} {WORD * 3}
{ARABIC * 20}
😟🏚️ https://voorbeeld.example/{"pad/" * 60}
{"Niemand durft te praten, en het is steeds dezelfde auto. " * 340}"""
NAME = f"Dr. Wilhelmina-Antoinette {WORD[:40]} van der Voorbeeld-Lange Naam (demo)"
# role, where, domain; each is somebody who has nothing to do, or everything
NEW = {
    "lang.af": ("FOCAL_OFFICER", LONG, "SAFETY"),
    "lang.boa": ("OFFICIAL", LONG, "SAFETY"),
    "lang.regisseur": ("REGISSEUR", LONG, "SAFETY"),
    "lang.manager": ("MANAGER", LONG, "SAFETY"),
    "leeg.af": ("FOCAL_OFFICER", EMPTY, "SAFETY"),
    "leeg.boa": ("OFFICIAL", EMPTY, "SAFETY"),
    "leeg.regisseur": ("REGISSEUR", EMPTY, "SAFETY"),
    "leeg.manager": ("MANAGER", EMPTY, "SAFETY"),
    "leeg.zoco": ("CARE_COORDINATOR", "zorgcoordinator-mo-den-bosch", "CARE"),
    "leeg.keten": ("CHAIN_DIRECTOR", "ketenregisseur-noord-holland", "SAFETY"),
}


def make(*, now: datetime) -> None:
    """Appoint them, and let one report in Someren go through everybody's hands."""
    from nietpluis.accounts.access import system
    from nietpluis.accounts.grounds import Purpose
    from nietpluis.accounts.models import Appointment, Domain, User
    from nietpluis.accounts.roles import Permission as P
    from nietpluis.core.answers import Answer
    from nietpluis.desk import advice, enriching, intake, notes, triage, undermining, unopened
    from nietpluis.desk.flow import Form, Outcome
    from nietpluis.desk.models import Fact, Unopened
    from nietpluis.partners.models import Organisation
    from tests import make, sharing

    people: dict[str, Any] = {}
    for key, (role, at, domain) in NEW.items():
        organisation = Organisation.objects.filter(code=at).first()
        if organisation is None:
            continue
        name = NAME if key.startswith("lang") else f"{key.title()} (demo)"
        people[key] = User.objects.create(email=f"{key}@demo.example", name=name)
        Appointment.objects.create(
            user=people[key],
            role=role,
            organisation=organisation,
            domain=domain,
            function="BOA" if role == "OFFICIAL" else "",
            starts_at=now - timedelta(days=30),
        )

    def by(key: str, permission: P) -> Any:
        return make.actor(people[key], permission, now=now)

    report = make.report(
        at="someren",
        reporter=people["lang.boa"],
        now=now,
        story=STORY,
        whereabouts=(WORD + " ") * 6,
        period=ARABIC,
        undermining=("DRUGS", "LAUNDERING"),
        acute=Answer.YES,
        minor=Answer.YES,
        files=[intake.File(name=f"{WORD * 2}{n}.txt", content=b"x") for n in range(5)],
    )
    af: dict[str, Any] = {"by": by("lang.af", P.SIGNAL_DECIDE), "now": now}
    signal = triage.take_up(report.signal, **af)
    notes.write(signal, text=STORY[:9000], **af)
    enriching.add_fact(
        signal,
        kind=Fact.Kind.PERMIT,
        result=Fact.Result.FOUND,
        domain=Domain.SAFETY,
        ground="MUNICIPAL_ROUTE",
        source=WORD * 3,
        content=STORY[:3000],
        found_at=now,
        **af,
    )
    signal = triage.decide(signal, outcome=Outcome.VAGUE, because=WORD * 4, **af)
    asked = make.partner("avim-oost-brabant")
    advice.ask(signal, partner=asked, question=STORY[:3000], spoke_with=NAME, **af)
    signal.refresh_from_db()
    signal = triage.decide(signal, outcome=Outcome.TRAFFICKING, because=STORY[:1500], **af)
    signal = triage.name_forms(signal, forms=set(Form), acute=Answer.YES, minor=Answer.YES, **af)
    sharing.call(
        signal,
        "avim-oost-brabant",
        by=af["by"],
        now=now,
        agreed=STORY[:3000],
        their_reference=WORD,
        embargo=WORD * 3,
    )
    sharing.send(
        signal,
        "zorgcoordinator-helmond",
        by=af["by"],
        now=now,
        question=WORD * 3,
        ground="CARE_WORKER",
        explanation=STORY[:3000],
    )
    unopened.set_aside(
        uuid4(),
        kind=Unopened.Kind.ENVELOPE,
        reason=Unopened.Reason.NO_KEY,
        organisation=Organisation.objects.get(code=LONG),
        by=system("test", Purpose.KEEP_MOVING),
        now=now,
    )
    regisseur: dict[str, Any] = {"by": by("lang.regisseur", P.UNDERMINING_DECIDE), "now": now}
    undermining.take_up(report.undermining, **regisseur)
