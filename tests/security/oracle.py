"""Who may ever meet what: the rule of C12 written down once more, by hand, for the test alone.

It shares no code with the product, on purpose. `MEETS` says of every planted word who may read it;
`SIGHT` says of every kind of thing who may open it. All else is a leak.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Post:
    """One appointment as the test gave it; `term` is "now", "over" or "later"."""

    role: str
    at: str
    domain: str
    term: str = "now"


@dataclass
class Person:
    """Somebody who tries every address; what they brought in, and what was granted to them."""

    name: str
    posts: tuple[Post, ...]
    user: Any = None
    active: bool = True
    reported: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)

    def works(self, role: str, at: str, domain: str = "") -> bool:
        return any(
            post.role == role and post.at == at and domain in ("", post.domain)
            for post in self.posts
            if post.term == "now" and self.active
        )

    def works_in(self, domain: str) -> bool:
        return any(post.domain == domain for post in self.posts)


HELMOND, EINDHOVEN, DRONTEN = "gemeente-helmond", "gemeente-eindhoven", "gemeente-dronten"
# Where each thing lives; all others live in Helmond
HOMES = {"eind": EINDHOVEN} | dict.fromkeys(
    ("dron", "droncrime", "droninvited", "dronasked"), DRONTEN
)
REPORTS = ("OFFICIAL", "PROFESSIONAL", "FOCAL_OFFICER", "REGISSEUR")

# Each word that was planted and sealed, and who may meet it. One line is one line of C12 or G.
MEETS = {
    # a signal with everything in it: told by an official, seen by the focal officer
    "full.story": "AF REPORTER AVIM",  # AVIM accepted a package with the story
    "full.where": "AF REPORTER",
    "full.period": "AF REPORTER",
    "full.contact": "AF",
    "full.filename": "AF REPORTER",
    "full.inside": "AF",
    "full.care": "CARE_AF",  # care data do not flow freely to safety
    "full.caresource": "CARE_AF",
    "full.safety": "AF AVIM",
    "full.note": "AF",
    "full.reason": "AF",
    "full.asked": "AF",
    "full.advice": "AF",
    "full.adviser": "AF",
    "full.told": "AF REPORTER",
    # handed over: before acceptance the question, after it the content, after declining nothing
    "full.avimtext": "AF AVIM",
    "full.avimquestion": "AF AVIM",
    "full.avimsays": "AF AVIM",
    "full.zocotext": "AF",
    "full.zocoquestion": "AF ZOCO",
    "full.nlatext": "AF",
    "full.nlaquestion": "AF",
    "full.nlabecause": "AF",
    "full.riectext": "AF",
    "full.riecquestion": "AF RIEC",
    "full.riecasks": "AF RIEC",
    "full.reply": "AF RIEC",
    "full.despite": "AF",
    # a partner that stays silent: the ketenregisseur knows who and since when, never what about
    "silent.story": "AF",
    "silent.spoke": "AF",
    "silent.agreed": "AF",
    "silent.embargo": "AF",
    "silent.theirs": "AF",
    "silent.director": "AF",
    # closed: the reporter left since
    "closed.story": "AF REPORTER",
    "closed.told": "AF REPORTER",
    "closed.contact": "AF",
    # new, by a professional from outside
    "fresh.story": "AF REPORTER",
    "fresh.contact": "AF",
    # shown to one focal officer of Eindhoven for a while
    "lent.story": "AF GRANTED",
    "lent.contact": "AF",
    "lent.care": "CARE_AF",
    "lent.safety": "AF GRANTED",
    "lent.note": "AF GRANTED",
    # on both desks: neither sees what the other made of it
    "both.story": "AF REGISSEUR REPORTER",
    "both.filename": "AF REGISSEUR REPORTER",
    "both.inside": "AF REGISSEUR",
    "both.note": "AF",
    "both.toldbyaf": "AF REPORTER",
    "both.judged": "REGISSEUR",
    "both.how": "REGISSEUR",
    "both.toldbyregisseur": "REGISSEUR REPORTER",
    # undermining alone
    "crime.story": "REGISSEUR REPORTER",
    "crime.contact": "REGISSEUR",
    "crime.judged": "REGISSEUR",
    "crime.how": "REGISSEUR",
    # a reporter with a code: their words for each desk with the report, a question for its own
    "asked.story": "AF REGISSEUR",
    "asked.byaf": "AF",
    "asked.byregisseur": "REGISSEUR",
    "asked.answer": "AF REGISSEUR",
    "dronasked.byaf": "AF",
    "dronasked.answer": "AF",
    # who was invited
    "invited.name": "AF",
    "invited.mail": "AF",
    # another municipality of the region; its care coordinator accepted a package with a care fact
    "eind.story": "AF",
    "eind.care": "CARE_AF ZOCO",
    "eind.zocotext": "AF ZOCO",
    # another region
    "dron.story": "AF",
    "dron.note": "AF",
    "dron.avimtext": "AF AVIM_NOORD",
    "droncrime.story": "REGISSEUR",
    "droninvited.name": "AF",
}

# Who may know that a signal exists at all: by its reference, or by an id on a page
EXISTS = {
    "full": "AF MANAGER PRIVACY REPORTER AVIM ZOCO RIEC",
    "silent": "AF MANAGER PRIVACY DIRECTOR",
    "closed": "AF MANAGER PRIVACY REPORTER",
    "fresh": "AF MANAGER PRIVACY REPORTER",
    "lent": "AF MANAGER PRIVACY GRANTED",
    "both": "AF REGISSEUR MANAGER PRIVACY REPORTER",
    "crime": "REGISSEUR MANAGER PRIVACY REPORTER",
    "eind": "AF MANAGER PRIVACY ZOCO",
    "dron": "AF MANAGER PRIVACY AVIM_NOORD",
    "droncrime": "REGISSEUR MANAGER PRIVACY",
    "asked": "AF REGISSEUR MANAGER PRIVACY",
    "dronasked": "AF MANAGER PRIVACY",
}

# Who may open what, once they also may open such a page
SIGHT = {
    "signal": "AF GRANTED",
    "undermining": "REGISSEUR",
    "report": "REPORTER",
    "invitation": "AF",
    "unopened": "AF ADMINISTRATOR",
    "lost": "ANY_ADMINISTRATOR",  # it is not known for whom it was
    "appointment": "ADMINISTRATOR",
    "user": "ADMINISTRATOR",
    "absence": "SELF",
    "package avim": "AVIM",
    "package zoco": "ZOCO",
    "package nla": "",  # declined
    "package riec": "RIEC",
    "package avim-noord": "AVIM_NOORD",
    "silent partner": "DIRECTOR",
    "telephone": "",  # a referral that is not silent is nothing for the ketenregisseur
    "nothing": "",
    # a file, an advice or a referral of a signal is seen by whoever sees the signal
    "file": "AF GRANTED",
    "paper": "REGISSEUR",  # a file, seen from the regisseur's desk
    "advice": "AF GRANTED",
    "referral": "AF GRANTED",
}


def is_among(person: Person, audience: str, *, of: str, home: str) -> bool:
    """Whether a person is one of these, for a thing that lives at a municipality."""
    partners = {
        "AVIM": ("INVESTIGATOR", "avim-oost"),
        "AVIM_NOORD": ("INVESTIGATOR", "avim-noord"),
        "ZOCO": ("CARE_COORDINATOR", "zoco-oost"),
        "RIEC": ("RIEC_MEMBER", "riec-oost"),
        "DIRECTOR": ("CHAIN_DIRECTOR", "keten-oost"),
        "AF": ("FOCAL_OFFICER", home),
        "CARE_AF": ("FOCAL_OFFICER", home, "CARE"),
        "REGISSEUR": ("REGISSEUR", home),
        "MANAGER": ("MANAGER", home),
        "PRIVACY": ("PRIVACY_OFFICER", home),
        "ADMINISTRATOR": ("ADMINISTRATOR", home),
    }
    for one in audience.split():
        if one in partners and person.works(*partners[one]):
            return True
        if one == "REPORTER" and of in person.reported:
            if any(person.works(role, home) for role in REPORTS):
                return True
        if one == "GRANTED" and of in person.granted:
            return True
        if one == "ANY_ADMINISTRATOR" and person.active:
            if any(post.role == "ADMINISTRATOR" and post.term == "now" for post in person.posts):
                return True
        if one == "SELF" and person.name == of:
            return True
    return False


def home_of(name: str) -> str:
    return HOMES.get(name, HELMOND)


def word(key: str) -> str:
    """The word that was planted for a line of MEETS; found nowhere else, and no part of another."""
    return f"kanarie{key.replace('.', 'q')}zz"


def may_meet(person: Person, key: str) -> bool:
    of = key.partition(".")[0]
    return is_among(person, MEETS[key], of=of, home=home_of(of))


def may_know(person: Person, name: str) -> bool:
    return is_among(person, EXISTS[name], of=name, home=home_of(name))


@dataclass(frozen=True)
class Thing:
    """One object whose id is tried: its kind in SIGHT, its name, where it lives, and its ids."""

    kind: str
    name: str
    home: str
    pk: UUID
    second: UUID | None = None  # a referral, an advice or a file of a signal


def in_sight(person: Person, thing: Thing) -> bool:
    return is_among(person, SIGHT[thing.kind], of=thing.name, home=thing.home)
