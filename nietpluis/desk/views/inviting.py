"""Invite a professional from outside, and let them in. Policy: G, Reporting."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth import login, password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from nietpluis.accounts.access import DeskRequest, anyone, find, may, note_acting, sees
from nietpluis.accounts.models import Function, Invitation, User
from nietpluis.accounts.roles import Level, Permission
from nietpluis.audit import log
from nietpluis.core.forms import DeskForm
from nietpluis.core.widgets import TileRadios
from nietpluis.vault import keys

from .. import inviting
from ..workflow import NotAllowed

LISTED = 100
REFUSED = (
    "Deze link en code horen niet bij elkaar, of gelden niet meer. Kijk de code nog eens na."
    " Lukt het niet? Vraag een nieuwe uitnodiging aan wie je deze stuurde."
)


class InviteForm(DeskForm):
    once = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label="Namens wie?", widget=TileRadios)
    function = forms.TypedChoiceField(
        label="Wie nodig je uit?",
        choices=[(one, one.label) for one in inviting.FUNCTIONS],
        coerce=Function,
        widget=TileRadios,
    )
    name = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(
        label="E-mailadres", help_text="Zodat je later weet wie je uitnodigde. Wij mailen niets."
    )

    def __init__(self, request: DeskRequest) -> None:
        posted = request.POST if request.method == "POST" else None
        super().__init__(posted, initial={"once": uuid4()})
        posts = request.actor.appointments
        self.homes = {str(post.organisation_id): post.organisation for post in posts}
        if len(self.homes) == 1:
            del self.fields["organisation"]
        else:
            field: Any = self.fields["organisation"]
            field.choices = [(pk, home.name) for pk, home in self.homes.items()]

    def home(self) -> Any:
        pk = self.cleaned_data.get("organisation") or next(iter(self.homes))
        return self.homes[pk]


class AcceptForm(DeskForm):
    code = forms.CharField(
        label="De code",
        help_text="Acht tekens. Je kreeg de code apart van de link.",
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    name = forms.CharField(
        label="Je naam", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Je e-mailadres",
        help_text="Daarmee log je straks in.",
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Kies een wachtwoord",
        help_text="Minstens 12 tekens. Een zin werkt goed. Heb je hier al een account? Vul dan het"
        " wachtwoord daarvan in.",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Nog een keer het wachtwoord",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        password = values.get("password", "")
        if password and values.get("again") and password != values["again"]:
            self.add_error("again", "Dit is niet hetzelfde wachtwoord.")
        if password:
            try:
                password_validation.validate_password(password)
            except ValidationError as weak:
                self.add_error("password", weak)
        return values


@may(Permission.INVITE)
def invitations(request: DeskRequest) -> HttpResponse:
    """List the invitations, and make one; its code is on the screen once."""
    form = InviteForm(request)
    if form.is_valid():
        values = form.cleaned_data
        note_acting(request.actor, form.home().pk)
        try:
            with transaction.atomic():
                code = inviting.invite(
                    values["once"],
                    organisation=form.home(),
                    function=values["function"],
                    name=values["name"],
                    email=values["email"],
                    by=request.actor,
                    now=request.now,
                )
            link = request.build_absolute_uri(
                reverse("desk:accept_invitation", args=[values["once"]])
            )
            page = {"code": code, "link": link, "name": values["name"], "crumbs": _crumbs()}
            return render(request, "desk/invited.html", page)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    made = sees(request.actor, Invitation, request.now, Level.CONTENT)
    listed = list(made.select_related("organisation", "made_by").order_by("-made_at")[:LISTED])
    held = keys.data_keys([one.pk for one in listed])
    rows = [
        (one, inviting.invitee_of(one, held.get(one.pk)), inviting.state_of(one, now=request.now))
        for one in listed
    ]
    return render(request, "desk/invitations.html", {"form": form, "rows": rows})


@require_POST
@may(Permission.INVITE)
def revoke_invitation(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = find(request, Invitation, pk, Level.CONTENT)
    try:
        with transaction.atomic():
            inviting.revoke(invitation, by=request.actor, now=request.now)
    except NotAllowed as refused:
        page = {"text": str(refused), "crumbs": _crumbs()}
        return render(request, "desk/not_revoked.html", page, status=409)
    return redirect("desk:invitations")


@anyone
def accept_invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody in who has the link and the code; the page is the same whatever is wrong."""
    form = AcceptForm(request.POST or None)
    if form.is_valid():
        now, values = timezone.now(), dict(form.cleaned_data)
        values.pop("again")
        try:
            user = inviting.accept(pk, **values, now=now)
        except inviting.WrongPassword:
            form.add_error(
                "email",
                "Dit adres heeft hier al een account. Vul het wachtwoord daarvan in, of kies een"
                " ander adres.",
            )
        else:
            if user:
                return _let_in(request, user)
            form.add_error(None, REFUSED)
    return render(request, "desk/accept_invitation.html", {"form": form})


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user)
    log.record(
        "account.signed_in",
        about=user.pk,
        organisation=log.SYSTEM,
        by=user.pk,
        now=timezone.now(),
    )
    return redirect("desk:report")


def _crumbs() -> list[tuple[str, str]]:
    return [("Uitnodigingen", reverse("desk:invitations"))]
