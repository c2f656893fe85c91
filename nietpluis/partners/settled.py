"""The settings that a region pack may state, and what each may hold."""

from typing import Any

from .lines import Path
from .models import Kind
from .schema import (
    LANGUAGE,
    Check,
    Found,
    May,
    Must,
    check_fields,
    day,
    hours,
    language,
    many,
    number,
    one_of,
    telephone,
    text,
)
from .settings import FORMS, LabourWithOther, WaitKind, ZocoStep


def by_language(value: Any) -> str | None:
    """Accept a text per language, Dutch among them."""
    if not isinstance(value, dict) or "nl" not in value:
        return 'must have a text per language, such as {nl = "…", en = "…"}, with nl among them'
    for code, words in value.items():
        if not LANGUAGE.fullmatch(code):
            return f"has an unknown language, {code[:20]!r}"
        if reason := text(500)(words):
            return f"in {code} {reason}"
    return None


def partner_order(value: Any) -> str | None:
    """Accept, for each form of exploitation, who is told first and who then (C2)."""
    shape = f'must have {", ".join(FORMS)}, each one or two rounds such as [["AVIM"], ["ZOCO"]]'
    if not isinstance(value, dict) or set(value) != set(FORMS):
        return shape
    for form, rounds in value.items():
        if not isinstance(rounds, list) or not 1 <= len(rounds) <= 2:
            return shape
        if not all(isinstance(round_, list) and round_ for round_ in rounds):
            return shape
        if reason := many(one_of(Kind), 10)([kind for round_ in rounds for kind in round_]):
            return f"in {form} {reason}"
    return None


DEADLINE: dict[str, Must | May] = {
    "acute_hours": Must(number(1, 8760)),
    "minor_hours": Must(number(1, 8760)),
    "working_days": Must(number(1, 250)),
    "source": Must(text(300)),
}

SETTINGS: dict[str, Check] = {
    "reminders_before_silent": number(1, 20),
    "labour_with_other": one_of(LabourWithOther),
    "zoco_step": one_of(ZocoStep),
    "partner_order": partner_order,
    "contact_verify_months": number(1, 120),
    "languages": many(language),
    "extra_closed_days": many(day),
    "duty_telephone": telephone,
    "reports_read": by_language,
    "reports_read_open": hours,
}


def check_settings(entry: Any) -> Found:
    """Say what is wrong with the settings; each has a value and the source of the decision."""
    here: Path = ("settings",)
    if not isinstance(entry, dict):
        yield here, "must be a table"
        return
    for name, setting in entry.items():
        if name == "deadlines":
            yield from _check_deadlines((*here, name), setting)
        elif name not in SETTINGS:
            yield (*here, name), f"is not a setting; they are deadlines, {', '.join(SETTINGS)}"
        else:
            fields: dict[str, Must | May] = {
                "value": Must(SETTINGS[name]),
                "source": Must(text(300)),
            }
            yield from check_fields((*here, name), setting, fields)


def _check_deadlines(here: Path, entry: Any) -> Found:
    if not isinstance(entry, dict):
        yield here, "must be a table"
        return
    for kind, deadline in entry.items():
        if kind in WaitKind.values:
            yield from check_fields((*here, kind), deadline, DEADLINE)
        else:
            yield (*here, kind), f"is not a wait; they are {', '.join(WaitKind.values)}"
