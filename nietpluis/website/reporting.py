"""The report form: one address, four short steps, a page to read it over, and the receipt.

Every step is posted in full and comes back in full, so the server remembers nothing and "back"
loses nothing. Policy: A01–A06, A10; house, Decided now 8.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nietpluis.inbox import content, files
from nietpluis.knowledge.texts import text
from nietpluis.vault import codes
from nietpluis.vault.codes import Code, WrongCode

from . import drawn, guard, proof, uploading
from .draft import Draft
from .flood import FLOOD, Short
from .pages import others
from .proof import Purpose
from .site import Site, municipal, show
from .steps import NUISANCE, NUMBERED, STEPS, Step

CHECK = "check"
ORDER = [*STEPS, CHECK]


@dataclass(frozen=True)
class Turn:
    """One request of the form: the step it came from, the button pressed, the code, the answers.

    `fixing`: the reporter came back from the last page to change one thing, and returns there.
    `with_files`: there may be files under the code; to look for them costs a slow hash.
    """

    site: Site
    draft: Draft
    code: Code | None
    step: str
    go: str
    fixing: bool
    with_files: bool

    @classmethod
    def read(cls, request: HttpRequest, site: Site) -> "Turn":
        posted = request.POST
        code, step, go = (posted.get(name, "") for name in ("code", "step", "go"))
        return cls(
            site=site,
            draft=Draft.read(posted, lang=site.lang),
            code=_code(code),
            step=step,
            go=go or "next",
            fixing=posted.get("fixing") == "1" or go.startswith("change-"),
            with_files=posted.get("files") == "1" or "multipart" in (request.content_type or ""),
        )


@municipal
def report(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the step that comes next, or send. The receipt code is made with the first page."""
    if site.public.own_form:
        uploading.prepare(request, to=site.publication, now=timezone.now())
    turn = Turn.read(request, site)
    if not site.public.own_form:
        typed = turn.draft.typed["story"]
        return show(request, site, "contact.html", contacts=site.public.the_doors(), typed=typed)
    if request.method != "POST":
        flooded = proof.is_flooded(site.slug, timezone.now())
        return _short(request, turn) if flooded else _step(request, turn, "start")
    if turn.go == "send":
        return _send(request, turn)
    if turn.go.startswith("remove-"):
        uploading.remove(turn.code, turn.go)
        return _step(request, turn, turn.step)
    if turn.step == FLOOD:
        return _short(request, turn)
    if turn.step == NUISANCE:
        return _step(request, turn, "start" if turn.go == "back" else "what")
    if turn.go.startswith("change-"):
        return _step(request, turn, turn.go.removeprefix("change-"))
    if turn.step not in ORDER:
        return _step(request, turn, "start", notice="start_again")
    return _move(request, turn)


def _move(request: HttpRequest, turn: Turn) -> HttpResponse:
    at = ORDER.index(turn.step)
    if wrong := uploading.faults(request):
        form = turn.draft.form(turn.step, check=True)
        uploading.tell(form, wrong, turn.site.lang)
        return _step(request, turn, turn.step, form=form)
    if turn.go == "back":
        return _step(request, turn, CHECK if turn.fixing else ORDER[max(at - 1, 0)])
    if turn.go == "stay" or turn.step == CHECK:
        return _step(request, turn, turn.step)
    form = turn.draft.form(turn.step, check=True)
    if not form.is_valid():
        return _step(request, turn, turn.step, form=form)
    if turn.step == "start" and turn.draft.typed["about"] == NUISANCE:
        return _page(request, turn, "report_nuisance.html", step=NUISANCE, form=None)
    return _step(request, turn, CHECK if turn.fixing else ORDER[at + 1])


def _step(
    request: HttpRequest, turn: Turn, step: str, *, form: Step | None = None, notice: str = ""
) -> HttpResponse:
    if step == CHECK:
        return _check(request, turn, notice=notice)
    if step not in STEPS:
        step, notice = "start", "start_again"
    plain = not (form or notice or turn.fixing) and drawn.is_empty(turn.draft, step)
    if plain and not (turn.with_files and uploading.listed(turn.code, turn.site.lang)):
        return _empty_step(request, turn, step)
    asked = form or turn.draft.form(step)
    return _page(request, turn, "report_step.html", form=asked, notice=notice, **_heading(step))


