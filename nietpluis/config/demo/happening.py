"""Something that happens at a moment, so that all stories together run in the order of time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Happening:
    """What is done, and when; `do` gets that moment."""

    at: datetime
    do: Callable[[datetime], object]
