"""What an envelope holds, version 1: written by the public site, read by the worker.

Anybody can seal an envelope, so the reader trusts nothing in it: `parse` refuses what it does not
know and keeps every word that it does.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import TextChoices

from nietpluis.core.answers import Answer
from nietpluis.core.forms import clean_text
from nietpluis.knowledge.catalogue import UNDERMINING_TOPICS, signal
from nietpluis.knowledge.texts import LANGUAGES

VERSION = 1
MOST_FILES = 10  # that go with one report or message
LIMITS = MappingProxyType(
    {"story": 20_000, "where": 500, "when": 200, "since": 200, "contact": 500, "reply_to": 64}
)
Choice = TypeVar("Choice", bound=TextChoices)


class BadContent(ValueError):
    """An envelope opened, but what is in it is no report. The message names fields, not content."""


class ReporterKind(TextChoices):
    """How somebody knows what they report (section E, Signalenroutekaart; G, Reporting)."""

    RESIDENT = "RESIDENT"
    VICTIM = "VICTIM"
    WORKER = "WORKER"
    COLLEAGUE = "COLLEAGUE"
    CLIENT = "CLIENT"
    PROFESSIONAL = "PROFESSIONAL"
    UNKNOWN = "UNKNOWN"


class About(TextChoices):
    """An identifiable person, or a place? Policy: section E, Signalenroutekaart Den Haag."""

    PERSON = "PERSON"
    PLACE = "PLACE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class Reported:
    """One report. Empty or UNKNOWN is an answer; a missing fact never reads as "no".

    `trafficking` sends it to the focal officer, `undermining` (codes of UNDERMINING_TOPICS) to the
    regisseur, both to both. `sightings` holds only the signals that were looked at. `reply_to` is
    the public half, in hexadecimals, of the key that opens replies; empty means no reply. `files`
    are the ids of the sealed files that go with it.
    """

    story: str
    language: str
    reporter_kind: ReporterKind = ReporterKind.UNKNOWN
    about: About = About.UNKNOWN
    trafficking: bool = True
    undermining: tuple[str, ...] = ()
    where: str = ""
    when: str = ""
    since: str = ""
    acute: Answer = Answer.UNKNOWN
    minor: Answer = Answer.UNKNOWN
    sightings: Mapping[str, Answer] = field(default_factory=dict)
    contact: str = ""
    reply_to: str = ""
    files: tuple[str, ...] = ()
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        """Return it as `vault.sealing.seal` takes it."""
        return asdict(self) | {
            "undermining": list(self.undermining),
            "files": list(self.files),
            "sightings": dict(self.sightings),
        }


def parse(content: Mapping[str, Any]) -> Reported:
    """Read what `vault.sealing.unseal` returned; raises BadContent.

    Control characters are taken out; everything else is either kept whole or refused. Policy: A01,
    A06; house, both databases (NUL stripped at the door, lengths checked in code).
    """
    known = {one.name for one in fields(Reported)}
    if content.get("version") != VERSION or content.keys() != known:
        raise BadContent("fields or version: not those of version 1")
    texts = {name: _text(content, name) for name in LIMITS}
    if not texts["story"].strip():
        raise BadContent("story: empty")
    if texts["reply_to"] and not re.fullmatch(r"[0-9a-f]{64}", texts["reply_to"]):
        raise BadContent("reply_to: not a key")
    reported = Reported(
        story=texts["story"],
        where=texts["where"],
        when=texts["when"],
        since=texts["since"],
        contact=texts["contact"],
        reply_to=texts["reply_to"],
        language=_language(content["language"]),
        reporter_kind=_choice(ReporterKind, content["reporter_kind"], "reporter_kind"),
        about=_choice(About, content["about"], "about"),
        trafficking=_flag(content["trafficking"]),
        undermining=_topics(content["undermining"]),
        acute=_choice(Answer, content["acute"], "acute"),
        minor=_choice(Answer, content["minor"], "minor"),
        sightings=_sightings(content["sightings"]),
        files=file_ids(content["files"]),
    )
    if not (reported.trafficking or reported.undermining):
        raise BadContent("trafficking, undermining: the report is for nobody")
    return reported


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content[name]
    if not isinstance(value, str):
        raise BadContent(f"{name}: not a text")
    text = clean_text(value)
    if len(text) > LIMITS[name]:
        raise BadContent(f"{name}: longer than {LIMITS[name]} characters")
    return text


def _language(value: object) -> str:
    if not isinstance(value, str) or value not in LANGUAGES:
        raise BadContent("language: not one of the site")
    return value


def _choice(kind: type[Choice], value: object, name: str) -> Choice:
    if not isinstance(value, str) or value not in kind.values:
        raise BadContent(f"{name}: not one of its answers")
    return kind(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadContent("trafficking: neither true nor false")
    return value


def _topics(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadContent("undermining: not a list of topics")
    if len(set(value)) != len(value) or not set(value) <= UNDERMINING_TOPICS.keys():
        raise BadContent("undermining: an unknown topic, or one named twice")
    return tuple(value)


def file_ids(value: object) -> tuple[str, ...]:
    """Read the ids of files that go with a report or a message; raises BadContent."""
    if not isinstance(value, list) or len(value) > MOST_FILES:
        raise BadContent(f"files: not a list of at most {MOST_FILES} ids")
    try:
        ids = tuple(str(UUID(one)) for one in value)
    except (ValueError, TypeError, AttributeError):
        raise BadContent("files: something that is no id") from None
    if len(set(ids)) != len(ids):
        raise BadContent("files: an id that comes twice")
    return ids


def _sightings(value: object) -> Mapping[str, Answer]:
    if not isinstance(value, dict):
        raise BadContent("sightings: not signals with an answer")
    return {_signal(id): _choice(Answer, answer, "sightings") for id, answer in value.items()}


def _signal(id: object) -> str:
    try:
        return signal(str(id)).id
    except KeyError:
        raise BadContent("sightings: a signal that the catalogue does not know") from None