def _empty_step(request: HttpRequest, turn: Turn, step: str) -> HttpResponse:
    """An empty step is the same for everybody: it is drawn once, and filled in."""

    def draw(draft: Draft) -> HttpResponse:
        page = {"draft": draft, "form": draft.form(step), "gap": drawn.GAP, "posting": True}
        return show(request, turn.site, "report_step.html", **page, **_heading(step))

    code, now = turn.code or codes.new(), timezone.now()
    bound = {"bound": code.digits}
    ticket = proof.carried(request.POST, turn.site.slug, Purpose.REPORT, now, **bound)
    carried = drawn.hidden(code.digits, step, ticket, turn.draft.carried(None))
    return drawn.page(turn.site.drawn, turn.draft, step, carried=carried, draw=draw)


def _heading(step: str) -> dict[str, Any]:
    number = NUMBERED.index(step) + 1 if step in NUMBERED else 0
    return {"step": step, "title": f"{step}_title", "number": number, "total": len(NUMBERED)}


def _check(request: HttpRequest, turn: Turn, *, notice: str = "") -> HttpResponse:
    """Show exactly what goes, to whom it may go, and what the municipality never does (A02)."""
    fault = turn.draft.first_fault()
    if fault:
        step, form = fault
        return _step(request, turn, step, form=form)
    reported = turn.draft.reported(turn.code or codes.new())
    wanted = {"trafficking"} if reported.trafficking else set()
    wanted |= {"undermining"} if reported.undermining else set()
    recipients = [one for one in turn.site.public.recipients if wanted & set(one.gets)]
    return _page(
        request,
        turn,
        "report_check.html",
        step=CHECK,
        form=None,
        notice=notice,
        answers=turn.draft.answers(),
        first=[one for one in recipients if one.first],
        maybe=[one for one in recipients if not one.first],
    )


def _send(request: HttpRequest, turn: Turn) -> HttpResponse:
    """Seal and post, once per code; the same form again shows the same receipt. Policy: A01."""
    if turn.draft.first_fault():
        return _short(request, turn) if turn.step == FLOOD else _check(request, turn)
    if not turn.code:
        return _check(request, turn, notice="new_code")
    bound, now = turn.code.digits, timezone.now()
    ticket = proof.check(request.POST, turn.site.slug, Purpose.REPORT, now, bound=bound)
    if not ticket.passed:
        return guard.wait(request, turn.site.lang, turn.site.slug, ticket)
    going = files.ids_for(turn.code, turn.code.envelope)
    if len(going) > files.MOST_FILES:
        return _check(request, turn, notice="too_many_files")
    reported = turn.draft.reported(turn.code, going).to_json()
    content.parse(reported)
    if not files.post(reported, code=turn.code, to=turn.site.publication, now=timezone.now()):
        lost = "changed_files" if files.unsent(turn.code) else "changed"
        return _check(request, _with_new_code(turn), notice=lost)
    calls = others(turn.site.public, "help" if turn.draft.own else "trafficking")
    return show(
        request, turn.site, "receipt.html", code=turn.code, draft=turn.draft, contacts=calls
    )


def _short(request: HttpRequest, turn: Turn) -> HttpResponse:
    """The one page that is left of the form when far too many reports come in."""
    typed = turn.draft.typed
    form = Short(typed if turn.go == "send" else None, lang=turn.site.lang, typed=typed)
    told = [one for one in turn.site.public.recipients if "trafficking" in one.gets]
    first, maybe = ([one for one in told if one.first is yes] for yes in (True, False))
    return _page(
        request,
        turn,
        "report_flood.html",
        step=FLOOD,
        form=form,
        first=first,
        maybe=maybe,
        calls=[one for one in others(turn.site.public, "trafficking") if one.telephone][:2],
    )


def _with_new_code(turn: Turn) -> Turn:
    return Turn(**(vars(turn) | {"code": codes.new()}))


def _page(
    request: HttpRequest, turn: Turn, template: str, *, form: Step | None, **context: Any
) -> HttpResponse:
    notice = context.pop("notice", "")
    uploads = uploading.listed(turn.code, turn.site.lang)
    code, now = turn.code or codes.new(), timezone.now()
    ticket = proof.carried(request.POST, turn.site.slug, Purpose.REPORT, now, bound=code.digits)
    page = {
        "form": form,
        "draft": turn.draft,
        "code": code,
        "ticket": ticket,
        "fixing": turn.fixing,
        "carried": list(turn.draft.carried(form)),
        "uploads": [] if uploading.show_in(form, uploads) else uploads,
        "with_files": bool(uploads),
        "notice": text(f"report.{notice}", turn.site.lang) if notice else "",
        "calls": others(turn.site.public, "help") if turn.draft.own else [],
        "posting": True,
    }
    return show(request, turn.site, template, **page | context)


def _code(typed: str) -> Code | None:
    try:
        return codes.read(typed)
    except WrongCode:
        return None
