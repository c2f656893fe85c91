"""A small world in which every sealed field holds a word of its own, built by the real workflow.

It is made at the moment of the test, since the pages read the real clock; `Clock` walks up to now.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connections
from django.utils import timezone

from nietpluis.accounts.access import Actor, acting
from nietpluis.accounts.models import Absence, Appointment, Grant, User
from nietpluis.accounts.roles import Level, Permission, Role
from nietpluis.desk.models import Referral, Report
from nietpluis.partners.models import Contact, Organisation
from tests import make
from tests.security.oracle import DRONTEN, EINDHOVEN, HELMOND, Person, Post, Thing, word

ORGANISATIONS = (
    HELMOND,  # one's own municipality
    EINDHOVEN,  # another one in the region
    DRONTEN,  # another region
    "avim-oost",
    "nla",
    "zoco-oost",
    "riec-oost",
    "keten-oost",
    "keten-noord",
)
DOMAINS = ("CARE", "SAFETY")


@dataclass
class World:
    """Who there is, what can be opened, and which references and ids must not be met elsewhere."""

    people: dict[str, Person] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    marks: dict[str, list[str]] = field(default_factory=dict)
    telephones: dict[str, str] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    def person(self, role: str, at: str = HELMOND, domain: str = "CARE") -> Person:
        return self.people[f"{role} {at} {domain}"]

    def actor(self, person: Person, permission: Permission, at: datetime) -> Actor:
        return acting(person.user, permission, now=at, origin="test")

    def add(self, kind: str, name: str, home: str, pk: Any, second: Any = None) -> None:
        self.things.append(Thing(kind, name, home, pk, second))

    def mark(self, name: str, *rows: Any) -> None:
        """Remember by what a thing could be recognised: its reference, and the ids of its rows."""
        for row in rows:
            self.marks.setdefault(name, []).append(str(row.pk))
            if row.reference not in self.marks[name]:
                self.marks[name].append(row.reference)


class Clock:
    """Moments that follow each other, so that every step is later than the one before."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self, **later: float) -> datetime:
        self.at += timedelta(**(later or {"minutes": 5}))
        return self.at


def people(world: World) -> None:
    """Every role at every organisation in both domains, and those whose case is a special one."""
    for role in Role.values:
        for at in ORGANISATIONS:
            for domain in DOMAINS:
                add_person(world, f"{role} {at} {domain}", Post(role, at, domain))
    af, official = Role.FOCAL_OFFICER.value, Role.OFFICIAL.value
    care, safety = DOMAINS
    add_person(world, "ended yesterday", Post(af, HELMOND, care, "over"))
    add_person(world, "starts tomorrow", Post(af, HELMOND, care, "later"))
    add_person(world, "inactive", Post(af, HELMOND, care), active=False)
    add_person(world, "nobody yet")
    two = Post(official, HELMOND, safety), Post(af, EINDHOVEN, care)
    add_person(world, "official here, officer there", *two)
    was = Post(af, HELMOND, care, "over"), Post(official, HELMOND, care)
    add_person(world, "was officer, is official", *was)
    cluster = Post(af, HELMOND, safety), Post(af, EINDHOVEN, care)
    add_person(world, "cluster: safety here, care there", *cluster)
    add_person(world, "both domains", Post(af, HELMOND, care), Post(af, HELMOND, safety))
    chain = Post("CARE_COORDINATOR", "zoco-oost", care), Post("INVESTIGATOR", "nla", safety)
    add_person(world, "two partners", *chain)
    add_person(world, "reporter who left", Post(official, HELMOND, care, "over"))
    add_person(world, "professional", Post("PROFESSIONAL", HELMOND, care))
    for name in ("granted", "grant over", "grant later", "grant: exists", "grant: summary"):
        add_person(world, name, Post(af, EINDHOVEN, care))
    add_person(world, "grant for another purpose", Post("INVESTIGATOR", "avim-noord", safety))


def add_person(world: World, name: str, *posts: Post, active: bool = True) -> None:
    number = len(world.people) + 1
    user = User.objects.create(
        email=f"proef{number}@example.nl", name=f"Proefpersoon {number}", is_active=active
    )
    day = timedelta(days=1)
    terms = {
        "now": (world.now - 400 * day, None),
        "over": (world.now - 400 * day, world.now - day),
        "later": (world.now + day, None),
    }
    for post in posts:
        since, until = terms[post.term]
        Appointment.objects.create(
            user=user,
            role=post.role,
            organisation=make.partner(post.at),
            domain=post.domain,
            function="BOA" if post.role == "OFFICIAL" else "",
            starts_at=since,
            ends_at=until,
        )
    world.people[name] = Person(name, posts, user, active)


