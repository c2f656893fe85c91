"""Flow chart 1 as a drawing, made from `flow.FLOW`: the map of one signal, and the diagram of docs.

The stops stand in one column, so that it can be read on a phone. An arrow to a neighbour runs
between the two; the others run along the sides. Where each runs is declared in the tables below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from textwrap import wrap
from typing import Any

from .flow import FLOW, Outcome
from .next_step import cite
from .workflow import START, Status

WIDTH, MARGIN = 416, 12
BOX_LEFT, BOX_WIDTH, BOX_HEIGHT = 112, 176, 66
PITCH = 134  # from the top of one stop to the top of the next
HEIGHT = 2 * MARGIN + 6 * PITCH + BOX_HEIGHT
BOX_RIGHT = BOX_LEFT + BOX_WIDTH
DOWN_X, UP_X = 186, 214  # the two arrows between neighbours
LINE_HEIGHT = 16
HEAD = 7  # length of an arrowhead

# Where the stops stand, from above
ROWS = {
    Status.NEW: 0,
    Status.ENRICHING: 1,
    Status.ADVICE: 2,
    Status.REFERRING: 3,
    Status.WITH_PARTNERS: 4,
    Status.FEEDBACK: 5,
    Status.CLOSED: 6,
}


@dataclass(frozen=True)
class Side:
    """How an arrow runs that passes other stops: along x, leaving and entering so far down a box.

    The label stands at `label`, counted from the side of the stop where the arrow leaves.
    """

    x: int
    leaves: int
    enters: int
    label: tuple[int, int]
    anchor: str = "start"


SIDES = {
    (Status.ENRICHING, Outcome.CLEAR): Side(306, 50, 16, (314, 82)),
    (Status.ENRICHING, Outcome.NO_TRAFFICKING): Side(411, 18, 18, (296, -16)),
    (Status.ADVICE, Outcome.NO_TRAFFICKING): Side(320, 50, 44, (328, 96)),
    (Status.FEEDBACK, Outcome.MORE_NEEDED): Side(83, 20, 50, (79, -40), "end"),
    (Status.CLOSED, Outcome.REOPENED): Side(5, 33, 20, (102, 8), "end"),
}


class Mark(StrEnum):
    """How a stop reads; the words stand in it, so that nothing is told by colour alone."""

    HERE = "Hier staat het"
    BEEN = "Geweest"
    OPEN = "Nog open"


@dataclass(frozen=True)
class Step:
    """One answer that was given on the way of a signal."""

    at: Status
    outcome: Outcome
    despite: bool
    decided_at: datetime


@dataclass(frozen=True)
class Arrow:
    """One answer as an arrow; `steps` are the numbers of the times it was walked."""

    at: Status
    outcome: Outcome
    goes: Status
    off_route: bool
    steps: list[int]
    path: str = ""
    head: str = ""
    label: list[tuple[int, int, str]] = field(default_factory=list)
    anchor: str = "start"
    badge: tuple[int, int] = (0, 0)

    @property
    def stays(self) -> bool:
        return self.at == self.goes

    @property
    def badge_box(self) -> tuple[int, int, int]:
        """Return left, top and width of the box around the numbers."""
        width = 12 + 7 * len(self.times)
        return self.badge[0] - width // 2, self.badge[1] - 10, width

    @property
    def times(self) -> str:
        """Return the numbers of the steps, or how many there were when they do not fit."""
        return ",".join(map(str, self.steps)) if len(self.steps) < 3 else f"{len(self.steps)}×"

    @property
    def words(self) -> str:
        return " en ".join(map(str, self.steps))


@dataclass(frozen=True)
class Stop:
    """One stop of the chart, with its arrows out."""

    status: Status
    y: int
    mark: Mark
    arrows: list[Arrow]

    @property
    def question(self) -> Any:
        return FLOW[self.status]

    @property
    def source(self) -> str:
        return cite(FLOW[self.status].source)

    @property
    def anchor(self) -> str:
        return f"stap-{self.status.lower()}"

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Return left, top, width and height."""
        return BOX_LEFT, self.y, BOX_WIDTH, BOX_HEIGHT

    @property
    def words(self) -> list[tuple[int, str]]:
        """Return how far down which words stand: the stop, and how the signal passed it."""
        return [(self.y + 24, self.status.label), (self.y + 43, self.mark)]

    @property
    def middle(self) -> int:
        return BOX_LEFT + BOX_WIDTH // 2

    @property
    def loop_y(self) -> int:
        return self.y + 59

    @property
    def pin(self) -> str:
        """Return a pointer at the stop's left side: where the signal stands, told by its shape."""
        return f"M{BOX_LEFT - 2} {self.y + 9}l24 24l-24 24z"

    @property
    def loops(self) -> list[Arrow]:
        return [arrow for arrow in self.arrows if arrow.stays]


