from datetime import timedelta
from itertools import pairwise

import pytest

from nietpluis.desk import chart
from nietpluis.desk.flow import FLOW, Outcome
from nietpluis.desk.undermining_flow import UNDERMINING_FLOW, UNDERMINING_START
from nietpluis.desk.workflow import Status
from tests import make
from tools import states


def step(at, outcome, number=0):
    despite = outcome in FLOW[at].off_route
    return chart.Step(at, outcome, despite, make.NOW + timedelta(minutes=number))


LOOP = [
    step(Status.NEW, Outcome.TAKEN_UP, 1),
    step(Status.ENRICHING, Outcome.VAGUE, 2),
    step(Status.ADVICE, Outcome.MORE_NEEDED, 3),
    step(Status.ENRICHING, Outcome.VAGUE, 4),
]


def arrows(drawing):
    return {(arrow.at, arrow.outcome): arrow for stop in drawing.stops for arrow in stop.arrows}


def test_every_state_and_every_answer_of_the_chart_is_drawn():
    drawing = chart.draw(Status.NEW, [])
    assert {stop.status for stop in drawing.stops} == set(Status)
    assert set(arrows(drawing)) == {
        (at, outcome) for at, question in FLOW.items() for outcome in question.answers()
    }
    for (at, outcome), arrow in arrows(drawing).items():
        assert arrow.goes == FLOW[at].answers()[outcome]
        assert arrow.stays or (arrow.path and arrow.head and arrow.label), arrow


def test_everything_stays_within_the_drawing_and_no_two_stops_overlap():
    drawing = chart.draw(Status.NEW, [])
    tops = [stop.y for stop in drawing.stops]
    assert all(below - above > chart.BOX_HEIGHT for above, below in pairwise(tops))
    assert tops[-1] + chart.BOX_HEIGHT <= drawing.height
    for arrow in drawing.arrows:
        assert all(0 < x < drawing.width and 0 < y < drawing.height for x, y, _ in arrow.label)


def test_the_place_and_the_path_are_told_in_words_and_numbers():
    drawing = chart.draw(Status.ADVICE, LOOP)
    assert {stop.status: stop.mark for stop in drawing.stops} == {
        Status.NEW: chart.Mark.BEEN,
        Status.ENRICHING: chart.Mark.BEEN,
        Status.ADVICE: chart.Mark.HERE,
        Status.REFERRING: chart.Mark.OPEN,
        Status.WITH_PARTNERS: chart.Mark.OPEN,
        Status.FEEDBACK: chart.Mark.OPEN,
        Status.CLOSED: chart.Mark.OPEN,
    }
    assert arrows(drawing)[Status.ENRICHING, Outcome.VAGUE].words == "2 en 4"
    assert "staat bij ‘Advies inwinnen’" in drawing.told


@pytest.mark.parametrize(("times", "shown"), [(1, "1"), (2, "1,2"), (5, "5×")])
def test_an_arrow_that_was_walked_often_says_how_often(times, shown):
    walked = [step(Status.ENRICHING, Outcome.UNKNOWN, number) for number in range(times)]
    drawing = chart.draw(Status.ENRICHING, walked)
    assert arrows(drawing)[Status.ENRICHING, Outcome.UNKNOWN].times == shown


def test_an_answer_off_the_route_is_drawn_as_such():
    off = [arrow for arrow in arrows(chart.draw(Status.NEW, [])).values() if arrow.off_route]
    assert [(arrow.at, arrow.outcome) for arrow in off] == [
        (Status.ENRICHING, Outcome.NO_TRAFFICKING)
    ]


@pytest.mark.parametrize(
    ("flow", "start"), [(FLOW, Status.NEW), (UNDERMINING_FLOW, UNDERMINING_START)]
)
def test_the_diagram_of_the_documentation_has_every_state_and_every_arrow(flow, start):
    diagram = chart.mermaid(flow, start)
    assert f"[*] --> {start.name}" in diagram
    for status, question in flow.items():
        assert f"{status.name} : {status.label}" in diagram
        for answer, goes in question.leads.items():
            assert f"{status.name} --> {goes.name} : {answer.label}" in diagram


def test_the_diagram_of_the_documentation_is_current():
    assert states.PAGE.read_text(encoding="utf-8") == states.text(), "run: python -m tools.states"
