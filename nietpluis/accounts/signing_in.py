"""Log in and out. Each attempt is one audit line; a failed one names the account if it exists."""

from datetime import datetime
from typing import Any

from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nietpluis.audit import log
from nietpluis.audit.models import Result
from nietpluis.core.forms import clean_text

from .access import anyone
from .models import User

WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog eens."


class SignInForm(AuthenticationForm):
    """E-mail address and password; the message never says which of the two was wrong."""

    error_messages = {
        "invalid_login": WRONG,
        "inactive": WRONG,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mailadres"
        self.fields["password"].label = "Wachtwoord"


class SignIn(auth.LoginView):
    """The only way in, until the municipality connects its own sign-in."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        _line("account.signed_in", form.get_user(), now=timezone.now())
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        typed = clean_text(form.data.get("username", "")).strip().lower()
        user = User.objects.filter(email=typed).first()
        _line("account.sign_in_failed", user, now=timezone.now(), result=Result.DENIED)
        return super().form_invalid(form)


class SignOut(auth.LogoutView):
    """Log out, and say so."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if isinstance(request.user, User):
            _line("account.signed_out", request.user, now=timezone.now())
        return super().post(request, *args, **kwargs)


def _line(what: str, user: User | None, *, now: datetime, result: Result = Result.DONE) -> None:
    who = user.pk if user else log.SYSTEM
    log.record(what, about=who, organisation=log.SYSTEM, by=who, now=now, result=result)


sign_in = anyone(SignIn.as_view())
sign_out = anyone(SignOut.as_view())
