"""How fast the desk shows its worklist, finds an identifier and opens a signal."""

import random

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nietpluis.accounts.models import User
from nietpluis.desk.models import Signal

from .build import OFFICER, TELEPHONE
from .timing import Figure, milliseconds, spread

AIM = "< 100 ms"


def measure(database: str, size: int, *, n: int = 60) -> list[Figure]:
    """Return the figures of one store: whole requests in this process, sealing and audit on."""
    label = f"{database} {size // 1_000}k"
    how = "whole requests through Django, unsealing and audit line included, one process"
    officer = User.objects.get(email=OFFICER)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(officer)
    own = Signal.objects.filter(organisation__code="gemeente-0")
    pks = list(own.filter(is_open=True).values_list("pk", flat=True)[:500])
    chance = random.Random(1)

    def get(url: str) -> None:
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)

    def search() -> None:
        answer = client.post("/zoeken/", {"q": TELEPHONE})
        assert answer.status_code == 200 and own.first() is not None, answer.status_code

    work = {
        "worklist": (lambda: get("/signalen/"), AIM),
        "worklist filtered on form and state": (
            lambda: get("/signalen/?form=AU&status=ENRICHING"),
            AIM,
        ),
        "worklist closed": (lambda: get("/signalen/?status=CLOSED"), AIM),
        "today": (lambda: get("/"), ""),
        "search on an identifier": (search, ""),
        "open a signal": (lambda: get(f"/signalen/{chance.choice(pks)}/"), ""),
    }
    figures = []
    for name, (do, aim) in work.items():
        took, busy = milliseconds(do, n=n)
        figures += spread(f"{label}: {name}", took, aim_p95=aim, how=how)
        figures += spread(f"{label}: {name}, CPU alone", busy, aim_p95=aim, how=how)
        figures.append(
            Figure(f"{label}: {name} queries", _queries(do), "queries", "constant", 1, how)
        )
    return figures


def _queries(do) -> int:
    counted = [CaptureQueriesContext(connections[alias]) for alias in ("default", "keys")]
    with counted[0], counted[1]:
        do()
    assert connection.alias == "default"
    return sum(len(captured) for captured in counted)
