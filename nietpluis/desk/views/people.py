"""Who holds which role where; the administrator appoints, ends, and gives a first password."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nietpluis.accounts import appointing, passwords
from nietpluis.accounts.access import DeskRequest, find, may, note_acting, sees
from nietpluis.accounts.appointing import Post, Refused
from nietpluis.accounts.models import Appointment, Domain, Function, User, in_force
from nietpluis.accounts.roles import Level, Permission, Role
from nietpluis.core.calendar import AMSTERDAM, local_day
from nietpluis.core.forms import DeskForm
from nietpluis.core.widgets import DateInput, TileCheckboxes, TileRadios
from nietpluis.partners.models import Kind, Organisation, Region

from .. import handing_over
from ..handing_over import Handed
from .handing_over import DAYS

AT_OFFICE = [one for one in Function if one.value in (
    "COUNTER", "INSPECTOR", "BOA", "SCHOOL_ATTENDANCE", "SOCIAL_TEAM", "PERMITS")]  # fmt: skip


class AppointForm(DeskForm):
    """Somebody's name and what they are appointed to."""

    organisation = forms.ChoiceField(label="Organisatie")
    name = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(
        label="E-mailadres van het werk",
        help_text="Werkt iemand al met Nietpluis, dan komt deze rol erbij.",
        max_length=254,
    )
    role = forms.TypedChoiceField(label="Rol", coerce=Role, widget=TileRadios)
    function = forms.ChoiceField(
        label="Functie, voor een ambtenaar",
        choices=[("", "Niet van toepassing"), *((one.value, one.label) for one in AT_OFFICE)],
        help_text="De functie bepaalt waar iemand op let.",
        required=False,
    )
    domain = forms.TypedChoiceField(
        label="Werkveld",
        coerce=Domain,
        choices=Domain.choices,
        help_text="Gegevens uit de zorg gaan niet zomaar naar veiligheid.",
        widget=TileRadios,
    )
    deputy = forms.BooleanField(
        label="Vervanger: ziet wat te laat is, en wat wacht als de ander weg is", required=False
    )
    works_on = forms.TypedMultipleChoiceField(
        label="Werkdagen", coerce=int, choices=DAYS, required=False, widget=TileCheckboxes
    )
    starts = forms.DateField(label="Eerste dag", widget=DateInput)
    ends = forms.DateField(label="Laatste dag", required=False, widget=DateInput)

    def __init__(self, request: DeskRequest, **kwargs: Any) -> None:
        posts = request.actor.appointments
        self.places = {str(post.organisation_id): post.organisation for post in posts}
        kwargs["initial"] = {
            "organisation": next(iter(self.places), ""),
            "starts": local_day(request.now),
        }
        super().__init__(**kwargs)
        kinds = {Kind(place.kind) for place in self.places.values()}
        roles = dict.fromkeys(role for kind in sorted(kinds) for role in appointing.roles_at(kind))
        choices: dict[str, Any] = dict(self.fields)
        choices["role"].choices = [(role.value, role.label) for role in roles]
        choices["organisation"].choices = [(key, at.name) for key, at in self.places.items()]
        if len(self.places) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()

    def post(self) -> Post:
        said = self.cleaned_data
        last: date | None = said["ends"]
        return Post(
            role=said["role"],
            organisation=self.places[said["organisation"]],
            domain=said["domain"],
            starts_at=_morning(said["starts"]),
            ends_at=_morning(last + timedelta(days=1)) if last else None,
            function=said["function"] if said["role"] == Role.OFFICIAL else "",
            deputy=said["deputy"],
            works_on=said["works_on"],
        )


