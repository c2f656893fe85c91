"""Run every test: on SQLite, and then on PostgreSQL what depends on the database.

`python -m tools.test [arguments for pytest]`. With CI=true a missing PostgreSQL is a failure.
"""

import os
import subprocess
import sys

from . import postgres


def main(arguments: list[str]) -> int:
    workers = [] if any(word.startswith("-n") for word in arguments) else ["-n", "2"]
    command = [sys.executable, "-m", "pytest", "-q", *workers, *arguments]
    failed = pytest(command, "sqlite")
    if failed:
        return failed
    ours = not postgres.running()
    if not postgres.start():
        print("PostgreSQL is not installed (apt-get install postgresql): SQLite only.")
        return 1 if os.environ.get("CI") == "true" else 0
    failed = pytest(command, "postgresql")
    if ours:
        postgres.stop()
    return failed


def pytest(command: list[str], database: str) -> int:
    print(f"\n==== the tests on {database} ====", flush=True)
    return subprocess.run(command, env=os.environ | {"NIETPLUIS_TEST_DB": database}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
