"""Somebody with a browser without script: sees a page, fills in what it shows, presses a button."""

import hashlib
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from nietpluis.vault import codes
from nietpluis.vault.codes import Code


def solve(ticket: str) -> str:
    """Do the sum of a ticket, as the script of the page does."""
    salt, challenge = ticket.rsplit(".", 2)[:2]
    level = int(salt[-1])
    for number in range(65536 << 2 * level):
        if hashlib.sha256(f"{salt}.{number}".encode()).hexdigest() == challenge:
            return str(number)
    raise AssertionError("no such number")


def paid(purpose: str, *, slug: str = "voorbeeldstad", bound: str = "") -> dict[str, str]:
    """A ticket that was paid for, for a post that no page was opened for."""
    from django.utils import timezone

    from nietpluis.website import proof

    made = str(proof.ticket(slug, proof.Purpose(purpose), timezone.now(), bound=bound))
    return {"ticket": made, "proof": solve(made)}


class _Page(HTMLParser):
    """Reads the one form of the report, as a browser would post it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.asked: set[str] = set()
        self.buttons: list[tuple[str, str]] = []
        self.action = ""
        self._inside, self._textarea = False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has: dict[str, str] = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside, self.action = True, has["action"]
        if tag == "button" and "name" in has:
            self.buttons.append((has["value"], has.get("formaction", self.action)))
        if not self._inside or "name" not in has:
            return
        if tag == "textarea":
            self._textarea = has["name"]
            self.asked.add(has["name"])
            self.fields.append((has["name"], ""))
        if tag == "input":
            kind = has.get("type", "text")
            if kind != "hidden":
                self.asked.add(has["name"])
            if kind not in ("radio", "checkbox") or "checked" in has:
                self.fields.append((has["name"], has.get("value", "on")))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text.removeprefix("\n"))
            self._textarea = ""
        if tag == "form":
            self._inside = False


class Visitor:
    """Walks the report form of one municipality, page by page."""

    def __init__(self, client: Client, path: str = "/voorbeeldstad/melden/") -> None:
        self.client = client
        self.path = path
        self._take(client.get(path))

    def press(self, go: str, **answers: Any) -> str:
        """Fill in these answers on the page at hand, press a button and return the next page."""
        action = dict(self.page.buttons)[go]
        posted = self.filled() | answers | {"go": go}
        return self._take(self.client.post(action, posted))

    def to_check(self, **answers: Any) -> str:
        """Go on until the last page, answering each question on the page that asks it."""
        for _ in range(6):
            if "send" in dict(self.page.buttons):
                break
            here = {name: given for name, given in answers.items() if name in self.page.asked}
            self.press("next", **here)
        return self.html

    def filled(self) -> dict[str, Any]:
        """What the form would post now, hidden fields and all, its ticket paid for."""
        posted: dict[str, Any] = {}
        for name, value in self.page.fields:
            posted.setdefault(name, []).append(value)
        if "ticket" in posted and not posted["proof"][0].isdecimal():
            posted["proof"] = [solve(posted["ticket"][0])]
        return posted

    def code(self) -> Code:
        return codes.read(str(self.filled()["code"][0]))

    def _take(self, response: HttpResponse) -> str:
        self.response = response
        self.html = response.content.decode()
        self.page = _Page(self.html)
        return self.html
