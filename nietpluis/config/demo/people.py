"""The people of the demonstration, with their appointments, a shared password and an absence."""

import os
import secrets
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password

from nietpluis.accounts import appointing, presence
from nietpluis.accounts.access import Actor, acting, system
from nietpluis.accounts.appointing import Post
from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Appointment, Domain, Function, User
from nietpluis.accounts.roles import Permission, Role
from nietpluis.core.calendar import local_day
from nietpluis.desk import inviting, notices
from nietpluis.partners.models import Kind, Organisation

from .clock import moment
from .happening import Happening

HERE = Path(__file__).parent
AT = "demo.example"  # a domain that is kept free for examples: nobody gets this mail
READ_UNTIL = "3 16:30"
SINCE = timedelta(days=200)  # everybody works here longer than the oldest story


@cache
def told() -> dict[str, Any]:
    """Return the people of both files, the municipalities first."""
    everyone: dict[str, Any] = {"person": []}
    for name in ("people.toml", "people-partners.toml"):
        here = tomllib.loads((HERE / name).read_text(encoding="utf-8"))
        everyone |= here | {"person": everyone["person"] + here["person"]}
    return everyone


def email(key: str) -> str:
    return f"{key}@{AT}"


def actor(key: str, permission: Permission, *, at: datetime) -> Actor:
    """Return somebody as the actor of what they may do; raises LookupError if they may not."""
    found = acting(User.objects.get(email=email(key)), permission, now=at, origin="demo")
    if not found.appointments:
        raise LookupError(f"{key} may not {permission}")
    return found


def appoint_all(*, password: str, now: datetime) -> None:
    """Appoint everybody who works at a municipality or a partner. Policy: A25; C12; G.

    All of them have the same password, hashed once: this is a demonstration.
    """
    by, since = system("demo", Purpose.ADMINISTER), now - SINCE
    for person in told()["person"]:
        for number, post in enumerate(person["posts"]):
            began = since + timedelta(days=number)
            appointing.appoint(
                email=email(person["key"]),
                name=person["name"],
                post=_post(post, since=began, now=now),
                by=by,
                now=began,
            )
    User.objects.update(password=make_password(password))


def _post(told: dict[str, Any], *, since: datetime, now: datetime) -> Post:
    return Post(
        role=Role(told["role"]),
        organisation=Organisation.objects.get(code=told["at"]),
        domain=Domain(told["domain"]),
        starts_at=since,
        ends_at=moment(told["ends"], now=now) if "ends" in told else None,
        function=told.get("function", ""),
        deputy=told.get("deputy", False),
        works_on=told.get("works_on", ()),
    )


def open_portals() -> None:
    """Let the partners with somebody here work in Nietpluis: a choice of the demonstration.

    The packs leave it open; police, NLA and OM often cannot (G, flow chart 1 in practice).
    """
    at = {post["at"] for person in told()["person"] for post in person["posts"]}
    partners = Organisation.objects.filter(code__in=at).exclude(kind=Kind.MUNICIPALITY)
    partners.update(has_portal=True)


def happenings(*, password: str, now: datetime) -> Iterator[Happening]:
    """Yield when professionals came in, when people read their notices, and who told to be away."""
    for one in told()["invited"]:
        yield from _invited(one, password=password, now=now)
    yield Happening(moment(READ_UNTIL, now=now), _read_what_was_told)
    for one in told()["away"]:
        yield Happening(moment(one["told"], now=now), partial(_away, one, now=now))


def _invited(one: dict[str, Any], *, password: str, now: datetime) -> Iterator[Happening]:
    """A code is known to whoever made the invitation only; here it is carried to the guest."""
    pk, carried = uuid4(), []

    def invite(at: datetime) -> None:
        by = actor(one["by"], Permission.INVITE, at=at)
        code = inviting.invite(
            pk,
            organisation=Organisation.objects.get(code=one["for"]),
            function=Function(one["function"]),
            name=one["name"],
            email=email(one["key"]),
            by=by,
            now=at,
        )
        carried.append(code)

    def accept(at: datetime) -> None:
        mail, (code,) = email(one["key"]), carried
        inviting.accept(pk, code=code, email=mail, name=one["name"], password=password, now=at)

    yield Happening(moment(one["at"], now=now), invite)
    if "accepted" in one:
        yield Happening(moment(one["accepted"], now=now), accept)


def _read_what_was_told(at: datetime) -> None:
    """Let everybody but the reporters have seen what they were told until then."""
    handlers = Appointment.objects.exclude(role__in=(Role.OFFICIAL, Role.PROFESSIONAL))
    for user in User.objects.filter(pk__in=handlers.values("user")):
        notices.read_all(user, now=at)


def _away(one: dict[str, Any], at: datetime, *, now: datetime) -> None:
    today = local_day(now)
    presence.be_away(
        from_day=today + timedelta(days=one["from"]),
        until_day=today + timedelta(days=one["until"]),
        by=actor(one["who"], Permission.HANDOVER, at=at),
        now=at,
    )


def accounts() -> list[str]:
    """Return how to log in, one account per role; nothing if there is no demonstration here."""
    made = User.objects.filter(email__endswith=f"@{AT}", is_active=True)
    names = dict(made.values_list("email", "name"))
    lines = []
    for one in told()["person"] + told()["invited"]:
        if one.get("shown") and email(one["key"]) in names:
            role, at = _capacity(one)
            lines.append(f"  {email(one['key']):<36} {role}, {at}")
    if not lines:
        return []
    try:
        password = f"with the password  {_password_file().read_text().strip()}"
    except OSError:
        password = f"; their password stood in {_password_file()}, which is gone"
    more = f"All {len(names)} people and where they work: nietpluis/config/demo/people*.toml"
    return [f"Log in at the desk as one of these, {password}", *lines, more]


def _capacity(one: dict[str, Any]) -> tuple[str, str]:
    first = one["posts"][0] if "posts" in one else None
    if first is None:
        return f"{Role.PROFESSIONAL.label} ({Function(one['function']).label.lower()})", "Helmond"
    at = Organisation.objects.get(code=first["at"]).name
    role = Role(first["role"]).label
    work = f" ({Function(first['function']).label.lower()})" if "function" in first else ""
    return role + work, at


def new_password() -> str:
    """Make the shared password of this demonstration, and keep it in a file of its owner only."""
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    path = _password_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(password + "\n")
    return password


def _password_file() -> Path:
    return Path(settings.KEYS) / "demo-password"