def lend(world: World, signal: Any) -> None:
    """Show one signal to somebody elsewhere: well, and in five ways that do not do."""
    now, day = world.now, timedelta(days=1)
    ways: dict[str, tuple[Level, str, datetime, datetime | None]] = {
        "granted": (Level.CONTENT, "HANDLE_SIGNAL", now - day, now + 30 * day),
        "grant over": (Level.CONTENT, "HANDLE_SIGNAL", now - 9 * day, now - day),
        "grant later": (Level.CONTENT, "HANDLE_SIGNAL", now + day, None),
        "grant: exists": (Level.EXISTS, "HANDLE_SIGNAL", now - day, None),
        "grant: summary": (Level.SUMMARY, "HANDLE_SIGNAL", now - day, None),
        "grant for another purpose": (Level.CONTENT, "INVESTIGATE", now - day, None),
    }
    for name, (level, purpose, since, until) in ways.items():
        Grant.objects.create(
            kind="signal",
            object_id=signal.pk,
            person=world.people[name].user,
            level=level,
            purpose=purpose,
            ground="PUBLIC_TASK",
            reason="TEST",
            starts_at=since,
            ends_at=until,
        )
    world.people["granted"].granted.add("lent")


def things(world: World) -> None:
    """Give every row that has an address a line, so that its id is tried by everybody."""
    from nietpluis.accounts.models import Invitation
    from nietpluis.desk.models import Consultation, Package, Unopened

    names = {pk: name for name, marks in world.marks.items() for pk in marks}
    for report in Report.objects.select_related("organisation", "signal", "undermining"):
        name, home = names[str(report.pk)], report.organisation.code
        world.add("report", name, home, report.pk)
        if hasattr(report, "signal"):
            world.add("signal", name, home, report.signal.pk)
            for file in report.attachment_set.all():
                world.add("file", name, home, report.signal.pk, file.pk)
        if hasattr(report, "undermining"):
            world.add("undermining", name, home, report.undermining.pk)
            for file in report.attachment_set.all():
                world.add("paper", name, home, report.undermining.pk, file.pk)
    for asked in Consultation.objects.select_related("signal__organisation"):
        of = asked.signal
        world.add("advice", names[str(of.pk)], of.organisation.code, of.pk, asked.pk)
    for one in Referral.objects.select_related("signal__organisation", "to"):
        of, home = one.signal, one.signal.organisation.code
        world.add("referral", names[str(of.pk)], home, of.pk, one.pk)
        kind = "silent partner" if one.state == Referral.State.SILENT else "telephone"
        world.add(kind, names[str(of.pk)], home, one.pk)
    for package in Package.objects.select_related(
        "referral__to", "organisation", "referral__signal"
    ):
        to = package.referral.to.code.removesuffix("-oost")
        name = names[str(package.referral.signal_id)]
        world.add(f"package {to}", name, package.organisation.code, package.pk)
    for invitation in Invitation.objects.select_related("organisation"):
        world.add("invitation", "invited", invitation.organisation.code, invitation.pk)
    for unopened in Unopened.objects.select_related("organisation"):
        at = unopened.organisation
        world.add("unopened" if at else "lost", "shut", at.code if at else "", unopened.pk)
    for absence in Absence.objects.select_related("user"):
        name = next(p.name for p in world.people.values() if p.user.pk == absence.user_id)
        world.add("absence", name, HELMOND, absence.pk)
    for name in (
        f"FOCAL_OFFICER {HELMOND} CARE",
        f"FOCAL_OFFICER {DRONTEN} CARE",
        "ended yesterday",
    ):
        person = world.people[name]
        held = person.user.appointment_set.get()
        world.add("appointment", name, person.posts[0].at, held.pk)
        kind = "user" if person.posts[0].term == "now" else "nothing"
        world.add(kind, name, person.posts[0].at, person.user.pk)


def partners_work_here() -> None:
    """Let the partners of the world read in Nietpluis, and have an address."""
    for code in ("avim-oost", "avim-noord", "zoco-oost", "nla", "riec-oost"):
        Organisation.objects.filter(code=code).update(has_portal=True)
        Contact.objects.create(
            organisation=make.partner(code), label="GENERAL", email="post@example.nl", order=1,
            telephone="088-000 00 00", source="test",
        )  # fmt: skip


def build() -> World:
    """Make everything, in the stores as they are now."""
    from tests.security import stories, two_way

    world = World()
    make.partner("nla")
    partners_work_here()
    people(world)
    stories.silent(world)
    stories.full(world)
    stories.closed(world)
    stories.fresh(world)
    stories.lent(world)
    stories.both(world)
    stories.crime(world)
    stories.elsewhere(world)
    two_way.two_way(world)
    stories.around(world)
    things(world)
    assert all(
        not connection.needs_rollback for connection in connections.all(initialized_only=True)
    )
    return world


__all__ = ["Clock", "World", "build", "lend", "uuid4", "word"]
