"""The desk of the regisseur ondermijning: a list, one signal on one page, and its short flow."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from nietpluis.accounts.access import DeskRequest, find, may, sees
from nietpluis.accounts.grounds import GROUNDS, Purpose, grounds_for
from nietpluis.accounts.roles import Level, Permission
from nietpluis.audit.models import Line, Result
from nietpluis.knowledge import catalogue
from nietpluis.vault import fields, keys

from .. import both_desks, conversing, feedback, next_step, notices, showing_files, sightings
from .. import undermining as work
from ..handling import key_of
from ..models import Undermining
from ..undermining_flow import UNDERMINING_FLOW, Judgement, UnderminingStatus
from ..workflow import NotAllowed, Stale
from .conversing_forms import ReporterForm
from .undermining_forms import CloseForm, JudgeForm, ReopenForm, SeenForm, ShareForm, TellForm

PER_PAGE = 50
PASSED_ON = "undermining.also_trafficking"


@may(Permission.UNDERMINING_LIST)
def undermining_list(request: DeskRequest) -> HttpResponse:
    closed = request.GET.get("status") == "afgesloten"
    seen = sees(request.actor, Undermining, request.now, Level.CONTENT).filter(is_open=not closed)
    rows = seen.select_related("municipality", "owner")
    order = ("-closed_at", "pk") if closed else ("rank", "by_when", "pk")
    shown = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("bladzijde"))
    opened = keys.data_keys([signal.report_id for signal in shown])
    also = "&status=afgesloten" if closed else ""
    page = {
        "entries": [_entry(one, opened) for one in shown],
        "closed": closed,
        "where": f"Bladzijde {shown.number} van {shown.paginator.num_pages}",
    }
    if shown.has_previous():
        page["previous_url"] = f"?bladzijde={shown.previous_page_number()}{also}"
    if shown.has_next():
        page["next_url"] = f"?bladzijde={shown.next_page_number()}{also}"
    return render(request, "desk/undermining_list.html", page)


@may(Permission.UNDERMINING_READ)
def undermining(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    notices.read(request.user, about=pk, now=request.now)
    conversing.note_read(found, by=request.actor, now=request.now)
    return _page(request, found)


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def take_up(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, SeenForm, work.take_up, "take_up")


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def judge(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, JudgeForm, work.judge, "judge")


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def share(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, ShareForm, work.share, "share")


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def tell(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, TellForm, work.tell, "tell")


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def close_untold(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, CloseForm, work.close_untold, "close")


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def also_trafficking(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, SeenForm, both_desks.also_trafficking, "seen")


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def write_reporter(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Write what the reporter reads with their code. Policy: A03; G, Reporting."""
    return _change(request, pk, ReporterForm, conversing.write, "reporter")


@require_POST
@may(Permission.UNDERMINING_DECIDE)
def reopen(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, ReopenForm, work.reopen, "reopen")


def _entry(signal: Undermining, opened: Mapping[UUID, bytes]) -> dict[str, Any]:
    key = opened.get(signal.report_id)
    return {
        "signal": signal,
        "summary": fields.read(signal, "summary", key=key) if key else "De inhoud is gewist.",
        "topics": _topics(signal),
    }


def _topics(signal: Undermining) -> list[str]:
    named = signal.topics.split()
    return [topic.nl for code, topic in catalogue.UNDERMINING_TOPICS.items() if code in named]


def _find(request: DeskRequest, pk: UUID) -> Undermining:
    return find(
        request, Undermining, pk, Level.CONTENT, "report__reporter", "municipality__region", "owner"
    )


def _change(request: DeskRequest, pk: UUID, form_class: Any, do: Any, name: str) -> HttpResponse:
    """Do one change, or show the page again with what was typed and why it could not be."""
    signal = _find(request, pk)
    form = form_class(signal, request.POST, now=request.now)
    if not form.is_valid():
        return _page(request, signal, {name: form})
    try:
        with transaction.atomic():
            do(signal, **form.cleaned_data, by=request.actor, now=request.now)
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        if name == "share" and form.cleaned_data["ground"] not in grounds_for(
            work.purpose_for(form.cleaned_data["to"])
        ):
            work.refuse_sharing(signal, by=request.actor, now=request.now)
        again = _find(request, pk)
        status = 409 if isinstance(refused, Stale) else 200
        return _page(request, again, {name: form}, status=status)
    return redirect("desk:undermining", pk=pk)


