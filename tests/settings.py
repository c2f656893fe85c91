"""The desk's settings with every room, the website's too, so that one run covers everything.

NIETPLUIS_TEST_DB=postgresql runs the same tests on PostgreSQL (see tools/postgres.py).
"""

import os
import tempfile
from pathlib import Path

RUN = f"nietpluis-test-{os.getpid()}"  # several runs may go on at once

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
    if ON_POSTGRESQL:
        base, made = postgresql(ADDRESS), f"{RUN}-{name}"
    else:  # files, not memory: only files can be shared by threads and processes as in earnest
        made = f"{tempfile.gettempdir()}/{RUN}-{name}.sqlite3"
        base = sqlite(Path(made), synchronous="OFF")
    DATABASES[alias] = base | {"TEST": {"NAME": made, "DEPENDENCIES": []}}

ALLOWED_HOSTS = ["*"]
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
INBOX_FILES = Path(tempfile.gettempdir()) / f"{RUN}-inbox-files"
DESK_FILES = Path(tempfile.gettempdir()) / f"{RUN}-files"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; only in tests
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
