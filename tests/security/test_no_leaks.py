"""Every address × every role × organisation × domain × every id: nobody meets what is not theirs.

For each person all addresses of the desk are tried, by looking and by posting, empty and filled in,
with the ids of everything that fits. Whatever comes back is searched for the words and marks that
the oracle does not give this person; and what is out of sight gives the very same answer, in bytes
and in the number of queries, as an id of nothing. Policy: C12; house rule 8.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings

from tests import make
from tests.security import attempts, oracle
from tests.security.attempts import Attempt
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
Try = tuple[str, dict[str, Any]]
ONCE = str(uuid4())
# To these a filled-in form is posted, whosever they are; to the others the first of each kind
POSTED_TO = {"full"}
# Not a refusal: a page that leads on, or the door itself
MAY_REDIRECT = {"logout", "desk:accept_invitation"}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
COOKIE = re.compile(r"Set-Cookie: .*")
FEWEST = {"routes": 60, "people": 220, "things": 50, "words": 50, "tries": 130}


def person_of(desk: Desk, name: str) -> tuple[Person, str]:
    if name == "not logged in":
        return Person(name, ()), ""
    person = desk.world.people[name]
    return person, desk.door.session_of(person.user)


def tries(desk: Desk, one: Attempt, *, first: bool) -> Iterator[Try]:
    """Look, post nothing, and post the form as somebody filled it in who may.

    Each thing is looked at. Posting nothing is tried with the first that is and is not theirs, and
    a form that is filled in with the first few.
    """
    yield "GET", {}
    if first or one.thing is None:
        yield "POST", {}
    if first or one.thing is None or one.thing.name in POSTED_TO:
        path = one.path.partition("?")[0]
        yield "POST", desk.bodies.get(path, ANYTHING) | {"once": ONCE}
    if one.route.name == "desk:search":
        for marks in desk.world.marks.values():
            yield "POST", {"q": marks[1]}


class Finder:
    """Searches answers for what a person must not meet."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self.words = {key: word(key) for key in MEETS if not may_meet(person, key)}
        self.marks = {
            mark.lower(): name
            for name in EXISTS
            if not may_know(person, name)
            for mark in desk.world.marks[name]
        }

    def leaks(self, answer: Answer, sent: str) -> list[str]:
        """Return the words in an answer that are not this person's, and that they did not send."""
        text, sent = answer.text, sent.lower()
        found = []
        if "kanarie" in text:
            found = [key for key, secret in self.words.items() if secret in text]
        return found + [
            f"{name}: {mark}"
            for mark, name in self.marks.items()
            if mark in text and mark not in sent
        ]


@pytest.mark.once
def test_there_is_enough_to_try(desk: Desk) -> None:
    """So that the tests below cannot quietly shrink."""
    there = {
        "routes": len(attempts.routes()),
        "people": len(desk.world.people),
        "things": len(desk.world.things),
        "words": len(MEETS),
        "tries": len(list(attempts.all_for(desk.world, asking=True))),
    }
    assert {name: there[name] for name in there if there[name] < FEWEST[name]} == {}
    known = {name.partition(" ")[0] for name in desk.world.people if name.isupper()}
    assert set(ROLES) >= known and set(desk.world.people) >= set(SPECIAL) - {"not logged in"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_meets_what_is_not_theirs(desk: Desk, name: str) -> None:
    person, session = person_of(desk, name)
    finder = Finder(desk, person)
    alike: dict[tuple[str, str, bool], Answer] = {}
    wrong: list[str] = []
    before = desk.door.count

    def knock(method: str, path: str, data: dict[str, Any]) -> Answer:
        answer = desk.door.knock(session, method, path, data)
        sent = f"{path} {urlencode(data, doseq=True)} {' '.join(map(str, data.values()))}"
        at = f"{method} {path} {'filled in' if data else ''}"
        wrong.extend(f"{at}: meets {leak}" for leak in finder.leaks(answer, sent))
        if answer.status >= 500 or answer.failure:
            wrong.append(f"{at}: fails\n{answer.failure}")
        if method == "GET" and not answer.wrote <= READING_WRITES:
            wrong.append(f"{at}: looking changes {sorted(answer.wrote - READING_WRITES)}")
        return answer

    inside = person.active and any(post.term == "now" for post in person.posts)
    assert (knock("GET", "/", {}).status == 200) == inside, "is not who they should be"
    for route in attempts.routes():
        like = attempts.random_path(route) if route.ids else route.path()
        nothing, only_post = knock("GET", like, {}), False
        if nothing.status == 405:
            nothing, only_post = knock("POST", like, {}), True
        if nothing.status in (302, 403) and route.name not in MAY_REDIRECT:
            # Who may not open such a page at all is tried with one thing, not with all
            one = next(attempts.for_route(route, desk.world, asking=False))
            method = "POST" if only_post or len(name) % 2 else "GET"
            data = desk.bodies.get(one.path, ANYTHING) if method == "POST" else {}
            answer = knock(method, one.path, data)
            if nothing.status == 403 and (unlike := tell_apart(answer, nothing)):
                wrong.append(f"{method} {one.path}: is told from nothing, {unlike}")
            continue
        tried: set[bool] = set()
        for one in attempts.for_route(route, desk.world, asking=True):
            theirs = one.thing is not None and in_sight(person, one.thing)
            if one.crossed and not theirs:
                continue  # a signal of another, with something that is not even its own
            if "?" in one.path and one.thing is not None and not theirs:
                continue  # what is asked beside it changes nothing of that it is not there
            theirs = theirs and not one.crossed
            first = theirs not in tried
            tried.add(theirs)
            for method, data in tries(desk, one, first=first):
                answer = knock(method, one.path, data)
                if one.like and not theirs:
                    key = (one.like, method, bool(data))
                    if key not in alike:
                        alike[key] = knock(method, one.like, data)
                    if unlike := tell_apart(answer, alike[key]):
                        wrong.append(f"{method} {one.path}: is told from nothing, {unlike}")
                    allowed = LOGGING | COUNTS_TRIES.get(route.name, set())
                    if not answer.wrote <= allowed:
                        wrong.append(f"{method} {one.path}: changes {sorted(answer.wrote)}")
                elif theirs and answer.status == 404 and route.name not in MAY_BE_MISSING:
                    wrong.append(f"{method} {one.path}: is theirs, and is not there")
    assert wrong == [], "\n".join(wrong[:40])
    assert desk.door.count - before >= 2 * len(attempts.routes())


def tell_apart(one: Answer, other: Answer) -> str:
    """Say how two answers differ, but for the token that is new on every page."""
    for answer in (one, other):
        answer.body = TOKEN.sub(b"", answer.body)
        answer.headers = COOKIE.sub("", answer.headers)
    return one.same(other)


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
