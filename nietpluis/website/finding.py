"""The page that finds the right door: two short screens, then what to do, in order.

Stateless like the report form, and never an error: what was not answered, or not understood, is
unknown. Policy: A04, A06, A10; G, Reporting and Victims.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from nietpluis.core.answers import Answer
from nietpluis.core.widgets import TileCheckboxes, TileRadios
from nietpluis.inbox.content import About, ReporterKind
from nietpluis.knowledge.catalogue import FORMS, UNDERMINING_TOPICS
from nietpluis.knowledge.texts import LANGUAGES, dutch, text

from .doors import Answers, advise
from .site import Site, municipal, show
from .steps import KINDS, NUISANCE, OTHER_CRIME, Step

ONE = ("kind", "acute", "minor", "about", "speaks", "anonymous")
TOPICS = tuple(topic for topic in UNDERMINING_TOPICS if topic != "OTHER")
WHERE = (About.PERSON, About.PLACE, About.UNKNOWN)


def _tiles() -> forms.ChoiceField:
    return forms.ChoiceField(required=False, widget=TileRadios())


class Question(Step):
    """One screen; its words stand under `find`, or are those of the report form."""

    def words(self, name: str) -> str:
        key = f"find.{name}"
        return text(key, self.lang) if key in dutch() else super().words(name)


class You(Question):
    acute = _tiles()
    kind = _tiles()
    minor = _tiles()

    def prepare(self, typed: Mapping[str, Any]) -> None:
        self.offer("acute", Answer, "report.")
        self.offer("kind", KINDS, "report.kind_")
        self.offer("minor", Answer, "report.")


class Seen(Question):
    what = forms.MultipleChoiceField(required=False, widget=TileCheckboxes())
    about = _tiles()
    speaks = forms.ChoiceField(required=False)
    anonymous = _tiles()

    def prepare(self, typed: Mapping[str, Any]) -> None:
        what: Any = self.fields["what"]
        what.choices = [
            (
                text("find.what_people", self.lang),
                [(form, text(f"find.form_{form}", self.lang)) for form in FORMS],
            ),
            (
                text("find.what_crime", self.lang),
                [(topic, text(f"topic.{topic}", self.lang)) for topic in TOPICS],
            ),
            (
                text("find.what_other", self.lang),
                [(NUISANCE, text("find.what_NUISANCE", self.lang))],
            ),
        ]
        self.offer("about", WHERE, "find.about_")
        self.offer("anonymous", Answer, "find.anonymous_")
        speaks: Any = self.fields["speaks"]
        speaks.choices = list(LANGUAGES.items())


SCREENS: dict[str, type[Question]] = {"you": You, "seen": Seen}


@municipal
def find(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask in two screens, then answer. Who says there is danger gets the answer at once. A04."""
    typed = read(request.POST, lang=site.lang)
    at, go = request.POST.get("step", ""), request.POST.get("go", "")
    if request.method != "POST" or go == "again" or (at == "seen" and go == "back"):
        return _ask(request, site, "you", typed)
    if go == "more" or (go == "stay" and at == "seen"):
        return _ask(request, site, "seen", typed)
    if at == "you" and (go == "stay" or typed["acute"] != Answer.YES):
        return _ask(request, site, "you" if go == "stay" else "seen", typed)
    if at not in ("you", "seen", "advice"):
        return _ask(request, site, "you", typed)
    return _advise(request, site, typed)


def read(posted: QueryDict, *, lang: str) -> dict[str, Any]:
    """Read what a screen posted; what is not one of the answers was not answered."""
    known: dict[str, tuple[str, ...]] = {
        "kind": tuple(KINDS),
        "acute": tuple(Answer),
        "minor": tuple(Answer),
        "about": WHERE,
        "speaks": tuple(LANGUAGES),
        "anonymous": tuple(Answer),
    }
    typed: dict[str, Any] = {name: posted.get(name, "") for name in ONE}
    typed = {name: value if value in known[name] else "" for name, value in typed.items()}
    offered = (*FORMS, *TOPICS, NUISANCE)
    typed["what"] = [one for one in offered if one in posted.getlist("what")]
    return typed | {"speaks": typed["speaks"] or lang}


def answers_of(typed: Mapping[str, Any]) -> Answers:
    """Return what was typed as `advise` takes it."""
    return Answers(
        kind=ReporterKind(typed["kind"] or ReporterKind.UNKNOWN),
        acute=Answer(typed["acute"] or Answer.UNKNOWN),
        minor=Answer(typed["minor"] or Answer.UNKNOWN),
        about=About(typed["about"] or About.UNKNOWN),
        forms=frozenset(typed["what"]) & frozenset(FORMS),
        topics=frozenset(typed["what"]) & frozenset(TOPICS),
        nuisance=NUISANCE in typed["what"],
        speaks=typed["speaks"],
        anonymous=Answer(typed["anonymous"] or Answer.UNKNOWN),
    )


def carried(answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield the fields of the report form that are answered by now, so nothing is asked twice."""
    about = str(answers.about)
    if answers.only_nuisance:
        about = NUISANCE
    elif answers.topics and not answers.trafficking:
        about = OTHER_CRIME
    elif answers.victim:
        about = About.PERSON.value
    yield "about", about
    yield "kind", str(answers.kind)
    if answers.acute is not Answer.UNKNOWN:
        yield "acute", str(answers.acute)
    if answers.minor is not Answer.UNKNOWN:
        yield "minor", str(answers.minor)
    yield from (("topics", topic) for topic in TOPICS if topic in answers.topics)


def _ask(request: HttpRequest, site: Site, screen: str, typed: Mapping[str, Any]) -> HttpResponse:
    form = SCREENS[screen](lang=site.lang, typed=typed)
    context = {
        "form": form,
        "step": screen,
        "number": list(SCREENS).index(screen) + 1,
        "total": len(SCREENS),
        "hidden": list(_hidden(typed, apart_from=form.fields)),
        "in_danger": typed["acute"] == Answer.YES,
    }
    return show(request, site, "find.html", **context)


def _advise(request: HttpRequest, site: Site, typed: Mapping[str, Any]) -> HttpResponse:
    answers = answers_of(typed)
    steps = advise(site.public, answers, timezone.now())
    context = {
        "steps": [(step, [reach.contact for reach in step.reach]) for step in steps],
        "answers": answers,
        "report_fields": list(carried(answers)),
        "hidden": list(_hidden(typed, apart_from=())),
        "more": not any(typed[name] for name in ("what", "about", "anonymous")),
    }
    return show(request, site, "found.html", **context)


def _hidden(typed: Mapping[str, Any], *, apart_from: Any) -> Iterator[tuple[str, str]]:
    """What the screen at hand does not ask, to be carried in hidden fields."""
    for name, value in typed.items():
        if name not in apart_from:
            yield from ((name, one) for one in (value if isinstance(value, list) else [value]))
