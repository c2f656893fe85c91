"""What is written with a reporter who has only a code, in the world of the security tests."""

from datetime import timedelta

from nietpluis.accounts.roles import Permission
from nietpluis.desk import conversing, delivering, publishing
from nietpluis.desk.models import Report
from nietpluis.inbox import messages
from nietpluis.inbox.models import Publication
from nietpluis.vault import codes
from tests import make
from tests.security.oracle import DRONTEN, HELMOND, word
from tests.security.stories import AF, received
from tests.security.world import Clock, World

P = Permission


def two_way(world: World) -> None:
    """A resident with a code is asked something, and answers: on either desk, and on both at once.

    What the reporter writes is there for each desk that has the report; a question for its own.
    """
    clock = Clock(world.now - timedelta(days=4))
    for name, at, more in (
        ("asked", HELMOND, {"undermining": ["DRUGS"]}),
        ("dronasked", DRONTEN, {}),
    ):
        code = codes.new()
        key = bytes(code.key.public_key).hex()
        report = received(world, name, at=at, when=clock(), reply_to=key, **more)
        by = world.actor(world.person(AF, at), P.SIGNAL_TELL, clock.at)
        conversing.write(report.signal, text=word(f"{name}.byaf"), by=by, now=clock())
        if more:
            by = world.actor(world.person("REGISSEUR", at), P.UNDERMINING_DECIDE, clock.at)
            asked = word(f"{name}.byregisseur")
            conversing.write(report.undermining, text=asked, by=by, now=clock())
        place = make.place(at.removeprefix("gemeente-"))
        publishing.publish(place, now=clock())
        Report.objects.filter(pk=report.pk).update(once=code.envelope)
        messages.post(
            word(f"{name}.answer"), code=code, form="1", language="nl",
            to=Publication.objects.get(municipality=place.slug), now=clock(),
        )  # fmt: skip
    delivering.deliver(clock())