@dataclass(frozen=True)
class Drawing:
    """The whole chart for one signal."""

    stops: list[Stop]
    walked: list[Step]
    here: Stop
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def arrows(self) -> list[Arrow]:
        return [arrow for stop in self.stops for arrow in stop.arrows if not arrow.stays]

    @property
    def told(self) -> str:
        """Return the drawing in one sentence, for who cannot see it."""
        way = [f"{step.at.label}: {step.outcome.label}" for step in self.walked]
        walked = f" De weg tot nu toe: {'; '.join(way)}." if way else " Er is nog niets besloten."
        return f"Het signaal staat bij ‘{self.here.status.label}’.{walked}"


def draw(status: Status, walked: Sequence[Step]) -> Drawing:
    """Draw the chart for a signal that stands somewhere and came there by these steps."""
    been = {step.at for step in walked}
    stops = [
        Stop(
            status=at,
            y=top(at),
            mark=Mark.HERE if at == status else Mark.BEEN if at in been else Mark.OPEN,
            arrows=[_arrow(at, outcome, walked) for outcome in FLOW[at].answers()],
        )
        for at in sorted(ROWS, key=lambda one: ROWS[one])
    ]
    return Drawing(stops, list(walked), next(stop for stop in stops if stop.status == status))


def top(status: Status) -> int:
    """Return where a stop begins, from above."""
    return MARGIN + ROWS[status] * PITCH


def _arrow(at: Status, outcome: Outcome, walked: Sequence[Step]) -> Arrow:
    goes = FLOW[at].answers()[outcome]
    steps = [
        number
        for number, step in enumerate(walked, start=1)
        if (step.at, step.outcome) == (at, outcome)
    ]
    off_route = outcome in FLOW[at].off_route
    where: dict[str, Any] = {}
    if goes != at:
        beside = abs(ROWS[goes] - ROWS[at]) == 1
        where = _between(at, outcome, goes) if beside else _along(at, outcome, goes)
    return Arrow(at, outcome, goes, off_route, steps, **where)


def _between(at: Status, outcome: Outcome, goes: Status) -> dict[str, Any]:
    """Run straight down, or up, to the neighbour; the words stand at the outer side."""
    down = ROWS[goes] > ROWS[at]
    upper = at if down else goes
    begin, end = top(upper) + BOX_HEIGHT, top(upper) + PITCH
    middle = (begin + end) // 2
    alone = down and not any(
        to == at for answers in [FLOW[goes].answers()] for to in answers.values()
    )
    x = DOWN_X if down else UP_X
    side = 1 if alone or not down else -1
    lines = _wrapped(outcome, 16 if alone else 11)
    return {
        "path": f"M{x} {begin}V{end - HEAD}" if down else f"M{x} {end}V{begin + HEAD}",
        "head": _head(x, end, "down") if down else _head(x, begin, "up"),
        "label": _lines(x + side * 16, middle, lines),
        "anchor": "start" if side > 0 else "end",
        "badge": (x, begin + 18 if down else end - 18),
    }


def _along(at: Status, outcome: Outcome, goes: Status) -> dict[str, Any]:
    """Run along the side, past the stops in between."""
    side = SIDES[at, outcome]
    right = side.x > BOX_RIGHT
    edge = BOX_RIGHT if right else BOX_LEFT
    begin, end = top(at) + side.leaves, top(goes) + side.enters
    stop = edge + HEAD if right else edge - HEAD
    lines = _wrapped(outcome, 11)
    return {
        "path": f"M{edge} {begin}H{side.x}V{end}H{stop}",
        "head": _head(edge, end, "left" if right else "right"),
        "label": _lines(side.label[0], top(at) + side.label[1], lines),
        "anchor": side.anchor,
        "badge": (side.x, (begin + end) // 2),
    }


def _wrapped(outcome: Outcome, width: int) -> list[str]:
    """Break the words of an answer, and the one long word among them where Dutch allows it."""
    lines = wrap(outcome.label.replace("mensenhandel", "mensen- handel"), width)
    return [line.replace("mensen- handel", "mensenhandel") for line in lines]


def _lines(x: int, middle: int, lines: Iterable[str]) -> list[tuple[int, int, str]]:
    lines = list(lines)
    first = middle + 5 - (len(lines) - 1) * LINE_HEIGHT // 2
    return [(x, first + number * LINE_HEIGHT, line) for number, line in enumerate(lines)]


def _head(x: int, y: int, way: str) -> str:
    """Return a triangle with its point at x, y."""
    back = -HEAD if way in ("down", "right") else HEAD
    if way in ("down", "up"):
        return f"M{x} {y}l-5 {back}h10z"
    return f"M{x} {y}l{back} -5v10z"


def mermaid(flow: Mapping[Any, Any] | None = None, start: Any = START) -> str:
    """Return a flow as a mermaid state diagram, for the documentation (docs/states.md)."""
    flow = FLOW if flow is None else flow
    lines = ["stateDiagram-v2", f"    [*] --> {start.name}"]
    lines += [f"    {status.name} : {status.label}" for status in flow]
    for status, question in flow.items():
        off_route = getattr(question, "off_route", {})
        for answer, goes in (question.leads | off_route).items():
            aside = " (off the route, with a reason)" if answer in off_route else ""
            lines.append(f"    {status.name} --> {goes.name} : {answer.label}{aside}")
    return "\n".join(lines)
