"""What somebody has filled in so far. It lives in the page itself, as hidden fields, only there.

The server keeps nothing between two steps: no session, no cookie, no half report (A01, A08).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from nietpluis.core.answers import Answer
from nietpluis.core.forms import clean_text
from nietpluis.inbox.content import About, Reported, ReporterKind
from nietpluis.knowledge.texts import text
from nietpluis.vault.codes import Code

from .steps import OTHER_CRIME, STEPS, Step

SINGLE = (
    "about", "people", "story", "where", "when", "since", "acute", "minor", "kind", "contact",
)  # fmt: skip
SEVERAL = ("seen", "topics")


@dataclass(frozen=True)
class Draft:
    """The answers as they were typed, cleaned of control characters but not yet judged."""

    lang: str
    typed: dict[str, Any]

    @classmethod
    def read(cls, posted: QueryDict, *, lang: str) -> "Draft":
        """Read what a page posted; what it did not post is empty."""
        single = {name: clean_text(posted.get(name) or "") for name in SINGLE}
        several = {name: [clean_text(one) for one in posted.getlist(name)] for name in SEVERAL}
        return cls(lang, single | several)

    @property
    def own(self) -> bool:
        """Whether it happens to the reporter."""
        return bool(self.typed["kind"] == ReporterKind.VICTIM)

    @property
    def in_danger(self) -> bool:
        return bool(self.typed["acute"] == Answer.YES)

    def form(self, step: str, *, check: bool = False) -> Step:
        """Return the form of a step as it was filled in; with `check` also what is wrong."""
        return STEPS[step](self.typed if check else None, lang=self.lang, typed=self.typed)

    def first_fault(self) -> tuple[str, Step] | None:
        """Return the first step that cannot be sent like this, with what is wrong."""
        forms = ((step, self.form(step, check=True)) for step in STEPS)
        return next(((step, form) for step, form in forms if not form.is_valid()), None)

    def carried(self, form: Step | None) -> Iterator[tuple[str, str]]:
        """Every answer that the page at hand does not ask for, to be carried in hidden fields."""
        asked = form.fields if form else {}
        for name in SINGLE:
            if name not in asked and self.typed[name]:
                yield name, self.typed[name]
        for name in SEVERAL:
            field: Any = asked.get(name)
            shown = {value for value, _ in field.choices} if field else set()
            hidden = [value for value in self.typed[name] if value not in shown]
            yield from ((name, one) for one in hidden if not field or field.valid_value(one))

    def answers(self) -> list[tuple[str, str, list[tuple[str, list[str]]]]]:
        """Return every question with its answers in words, per step and title, to read it over."""
        return [
            (step, text(f"report.{step}_title", self.lang), list(self._answers(step)))
            for step in STEPS
        ]

    def _answers(self, step: str) -> Iterator[tuple[str, list[str]]]:
        form = self.form(step)
        for name, field in form.fields.items():
            if name not in self.typed:  # files have a list of their own
                continue
            given = self.typed[name]
            if name == "seen":
                words = [text(f"signal.{one}", self.lang) for one in given]
            elif choices := dict(getattr(field, "choices", ())):
                values = given if name in SEVERAL else [given]
                words = [str(choices[one]) for one in values if one in choices]
            else:
                words = [given] if given.strip() else []
            yield str(field.label), words

    def reported(self, code: Code, files: tuple[str, ...] = ()) -> Reported:
        """Return what goes into the envelope. Only for a draft without faults.

        Other crime goes to the regisseur, anything about people or a place to the focal officer,
        and to both when both. Policy: G, Reporting; A10.
        """
        typed = self.typed
        other = typed["about"] == OTHER_CRIME
        topics = tuple(dict.fromkeys(typed["topics"]))
        return Reported(
            story=typed["story"].strip(),
            where=typed["where"].strip(),
            when=typed["when"].strip(),
            since=typed["since"].strip(),
            contact=typed["contact"].strip(),
            language=self.lang,
            reporter_kind=ReporterKind(typed["kind"] or ReporterKind.UNKNOWN),
            about=About(typed["about"]) if typed["about"] in About.values else About.UNKNOWN,
            trafficking=not other or typed["people"] == Answer.YES,
            undermining=topics or (("OTHER",) if other else ()),
            acute=Answer(typed["acute"] or Answer.UNKNOWN),
            minor=Answer(typed["minor"] or Answer.UNKNOWN),
            sightings=dict.fromkeys(typed["seen"], Answer.YES),
            reply_to=bytes(code.key.public_key).hex(),
            files=files,
        )
