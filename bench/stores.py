"""The stores that a bench measures: kept under .bench/, so that building them is done once."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".bench"
KEY = b"bench".hex().ljust(64, "0")  # guards invented data only
ALIASES = ("desk", "keys", "public")


def choose(database: str, size: int) -> None:
    """Point this process at the stores of one database and size. Call it before Django starts.

    Shapes: database is "sqlite" or "postgresql"; size is a number of signals.
    """
    home = HOME / f"{database}-{size}"
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_desk",
        "NIETPLUIS_DATA": str(home),
        "NIETPLUIS_DESK_KEY": KEY,
        "NIETPLUIS_ROOT_KEY": KEY,
    }
    if database == "postgresql":
        for alias in ALIASES:
            os.environ[f"NIETPLUIS_{alias.upper()}_DB"] = address(alias, size)


def address(alias: str, size: int) -> str:
    """Return where one store of the private PostgreSQL cluster is."""
    from tools import postgres

    return f"postgresql://{postgres.USER}@/bench_{alias}_{size}?host={postgres.HOME}"


def create(size: int) -> bool:
    """Start the private cluster and make its bench databases; False if it is not installed."""
    from tools import postgres

    if not postgres.start():
        return False
    for alias in ALIASES:
        name = f"bench_{alias}_{size}"
        where = ["psql", "-h", str(postgres.HOME), "-U", postgres.USER, "-d", "postgres", "-tAc"]
        known = subprocess.run(
            [*where, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"],
            capture_output=True,
            text=True,
            check=True,
        )
        if not known.stdout.strip():
            subprocess.run(
                [*where, f'CREATE DATABASE "{name}"'], check=True, stdout=subprocess.DEVNULL
            )
    return True