def _page(
    request: DeskRequest,
    signal: Undermining,
    typed: dict[str, SeenForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    key, at = key_of(signal), UnderminingStatus(signal.status)
    report = signal.report
    shown: dict[str, SeenForm] = {"seen": SeenForm(signal, now=request.now)}
    if conversing.is_reachable(report):
        shown["reporter"] = cast(SeenForm, ReporterForm(signal))
    if at in work.JUDGED_AT:
        shown["judge"] = JudgeForm(signal, now=request.now)
    if at == UnderminingStatus.SHARING:
        shown["share"] = ShareForm(signal, now=request.now)
    if feedback.can_be_told(report) and signal.is_open:
        shown["tell"] = TellForm(signal, now=request.now)
    if at == UnderminingStatus.FEEDBACK:
        shown["close"] = CloseForm(signal, now=request.now)
    if at == UnderminingStatus.CLOSED:
        shown["reopen"] = ReopenForm(signal, now=request.now)
    for name, form in (typed or {}).items():
        data = cast(QueryDict, form.data).copy()
        data["seen"] = str(signal.version)  # what was typed goes on from how it stands now
        form.data = data
        shown[name] = form
    page = {
        "signal": signal,
        "report": report,
        "texts": {
            name: fields.read(report, name, key=key) for name in ("story", "whereabouts", "period")
        },
        "sightings": [
            (catalogue.words_of(id), answer.label)
            for id, answer in sightings.reported(report, key=key).items()
        ],
        "topics": _topics(signal),
        "files": showing_files.listed(report, key=key),
        "question": UNDERMINING_FLOW[at],
        "source": next_step.codes(UNDERMINING_FLOW[at].source),
        "forms": shown,
        "form": next(iter((typed or {}).values()), None),
        "shares": [
            {
                "to": shared.to,
                "at": shared.shared_at,
                "ground": GROUNDS[shared.ground].title,
                "how": fields.read(shared, "how", key=key),
                "what": [
                    work.SHAREABLE[name] for name in fields.read_json(shared, "content", key=key)
                ],
            }
            for shared in signal.share_set.select_related("to").order_by("shared_at")
        ],
        "timeline": _timeline(signal, key),
        "also_at_focal": hasattr(report, "signal"),
        "can_be_told": feedback.can_be_told(report),
        "talk": conversing.page(signal, key=key, by=request.actor),
    }
    return render(request, "desk/undermining.html", page, status=status)


def _timeline(signal: Undermining, key: bytes) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = [{"at": signal.received_at, "title": "Binnengekomen"}]
    for decision in signal.underminingdecision_set.select_related("by").order_by("decided_at"):
        entries.append(
            {
                "at": decision.decided_at,
                "title": Judgement(decision.judgement).label.capitalize(),
                "who": decision.by.name,
                "text": fields.read(decision, "because", key=key),
                "kind": "done",
            }
        )
    passed = Line.objects.filter(about=signal.pk, what=PASSED_ON, result=Result.DONE)
    entries += [{"at": line.at, "title": "Ook bij de aandachtsfunctionaris"} for line in passed]
    own = signal.report.feedback_set.filter(purpose=Purpose.HANDLE_UNDERMINING)
    for told in own.order_by("given_at"):
        entries.append(
            {
                "at": told.given_at,
                "title": told.get_kind_display(),
                "text": fields.read(told, "text", key=key),
            }
        )
    for wrote in conversing.messages_of(signal).select_related("written_by"):
        whose = wrote.written_by.name if wrote.written_by else ""
        title = "Bericht van de melder" if wrote.from_reporter else "Bericht aan de melder"
        entries.append({"at": wrote.sent_at, "title": title, "who": whose})
    # at the same minute a decision comes after what led to it
    return sorted(entries, key=lambda entry: (entry["at"], "kind" in entry))
