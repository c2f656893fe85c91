"""Builders of envelopes: what a resident sends, and collecting it."""

from typing import Any

from nietpluis.desk import collecting, publishing
from nietpluis.inbox import posting
from nietpluis.inbox.content import Reported
from nietpluis.inbox.models import Envelope, Publication
from nietpluis.vault import codes
from tests import make

REPORTED = Reported(story=make.STORY, language="en")


def post(
    reported: Reported | dict[str, Any] = REPORTED,
    *,
    at: str = "helmond",
    code: codes.Code | None = None,
    now: Any = make.NOW,
) -> Envelope:
    """A resident sends a report; what is handed over is a Reported, or the bare content."""
    publishing.publish(make.place(at), now=make.NOW)
    to = Publication.objects.get(municipality=at)
    content = reported if isinstance(reported, dict) else reported.to_json()
    code = code or codes.new()
    posting.post(content, code=code, to=to, now=now)
    return Envelope.objects.get(pk=code.envelope)


def collect(now: Any = make.NOW) -> None:
    """The worker goes round once."""
    collecting.collect_all(now)
