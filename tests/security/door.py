"""The front door of the desk without a network: each knock is undone, and says all that it did.

It runs the real middleware and views of the desk, faster than Django's test client does.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.messages import get_messages
from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception
from django.db import connections, transaction
from django.test import RequestFactory

STORES = ("default", "keys")  # the desk's pages touch no other
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class Answer:
    """What came back, and what was done for it."""

    status: int
    body: bytes
    headers: str
    queries: int
    wrote: frozenset[str]
    failure: str = ""
    said: str = ""

    @property
    def text(self) -> str:
        """All that leaves the desk with it: body, headers, and the message for the next page."""
        return f"{self.body.decode('utf-8', 'replace')}\n{self.headers}\n{self.said}".lower()

    def same(self, other: "Answer") -> str:
        """Say in what it differs from another answer; empty if one cannot tell them apart."""
        for name in ("status", "body", "headers", "queries", "wrote"):
            if getattr(self, name) != getattr(other, name):
                mine, theirs = getattr(self, name), getattr(other, name)
                return f"{name}: {mine!r:.300} and not {theirs!r:.300}"
        return ""


@dataclass
class Watch:
    """Counts the statements that go to the stores, and notes which tables they write."""

    count: int = 0
    wrote: set[str] = field(default_factory=set)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if found := WRITES.match(sql):
            self.wrote.add(found[1])
        return execute(sql, params, many, context)


class Door:
    """Knocks as one user after the other."""

    def __init__(self, *, check_tokens: bool = False) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory()
        self.check_tokens = check_tokens
        self.failures: list[str] = []
        got_request_exception.connect(self._failed)
        self.count = 0

    def close(self) -> None:
        got_request_exception.disconnect(self._failed)

    def _failed(self, **more: Any) -> None:
        import traceback

        self.failures.append(traceback.format_exc(limit=-4))

    def session_of(self, user: Any) -> str:
        """Log somebody in, as the login page does after the password; "" for nobody."""
        if user is None:
            return ""
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        return str(store.session_key)

    def knock(
        self,
        session: str,
        method: str,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        known: Any = None,
    ) -> Answer:
        """Ask for a page or post a form, and undo whatever it changed.

        `known`: who this session turned out to be before, so that it need not be looked up again.
        """
        ask = self.factory.post if method == "POST" else self.factory.get
        request: Any = ask(path, data or {}) if method == "POST" else ask(path)
        if session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = session
        if known is not None:
            request._cached_user = copy(known)
        request._dont_enforce_csrf_checks = not self.check_tokens
        watch, self.failures = Watch(), []
        self.count += 1
        with undone(), ExitStack() as watching:
            for store in STORES:
                watching.enter_context(connections[store].execute_wrapper(watch))
            response: Any = self.handler.get_response(request)
            said = " ".join(str(one) for one in get_messages(request))
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        failure = "\n".join(self.failures)
        return Answer(
            response.status_code,
            response.content,
            headers,
            watch.count,
            frozenset(watch.wrote),
            failure,
            said,
        )


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within this is taken back."""
    with ExitStack() as stack:
        for store in STORES:
            stack.enter_context(transaction.atomic(using=store))
        yield
        for store in STORES:
            transaction.set_rollback(True, using=store)
