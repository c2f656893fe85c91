"""A place in a long ordered list, and what comes beyond it.

A page begins at the place of a row, not at a number of rows: it costs the same on page 1,000 as on
page 1, and no row is shown twice or skipped when new ones come in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Value
from django.db.models.fields import DateTimeField, IntegerField, UUIDField

Order = dict[str, type]
_BACK = {"n": False, "v": True}


@dataclass(frozen=True)
class Place:
    """Where a row stands: the values it is ordered by. `back`: the page before it is asked."""

    values: tuple[int | datetime | UUID, ...]
    back: bool = False

    @property
    def pk(self) -> UUID:
        """The id of the row, which every order ends with."""
        last = self.values[-1]
        if not isinstance(last, UUID):
            raise TypeError("a place ends with an id")
        return last

    def going_back(self) -> Place:
        return Place(self.values, back=True)

    def __str__(self) -> str:
        """Return the place as it stands in an address; `read` takes it back."""
        return ("v" if self.back else "n") + "_".join(_written(value) for value in self.values)


def read(text: str, order: Order) -> Place | None:
    """Return the place that an address names in a list of this order, or None if it names none."""
    try:
        place = Place(tuple(_read(part) for part in text[1:].split("_")), back=_BACK[text[:1]])
    except (KeyError, ValueError):
        return None
    return place if [type(value) for value in place.values] == list(order.values()) else None


def _written(value: int | datetime | UUID) -> str:
    if isinstance(value, UUID):
        return f"u{value.hex}"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):t%Y%m%dT%H%M%S.%f}"
    return f"i{value}"


def _read(part: str) -> int | datetime | UUID:
    kind, value = part[:1], part[1:]
    if kind == "u":
        return UUID(hex=value)
    if kind == "t":
        return datetime.strptime(value, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    if kind == "i" and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    raise ValueError(part)


FIELDS = {int: IntegerField, datetime: DateTimeField, UUID: UUIDField}


def beyond(order: Order, place: Place, *, down: bool) -> Beyond:
    """Return the condition that a row comes after a place in a list ordered by these fields."""
    values = [Value(value, output_field=FIELDS[type(value)]()) for value in place.values]
    return Beyond(*(F(name) for name in order), *values, than="<" if down else ">")


class Beyond(Func):
    """(a, b) > (x, y): rows compared as a whole, which both databases read from one index."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, than: str = ">", **extra: Any) -> None:
        super().__init__(*expressions, than=than, **extra)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        parts, params = [], []
        for part in self.source_expressions:
            sql, values = compiler.compile(part)
            parts.append(sql)
            params += values
        half = len(parts) // 2
        left, right = ", ".join(parts[:half]), ", ".join(parts[half:])
        return f"({left}) {self.extra['than']} ({right})", params
