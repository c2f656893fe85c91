"""What is kept, how long, on what ground, and what may be read without a key. House rule 9."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from nietpluis.accounts.grounds import GROUNDS, PURPOSES, Purpose
from nietpluis.core.rows import PersonalData
from nietpluis.privacy import register
from nietpluis.privacy.plain_text import FRAMEWORK, PLAIN
from nietpluis.vault.fields import SealedText

pytestmark = pytest.mark.once


def entries() -> list[tuple[type[models.Model], PersonalData]]:
    return [(model, model.personal_data) for model in register.models()]


def needs_a_line(field: Any) -> bool:
    """Ids, foreign keys and what is sealed tell nothing; everything else stands on the list."""
    return not (field.is_relation or isinstance(field, SealedText | models.UUIDField))


def test_every_field_stands_in_the_personal_data_register_the_users_too() -> None:
    assert settings.AUTH_USER_MODEL in {model._meta.label for model in register.models()}
    assert len(register.models()) > 30
    assert list(register.gaps()) == []


def test_what_is_about_people_has_a_ground_and_a_period() -> None:
    for model, entry in entries():
        personal = entry.erase or entry.pseudonymise
        assert not personal or (entry.ground in GROUNDS and entry.period), model
        assert bool(entry.ground) == bool(entry.period), model


def test_whoever_is_named_in_a_row_is_erased_or_pseudonymised_with_it() -> None:
    """A link to a user is personal data, save the lines that prove who looked (C12)."""
    kept = [
        f"{model._meta.label}.{field.name}"
        for model, entry in entries()
        for field in model._meta.fields
        if field.is_relation
        and field.related_model is apps.get_model(settings.AUTH_USER_MODEL)
        and field.name in entry.keep.split()
    ]
    assert kept == ["accounts.Invitation.user"]  # it is the account itself that is erased then


def test_every_sealed_field_is_erased_when_its_time_comes() -> None:
    kept = [
        f"{model._meta.label}.{field.name}"
        for model, entry in entries()
        for field in model._meta.fields
        if isinstance(field, SealedText) and field.name not in entry.erase.split()
    ]
    assert kept == []


def test_what_may_stand_in_plain_text_is_on_the_written_list_and_the_rest_is_sealed() -> None:
    in_the_models = {
        model._meta.label: sorted(f.name for f in model._meta.fields if needs_a_line(f))
        for model in register.models()
    }
    assert {label: sorted(line.names()) for label, line in PLAIN.items()} == in_the_models
    assert [label for label, line in PLAIN.items() if not line.because] == []


def test_nothing_about_people_or_from_a_story_is_on_that_list() -> None:
    """Words that somebody typed stand in a TextField or a long CharField, nowhere but in these."""
    typed = {
        f"{model._meta.label}.{field.name}"
        for model in register.models()
        for field in model._meta.fields
        if isinstance(field, models.TextField)
        or (isinstance(field, models.CharField) and not field.choices and field.max_length > 60)
    }
    of_the_directory = {name for name in typed if name.startswith(("partners.", "inbox."))}
    assert typed - of_the_directory == {
        "accounts.User.email",
        "accounts.User.name",
        "accounts.User.password",
        "accounts.Invitation.code_hash",
        "audit.Chain.digest",
        "audit.Line.digest",
        "audit.Line.previous",
        "desk.Attachment.media_type",
        "desk.Identifier.mark",
        "desk.Undermining.topics",  # codes of the catalogue
    }


def test_the_tables_that_the_framework_brings_are_known() -> None:
    theirs = [m for m in apps.get_models() if not m.__module__.startswith("nietpluis.")]
    assert {model._meta.label for model in theirs} == set(FRAMEWORK)


def test_every_id_is_random_and_counts_nothing() -> None:
    for model in register.models():
        key = model._meta.pk
        assert isinstance(key, models.UUIDField), model
        assert key.default.__name__ == "uuid4", model


def test_every_purpose_and_every_ground_cites_its_source() -> None:
    assert set(PURPOSES) == set(Purpose) and all(PURPOSES.values())
    assert [key for key, ground in GROUNDS.items() if not (ground.source and ground.title)] == []
