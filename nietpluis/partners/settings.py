"""What a region may settle for itself, and what Nietpluis proposes until it has.

The policy documents give no day limits (C7) and leave some choices open (C2, G). Every value here
knows whether the region decided it. A clock therefore never stands still, and the screen can say
whose choice it shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import TextChoices

from nietpluis.core.calendar import after_hours, after_working_days

from .models import Kind, Region

T = TypeVar("T")
PROPOSAL = "Voorstel van Nietpluis; de regio heeft dit nog niet vastgesteld"
NOT_SETTLED = "De regio heeft dit nog niet vastgesteld"


class WaitKind(TextChoices):
    """What is waited for; the last two count from the moment something is overdue (A22, C7)."""

    UNTOUCHED = "UNTOUCHED", "eerste keer bekijken"
    ENRICH = "ENRICH", "verrijken en beoordelen"
    ADVICE = "ADVICE", "antwoord op een adviesvraag"
    REFER = "REFER", "melden bij de partners"
    ACCEPT = "ACCEPT", "oppakken of weigeren door de partner"
    PARTNER_FEEDBACK = "PARTNER_FEEDBACK", "terugkoppeling van de partner"
    TELL_REPORTER = "TELL_REPORTER", "terugkoppeling aan de melder"
    JUDGE_UNDERMINING = "JUDGE_UNDERMINING", "beoordelen door de regisseur ondermijning"
    DEPUTY = "DEPUTY", "te laat: ook zichtbaar voor de vervanger"
    MANAGER = "MANAGER", "te laat: ook zichtbaar voor de manager"


class LabourWithOther(TextChoices):
    """The order of partners when labour combines with another form; left open by C2."""

    AVIM_FIRST = "AVIM_FIRST", "Eerst AVIM, daarna de Arbeidsinspectie en de zorgcoördinator"
    TOGETHER = "TOGETHER", "AVIM, de Arbeidsinspectie en de zorgcoördinator tegelijk"


class ZocoStep(TextChoices):
    """The chart says second, its annex "daarna (eventueel)": the region chooses (C2, G)."""

    SECOND = "SECOND", "Altijd als tweede stap"
    WHERE_NEEDED = "WHERE_NEEDED", "Daarna, waar nodig"


@dataclass(frozen=True)
class Deadline:
    """How long something may wait: hours for acute danger and minors, else working days (G)."""

    acute_hours: int
    minor_hours: int
    working_days: int


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A value, whether the region decided it, and its source, in Dutch for the screen."""

    value: T
    decided: bool = False
    source: str = PROPOSAL


# The proposal of Nietpluis, all of it G (general knowledge): acute hours, minor hours, working days
PROPOSED_DEADLINES: dict[WaitKind, Deadline] = {
    WaitKind.UNTOUCHED: Deadline(2, 8, 1),
    WaitKind.ENRICH: Deadline(4, 24, 5),
    WaitKind.ADVICE: Deadline(4, 24, 5),
    WaitKind.REFER: Deadline(2, 12, 2),
    WaitKind.ACCEPT: Deadline(4, 24, 3),
    WaitKind.PARTNER_FEEDBACK: Deadline(24, 72, 10),
    WaitKind.TELL_REPORTER: Deadline(24, 48, 5),
    WaitKind.JUDGE_UNDERMINING: Deadline(4, 24, 5),
    WaitKind.DEPUTY: Deadline(1, 4, 1),
    WaitKind.MANAGER: Deadline(2, 8, 2),
}
PROPOSED_REMINDERS = 2  # G
PROPOSED_LABOUR_WITH_OTHER = LabourWithOther.AVIM_FIRST  # G; the owner has to decide (C2)
PROPOSED_ZOCO_STEP = ZocoStep.SECOND  # the chart itself (C2)
FORMS = ("SU", "AU", "CU", "OV")  # the forms of exploitation that flow chart 1 has a row for
Rounds = tuple[tuple[Kind, ...], ...]  # who comes first, and who then; no order within a round
POLICE_FIRST: Rounds = ((Kind.AVIM,), (Kind.ZOCO,))
PROPOSED_PARTNER_ORDER: Mapping[str, Rounds] = {  # the rows of the chart itself (C2)
    "SU": POLICE_FIRST,
    "AU": ((Kind.NLA, Kind.ZOCO),),
    "CU": POLICE_FIRST,
    "OV": POLICE_FIRST,
}
PROPOSED_VERIFY_MONTHS = 6  # G
# D, start set; G. Arabic besides: A05, the languages of workers at risk
PROPOSED_LANGUAGES = ("nl", "en", "pl", "ro", "bg", "hu", "es", "pt", "uk", "ar")


