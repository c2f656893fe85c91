"""Every address × every role × organisation × domain × every id: nobody meets what is not theirs.

For each person all addresses of the desk are tried, by looking and by posting, empty and filled in,
with the ids of everything that fits. Whatever comes back is searched for the words and marks that
the oracle does not give this person; and what is out of sight gives the very same answer, in bytes
and in the number of queries, as an id of nothing. Policy: C12; house rule 8.
"""

import gc
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings

from nietpluis.accounts.roles import Role
from tests import make
from tests.security import attempts, oracle
from tests.security.attempts import Attempt, Route
from tests.security.conftest import Desk
from tests.security.door import Answer
from tests.security.oracle import EXISTS, MEETS, Person, in_sight, may_know, may_meet, word
from tests.security.world import ORGANISATIONS

pytestmark = make.every_store
ROLES = [
    "OFFICIAL",
    "PROFESSIONAL",
    "FOCAL_OFFICER",
    "REGISSEUR",
    "MANAGER",
    "CARE_COORDINATOR",
    "INVESTIGATOR",
    "RIEC_MEMBER",
    "CHAIN_DIRECTOR",
    "PRIVACY_OFFICER",
    "EVALUATOR",
    "ADMINISTRATOR",
]
SPECIAL = [
    "ended yesterday",
    "starts tomorrow",
    "inactive",
    "nobody yet",
    "official here, officer there",
    "was officer, is official",
    "cluster: safety here, care there",
    "both domains",
    "two partners",
    "reporter who left",
    "professional",
    "granted",
    "grant over",
    "grant later",
    "grant: exists",
    "grant: summary",
    "grant for another purpose",
    "not logged in",
]
# On PostgreSQL the same rule runs; a slice is enough to see that it is the same
SLICE = ("gemeente-helmond", "avim-oost")
EVERYBODY = SPECIAL + [
    f"{role} {at} {domain}"
    for role in ROLES
    for at in (SLICE if settings.ON_POSTGRESQL else ORGANISATIONS)
    for domain in (("SAFETY",) if settings.ON_POSTGRESQL else ("CARE", "SAFETY"))
]
# Looking may write who looked, and that it was read; nothing else
READING_WRITES = {"audit_line", "audit_chain", "desk_notice", "desk_feedback", "accounts_session"}
READING_WRITES |= {"desk_reportermessage"}  # that it was read
LOGGING = {"audit_line", "audit_chain"}
# A door before the login; an invitation counts the tries, known or not
COUNTS_TRIES = {"desk:accept_invitation": {"accounts_invitation"}}
# A letter that is not there: the partner was called, so there is no package
MAY_BE_MISSING = {"desk:referral_letter"}
# What nobody filled in: words for every field there is
ANYTHING = {
    "seen": "1",
    "because": "Omdat.",
    "text": "Zoals afgesproken.",
    "outcome": "CLEAR",
    "onward": "HELP",
    "judgement": "TAKEN_UP",
    "kind": "FINAL",
    "reason": "RESIDENT",
    "last": "2026-01-01",
    "action": "send",
}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
ONCE = str(uuid4())
# The doors before the login are the same for whoever is logged in; looking at them is enough then
DOORS = {"login", "desk:accept_invitation", "desk:set_password"}
FEWEST = {"routes": 65, "people": 230, "things": 50, "words": 55, "addresses with ids": 350}


def person_of(desk: Desk, name: str) -> tuple[Person, str]:
    if name == "not logged in":
        return Person(name, ()), ""
    person = desk.world.people[name]
    return person, desk.door.session_of(person.user)


