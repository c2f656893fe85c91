"""Compile every template of both processes, so that a broken one is found before a visitor does."""

import os
import subprocess
import sys
from pathlib import Path

SIDES = ("desk", "public")


def compile_all(side: str) -> list[str]:
    """Compile what one process can render, under its settings; returns what is wrong."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"nietpluis.config.settings_{side}"
    import django
    from django.apps import apps
    from django.template import TemplateSyntaxError, engines

    django.setup()
    engine = engines["django"]
    wrong = []
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if not app.name.startswith("nietpluis.") or not folder.is_dir():
            continue
        for path in sorted(folder.rglob("*.html")):
            try:
                engine.get_template(str(path.relative_to(folder)))
            except TemplateSyntaxError as error:
                wrong.append(f"{path}: {error}")
    return wrong


def main(arguments: list[str]) -> int:
    if arguments:
        wrong = compile_all(arguments[0])
        print("\n".join(wrong))
        return 1 if wrong else 0
    # One process, one side: two sets of settings do not go together.
    codes = [subprocess.run([sys.executable, "-m", "tools.templates", side]) for side in SIDES]
    return max(code.returncode for code in codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
