"""The first password: a link that works once, shown once to the administrator who made it.

Until the municipality connects its own sign-in. The link is good for three days and no longer once
a password was chosen with it. An administrator makes one only for whoever works nowhere else, and
the person hears of it, so that nobody slips into another's account unseen.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth import views as auth
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from nietpluis.audit import log
from nietpluis.core.forms import DeskForm

from .access import Actor, anyone, write_line
from .appointing import Refused
from .models import User

SUBJECT = "Er is een nieuwe wachtwoordlink voor je account gemaakt"
TEXT = (
    "Je beheerder heeft een link gemaakt waarmee je een nieuw wachtwoord kiest.\n"
    "Heb je daar niet om gevraagd? Bel dan meteen je beheerder of privacy officer."
)


@transaction.atomic
def new_link(user: User, *, by: Actor, now: datetime) -> str:
    """Return the path of the page where somebody chooses their password; never kept anywhere.

    Raises Refused for the administrator's own account, and for whoever also works elsewhere.
    """
    mine = {post.organisation_id for post in by.appointments}
    theirs = {post.organisation_id for post in user.appointment_set.all()}
    if by.user and user.pk == by.user.pk:
        raise Refused("Voor je eigen account kan een andere beheerder een link maken.")
    if by.user and (not theirs or not theirs <= mine):
        raise Refused(f"{user.name} werkt ook bij een andere organisatie. Vraag de beheerder daar.")
    if user.has_usable_password():
        transaction.on_commit(lambda: _tell(user.email))
    held = user.appointment_set.order_by("starts_at").first()
    home = held.organisation_id if held else log.SYSTEM
    write_line("account.link_made", about=user.pk, organisation=home, by=by, now=now)
    coded = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("desk:set_password", kwargs={"uidb64": coded, "token": token})


def _tell(email: str) -> None:
    send_mail(SUBJECT, TEXT, None, [email], fail_silently=True)


WEAK = {
    "password_too_short": "Dit wachtwoord is te kort. Neem minstens 12 tekens.",
    "password_too_common": "Dit wachtwoord is te bekend. Kies een ander.",
}


def _must_be_strong(password: str, user: User) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as weak:
        said = [
            WEAK.get(error.code or "", "Kies een ander wachtwoord.") for error in weak.error_list
        ]
        raise ValidationError(said) from weak


class PasswordForm(DeskForm):
    """A password, twice."""

    new_password1 = forms.CharField(
        label="Nieuw wachtwoord",
        help_text="Minstens 12 tekens. Een zin van een paar woorden onthoud je makkelijker.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label="Nog een keer hetzelfde wachtwoord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new_password2(self) -> str:
        first, again = self.cleaned_data.get("new_password1"), self.cleaned_data["new_password2"]
        if first and first != again:
            raise ValidationError("De twee wachtwoorden zijn niet hetzelfde.")
        if first:
            _must_be_strong(again, self.user)
        return str(again)

    def save(self) -> User:
        self.user.set_password(self.cleaned_data["new_password2"])
        self.user.save()
        return self.user


class SetPassword(auth.PasswordResetConfirmView):
    """Choose a password by a link; the token leaves the address before the page is shown."""

    form_class = PasswordForm  # type: ignore[assignment]  # all it needs: a user, and save()
    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("login")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user = form.user
        response = super().form_valid(form)
        log.record(
            "account.password_set",
            about=user.pk,
            organisation=log.SYSTEM,
            by=user.pk,
            now=timezone.now(),
        )
        return response


set_password = anyone(SetPassword.as_view())
