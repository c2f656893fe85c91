"""The reporting mailbox: what lies in it, one message, and moving it once it is dealt with.

Knows IMAP and nothing of reports.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

PATIENCE = 30  # seconds that a mail server may take to answer
AT_ONCE = 200  # messages of one round


class MailboxError(Exception):
    """The mail server refused something; the message says which step, never what was in a mail."""


class Mailbox:
    """A folder that is open; every message has a number that stays its own."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server
        _, said = server.capability()  # anew: more is offered to whoever has logged in
        self.can = set(said[-1].decode().upper().split()) if said and said[-1] else set()
        self.prefix = _prefix(server) if "NAMESPACE" in self.can else ""

    def waiting(self) -> list[str]:
        """Return the numbers of the messages that lie there, oldest first."""
        found = self._do("search", "SEARCH", "UNDELETED")
        return found[0].decode().split()[:AT_ONCE] if found and found[0] else []

    def about(self, uid: str) -> tuple[int, datetime] | None:
        """Return the size of a message and when it arrived; None if it is there no more."""
        found = self._do("look at", "FETCH", uid, "(RFC822.SIZE INTERNALDATE)")
        line = next((one for one in found if isinstance(one, bytes)), b"")
        size = re.search(rb"RFC822\.SIZE (\d+)", line)
        arrived = imaplib.Internaldate2tuple(line)
        if not size or not arrived:
            return None
        return int(size[1]), datetime.fromtimestamp(time.mktime(arrived), UTC)

    def fetch(self, uid: str) -> bytes:
        """Return a whole message; it is not marked as read."""
        for part in self._do("fetch", "FETCH", uid, "(BODY.PEEK[])"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return b""

    def move(self, uid: str, folder: str) -> None:
        """Move a message to another folder, which is made when it is not there."""
        target = _quoted(self.prefix + folder)
        self.server.create(target)  # refused when it is there already, and that is fine
        if "MOVE" in self.can:
            self._do("move", "MOVE", uid, target)
            return
        self._do("copy", "COPY", uid, target)
        self._do("flag", "STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self.can:
            self._do("remove", "EXPUNGE", uid)

    def _do(self, step: str, *command: str) -> list[Any]:
        answer, found = self.server.uid(*command)
        if answer != "OK":
            raise MailboxError(f"the mail server would not {step} a message")
        return found or []


@contextmanager
def opened(box: dict[str, Any]) -> Iterator[Mailbox]:
    """Log in to a mailbox (see config.base.mailbox) and open its folder; log out afterwards.

    Raises MailboxError, OSError or imaplib.IMAP4.error when that fails. A password never goes over
    a line that others can read: without TLS only to this machine itself.
    """
    server = _connected(box)
    try:
        server.login(_quoted(box["user"]), box["password"])  # it quotes the second itself
        answer, _ = server.select(_quoted(box["folder"]))
        if answer != "OK":
            raise MailboxError("the folder of the mailbox does not open")
        yield Mailbox(server)
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()


def _connected(box: dict[str, Any]) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    host, port = box["host"], box["port"]
    if box["secure"]:
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=PATIENCE)
    server = imaplib.IMAP4(host, port, timeout=PATIENCE)
    if _is_here(host):
        return server
    try:
        server.starttls(context)
    except imaplib.IMAP4.error:
        server.shutdown()
        raise MailboxError("the mail server offers no TLS, so no password goes there") from None
    return server


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _prefix(server: imaplib.IMAP4) -> str:
    """Return what the server wants before the name of a folder of one's own, often nothing."""
    answer, found = server.namespace()
    line = found[0] if answer == "OK" and found and isinstance(found[0], bytes) else b""
    own = re.match(rb'\(\("([^"\\]*)"', line)
    return own[1].decode() if own else ""


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