class Visit:
    """One person at the door, trying everything; `wrong` is what must not have happened."""

    def __init__(self, desk: Desk, name: str) -> None:
        self.desk, self.turn = desk, EVERYBODY.index(name)
        self.person, self.session = person_of(desk, name)
        self.special = name in SPECIAL
        self.known: Any = None
        self.wrong: list[str] = []
        self.count = 0
        self.refusal: Answer | None = None
        self.words = {key: word(key) for key in MEETS if not may_meet(self.person, key)}
        self.marks = {
            mark.lower(): of
            for of in EXISTS
            if not may_know(self.person, of)
            for mark in desk.world.marks[of]
        }

    def knock(self, method: str, path: str, data: dict[str, Any] | None = None) -> Answer:
        """Try one thing, and look for what this person must not meet, whatever comes back."""
        self.count += 1
        answer = self.desk.door.knock(self.session, method, path, data, known=self.known)
        answer.body = TOKEN.sub(b"", answer.body)
        at = f"{method} {path}{' filled in' if data else ''}"
        sent = f"{path} {urlencode(data or {}, doseq=True)} {data}".lower()
        text = answer.text
        if "kanarie" in text:
            leaks = [key for key, secret in self.words.items() if secret in text]
            self.wrong += [f"{at}: meets {leak}" for leak in leaks]
        known = [of for mark, of in self.marks.items() if mark in text and mark not in sent]
        self.wrong += [f"{at}: learns of {of}" for of in known]
        if answer.status >= 500 or answer.failure:
            self.wrong.append(f"{at}: fails\n{answer.failure}")
        if method == "GET" and not answer.wrote <= READING_WRITES:
            self.wrong.append(f"{at}: looking changes {sorted(answer.wrote - READING_WRITES)}")
        return answer

    def walk(self) -> None:
        """Try every address of the desk."""
        for route in attempts.routes():
            found = list(attempts.for_route(route, self.desk.world, asking=True))
            if route.name in DOORS and not self.special:
                self.knock("GET", found[0].path)
            elif not self.is_refused(self.one_of(found)):
                self.open(route, found)

    def one_of(self, found: list[Attempt]) -> Attempt:
        """Choose what to knock with: not what is theirs, which may be shut for its own reason."""
        foreign = [one for one in found if not (one.thing and in_sight(self.person, one.thing))]
        return (foreign or found)[self.turn % len(foreign or found)]

    def is_refused(self, one: Attempt) -> bool:
        """Say whether such pages are shut for this person; then each shuts in the same way.

        Of each role at each organisation one tries it by looking, and one by posting.
        """
        posts = self.person.works_in("SAFETY")
        answer = (
            self.knock("POST", one.path, self.filled(one)) if posts else self.knock("GET", one.path)
        )
        if answer.status == 405 and not posts:
            answer = self.knock("POST", one.path, self.filled(one))
        if answer.status == 302 and "Location: /inloggen/" in answer.headers:
            return True
        if answer.status != 403:
            return False
        self.refusal = self.refusal or answer
        self.compare(one.path, answer, self.refusal)
        return True

    def open(self, route: Route, found: list[Attempt]) -> None:
        """Try a page that this person may open, of what is theirs and of what is not."""
        alike: dict[tuple[str, str, bool], Answer] = {}
        tried: set[bool] = set()
        for number, one in enumerate(found):
            theirs = one.thing is not None and in_sight(self.person, one.thing)
            if self.leaves_out(route, one, number, theirs=theirs):
                continue
            theirs = theirs and not one.crossed
            first = (
                theirs not in tried or one.thing is None or (theirs and one.thing.name == "full")
            )
            tried.add(theirs)
            for method, data in self.tries(one, first=first):
                answer = self.knock(method, one.path, data)
                if one.like and not theirs:
                    key = (one.like, method, bool(data))
                    if key not in alike:
                        alike[key] = self.knock(method, one.like, data)
                    self.compare(one.path, answer, alike[key])
                    if not answer.wrote <= LOGGING | COUNTS_TRIES.get(route.name, set()):
                        self.wrong.append(f"{method} {one.path}: changes {sorted(answer.wrote)}")
                elif theirs and answer.status == 404 and route.name not in MAY_BE_MISSING:
                    self.wrong.append(f"{method} {one.path}: is theirs, and is not there")

    def leaves_out(self, route: Route, one: Attempt, number: int, *, theirs: bool) -> bool:
        """Say whether others try this: of what is out of sight, each person takes a part."""
        if one.thing is None or theirs:
            return False
        if one.crossed or "?" in one.path:
            return True
        everything = route.name in attempts.MAIN or len(route.ids) == 0
        return not everything and (number + self.turn) % 3 > 0 and one.thing.name != "lent"

    def tries(self, one: Attempt, *, first: bool) -> Iterator[tuple[str, dict[str, Any]]]:
        """Look; and with the first of each kind post nothing, and post what was filled in."""
        yield "GET", {}
        if first:
            yield "POST", {}
            yield "POST", self.filled(one)
        if one.route.name == "desk:search":
            for marks in self.desk.world.marks.values():
                yield "POST", {"q": marks[1]}

    def filled(self, one: Attempt) -> dict[str, Any]:
        """The form of this page as somebody filled it in who may."""
        return self.desk.bodies.get(one.path.partition("?")[0], ANYTHING) | {"once": ONCE}

    def compare(self, path: str, answer: Answer, nothing: Answer) -> None:
        if unlike := answer.same(nothing):
            self.wrong.append(f"{path}: is told from nothing, {unlike}")


