"""Which entries of the signal catalogue were seen: sealed with the report, like the story itself.

What the reporter answered is kept beside what the focal officer made of it: the reporter and the
other desk see the first, never the second. Policy: C8; no answer means that nobody looked.
"""

from collections.abc import Mapping

from nietpluis.vault import fields

from .models import Report, Seen

Answers = dict[str, Seen]  # by id of the catalogue


def write(
    report: Report, *, answers: Mapping[str, Seen], reported: Mapping[str, Seen], key: bytes
) -> None:
    """Seal the answers into the report. Does not save."""
    value = {"answers": dict(answers), "reported": dict(reported)}
    fields.write_json(report, "sightings", value, key=key)


def answers(report: Report, *, key: bytes) -> Answers:
    """Return what is answered now, by the reporter or the focal officer."""
    return _read(report, "answers", key)


def reported(report: Report, *, key: bytes) -> Answers:
    """Return what the reporter answered, whatever was made of it since."""
    return _read(report, "reported", key)


def _read(report: Report, part: str, key: bytes) -> Answers:
    held = fields.read_json(report, "sightings", key=key) or {}
    return {id: Seen(answer) for id, answer in held.get(part, {}).items()}
