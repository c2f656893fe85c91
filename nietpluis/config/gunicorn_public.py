"""How gunicorn serves the public site: `gunicorn --config python:nietpluis.config.gunicorn_public`.

It writes no access log, which would hold addresses of people, nor its warnings, which name the
address of a faulty request.
"""

import os
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from . import confining, forgetting

forgetting.prepare()

_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat must not wait for a disk
_HOST = os.environ.get("NIETPLUIS_BIND", "127.0.0.1")
_PORT = os.environ.get("NIETPLUIS_PUBLIC_PORT", "8001")

wsgi_app = "nietpluis.config.wsgi_public:application"
bind = f"{_HOST}:{_PORT}"
workers = int(os.environ.get("NIETPLUIS_WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 16  # somebody who uploads slowly holds one, and nobody waits for it
backlog = 1024
timeout = 60
keepalive = 0  # a proxy in front keeps the ones with browsers; here nothing of a visitor lingers
preload_app = True
loglevel = "error"
logger_class = "nietpluis.config.server_log.DiscreetServer"
worker_tmp_dir = str(_MEMORY if _MEMORY.is_dir() else gettempdir())
control_socket_disable = True

_forgetting: forgetting.Forgetting
_may_lock = False


def when_ready(server: Any) -> None:
    """Everything is loaded and nobody was answered yet: shut the doors that are not needed."""
    global _may_lock
    forgetting.keep_off_disk()
    _may_lock = forgetting.may_lock()
    warm_up()
    confining.confine()
    forgetting.settle()


def warm_up() -> None:
    """Read every template, text and list of words now: a new worker starts with all of it, and
    what is there before the first request is not looked at when a worker sweeps up."""
    from django.template.loader import get_template

    from nietpluis.config import base
    from nietpluis.knowledge import texts
    from nietpluis.vault import codes
    from nietpluis.website.frame import frame

    for room in ("core", "website"):
        folder = base.ROOT / "nietpluis" / room / "templates"
        for path in sorted(folder.rglob("*.html")):
            get_template(str(path.relative_to(folder)))
    for lang in texts.LANGUAGES:
        frame(lang)
        if words := codes.new().words(lang):
            codes.read(words, lang=lang)


def post_fork(server: Any, worker: Any) -> None:
    global _forgetting
    if _may_lock:
        forgetting.lock()
    _forgetting = forgetting.Forgetting()
    _forgetting.start()


def pre_request(worker: Any, asked: Any) -> None:
    _forgetting.begins()


def post_request(worker: Any, asked: Any, environ: Any, answer: Any) -> None:
    _forgetting.ended(typed=asked.method not in ("GET", "HEAD"))
