"""Measure the public site: `python -m bench.public [load,return,killed,uploads,browser]`.

NIETPLUIS_TEST_DB=postgresql measures on PostgreSQL. Part of `make bench`.
"""

import asyncio
import os
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from nietpluis.vault import codes  # noqa: E402 - after the settings

from . import public_client as client  # noqa: E402
from .public_client import Outcome, Request  # noqa: E402
from .public_site import RETURN, Measured, cpu_seconds, measured  # noqa: E402
from .timing import Figure, report  # noqa: E402 - after the settings

SECONDS = 15
PARTS = ("load", "return", "killed", "uploads", "browser")
HOW = (
    "gunicorn with 2 workers on loopback, sealing on, load client on the same 2 cores; "
    "sums done beforehand, worker not running"
)


def main(parts: list[str]) -> None:
    from django.conf import settings

    from tools import postgres

    database = "postgresql" if settings.ON_POSTGRESQL else "sqlite"
    if settings.ON_POSTGRESQL and not postgres.start():
        print("postgresql is not installed here: left out", flush=True)
        return
    if "load" in parts or "return" in parts:
        with measured() as site:
            if "load" in parts:
                report(posts(site, database))
                report(flows(site, database))
            if "return" in parts:
                report(visits(site, database))
    if "killed" in parts:
        from . import public_killed

        report(public_killed.measure(database))
    if settings.ON_POSTGRESQL:
        return  # the rest does not depend on the store
    if "uploads" in parts:
        from . import public_uploads

        report(public_uploads.measure())
    if "browser" in parts:
        from . import public_browser

        report(public_browser.measure())


def posts(site: Measured, database: str) -> list[Figure]:
    """Fifty clients post reports as fast as they are answered."""
    requests = [site.sending(codes.new()) for _ in range(SECONDS * 400)]
    asyncio.run(client.closed(site.address, requests[:100], clients=10, seconds=5))
    used = cpu_seconds(site.made.processes("gunicorn_public"))
    outcome = asyncio.run(client.closed(site.address, requests[100:], clients=50, seconds=SECONDS))
    used = cpu_seconds(site.made.processes("gunicorn_public")) - used
    name, each = f"public {database}: report posts, 50 clients", used / max(len(outcome.took), 1)
    return [
        Figure(name, round(outcome.rate, 1), "a second", ">= 150", len(outcome.took), HOW),
        at_95(name, outcome, "< 300"),
        errors(name, outcome),
        Figure(f"{name}, CPU of the site", round(each * 1_000, 2), "ms each", "", 1, HOW),
    ]


def flows(site: Measured, database: str) -> list[Figure]:
    """Fifty people a second begin a report and walk it to the end, whoever else is there."""
    walks = [site.flow() for _ in range(SECONDS * 50)]
    used = cpu_seconds(site.made.processes("gunicorn_public"))
    steps, last = asyncio.run(client.open_flows(site.address, walks, rate=50))
    used = cpu_seconds(site.made.processes("gunicorn_public")) - used
    each = round(used / max(len(last.took), 1) * 1_000, 1)
    name = f"public {database}: 50 whole reports a second"
    return [
        Figure(f"{name}, done", round(last.rate, 1), "a second", "", len(last.took), HOW),
        Figure(f"{name}, CPU of the site", each, "ms each", "", 1, HOW),
        at_95(f"{name}, final post", last, "< 100"),
        at_95(f"{name}, other steps", steps, ""),
        errors(name, Outcome(errors=steps.errors + last.errors, took=steps.took + last.took)),
    ]


def visits(site: Measured, database: str) -> list[Figure]:
    """People return with their code; first in peace, then while somebody guesses codes."""
    from nietpluis.website.proof import Purpose

    held = [codes.new() for _ in range(100)]
    asyncio.run(client.closed(site.address, map(site.sending, held), clients=4, seconds=60))
    figures = []
    for label, guesses in (("", 0), (", during 1,000 guesses a second", 1_000)):
        returns = [
            client.post(RETURN, client.filled("", typed=code.digits, **site.solved(Purpose.RETURN)))
            for code in held
        ]
        outcome, guessing = asyncio.run(_visits(site, returns, guesses))
        name = f"public {database}: return visit{label}"
        figures += [at_95(name, outcome, "< 150"), errors(name, outcome)]
        if guesses:
            rate = round(guessing.rate, 1)
            told = f"{HOW}; each guess is refused for want of a paid ticket"
            figures.append(
                Figure(f"{name}, guesses", rate, "a second", "", len(guessing.took), told)
            )
    return figures


async def _visits(site: Measured, returns: list[Request], guesses: int) -> tuple[Outcome, Outcome]:
    outcome, guessing = Outcome(), Outcome()
    guess = [
        client.post(RETURN, client.filled("", typed=codes.new().digits), status="429")
        for _ in range(200)
    ]
    doors = [client.Visitor(site.address) for _ in range(60)]
    free = list(doors)

    async def one(request: Request) -> None:
        visitor = client.Visitor(site.address)
        await visitor.ask(request, outcome)
        visitor.leave()

    async def try_one(nth: int) -> None:
        door = free.pop() if free else client.Visitor(site.address)
        await door.ask(guess[nth % len(guess)], guessing)
        free.append(door)

    async def guess_on() -> None:
        works = [lambda n=n: try_one(n) for n in range(int(guesses * len(returns) / 10))]
        await client.arriving(works, rate=guesses)

    start = time.perf_counter()
    tasks = [client.arriving([lambda r=r: one(r) for r in returns], rate=10)]
    if guesses:
        tasks.append(guess_on())
    await asyncio.gather(*tasks)
    guessing.seconds = time.perf_counter() - start
    return outcome, guessing


def at_95(name: str, outcome: Outcome, aim: str) -> Figure:
    took = sorted(outcome.took) or [0.0]
    return Figure(f"{name} p95", round(took[int(len(took) * 0.95)], 1), "ms", aim, len(took), HOW)


def errors(name: str, outcome: Outcome) -> Figure:
    wrong: dict[str, Any] = {}
    for one in outcome.errors:
        wrong[one] = wrong.get(one, 0) + 1
    how = f"{HOW}; {wrong}" if wrong else HOW
    return Figure(f"{name} errors", len(outcome.errors), "errors", "0", len(outcome.took), how)


if __name__ == "__main__":
    main(sys.argv[1].split(",") if len(sys.argv) > 1 else list(PARTS))
