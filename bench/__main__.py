"""`make bench`: build the stores that are not there yet, measure, print and keep the figures.

`python -m bench [--sizes 100000,1000000] [--databases sqlite,postgresql]
[--only public,reading,writing]`
"""

import argparse
import os
import subprocess
import sys

from . import stores
from .timing import report

SIZES = (100_000, 1_000_000)
DATABASES = ("sqlite", "postgresql")
PARTS = ("public", "build", "reading", "writing")


def main() -> None:
    """Measure each part of each store in a process of its own, so that none warms another."""
    words = argparse.ArgumentParser(prog="bench", description=__doc__)
    words.add_argument("--sizes", default=",".join(map(str, SIZES)))
    words.add_argument("--databases", default=",".join(DATABASES))
    words.add_argument("--only", default=",".join(PARTS))
    words.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    chosen = words.parse_args()
    if chosen.one:
        one(chosen.one[0], chosen.one[1], int(chosen.one[2]))
        return
    parts = [part for part in chosen.only.split(",") if part not in ("build", "public")]
    for database in chosen.databases.split(","):
        if "public" in chosen.only.split(","):
            environment = os.environ | {"NIETPLUIS_TEST_DB": database}
            command = [sys.executable, "-m", "bench.public"]
            subprocess.run(command, check=True, cwd=stores.ROOT, env=environment)
        if not parts:
            continue
        for size in map(int, chosen.sizes.split(",")):
            if database == "postgresql" and not stores.create(size):
                print("postgresql is not installed here: left out", flush=True)
                continue
            for part in ("build", *parts):
                command = [sys.executable, "-m", "bench", "--one", part, database, str(size)]
                subprocess.run(command, check=True, cwd=stores.ROOT)


def one(part: str, database: str, size: int) -> None:
    """Do one part in this process."""
    import django

    stores.choose(database, size)
    django.setup()
    from . import build, reading, writing

    if part == "build":
        build.build(size)
    elif part == "reading":
        report(reading.measure(database, size))
    else:
        report(writing.measure(database, size))


if __name__ == "__main__":
    main()
