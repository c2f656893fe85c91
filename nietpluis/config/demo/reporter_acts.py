"""What is written with a reporter who has only a code, by the word that names it in a story."""

from collections.abc import Mapping, Sequence

from nietpluis.accounts.roles import Permission
from nietpluis.desk import conversing, delivering
from nietpluis.inbox import messages
from nietpluis.inbox.models import Publication
from nietpluis.vault.codes import Code

from .stories import Doing, Scene


def ask_reporter(scene: Scene, *, phrases: Sequence[str] = (), text: str = "") -> None:
    """Write to the reporter, as the page of the signal does; the worker delivers it."""
    by = scene.actor(Permission.SIGNAL_TELL)
    conversing.write(scene.signal(by), phrases=phrases, text=text, by=by, now=scene.at)
    delivering.deliver(scene.at)


def reporter_writes(scene: Scene, *, text: str) -> None:
    """Come back with the code, read what is there, and write."""
    code, told = scene.story.code, scene.story.told
    if not isinstance(code, Code):
        raise ValueError("only who reported on the public site has a code")
    messages.read_with(code, now=scene.at)
    to = Publication.objects.get(municipality=told["place"])
    lang = told.get("lang", "nl")
    messages.post(text, code=code, form="demo", language=lang, to=to, now=scene.at)
    delivering.deliver(scene.at)


ACTS: Mapping[str, Doing] = {"ask_reporter": ask_reporter, "reporter_writes": reporter_writes}
