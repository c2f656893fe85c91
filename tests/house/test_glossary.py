"""The field's words and the code's nouns are in one glossary, so that both sides mean the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import nietpluis
from nietpluis.accounts.roles import Permission, Role
from nietpluis.desk.flow import Form
from nietpluis.desk.workflow import Status
from nietpluis.partners.models import Kind

GLOSSARY = Path(nietpluis.__file__).parents[1] / "docs" / "glossary.md"
pytestmark = pytest.mark.once


def nouns() -> Iterator[str]:
    yield from (model.__name__ for model in apps.get_app_config("desk").get_models())
    yield from (permission.partition(".")[0] for permission in Permission)
    for choices in (Role, Kind, Form, Status):
        yield from choices.values


def test_every_noun_of_the_code_stands_in_the_glossary() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    assert sorted({noun for noun in nouns() if f"`{noun}`" not in text}) == []


def test_every_row_of_the_glossary_says_what_it_means() -> None:
    rows = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if "|" in line]
    empty = [row for row in rows if [cell for cell in row.split("|")[1:-1] if not cell.strip()]]
    assert len(rows) > 60 and empty == []
