"""Every page of the desk with somebody who may open it, from the URL configuration.

Run inside an installation with the demonstration: python -m tests.stories.pages. It prints JSON:
the pages, and a session for each who.
"""

import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

# Who shows each role in the demonstration; the others are there for states the first does not have.
WHO = {
    "OFFICIAL": ["inspecteur.helmond"],
    "PROFESSIONAL": ["huisarts.helmond"],
    "FOCAL_OFFICER": ["af.helmond", "af.eindhoven", "af.dronten", "af.groningen"],
    "REGISSEUR": ["regisseur.helmond", "regisseur.eindhoven", "regisseur.heerde"],
    "MANAGER": ["manager.helmond"],
    "CARE_COORDINATOR": ["zoco.helmond", "zoco.eindhoven"],
    "INVESTIGATOR": ["nla", "avim.oostbrabant"],
    "RIEC_MEMBER": ["riec.oostbrabant"],
    "CHAIN_DIRECTOR": ["keten.oostbrabant"],
    "PRIVACY_OFFICER": ["privacy.helmond"],
    "EVALUATOR": ["evaluator.helmond"],
    "ADMINISTRATOR": ["beheer.helmond"],
}
FILE = "a file"
ONLY_DOES = {302, 405, FILE}  # it changes something or hands something over: no page of its own
NOBODY = ""  # whoever has not signed in
# Pages that look the same to whoever opens them: as one role only
AS_ONE = {"directory", "report", "my_reports", "my_report", "passed_on", "people", "handover"}
AS_ONE |= {"unopened", "my_days", "region_settings"}
# What is looked at with texts as long as they may be, and with nothing to show
AT_WORST = {"home", "worklist", "signal", "undermining", "undermining_list", "packages", "silent"}
AT_WORST |= {"overdue", "my_reports", "my_report", "referral", "refer", "refer_by_package", "tell"}
AT_WORST |= {"note_advice", "handover", "people", "unopened", "put_away"}
IN_EVERY_STATE = {"signal", "undermining", "referral", "package"}
MOST = 120  # how many addresses to try before there is no page


def routes() -> Iterator[tuple[str, str, Any]]:
    """Every address of the desk: its name, its pattern, and what it asks of whoever opens it."""
    from django.urls import get_resolver

    for prefix in get_resolver().url_patterns:
        for one in getattr(prefix, "url_patterns", [prefix]):
            permission = getattr(one.callback, "permission", None)
            start = "" if one is prefix else prefix.pattern
            yield one.name, f"/{start}{one.pattern}", permission


def rows_for(path: str, at: list[Any]) -> Iterable[Any]:
    """What the first id in an address may be, for somebody who works at these organisations."""
    from django.db.models import Q

    from nietpluis.accounts.models import Absence, Appointment, Invitation, User
    from nietpluis.desk import models as desk

    kinds = {
        "signalen/": desk.Signal,
        "ondermijning/": desk.Undermining,
        "ontvangen/": desk.Package,
        "stille-partners/": desk.Referral,
        "doorgeven/": desk.Report,
        "mijn-signalen/": desk.Report,
        "niet-geopend/": desk.Unopened,
        "uitnodig": Invitation,
        "mijn-dagen/": Absence,
        "mensen/aanstelling/": Appointment,
        "mensen/": User,
    }
    model: Any = next(kind for start, kind in kinds.items() if path.startswith(f"/{start}"))
    if path.startswith("/ontvangen/"):
        return model.objects.filter(referral__to__in=at).order_by("pk")
    if path.startswith("/stille-partners/"):
        return model.objects.filter(state=model.State.SILENT).order_by("pk")
    held = any(field.name == "organisation" for field in model._meta.fields)
    return model.objects.filter(Q(organisation__in=at) if held and at else Q()).order_by("pk")


def seconds(name: str, row: Any) -> Iterable[dict[str, Any]]:
    """What the second id in an address may be, given the first."""
    if name in ("attachment", "original"):
        return [{"file": one.pk} for one in row.report.attachment_set.all()]
    if name in ("undermining_attachment", "undermining_original"):
        return [{"paper": one.pk} for one in row.report.attachment_set.all()]
    if name == "note_advice":
        return [{"advice_pk": one.pk} for one in row.consultation_set.filter(answered_at=None)]
    return [{"referral_pk": one.pk} for one in row.referral_set.all()]


