"""A report that was acknowledged is never lost, whichever process dies. Policy: A01, A22; house,
two stores share no transaction."""

import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from nietpluis.vault import codes
from tests import running
from tests.front import Front
from tests.website.visitor import Visitor
from tools import postgres

pytestmark = [pytest.mark.needs("static"), pytest.mark.django_db(databases=[])]

REPORTS, VISITORS = 24, 4
FORM = "/helmond/melden/"
PACK = postgres.ROOT / "nietpluis" / "partners" / "packs" / "oost-brabant.toml"
AT_THE_DESK = """
import json
from nietpluis.desk.models import Report
from nietpluis.vault import fields, keys
print("STORIES" + json.dumps([
    fields.read(one, "story", key=keys.data_key(one.pk)) for one in Report.objects.all()
]))
"""


def test_every_report_that_was_acknowledged_is_at_the_desk_whole_and_once(tmp_path: Path) -> None:
    with running.installation(tmp_path, demo=False) as made:
        assert made.command("region", "load", str(PACK)).returncode == 0
        made.work()
        acknowledged = send(made)
        stories = at_the_desk(made, len(acknowledged))
    assert len(acknowledged) == REPORTS
    assert sorted(stories) == sorted(acknowledged)


def send(made: running.Installation) -> list[str]:
    """Send reports, each again and again until there is a receipt; kill processes meanwhile."""
    waiting = [f"Verhaal {nth}. " + "Zes mensen in een busje. " * 60 for nth in range(REPORTS)]
    acknowledged: list[str] = []
    kills = {REPORTS // 3: "gunicorn_public", 2 * REPORTS // 3: "cli worker"}
    turn = threading.Lock()

    def one() -> None:
        while True:
            with turn:
                if not waiting:
                    return
                story = waiting.pop()
            receipt(made, story)
            with turn:
                acknowledged.append(story.strip())
                for at in [at for at in kills if len(acknowledged) >= at]:
                    kill(made, kills.pop(at))

    visitors = [threading.Thread(target=one) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(timeout=180)
    return acknowledged


def receipt(made: running.Installation, story: str) -> None:
    """Fill in a report and press Send until its receipt is there, with one and the same code."""
    until = time.monotonic() + 90
    visitor, form = None, {}
    while time.monotonic() < until:
        try:
            if visitor is None:
                fresh = Visitor(Front(made.public), FORM)  # type: ignore[arg-type]
                fresh.to_check(story=story)
                visitor, form = fresh, fresh.filled() | {"go": "send"}
            answer = Front(made.public).post(FORM, form)
            if answer.status_code == 200 and is_receipt(answer.content.decode(), form):
                return
        except (OSError, AssertionError, KeyError):
            pass  # the site is away for a moment; whoever sends tries again
        time.sleep(0.3)
    raise AssertionError("There was never a receipt.")


def is_receipt(html: str, form: dict[str, Any]) -> bool:
    digits = codes.read(str(form["code"][0])).digits
    return digits in html and 'name="story"' not in html


def kill(made: running.Installation, words: str) -> None:
    killed = made.processes(words)
    assert killed
    for pid in killed:
        os.kill(pid, signal.SIGKILL)


def at_the_desk(made: running.Installation, number: int) -> list[str]:
    """Wait until the worker has brought so many to the desk; return every story that is there."""
    until = time.monotonic() + 90
    stories: list[str] = []
    while len(stories) < number and time.monotonic() < until:
        time.sleep(1)
        told = made.command("shell", "-c", AT_THE_DESK).stdout.partition("STORIES")[2]
        stories = json.loads(told) if told else []
    time.sleep(6)  # one more round of the worker: nothing comes twice
    told = made.command("shell", "-c", AT_THE_DESK).stdout.partition("STORIES")[2]
    return list(json.loads(told))
