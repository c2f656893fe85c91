"""These boot the real public process, with its own settings and nothing else."""

import json
import os
import subprocess
import sys

import pytest

from nietpluis.config import keys

BOOT = """
import json, sys
import django
django.setup()
from importlib import import_module
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client
import_module(settings.ROOT_URLCONF)
try:
    connections["default"].cursor()
    default = "open"
except ImproperlyConfigured:
    default = "closed"
page = Client().get("/", headers={"host": "localhost"})
print(json.dumps({
    "rooms": sorted({name.split(".")[1] for name in sys.modules if name.startswith("nietpluis.")}),
    "modules": sorted(name for name in sys.modules if name.startswith(("nietpluis.", "django."))),
    "stores": sorted(connections),
    "default": default,
    "root": hasattr(settings, "VAULT_ROOT_KEY"),
    "apps": settings.INSTALLED_APPS,
    "cookies": sorted(page.cookies),
    "headers": {name.lower(): value for name, value in page.headers.items()},
}))
"""


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    """What the public process is made of, as it says itself."""
    data = tmp_path_factory.mktemp("public")
    keys.make(data / "keys")
    for name in ("desk", "root"):  # what it must not read is not there
        (data / "keys" / f"{name}.key").unlink()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("NIETPLUIS_")}
    environment = clean | {
        "NIETPLUIS_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_public",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BOOT],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_holds_no_room_of_the_desk_and_starts_without_the_desks_keys(process):
    assert set(process["rooms"]) <= {"config", "core", "knowledge", "inbox", "vault", "website"}
    private = {f"nietpluis.vault.{name}" for name in ("keys", "fields", "models", "index")}
    assert not private & set(process["modules"])
    assert not process["root"]


def test_it_reaches_the_public_store_and_no_other(process):
    assert process["stores"] == ["default", "public"]
    assert process["default"] == "closed"


def test_it_knows_no_accounts_and_no_sessions(process):
    known = [app for app in process["apps"] if app.startswith("django.contrib")]
    assert known == ["django.contrib.staticfiles"]
    assert not [name for name in process["modules"] if name.startswith("django.contrib.sess")]


def test_it_sets_no_cookie_and_no_page_is_kept_or_framed(process):
    headers = process["headers"]
    assert process["cookies"] == []
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"].split("; ")
    assert {
        "default-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    } <= set(policy)
