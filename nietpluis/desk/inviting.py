"""Give a professional from outside a way in: a link, and a code that is told by another way.

Policy: G, Reporting: GP, school, youth care, religious or migrant organisation and business have a
route and get feedback. The link without the code opens nothing, and five wrong codes end it.
"""

import secrets
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from nietpluis.accounts.access import Actor, write_line
from nietpluis.accounts.models import Appointment, Domain, Function, Invitation, User
from nietpluis.accounts.roles import Role
from nietpluis.audit import log
from nietpluis.audit.models import Result
from nietpluis.partners.models import Organisation
from nietpluis.vault import fields, keys

from .handling import ALPHABET
from .workflow import NotAllowed

VALID_DAYS = 14  # G
APPOINTED_DAYS = 365  # G
CODE_LENGTH = 8  # 39 bits, of which somebody may try five
FUNCTIONS = (
    Function.GP,
    Function.SCHOOL,
    Function.YOUTH_CARE,
    Function.RELIGIOUS_MIGRANT,
    Function.BUSINESS,
)
CARE = (Function.GP, Function.YOUTH_CARE)


class WrongPassword(NotAllowed):
    """The e-mail address has an account already, and this is not its password."""


@transaction.atomic
def invite(
    pk: UUID,
    *,
    organisation: Organisation,
    function: Function,
    name: str,
    email: str,
    by: Actor,
    now: datetime,
) -> str:
    """Make an invitation and return its code, which is shown once and kept only as a hash.

    `pk` comes from the form, so that the same form sent twice is one invitation; the second time
    there is no code to return and NotAllowed is raised. Policy: G, Reporting.
    """
    if Invitation.objects.filter(pk=pk).exists():
        raise NotAllowed(
            "Deze uitnodiging is al gemaakt. De code was maar één keer te zien. Is die weg? Trek de"
            " uitnodiging in en maak een nieuwe."
        )
    if function not in FUNCTIONS:
        raise NotAllowed("Kies een soort professional van buiten de gemeente.")
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    invitation = Invitation(
        pk=pk,
        organisation=organisation,
        function=function,
        code_hash=make_password(code),
        made_by=by.person,
        made_at=now,
        ends_at=now + timedelta(days=VALID_DAYS),
    )
    key = keys.new_data_key(invitation.pk, organisation=organisation.pk)
    fields.write_json(invitation, "invitee", {"name": name, "email": email}, key=key)
    invitation.save(force_insert=True)
    _note(invitation, "invitation.made", by=by, now=now)
    return f"{code[:4]}-{code[4:]}"


@transaction.atomic
def revoke(invitation: Invitation, *, by: Actor, now: datetime) -> Invitation:
    """Take an invitation back; one that was used or ended stays as it is. Raises NotAllowed."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise NotAllowed("Deze uitnodiging is al gebruikt. Beëindig de aanstelling bij Mensen.")
    invitation.code_hash = ""
    invitation.ends_at = min(invitation.ends_at, now)
    invitation.save()
    _note(invitation, "invitation.revoked", by=by, now=now)
    return invitation


def state_of(invitation: Invitation, *, now: datetime) -> str:
    """Return in a word how an invitation stands."""
    if invitation.accepted_at:
        return "gebruikt"
    if not invitation.code_hash:
        return "ingetrokken"
    if invitation.ends_at <= now:
        return "verlopen"
    return "open" if invitation.tries_left else "te vaak een foute code"


def invitee_of(invitation: Invitation, key: bytes | None) -> dict[str, str]:
    """Return the name and e-mail address of who was invited; empty once the key is erased."""
    if key is None:
        return {"name": "", "email": ""}
    found: dict[str, str] = fields.read_json(invitation, "invitee", key=key)
    return found


def accept(
    pk: UUID, *, code: str, email: str, name: str, password: str, now: datetime
) -> User | None:
    """Turn an invitation into an account with one appointment, for a year; None if it cannot be.

    Unknown, ended, used and wrong are one and the same None. A wrong code or password costs one of
    five tries. Raises WrongPassword when the address has an account and this is not its password.
    Policy: G, Reporting; A20.
    """
    with transaction.atomic():  # a try counts, also when it is refused
        invitation = _opened(pk, code=code, now=now)
        if invitation is None:
            return None
        user = _account(email=email, name=name, password=password, now=now)
        if user is None:
            _refuse(pk, invitation, now=now)
        else:
            _appoint(user, invitation, now=now)
            return user
    raise WrongPassword("Dit e-mailadres heeft al een account, met een ander wachtwoord.")


def _opened(pk: UUID, *, code: str, now: datetime) -> Invitation | None:
    """Return the invitation, locked, if the code is right; an unknown one takes as much time."""
    known = Invitation.objects.select_for_update().filter(pk=pk).first()
    invitation = known if known and state_of(known, now=now) == "open" else None
    right = check_password(_canonical(code), invitation.code_hash if invitation else _nobodys())
    if right and invitation:
        return invitation
    _refuse(pk, invitation, now=now)
    return None


def _account(*, email: str, name: str, password: str, now: datetime) -> User | None:
    """Return the account of this address, new or opened with its password; else None."""
    known = User.objects.filter(email=email.strip().lower()).first()
    if known:
        return known if known.is_active and known.check_password(password) else None
    user = User(email=email, name=name)
    user.set_password(password)
    user.save()
    log.record("account.made", about=user.pk, organisation=log.SYSTEM, by=user.pk, now=now)
    return user


def _appoint(user: User, invitation: Invitation, *, now: datetime) -> None:
    Appointment.objects.create(
        user=user,
        role=Role.PROFESSIONAL,
        organisation=invitation.organisation,
        domain=Domain.CARE if invitation.function in CARE else Domain.SAFETY,
        function=invitation.function,
        starts_at=now,
        ends_at=now + timedelta(days=APPOINTED_DAYS),
    )
    invitation.user, invitation.accepted_at, invitation.code_hash = user, now, ""
    invitation.save()
    log.record(
        "invitation.accepted",
        about=invitation.pk,
        organisation=invitation.organisation_id,
        by=user.pk,
        now=now,
    )


def _refuse(pk: UUID, invitation: Invitation | None, *, now: datetime) -> None:
    # One statement whether it is there or not: the time it takes tells nothing either
    open_still = Invitation.objects.filter(pk=pk, tries_left__gt=0).exclude(code_hash="")
    open_still.update(tries_left=F("tries_left") - 1)
    log.record(
        "invitation.refused",
        about=pk,
        organisation=invitation.organisation_id if invitation else log.SYSTEM,
        by=log.SYSTEM,
        now=now,
        result=Result.DENIED,
    )


@cache
def _nobodys() -> str:
    return make_password("the code of nobody's invitation")


def _canonical(code: str) -> str:
    return "".join(char for char in code.upper() if char in ALPHABET)


def _note(invitation: Invitation, what: str, *, by: Actor, now: datetime) -> None:
    write_line(what, about=invitation.pk, organisation=invitation.organisation_id, by=by, now=now)
