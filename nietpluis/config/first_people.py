"""Appoint people from the command line: the first of an organisation, and whoever is locked out.

At the desk an administrator appoints the others. Whoever may run this command may read every key:
it gives nobody a power that they did not have.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nietpluis.partners.models import Organisation

ROLES = (  # as in accounts/roles.py, which cannot be read before the settings are
    "OFFICIAL FOCAL_OFFICER REGISSEUR MANAGER CARE_COORDINATOR INVESTIGATOR RIEC_MEMBER"
    " CHAIN_DIRECTOR PRIVACY_OFFICER EVALUATOR ADMINISTRATOR"
).split()


def arguments(made: ArgumentParser) -> None:
    """Say what `nietpluis appoint` wants to know."""
    made.add_argument("email", help="the address somebody logs in with")
    made.add_argument("--name", default="", help="needed for somebody who is new here")
    made.add_argument("--at", required=True, metavar="CODE", help="such as gemeente-helmond")
    made.add_argument("--role", default="ADMINISTRATOR", choices=ROLES, metavar="ROLE",
                      help=f"{', '.join(ROLES)}; without it ADMINISTRATOR")  # fmt: skip
    made.add_argument("--domain", default="SAFETY", choices=["CARE", "SAFETY"])
    made.add_argument("--function", default="", help="of an OFFICIAL: BOA, COUNTER, INSPECTOR, …")
    made.add_argument("--deputy", action="store_true", help="of a focal officer or regisseur")


def appoint(options: Namespace, *, now: datetime) -> list[str]:
    """Appoint somebody and return what to tell; raises LookupError or Refused, with the reason.

    Policy: A25; G, functional administrator. Nobody is appointed by themselves: the line in the
    audit log names the command line.
    """
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from nietpluis.accounts import appointing, passwords
    from nietpluis.accounts.access import system
    from nietpluis.accounts.grounds import Purpose
    from nietpluis.accounts.models import Domain, User
    from nietpluis.accounts.roles import Role

    try:
        validate_email(options.email)
    except ValidationError as wrong:
        raise LookupError(f"{options.email!r} is not an e-mail address.") from wrong
    known = User.objects.filter(email=options.email.strip().lower()).exists()
    if not known and not options.name.strip():
        raise LookupError("Nobody here has that address yet; give the name with --name.")
    by, role = system("command", Purpose.ADMINISTER), Role(options.role)
    post = appointing.Post(
        role=role,
        organisation=_organisation(options.at),
        domain=Domain(options.domain),
        starts_at=now,
        function=options.function,
        deputy=options.deputy,
    )
    with transaction.atomic():
        made = appointing.appoint(email=options.email, name=options.name, post=post, by=by, now=now)
        told = [f"{made.user.name} is {role.label}, {post.organisation.name}."]
        if made.user.has_usable_password():
            return [*told, "Logs in as before."]
        return told + _link(passwords.new_link(made.user, by=by, now=now))


def password(options: Namespace, *, now: datetime) -> list[str]:
    """Return a new link for whoever lost their password and has no administrator to ask."""
    from nietpluis.accounts import passwords
    from nietpluis.accounts.access import system
    from nietpluis.accounts.grounds import Purpose
    from nietpluis.accounts.models import User

    user = User.objects.filter(email=options.email.strip().lower(), is_active=True).first()
    if user is None:
        raise LookupError("Nobody here logs in with that address.")
    by = system("command", Purpose.ADMINISTER)
    return _link(passwords.new_link(user, by=by, now=now))


def _organisation(code: str) -> "Organisation":
    from nietpluis.partners.models import Organisation

    known: Iterable[str] = Organisation.objects.filter(ended_on=None).values_list("code", flat=True)
    if code not in known:
        near = ", ".join(get_close_matches(code, list(known), n=3))
        hint = f"Did you mean: {near}?" if near else "Load its region first: nietpluis region load."
        raise LookupError(f"No organisation has the code {code!r}. {hint}")
    return Organisation.objects.get(code=code)


def _link(path: str) -> list[str]:
    return [
        "A link to choose a password, good for three days and once. It is shown here only:",
        f"  {_desk()}{path}",
        "Whoever has the link can choose the password: hand it over in person, or by secure mail.",
    ]


def _desk() -> str:
    """Return where the desk is, as far as its settings say."""
    from django.conf import settings

    from . import run
    from .base import HTTPS

    named = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1")]
    plain = next((host for host in named if host.strip(".*[]:1")), "")
    if plain:
        return f"{'https' if HTTPS else 'http'}://{plain.lstrip('.')}"
    return f"http://{run.HOST}:{run.PORTS['desk']}"
