"""Draw a step that is still empty once, and fill in per visitor what it carries along.

An empty step is the same page for everybody but for its hidden fields. What is kept is drawn from
three facts (which step, another crime or not, acute or not) and never from anything typed, so
nobody's words can turn up on somebody else's page. Policy: A01, A08.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.html import escape

from nietpluis.core.answers import Answer

from .draft import SEVERAL, SINGLE, Draft
from .proof import Ticket
from .steps import OTHER_CRIME, STEPS

GAP = "@@carried@@"
MOST = 40  # pages of one municipality that are kept

Parts = tuple[str, ...]


def is_empty(draft: Draft, step: str) -> bool:
    """Say whether nothing was filled in yet of what a step asks, and the reporter is no victim.

    A victim sees whom to call now, with the hours of this moment: that is drawn each time.
    """
    asked = STEPS[step].base_fields
    return not draft.own and not any(draft.typed.get(name) for name in asked)


def bare(draft: Draft) -> Draft:
    """Return a draft that holds no more than what an empty step depends on."""
    other = OTHER_CRIME if draft.typed["about"] == OTHER_CRIME else ""
    acute = Answer.YES if draft.in_danger else ""
    empty: dict[str, Any] = dict.fromkeys(SINGLE, "") | {name: [] for name in SEVERAL}
    return Draft(draft.lang, empty | {"about": other, "acute": acute})


def page(
    kept: dict[Any, Parts],
    draft: Draft,
    step: str,
    *,
    carried: str,
    draw: Callable[[Draft], HttpResponse],
) -> HttpResponse:
    """Return an empty step with these hidden fields in it; `draw` makes it the first time."""
    plain = bare(draft)
    key = (step, plain.lang, plain.typed["about"], plain.typed["acute"])
    if key not in kept:
        while len(kept) >= MOST:
            kept.pop(next(iter(kept)), None)
        kept[key] = tuple(draw(plain).content.decode().split(GAP))
    return HttpResponse(carried.join(kept[key]))


def hidden(code: str, step: str, ticket: Ticket, answers: Iterable[tuple[str, str]]) -> str:
    """Return everything that a step carries along, as the template writes it."""
    own = [_hidden("code", code), _hidden("step", step)]
    own += [_hidden(name, value) for name, value in answers]
    paid = [("ticket", str(ticket)), ("proof", ticket.answer)]
    return "".join([*own, *(_hidden(name, value, ' autocomplete="off"') for name, value in paid)])


def _hidden(name: str, value: str, more: str = "") -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}"{more}>'
