"""Kill the public process and then the worker in the middle of 500 reports, and count at the desk.

Every report that was acknowledged must be there, whole, exactly once.
"""

import asyncio
import json
import os
import signal
import time

from nietpluis.vault import codes

from . import public_client as client
from .public_client import Outcome
from .public_site import STORY, Measured, measured
from .timing import Figure

REPORTS, CLIENTS = 500, 20
AT_THE_DESK = """
import json
from nietpluis.desk.models import Report
from nietpluis.vault import fields, keys
print("STORIES" + json.dumps([
    fields.read(one, "story", key=keys.data_key(one.pk)) for one in Report.objects.all()
]))
"""


def measure(database: str) -> list[Figure]:
    with measured(everything=True) as site:
        start = time.perf_counter()
        acknowledged, retried = asyncio.run(send(site, REPORTS))
        sent = time.perf_counter() - start
        stories = collected(site, REPORTS)
    name = f"public {database}: {REPORTS} reports, public process and worker killed"
    wanted = [f"{STORY} {code.digits}" for code in acknowledged]
    lost = [story for story in wanted if story not in set(stories)]
    how = f"kill -9 at a third and at two thirds; {retried} answers lost and asked again"
    return [
        Figure(f"{name}, acknowledged", len(acknowledged), "reports", str(REPORTS), REPORTS, how),
        Figure(f"{name}, lost", len(lost), "reports", "0", REPORTS, how),
        Figure(f"{name}, twice", len(stories) - len(set(stories)), "reports", "0", REPORTS, how),
        Figure(f"{name}, all sent in", round(sent, 1), "s", "", 1, how),
    ]


async def send(site: Measured, number: int) -> tuple[list[codes.Code], int]:
    """Send so many reports, each until it is acknowledged; kill two processes meanwhile."""
    waiting = [codes.new() for _ in range(number)]
    acknowledged: list[codes.Code] = []
    outcome, kills = Outcome(), {number // 3: "gunicorn_public", 2 * number // 3: "cli worker"}

    async def one() -> None:
        visitor = client.Visitor(site.address)
        while waiting:
            code = waiting.pop()
            request, until = site.sending(code), time.monotonic() + 90
            while not await visitor.ask(request, outcome) and time.monotonic() < until:
                await asyncio.sleep(0.2)
            acknowledged.append(code)
            for at in [at for at in kills if len(acknowledged) >= at]:
                kill(site, kills.pop(at))
        visitor.leave()

    await asyncio.gather(*(one() for _ in range(CLIENTS)))
    return acknowledged, len(outcome.errors)


def kill(site: Measured, words: str) -> None:
    for pid in site.made.processes(words):
        os.kill(pid, signal.SIGKILL)


def collected(site: Measured, number: int, *, patience: float = 180) -> list[str]:
    """Wait until the worker has taken that many reports to the desk; return their stories."""
    until = time.monotonic() + patience
    stories: list[str] = []
    while len(stories) < number and time.monotonic() < until:
        time.sleep(3)
        done = site.made.command("shell", "-c", AT_THE_DESK)
        found = done.stdout.partition("STORIES")[2]
        stories = json.loads(found) if found else []
    return stories
