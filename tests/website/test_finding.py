"""The right door for every answer, and whether somebody is there now. Policy: A04, A10, C2; G."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.core.answers import Answer
from nietpluis.inbox import content
from nietpluis.inbox.content import About, ReporterKind
from nietpluis.inbox.models import Envelope
from nietpluis.inbox.publication import PURPOSES, Contact
from nietpluis.knowledge.catalogue import FORMS, UNDERMINING_TOPICS
from nietpluis.knowledge.texts import LANGUAGES
from nietpluis.vault import sealing
from nietpluis.website.doors import Act, Answers, advise
from tests.inbox import example
from tests.website.test_opening import hours, moments
from tests.website.visitor import Visitor

TOPICS = tuple(topic for topic in UNDERMINING_TOPICS if topic != "OTHER")

answers = st.builds(
    Answers,
    kind=st.sampled_from(ReporterKind),
    acute=st.sampled_from(Answer),
    minor=st.sampled_from(Answer),
    about=st.sampled_from(About),
    forms=st.frozensets(st.sampled_from(FORMS)),
    topics=st.frozensets(st.sampled_from(TOPICS)),
    nuisance=st.booleans(),
    speaks=st.sampled_from(["", *LANGUAGES]),
    anonymous=st.sampled_from(Answer),
)


@st.composite
def publics(draw):
    contacts = tuple(
        Contact(
            code=f"c-{number}",
            name=f"Contact {number}",
            kind="ZOCO",
            telephone=f"088-00000{number:02}" if draw(st.booleans()) else "",
            website="https://example.nl",
            open=draw(hours),
            anonymous=draw(st.booleans()),
            languages=tuple(draw(st.frozensets(st.sampled_from(list(LANGUAGES)), max_size=3))),
            purposes=tuple(draw(st.frozensets(st.sampled_from(PURPOSES), max_size=4))),
        )
        for number in range(draw(st.integers(0, 5)))
    )
    codes = [one.code for one in contacts]
    doors = tuple(draw(st.permutations(codes)))[: draw(st.integers(0, len(codes)))]
    own_form = draw(st.booleans())
    return example.public(
        contacts=(example.EMERGENCY, *contacts), doors=doors, own_form=own_form, languages=("nl",)
    )


def acts(steps):
    return [step.act for step in steps]


@given(publics(), answers, moments)
def test_danger_is_112_first_whatever_else_was_answered(public, told, now):
    steps = advise(public, replace(told, acute=Answer.YES), now)
    assert steps[0].act is Act.EMERGENCY and acts(steps).count(Act.EMERGENCY) == 1


@given(publics(), answers, moments)
def test_who_it_happens_to_gets_a_person_to_call_before_any_form(public, told, now):
    steps = advise(public, replace(told, kind=ReporterKind.VICTIM), now)
    assert steps[0].act in (Act.EMERGENCY, Act.CALL)
    order = acts(steps)
    if Act.WRITE in order and Act.CALL in order:
        assert order.index(Act.CALL) < order.index(Act.WRITE)


@given(publics(), answers, moments)
def test_who_wants_to_stay_unknown_gets_first_who_asks_no_name(public, told, now):
    for step in advise(public, replace(told, anonymous=Answer.YES), now):
        asks = [not reach.contact.anonymous for reach in step.reach]
        assert asks == sorted(asks)


@given(publics(), answers, moments, st.sampled_from(list(LANGUAGES)))
def test_a_language_changes_the_order_among_equals_and_drops_nobody(public, told, now, lang):
    without = advise(public, replace(told, speaks=""), now)
    spoken = advise(public, replace(told, speaks=lang), now)
    for before, after in zip(without, spoken, strict=True):
        assert before.act is after.act
        assert {one.contact.code for one in before.reach} == {
            one.contact.code for one in after.reach
        }


@given(publics(), answers, moments)
def test_a_region_without_a_form_shows_its_doors_and_never_a_form(public, told, now):
    steps = acts(advise(replace(public, own_form=False), told, now))
    assert Act.WRITE not in steps
    assert Act.WRITE in acts(advise(replace(public, own_form=True), told, now))


@given(publics(), answers, moments)
def test_it_names_who_reads_the_report(public, told, now):
    for step in advise(replace(public, own_form=True), told, now):
        if step.act is Act.WRITE:
            if told.topics and not told.forms and not told.victim:
                assert step.to == ("REGISSEUR",)
            elif told.topics:
                assert step.to == ("FOCAL_OFFICER", "REGISSEUR")
            else:
                assert step.to == ("FOCAL_OFFICER",)


@given(publics(), answers, moments)
def test_nobody_is_named_twice_and_each_knows_whether_it_is_open(public, told, now):
    steps = advise(public, told, now)
    named = [reach.contact.code for step in steps for reach in step.reach]
    assert steps and len(named) == len(set(named)) and example.EMERGENCY.code not in named
    for reach in (reach for step in steps for reach in step.reach):
        assert (reach.now is None) == (reach.contact.open is None)


@given(publics(), answers, moments)
def test_nuisance_alone_goes_to_its_own_channel_first(public, told, now):
    alone = replace(
        told, nuisance=True, forms=frozenset(), topics=frozenset(), acute=Answer.NO,
        kind=ReporterKind.RESIDENT,
    )  # fmt: skip
    assert acts(advise(public, alone, now))[0] is Act.NUISANCE


def test_with_a_minor_the_contacts_for_minors_come_first():
    tips = replace(example.TIPS, purposes=("trafficking",))
    public = example.public(contacts=(tips, example.ADVICE), doors=())
    steps = advise(public, Answers(minor=Answer.YES), example.NOW)
    assert steps[0].act is Act.CALL
    assert [one.contact.code for one in steps[0].reach] == ["advies-1", "tips-1"]


def test_who_speaks_the_language_comes_first_among_equals():
    other = replace(example.ADVICE, code="advies-2", languages=("pl", "uk"))
    public = example.public(contacts=(example.ADVICE, other), doors=())
    for lang, first in {"pl": "advies-2", "en": "advies-1", "ar": "advies-1"}.items():
        steps = advise(public, Answers(kind=ReporterKind.VICTIM, speaks=lang), example.NOW)
        assert [one.contact.code for one in steps[0].reach][0] == first, lang


# --- the page ---

pages = pytest.mark.django_db(databases=["public"])


@pytest.fixture
def finder(town):
    return Visitor(town, "/voorbeeldstad/waar/")


@pages
def test_two_short_screens_and_then_what_to_do(finder):
    assert "Stap 1 van 2" in finder.html
    finder.press("next", kind="RESIDENT", acute="NO")
    assert "Stap 2 van 2" in finder.html
    page = finder.press("next", what=["SU"], about="PERSON")
    assert "Dit kunt u doen" in page and "Aandachtsfunctionaris mensenhandel" in page
    assert page.index("Schrijf een melding") < page.index("Bel iemand die dit kent")


@pages
def test_danger_is_answered_at_once(finder):
    page = finder.press("next", acute="YES")
    assert "Dit kunt u doen" in page and "Bel nu 112" in page
    assert page.index("Bel nu 112") < page.index("tel:0880000001")
    assert "Stap 2 van 2" in finder.press("more")


@pages
def test_the_answers_go_along_into_the_form_and_to_the_right_desk(finder):
    finder.press("next", kind="CLIENT", acute="NO", minor="YES")
    finder.press("next", what=["AU", "LAUNDERING"], about="PLACE")
    form = re.search(r'action="(/voorbeeldstad/melden/)".*?</form>', finder.html, re.DOTALL)
    hidden = re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form[0])
    page = finder._take(finder.client.post(form[1], dict(hidden) | {"go": "next"}))
    assert "Stap 1 van 4" in page
    finder.to_check(story=example.STORY)
    finder.press("send")
    envelope = Envelope.objects.get()
    report = content.parse(
        sealing.unseal(bytes(envelope.sealed), key=example.KEY, bound=envelope.pk)
    )
    assert (report.reporter_kind, report.about, report.minor) == ("CLIENT", "PLACE", "YES")
    assert (report.acute, report.trafficking, report.undermining) == ("NO", True, ("LAUNDERING",))


@pages
@pytest.mark.parametrize(
    ("what", "kind", "about"),
    [
        (["DRUGS"], "RESIDENT", "OTHER"),
        (["DRUGS"], "VICTIM", "PERSON"),
        (["NUISANCE"], "RESIDENT", "NUISANCE"),
        ([], "RESIDENT", "UNKNOWN"),
    ],
)
def test_the_form_starts_with_the_subject_that_was_chosen(finder, what, kind, about):
    finder.press("next", kind=kind)
    page = finder.press("next", what=what)
    assert f'name="about" value="{about}"' in page


@pages
def test_a_region_without_a_form_shows_whom_to_turn_to(public_site):
    example.publish(own_form=False)
    finder = Visitor(public_site, "/voorbeeldstad/waar/")
    finder.press("next")
    page = finder.press("next", what=["AU"])
    assert "Waar kunt u melden?" in page and "/melden/" not in page
    assert "Tiplijn Voorbeeld" in page


@pages
def test_back_and_another_language_lose_no_answer(finder):
    finder.press("next", kind="WORKER")
    page = finder.press("back", what=["SU"], anonymous="YES")
    assert finder.filled()["kind"] == ["WORKER"]
    english = next(action for _, action in finder.page.buttons if action.startswith("/en/"))
    page = finder._take(finder.client.post(english, finder.filled() | {"go": "stay"}))
    assert "Step 1 of 2" in page and finder.filled()["anonymous"] == ["YES"]
    finder.press("next")
    assert finder.filled()["what"] == ["SU"]


@pages
def test_nonsense_is_no_answer_and_no_error(town):
    nonsense = {"step": "seen", "go": "next", "kind": "?", "what": ["<b>"], "acute": "x" * 9000}
    page = town.post("/voorbeeldstad/waar/", nonsense | {"speaks": "xx", "about": "\x00"})
    assert page.status_code == 200 and "<b>" not in page.content.decode()
    for step in ("", "you", "advice", "?"):
        assert town.post("/voorbeeldstad/waar/", {"step": step, "go": "?"}).status_code == 200


@pages
def test_when_reports_are_read_is_said_before_anyone_writes(town):
    page = town.get("/voorbeeldstad/melden/").content.decode()
    assert "om 9 en 15 uur" in page


@pages
def test_words_of_the_municipality_keep_their_own_language_and_direction(public_site):
    example.publish(reports_read={"nl": "Elke dag om 9 uur."})
    page = public_site.get("/en/voorbeeldstad/").content.decode()
    assert '<span lang="nl" dir="auto">Elke dag om 9 uur.</span>' in page
