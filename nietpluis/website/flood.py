"""The short form: one page that still takes reports when far too many come in at once.

No steps, no files, little to draw; everything it asks is a question of the ordinary form, so what
comes of it is an ordinary report. Policy: A01, A02, A04.
"""

from collections.abc import Mapping
from typing import Any

from nietpluis.core.answers import Answer
from nietpluis.knowledge.texts import text

from .steps import Step, _one, _text

FLOOD = "flood"


class Short(Step):
    """Everything on one page; only the story is needed."""

    acute = _one()
    story = _text("story", 7, required=True)
    where = _text("where", 2)
    contact = _text("contact", 2)

    def prepare(self, typed: Mapping[str, Any]) -> None:
        self.offer("acute", Answer, "report.")
        self.fields["story"].error_messages["required"] = text("report.story_empty", self.lang)
