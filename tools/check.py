"""Every check that runs no test: style, types, layers, migrations, settings, templates.

`python -m tools.check [name …]`. All run, also after one has failed; the last lines say which did.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# As in earnest: behind TLS, with keys that belong to nothing.
EARNEST = {
    "NIETPLUIS_HTTPS": "1",
    **{f"NIETPLUIS_{name}_KEY": os.urandom(32).hex() for name in ("DESK", "PUBLIC", "ROOT")},
}
DESK = EARNEST | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_desk"}
PUBLIC = EARNEST | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public"}
DEPLOY = ["django-admin", "check", "--deploy", "--fail-level", "WARNING"]
CODE = [name for name in ("nietpluis", "tests", "tools", "bench") if (ROOT / name).is_dir()]

CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "style": (["ruff", "check", "--no-cache", *CODE], {}),
    "shape": (["ruff", "format", "--no-cache", "--check", *CODE], {}),
    "types": (["mypy"], {}),
    "layers": (["lint-imports", "--no-logo", "--no-cache"], {}),
    "migrations": (["django-admin", "makemigrations", "--check", "--dry-run"], DESK),
    "desk": (DEPLOY, DESK),
    "public": (DEPLOY, PUBLIC),
    "templates": (["python", "-m", "tools.templates"], EARNEST),
    "markup": (["djlint", "--lint", "--quiet", "nietpluis"], {}),
}


def main(names: list[str]) -> int:
    failed = []
    for name in names or list(CHECKS):
        command, variables = CHECKS[name]
        began = time.monotonic()
        environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
        run = [str(BIN / command[0]), *command[1:]]
        done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True)
        verdict = "FAILED" if done.returncode else "ok"
        print(f"{name:<12}{verdict:<8}{time.monotonic() - began:5.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout[-20_000:] + done.stderr[-5_000:], flush=True)
    print(f"Checks that failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
