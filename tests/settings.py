"""The desk's settings with every room, the website's too, so that one run covers everything.

NIETPLUIS_TEST_DB=postgresql runs the same tests on PostgreSQL (see tools/postgres.py).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HERE = Path(tempfile.mkdtemp(prefix="nietpluis-test-"))
OWNER = os.getpid()


@atexit.register
def forget() -> None:
    if os.getpid() == OWNER:  # a forked child leaves it for its parent
        shutil.rmtree(HERE, ignore_errors=True)


for name in ("desk", "public", "root"):
    os.environ[f"NIETPLUIS_{name.upper()}_KEY"] = name.encode().hex().ljust(64, "0")

from nietpluis.config.base import postgresql, sqlite  # noqa: E402 - after the keys above
from nietpluis.config.settings_desk import *  # noqa: E402
from nietpluis.config.settings_desk import INSTALLED_APPS  # noqa: E402
from tools.postgres import ADDRESS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "nietpluis.website"]
ON_POSTGRESQL = os.environ.get("NIETPLUIS_TEST_DB", "sqlite") == "postgresql"
DATABASES = {}
for alias, name in {"default": "desk", "keys": "keys", "public": "public"}.items():
    DATABASES[alias] = (
        postgresql(ADDRESS) | {"TEST": {"NAME": f"test_{OWNER}_{name}", "DEPENDENCIES": []}}
        if ON_POSTGRESQL
        else sqlite(HERE / f"{name}.sqlite3", synchronous="OFF")
        | {"TEST": {"NAME": HERE / f"test_{name}.sqlite3", "DEPENDENCIES": []}}
    )

ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; only in tests
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