def addresses(name: str, pattern: str, at: list[Any]) -> Iterator[tuple[str, str]]:
    """Every address a route has here, with the state of what it shows."""
    asked = re.findall(r"<uuid:(\w+)>", pattern)
    if not asked:
        yield pattern, ""
        return
    for row in rows_for(pattern, at):
        more: Iterable[dict[str, Any]] = seconds(name, row) if len(asked) > 1 else [{}]
        for others in more:
            path = pattern
            for one, pk in ({asked[0]: row.pk} | others).items():
                path = path.replace(f"<uuid:{one}>", str(pk))
            yield from asking(name, path, row, others)


def asking(name: str, path: str, row: Any, others: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Add what an address must ask, and say in which state its object stands."""
    from nietpluis.desk import referral
    from nietpluis.desk.models import Referral

    if name in ("refer_by_telephone", "refer_by_package"):
        for to in referral.partners_of(row)[:3]:
            yield f"{path}?aan={to.pk}", ""
    elif name == "referral":
        one = Referral.objects.get(pk=others["referral_pk"])
        yield path, f"{one.how}-{one.state}".lower()
    elif name == "package":
        yield path, row.referral.state.lower()
    else:
        yield path, row.status.lower() if name in IN_EVERY_STATE else ""


def found() -> dict[str, Any]:
    """Return the pages, the sessions, and the routes of which nothing could be opened at all."""
    from django.conf import settings
    from django.utils import timezone

    from nietpluis.accounts.roles import ROLES, Role

    from . import awkward

    settings.ALLOWED_HOSTS = ["*"]
    awkward.make(now=timezone.now())
    pages, without = [], []
    everyone = [NOBODY, *itertools.chain(*WHO.values()), *awkward.NEW]
    clients = {key: signed_in(key) for key in everyone}
    for name, pattern, permission in routes():
        roles = [keys for role, keys in WHO.items() if permission in ROLES[Role(role)].may]
        seen, answers = [], set[Any]()
        for keys in (roles[:1] if name in AS_ONE else roles) if permission else [[NOBODY]]:
            seen += opened({key: clients[key] for key in keys}, name, pattern, answers)
        for key, (role, *_) in awkward.NEW.items():
            if name in AT_WORST and permission in ROLES[Role(role)].may:
                seen += opened({key: clients[key]}, name, pattern, answers)
        pages += seen
        if not seen and not answers & ONLY_DOES:
            without.append(name)
    cookie = settings.SESSION_COOKIE_NAME
    sessions = {key: one.cookies[cookie].value for key, one in clients.items() if key}
    return {"pages": pages, "sessions": sessions, "without": without}


def signed_in(key: str) -> Any:
    """A client of the desk, as somebody of the demonstration."""
    from django.test import Client

    from nietpluis.accounts.models import User

    client: Any = Client()
    client.organisations = []
    if key:
        user = User.objects.get(email=f"{key}@demo.example")
        client.force_login(user)
        client.organisations = [one.organisation_id for one in user.appointment_set.all()]
    return client


def opened(
    clients: dict[str, Any], name: str, pattern: str, answers: set[Any]
) -> Iterator[dict[str, str]]:
    """The pages of a route that these people can open: one, or one in each state."""
    states: set[str] = set()
    for who, client in clients.items():
        for path, state in itertools.islice(addresses(name, pattern, client.organisations), MOST):
            if state in states:
                continue
            answer = client.get(path)
            page = answer.headers.get("Content-Type", "").startswith("text/html")
            answers.add(answer.status_code if page else FILE)
            if answer.status_code == 200 and page:
                states.add(state)
                called = "-".join(part for part in (name, state, *who.split(".")) if part)
                yield {"name": called, "path": path, "who": who}
                if name not in IN_EVERY_STATE:
                    return
        if name not in IN_EVERY_STATE and "<uuid" not in pattern:
            return


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(found(), sys.stdout)