class EndForm(DeskForm):
    last = forms.DateField(
        label="Laatste dag",
        help_text="Kies je vandaag of eerder, dan eindigt de aanstelling meteen.",
        widget=DateInput,
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


@may(Permission.PEOPLE_READ)
def people(request: DeskRequest) -> HttpResponse:
    posts = sees(request.actor, Appointment, request.now)
    current = posts.exclude(ends_at__lte=request.now).select_related("user", "organisation")
    per: dict[Organisation, list[Appointment]] = {
        post.organisation: [] for post in request.actor.appointments
    }
    for held in current.order_by("organisation__name", "role", "deputy", "user__name", "pk"):
        per.setdefault(held.organisation, []).append(held)
    manages = request.user.may(Permission.PEOPLE_MANAGE, now=request.now)
    page = {
        "now": request.now,
        "organisations": [(at, _by_role(held)) for at, held in per.items()],
        "manages": manages,
        **_gaps(request, list(per), manages),
        "invites": request.user.may(Permission.INVITE, now=request.now),
    }
    return render(request, "desk/people.html", page)


def _by_role(posts: list[Appointment]) -> list[tuple[str, list[tuple[Appointment, str]]]]:
    """Return the appointments per role, each with its days of work in words."""
    found: dict[str, list[tuple[Appointment, str]]] = {role: [] for role in Role}
    for post in posts:
        days = " ".join(name[:2] for day, name in DAYS if day in post.works_on)
        found[post.role].append((post, days))
    return [(Role(role).label, held) for role, held in found.items() if held]


def _gaps(request: DeskRequest, places: list[Organisation], manages: bool) -> dict[str, Any]:
    """Return what the reader's own municipalities lack; for an administrator also the others'."""
    own = [gap for at in places for gap in appointing.gaps(at, request.now)]
    regions: dict[UUID, Region] = {at.region.pk: at.region for at in places if at.region}
    all_of = [gap for one in regions.values() for gap in appointing.gaps(one, request.now)]
    return {"gaps": own, "other_gaps": [gap for gap in all_of if manages and gap not in own]}


@may(Permission.PEOPLE_MANAGE)
def appoint(request: DeskRequest) -> HttpResponse:
    form = AppointForm(request, data=request.POST if request.method == "POST" else None)
    crumbs = [("Mensen", reverse("desk:people"))]
    if form.is_valid() and (made := _appoint(request, form)):
        if made.user.has_usable_password():
            messages.success(request, f"{made.user.name} heeft er deze rol bij.")
            return redirect("desk:people")
        path = passwords.new_link(made.user, by=request.actor, now=request.now)
        return _link_page(request, made.user, path)
    return render(request, "desk/appoint.html", {"form": form, "crumbs": crumbs})


def _appoint(request: DeskRequest, form: AppointForm) -> Appointment | None:
    said, post = form.cleaned_data, form.post()
    note_acting(request.actor, post.organisation.pk)
    try:
        with transaction.atomic():
            return appointing.appoint(
                email=said["email"], name=said["name"], post=post, by=request.actor, now=request.now
            )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


@may(Permission.PEOPLE_MANAGE)
def end(request: DeskRequest, pk: UUID) -> HttpResponse:
    post = find(request, Appointment, pk, Level.EXISTS, "user", "organisation")
    start = {"last": local_day(request.now)}
    form = EndForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid() and (done := _end(request, post, form)) is not None:
        messages.success(request, _said(post, done))
        return redirect("desk:people")
    held = handing_over.held_by(post.user, organisation=post.organisation_id)
    page = {
        "form": form,
        "post": post,
        "held": held,
        "crumbs": [("Mensen", reverse("desk:people"))],
    }
    return render(request, "desk/end_appointment.html", page)


def _end(request: DeskRequest, post: Appointment, form: EndForm) -> Handed | None:
    """End it after the last day; said today or earlier, it ends now."""
    last: date = form.cleaned_data["last"]
    at = max(_morning(last + timedelta(days=1)), request.now)
    if last <= local_day(request.now):
        at = request.now
    try:
        with transaction.atomic():
            return handing_over.end_appointment(post, at=at, by=request.actor, now=request.now)
    except Refused as refused:
        form.add_error("last", str(refused))
        return None


def _said(post: Appointment, done: Handed) -> str:
    said = f"De aanstelling van {post.user.name} is beëindigd."
    total = done.signals + done.undermining
    if not total:
        return said
    what = "1 signaal is" if total == 1 else f"{total} signalen zijn"
    return f"{said} {what} nu van niemand; de collega's en de vervanger hebben bericht."


@require_POST
@may(Permission.PEOPLE_MANAGE)
def password_link(request: DeskRequest, pk: UUID) -> HttpResponse:
    held = sees(request.actor, Appointment, request.now).filter(in_force(request.now), user=pk)
    post = held.select_related("user").first()
    if post is None:
        raise Http404
    try:
        path = passwords.new_link(post.user, by=request.actor, now=request.now)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:people")
    return _link_page(request, post.user, path)


def _link_page(request: DeskRequest, user: User, path: str) -> HttpResponse:
    """Show the link, in this answer and never again."""
    page = {
        "user_of_link": user,
        "link": request.build_absolute_uri(path),
        "crumbs": [("Mensen", reverse("desk:people"))],
    }
    return render(request, "desk/password_link.html", page)
