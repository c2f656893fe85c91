"""Tell the stories: turn each arrival and each act into something that happens at its moment."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from .acts import ACTS
from .arriving import arrive
from .clock import moment
from .happening import Happening
from .stories import Scene, Story, told


def happenings(*, now: datetime) -> Iterator[Happening]:
    """Yield everything that happens in every story; raises ValueError for one out of order."""
    for one in told():
        yield from _of(Story(one, now))


def _of(story: Story) -> Iterator[Happening]:
    last = moment(story.told["at"], now=story.now)
    yield Happening(last, partial(arrive, story))
    for act in story.told.get("act", ()):
        at = moment(act["at"], now=story.now)
        if at < last:
            raise ValueError(f"story {story.told['id']}: {act['do']} at {act['at']} is too early")
        last = at
        yield Happening(at, partial(_do, story, act))


def _do(story: Story, act: dict[str, Any], at: datetime) -> None:
    rest = {name: value for name, value in act.items() if name not in ("at", "do", "by")}
    by = act.get("by") or story.told["regisseur" if act["do"].startswith("u_") else "af"]
    try:
        ACTS[act["do"]](Scene(story, by=by, at=at), **rest)
    except Exception as error:
        error.add_note(f"in story {story.told['id']}, {act['do']} at {act['at']}")
        raise