@pytest.mark.once
def test_there_is_enough_to_try(desk: Desk) -> None:
    """So that the tests below cannot quietly shrink; and they know every role there is."""
    found = list(attempts.all_for(desk.world, asking=True))
    there = {
        "routes": len(attempts.routes()),
        "people": len(EVERYBODY),
        "things": len(desk.world.things),
        "words": len(MEETS),
        "addresses with ids": len([one for one in found if one.route.ids]),
    }
    assert {name: there[name] for name in there if there[name] < FEWEST[name]} == {}
    assert set(ROLES) == set(Role.values)
    assert set(desk.world.people) == set(EVERYBODY) - {"not logged in"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_meets_what_is_not_theirs(desk: Desk, name: str) -> None:
    visit = Visit(desk, name)
    inside = visit.person.active and any(post.term == "now" for post in visit.person.posts)
    assert (visit.knock("GET", "/").status == 200) == inside, "is not who they should be"
    visit.known = visit.person.user if inside else None
    visit.walk()
    gc.collect()
    assert visit.wrong == [], "\n".join(visit.wrong[:40])
    assert visit.count > len(attempts.routes())


@pytest.mark.once
@pytest.mark.parametrize(
    "name",
    [name for name in EVERYBODY if name.startswith("FOCAL_OFFICER gemeente-")] + ["granted"],
)
def test_a_search_for_what_is_out_of_sight_finds_what_a_search_for_nothing_finds(
    desk: Desk, name: str
) -> None:
    person, session = person_of(desk, name)
    path = next(route for route in attempts.routes() if route.name == "desk:search").path()

    def search(text: str) -> Answer:
        answer = desk.door.knock(session, "POST", path, {"q": text})
        answer.body = TOKEN.sub(b"", answer.body).replace(text.encode(), b"?")
        return answer

    for of in EXISTS:
        for text, nothing in (
            (desk.world.marks[of][1], "QQQQ-QQQQ"),
            (desk.world.telephones[of], "06 99999999"),
        ):
            found = search(text).same(search(nothing))
            has_signal = of not in ("crime", "droncrime")
            seen = oracle.is_among(person, "AF GRANTED", of=of, home=oracle.home_of(of))
            assert bool(found) == (seen and has_signal), (of, text, found)


@pytest.mark.once
def test_every_word_that_was_planted_can_be_met_by_somebody_who_may(desk: Desk) -> None:
    """Otherwise a word that is nowhere to be found would prove nothing."""
    shown_nowhere = {"crime.contact"}  # the regisseur's page does not show how to reach who told it
    assert set(MEETS) - desk.met - shown_nowhere == set()
