"""The stories of the demonstration, read from stories-*.toml, and a scene from one."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from nietpluis.accounts.access import Actor, note_acting, sees
from nietpluis.accounts.roles import Level, Permission
from nietpluis.desk import notices
from nietpluis.desk.models import Signal, Undermining
from nietpluis.vault.codes import Code

from . import people

HERE = Path(__file__).parent
Doing = Callable[..., object]


@dataclass
class Story:
    """One invented report and what is made of it.

    `report` is its id once it came in; `code` the receipt code, if it came by the public site.
    """

    told: dict[str, Any]
    now: datetime
    report: UUID | None = None
    code: Code | None = None


@dataclass
class Scene:
    """One act of a story: who does it, and when."""

    story: Story
    by: str
    at: datetime

    def actor(self, permission: Permission) -> Actor:
        return people.actor(self.by, permission, at=self.at)

    def signal(self, actor: Actor) -> Signal:
        """Return the signal as the actor's page would find it, and note that they saw it."""
        found: Signal = self._find(actor, Signal)
        return found

    def undermining(self, actor: Actor) -> Undermining:
        """Return the same for the desk of the regisseur."""
        found: Undermining = self._find(actor, Undermining)
        return found

    def _find(self, actor: Actor, model: Any) -> Any:
        seen = sees(actor, model, self.at, Level.CONTENT)
        found = seen.select_related("report", "municipality__region", "organisation")
        row = found.get(report=self.story.report)
        note_acting(actor, row.organisation_id)
        notices.read(actor.person, about=row.pk, now=self.at)
        return row


@cache
def told() -> tuple[dict[str, Any], ...]:
    """Return every story with the defaults of its file."""
    stories: list[dict[str, Any]] = []
    for file in sorted(HERE.glob("stories-*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        stories += [content["defaults"] | one for one in content["story"]]
    return tuple(stories)