PARTS = ("deadlines", "reports_read_open")  # seen each by itself, and with `reports_read`


def _proposed_deadlines() -> dict[WaitKind, Setting[Deadline]]:
    return {kind: Setting(proposed) for kind, proposed in PROPOSED_DEADLINES.items()}


@dataclass(frozen=True)
class RegionSettings:
    """The settings of one region. Policy: A24; C7, all day limits; F; G."""

    deadlines: Mapping[WaitKind, Setting[Deadline]] = field(default_factory=_proposed_deadlines)
    reminders_before_silent: Setting[int] = Setting(PROPOSED_REMINDERS)
    labour_with_other: Setting[LabourWithOther] = Setting(PROPOSED_LABOUR_WITH_OTHER)
    zoco_step: Setting[ZocoStep] = Setting(PROPOSED_ZOCO_STEP)
    partner_order: Setting[Mapping[str, Rounds]] = Setting(PROPOSED_PARTNER_ORDER)
    contact_verify_months: Setting[int] = Setting(PROPOSED_VERIFY_MONTHS)
    languages: Setting[tuple[str, ...]] = Setting(PROPOSED_LANGUAGES)
    extra_closed_days: Setting[tuple[date, ...]] = Setting(())
    duty_telephone: Setting[str | None] = Setting(None, source=NOT_SETTLED)
    reports_read: Setting[Mapping[str, str] | None] = Setting(None, source=NOT_SETTLED)
    reports_read_open: Setting[Any] = Setting(None, source=NOT_SETTLED)

    @property
    def proposals(self) -> list[Setting[Any]]:
        """Return what the region has not settled yet and so runs on a proposal (C7; F)."""
        every = [getattr(self, one.name) for one in fields(self) if one.name not in PARTS]
        return [one for one in [*self.deadlines.values(), *every] if not one.decided]

    def due(self, kind: WaitKind, *, acute: bool, minor: bool, start: datetime) -> datetime:
        """Return when something that began to wait at `start` is due (UTC).

        Acute danger goes before a minor; their hours count day and night. The rest is due at five
        o'clock, Dutch time, on the last working day. Policy: G, AF in practice; C7.
        """
        deadline = self.deadlines[kind].value
        if acute or minor:
            return after_hours(start, deadline.acute_hours if acute else deadline.minor_hours)
        closed = self.extra_closed_days.value
        return after_working_days(start, deadline.working_days, closed=closed)


def settings_of(region: Region) -> RegionSettings:
    """Return the settings of a region: what its pack decided, and the proposal for the rest."""
    stored: dict[str, Any] = dict(region.settings)
    decided_deadlines = {
        WaitKind(kind): Setting(
            Deadline(entry["acute_hours"], entry["minor_hours"], entry["working_days"]),
            decided=True,
            source=entry["source"],
        )
        for kind, entry in stored.pop("deadlines", {}).items()
    }
    decided = {
        name: Setting(READ.get(name, _as_is)(entry["value"]), decided=True, source=entry["source"])
        for name, entry in stored.items()
    }
    return RegionSettings(deadlines=_proposed_deadlines() | decided_deadlines, **decided)


def _as_is(value: Any) -> Any:
    return value


def _days(value: list[str]) -> tuple[date, ...]:
    return tuple(sorted(date.fromisoformat(day) for day in value))


def _order(value: dict[str, list[list[str]]]) -> Mapping[str, Rounds]:
    return {
        form: tuple(tuple(Kind(kind) for kind in round_) for round_ in rounds)
        for form, rounds in value.items()
    }


READ: dict[str, Callable[[Any], Any]] = {
    "labour_with_other": LabourWithOther,
    "zoco_step": ZocoStep,
    "partner_order": _order,
    "languages": tuple,
    "extra_closed_days": _days,
}
