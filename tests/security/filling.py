"""Find the forms on a page and fill them in, as somebody would who means to send them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils import timezone

DATES = {"date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT%H:%M"}
TEXT = "Zoals afgesproken."


@dataclass
class Field:
    """One control: its name, what kind it is, what it holds and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form that posts: where to, and its controls by name."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    def typed(self) -> list[Field]:
        """The controls in which somebody types words."""
        free = ("textarea", "text", "email", "search", "password")
        return [one for one in self.fields.values() if one.kind in free]

    def filled(self, text: str = TEXT, pick: Callable[[list[str]], str] | None = None) -> Any:
        """What the browser would post after somebody filled in everything."""
        pick = pick or (lambda choices: choices[0])
        posted: dict[str, Any] = {}
        for one in self.fields.values():
            if one.kind in DATES:
                moment = timezone.localtime() + timedelta(days=3)
                if one.name.endswith("called_at") or one.name.endswith("found_at"):
                    moment -= timedelta(days=4)
                posted[one.name] = moment.strftime(DATES[one.kind])
            elif one.kind in ("radio", "select", "submit"):
                real = [choice for choice in one.choices if choice]
                posted[one.name] = pick(real) if real else ""
            elif one.kind == "checkbox":
                posted[one.name] = [pick(one.choices)]
            elif one.kind == "email":
                posted[one.name] = "iemand@example.nl"
            elif one.kind == "hidden":
                posted[one.name] = one.value
            elif one.kind != "file":
                posted[one.name] = one.value or text
        return posted


class _Reader(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__()
        self.at, self.found = at, list[PageForm]()
        self.form: PageForm | None = None
        self.select: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form" and has.get("method", "").lower() == "post":
            self.form = PageForm(urljoin(self.at, has.get("action") or self.at))
        if tag == "option" and self.select is not None:
            self.select.choices.append(has.get("value", ""))
        if self.form is None or not has.get("name"):
            return
        name, kind = has["name"], has.get("type", "text") if tag == "input" else tag
        if tag == "button":
            kind = "submit"
        if tag not in ("input", "textarea", "select", "button") or name == "csrfmiddlewaretoken":
            return
        one = self.form.fields.setdefault(name, Field(name, kind, has.get("value", "")))
        if kind in ("radio", "checkbox", "submit"):
            one.choices.append(has.get("value", "on"))
        if tag == "select":
            self.select = one
        if tag == "textarea":
            self.area, one.value = one, ""

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        if tag == "textarea" and self.area is not None:
            self.area.value = self.area.value.removeprefix("\n")
            self.area = None
        if tag == "form" and self.form is not None:
            self.found.append(self.form)
            self.form = None


def forms_on(page: str, at: str) -> list[PageForm]:
    """Every form on a page that posts, but the one to log out."""
    reader = _Reader(at)
    reader.feed(page)
    return [one for one in reader.found if urlsplit(one.action).path != "/uitloggen/"]
