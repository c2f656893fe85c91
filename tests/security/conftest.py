"""One world for all tests of a module: made once, never changed, and gone afterwards."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import weasyprint
from django.db import transaction
from django.test import override_settings

from tests.security import attempts, filling
from tests.security.door import STORES, Door
from tests.security.oracle import DRONTEN, EINDHOVEN, MEETS, in_sight, word
from tests.security.world import World, build

# Somebody for every form there is: they may see it, so it is filled in as they would
WHO_FILLS_IN = (
    "FOCAL_OFFICER gemeente-helmond CARE",
    f"FOCAL_OFFICER {EINDHOVEN} CARE",
    f"FOCAL_OFFICER {DRONTEN} CARE",
    "REGISSEUR gemeente-helmond CARE",
    f"REGISSEUR {DRONTEN} CARE",
    "OFFICIAL gemeente-helmond SAFETY",
    "INVESTIGATOR avim-oost SAFETY",
    "INVESTIGATOR nla SAFETY",
    "CARE_COORDINATOR zoco-oost CARE",
    "RIEC_MEMBER riec-oost SAFETY",
    "CHAIN_DIRECTOR keten-oost CARE",
    "ADMINISTRATOR gemeente-helmond CARE",
    "FOCAL_OFFICER gemeente-helmond SAFETY",
)

# A resident with a code is part of the world, so the public store is too
EVERY_STORE = (*STORES, "public")


@dataclass
class Desk:
    """The world, the door to it, and a filled-in form for every address that has one.

    `forms`: each form that was found, with the name of who found it. `met`: the planted words that
    those who may did meet.
    """

    world: World
    door: Door
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    forms: dict[str, tuple[str, filling.PageForm]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """The desk of `world`; a session stands in its cookie, so that logging out ends no other."""
    quick = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    with (
        quick,
        django_db_blocker.unblock(),
        ExitStack() as stack,
        pytest.MonkeyPatch.context() as m,
    ):
        m.setattr(weasyprint.HTML, "write_pdf", _as_text)
        for store in EVERY_STORE:
            stack.enter_context(transaction.atomic(using=store))
        made = Desk(build(), Door())
        _look_around(made)
        gc.collect()
        gc.freeze()
        gc.disable()  # what all these requests leave behind is cleared after each person
        yield made
        gc.enable()
        gc.unfreeze()
        made.door.close()
        for store in EVERY_STORE:
            transaction.set_rollback(True, using=store)


def _as_text(self: Any, *args: Any, **kwargs: Any) -> bytes:
    """A PDF is compressed, so that no word can be found in it: the same letter as text."""
    return "\n".join(self.etree_element.itertext()).encode()


def _look_around(desk: Desk) -> None:
    """Let each of them look at what is theirs, once per page, and fill in every form there."""
    read: set[str] = set()
    for name in WHO_FILLS_IN:
        person = desk.world.people[name]
        session = desk.door.session_of(person.user)
        for one in attempts.all_for(desk.world, asking=True):
            theirs = one.thing is None or (not one.crossed and in_sight(person, one.thing))
            if not theirs or one.path in read or (one.route.ids and one.thing is None):
                continue
            answer = desk.door.knock(session, "GET", one.path)
            if answer.status in (403, 404):
                continue
            if one.route.ids:
                read.add(one.path)
            seen = answer.text
            if one.route.name.endswith("original"):  # what is in a file comes by a press only
                seen += desk.door.knock(session, "POST", one.path).text
            desk.met |= {key for key in MEETS if word(key) in seen}
            if "text/html" in answer.headers.lower():
                for form in filling.forms_on(answer.body.decode(), one.path):
                    desk.forms.setdefault(form.action, (name, form))
                    desk.bodies.setdefault(urlsplit(form.action).path, form.filled())
    desk.door.count = 0
