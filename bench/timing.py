"""Time a piece of work many times, and write what came out beside what was aimed at."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results.json"


@dataclass(frozen=True)
class Figure:
    """One measured figure, in the shape of bench/results.json; no `aim` where none is named."""

    name: str
    value: float
    unit: str
    aim: str
    n: int
    how: str


def milliseconds(
    work: Callable[[], object], *, n: int, warm: int = 3
) -> tuple[list[float], list[float]]:
    """Do the work n times; return how long each took by the clock, and of this process's CPU.

    On a machine with other work the CPU time says more; SQLite's work is in it, PostgreSQL's not.
    """
    for _ in range(warm):
        work()
    took, busy = [], []
    for _ in range(n):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        busy.append((time.process_time() - cpu) * 1_000)
        took.append((time.perf_counter() - start) * 1_000)
    return took, busy


def spread(name: str, took: list[float], *, aim_p95: str, how: str) -> list[Figure]:
    """Return the p50 and p95 of some timings as figures."""
    cuts = statistics.quantiles(took, n=20)
    return [
        Figure(f"{name} p50", round(statistics.median(took), 1), "ms", "", len(took), how),
        Figure(f"{name} p95", round(cuts[18], 1), "ms", aim_p95, len(took), how),
    ]


def report(figures: list[Figure]) -> None:
    """Print each figure beside its aim, and keep them all in bench/results.json."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    fresh = {figure.name: asdict(figure) for figure in figures}
    merged = {entry["name"]: entry for entry in known} | fresh
    RESULTS.write_text(
        json.dumps(sorted(merged.values(), key=lambda e: e["name"]), indent=1) + "\n"
    )
    for figure in figures:
        aim = f"aim {figure.aim}" if figure.aim else ""
        print(f"{figure.name:<66} {figure.value:>10} {figure.unit:<8} {aim}", flush=True)
