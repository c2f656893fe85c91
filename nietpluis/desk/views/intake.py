"""Pass on what you saw, and read what became of it. Policy: A14, A20."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nietpluis.accounts.access import DeskRequest, find, may, sees
from nietpluis.accounts.models import Appointment
from nietpluis.accounts.roles import Level, Permission
from nietpluis.core.answers import Answer
from nietpluis.core.moments import written
from nietpluis.knowledge import catalogue
from nietpluis.partners.settings import WaitKind, settings_of
from nietpluis.vault import fields, keys

from .. import intake, passing_on, sightings, unopened
from ..models import Feedback, Report, Seen
from .intake_forms import PassOnForm

PAGE = 25
REPORT = ("municipality__region", "organisation", "signal", "undermining")
MINE = ("Mijn signalen", "desk:my_reports")


@may(Permission.REPORT_MAKE)
def report(request: DeskRequest) -> HttpResponse:
    """Pass on what felt wrong; who has several works chooses one first."""
    works = passing_on.works(request.actor.appointments)
    work = _chosen(works, request.GET.get("werk", ""))
    if work is None:
        return render(request, "desk/report_work.html", {"works": works})
    places = passing_on.places(work.organisation, now=request.now)
    if not places:
        return render(request, "desk/report_nowhere.html", {"work": work})
    form = PassOnForm(work, places, request)
    if form.is_valid():
        made = passing_on.pass_on(
            form.seen(request.now),
            work=work,
            place=form.chosen_place(),
            by=request.actor,
            now=request.now,
        )
        return redirect("desk:passed_on", pk=made.pk)
    page = {"form": form, "work": work, "several": len(works) > 1}
    return render(request, "desk/report.html", page)


@may(Permission.REPORT_MAKE)
def passed_on(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Say that it arrived, what happens next, and when. Policy: A20; C7."""
    mine = find(request, Report, pk, Level.CONTENT, *REPORT)
    settings = settings_of(mine.municipality.region)
    page = {
        "report": mine,
        "first_look": passing_on.promise(mine, WaitKind.UNTOUCHED, start=mine.received_at),
        "feedback": passing_on.promise(mine, WaitKind.TELL_REPORTER),
        "danger": mine.acute == Answer.YES,
        "duty_telephone": settings.duty_telephone.value,
    }
    return render(request, "desk/passed_on.html", page)


@may(Permission.REPORT_OWN)
def my_reports(request: DeskRequest) -> HttpResponse:
    """List what you passed on, with one word about how it stands. Policy: C12, official."""
    unread = Feedback.objects.filter(report=OuterRef("pk"), read_at=None)
    found = sees(request.actor, Report, request.now, Level.CONTENT).select_related(*REPORT)
    found = found.annotate(unread=Exists(unread)).order_by("-received_at", "pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("pagina"))
    held = keys.data_keys([one.pk for one in page.object_list])
    rows = [(one, passing_on.status_word(one), _first_words(one, held)) for one in page.object_list]
    context = {
        "rows": rows,
        "previous_url": f"?pagina={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?pagina={page.number + 1}" if page.has_next() else "",
        "text": f"Pagina {page.number} van {page.paginator.num_pages}",
    }
    return render(request, "desk/my_reports.html", context)


@may(Permission.REPORT_OWN)
def my_report(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Show one report to whoever made it, with the feedback they were given. Policy: A20; C12."""
    mine = find(request, Report, pk, Level.CONTENT, *REPORT)
    key = keys.data_keys([mine.pk]).get(mine.pk)
    label, route = MINE
    page = {
        "report": mine,
        "word": passing_on.status_word(mine),
        "feedback": passing_on.promise(mine, WaitKind.TELL_REPORTER),
        "erased": key is None,
        "crumbs": [(label, reverse(route))],
    }
    if key:
        given = passing_on.read_feedback(mine, by=request.actor, now=request.now)
        page |= {
            "story": fields.read(mine, "story", key=key),
            "facts": _facts(mine, key),
            "seen": [
                catalogue.words_of(id)
                for id, answer in sightings.reported(mine, key=key).items()
                if answer == Seen.YES
            ],
            "files": [fields.read(one, "name", key=key) for one in mine.attachment_set.all()],
            "told": [
                {
                    "at": one.given_at,
                    "title": one.get_kind_display(),
                    "text": fields.read(one, "text", key=key),
                    "kind": "done",
                }
                for one in given
            ],
        }
    return render(request, "desk/my_report.html", page)


@may(Permission.HOME)
def not_opened(request: DeskRequest) -> HttpResponse:
    """List what came in and could not be opened; nothing of it is lost. Policy: A22."""
    listed = unopened.unopened_for(request.actor, now=request.now)
    unopened.note_seen(listed, by=request.actor, now=request.now)
    may_register = request.user.may(Permission.SIGNAL_REGISTER, now=request.now)
    page = {"listed": listed, "may_register": may_register}
    return render(request, "desk/unopened.html", page)


@require_POST
@may(Permission.HOME)
def put_away(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take one off that list: somebody dealt with it."""
    unopened.put_away(pk, by=request.actor, now=request.now)
    return redirect("desk:unopened")


def _chosen(works: list[Appointment], pk: str) -> Appointment | None:
    if len(works) == 1:
        return works[0]
    return next((work for work in works if str(work.pk) == pk), None)


def _first_words(report: Report, held: dict[UUID, bytes]) -> str:
    key = held.get(report.pk)
    return intake.summary_of(fields.read(report, "story", key=key)) if key else "(gewist)"


def _facts(report: Report, key: bytes) -> list[tuple[str, str]]:
    return [
        ("Doorgegeven op", written(report.received_at)),
        ("Gemeente", report.municipality.name),
        ("Waar", fields.read(report, "whereabouts", key=key)),
        ("Wanneer", fields.read(report, "period", key=key)),
        ("Nu gevaar", Answer(report.acute).label),
        ("Onder de 18", Answer(report.minor).label),
    ]
