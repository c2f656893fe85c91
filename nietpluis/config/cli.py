"""The command `nietpluis`: set up an installation, run it, and look after it.

Everything but the public site itself works on the desk's side, under the desk's settings.
"""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from . import first_people

SETTINGS = "nietpluis.config.settings_desk"
DJANGO = ("migrate", "makemigrations", "showmigrations", "sqlmigrate", "check", "shell", "dbshell")


def main(argv: list[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] and words[0] in DJANGO:
        return django(words)
    options = parser().parse_args(words)
    act: Callable[[argparse.Namespace], int] = options.act
    return act(options)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="nietpluis", description=__doc__, epilog=f"Also Django's own: {', '.join(DJANGO)}."
    )
    commands = top.add_subparsers(required=True, metavar="command")

    def command(name: str, act: Callable[[argparse.Namespace], int], about: str, under=commands):
        made = under.add_parser(name, help=about, description=about)
        made.set_defaults(act=act)
        return made

    made = command("setup", setup, "make the keys that are missing and bring the stores up to date")
    made.add_argument("--keys-only", action="store_true", help="make keys, leave the stores")
    command("run", run, "start the public site, the desk and the worker")
    made = command("worker", worker, "do the desk's work in the background")
    made.add_argument("--once", action="store_true", help="do every job once and stop")
    command("demo", demo, "fill an empty installation with invented people and stories")
    made = command("appoint", appoint, "appoint the first people of an organisation")
    first_people.arguments(made)
    made = command("password", password, "make a link for somebody who cannot log in any more")
    made.add_argument("email")
    region = top_of(commands, "region", "the regional directories")
    made = command("load", region_load, "add or update a region from its pack", under=region)
    made.add_argument("file", type=Path)
    audit = top_of(commands, "audit", "the log of who did and saw what")
    command("verify", audit_verify, "prove every chain, or name its first broken link", under=audit)
    return top


def top_of(commands, name: str, about: str):
    return commands.add_parser(name, help=about).add_subparsers(required=True, metavar="command")


def setup(options: argparse.Namespace) -> int:
    from . import base, keys

    base.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_public_folder(base.DATA, base.PUBLIC_DATA)
    for name in keys.make(base.KEYS):
        print(f"Made the {name} key in {base.KEYS}")
    if options.keys_only:
        return 0
    failed = django(["migrate", "--verbosity=0"])
    if not failed and (site := os.environ.get("NIETPLUIS_PUBLIC_SITE_DB")):
        from . import grants

        grants.give(base.postgresql(site)["USER"])
    return failed


def make_public_folder(data: Path, own: Path) -> None:
    """Make the folder of the public process; a store that lay beside the desk's moves into it."""
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (own / "public.sqlite3").exists():
        for path in data.glob("public.sqlite3*"):
            path.rename(own / path.name)


def run(options: argparse.Namespace) -> int:
    from . import run

    return run.main()


def worker(options: argparse.Namespace) -> int:
    start()
    from . import worker

    worker.main(once=options.once)
    return 0


def demo(options: argparse.Namespace) -> int:
    """Fill from config/demo, if this installation comes with it.

    There, `load(now=…)` fills empty stores and returns False if they were not empty;
    `accounts()` gives the lines that tell how to log in, one per role.
    """
    start()
    from django.utils import timezone

    if not find_spec("nietpluis.config.demo"):
        print("This installation comes without demonstration data.")
        return 0
    room = import_module("nietpluis.config.demo")
    if room.load(now=timezone.now()):
        print("Filled with invented people and stories.")
    for line in room.accounts():
        print(line)
    return 0


def appoint(options: argparse.Namespace) -> int:
    return tell_or_fail(options, first_people.appoint)


def password(options: argparse.Namespace) -> int:
    return tell_or_fail(options, first_people.password)


def tell_or_fail(options: argparse.Namespace, act: Callable[..., list[str]]) -> int:
    start()
    from django.utils import timezone

    from nietpluis.accounts.appointing import Refused

    try:
        lines = act(options, now=timezone.now())
    except (LookupError, Refused) as refused:
        return fail(f"{refused} Nothing was changed.")
    print("\n".join(lines))
    return 0


def region_load(options: argparse.Namespace) -> int:
    """Load a region pack; a wrong one gives each line, field and reason, and changes nothing."""
    start()
    from django.utils import timezone

    from nietpluis.partners import packs

    try:
        loaded = packs.load_file(options.file, now=timezone.now())
    except packs.BadPack as refused:
        for fault in refused.faults:
            print(f"{options.file}: {fault}", file=sys.stderr)
        return fail("Nothing was changed.")
    print(f"Region {loaded.region.code}, version {loaded.region.pack_version}:")
    for what in ("added", "updated", "ended", "settings", "unchanged"):
        codes = getattr(loaded, what)
        named = ", ".join(codes) if what != "unchanged" else ""
        print(f"  {what:<10} {len(codes):>4}  {named}".rstrip())
    return 0


def audit_verify(options: argparse.Namespace) -> int:
    start()
    from nietpluis.audit import log
    from nietpluis.partners.models import Organisation

    whole, codes = True, dict(Organisation.objects.values_list("pk", "code"))
    codes[log.SYSTEM] = "the installation itself"
    for organisation, lines, broken in log.verify_all():
        whole = whole and broken is None
        state = f"broken at line {broken.number}: {broken.reason}" if broken else "whole"
        print(f"{organisation}  {lines} lines  {state}  ({codes.get(organisation, 'unknown')})")
    return 0 if whole else fail("A chain is broken.")


def django(words: list[str]) -> int:
    """Pass a command on to Django; `migrate` without a store brings all of them up to date."""
    start()
    from django.conf import settings
    from django.core.management import execute_from_command_line

    every = words[0] == "migrate" and not any(word.startswith("--database") for word in words)
    for store in settings.DATABASES if every else [None]:
        extra = [f"--database={store}"] if store else []
        execute_from_command_line(["nietpluis", *words, *extra])
    return 0


def start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
