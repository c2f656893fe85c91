"""Everybody who works by the settings of a region can read them, and sees whose choice they are."""

from datetime import date

import pytest

from nietpluis.accounts.roles import Permission, Role
from nietpluis.partners.models import Municipality, Region
from nietpluis.partners.settings import WaitKind, settings_of
from tests import make

pytestmark = make.every_store
SOURCE = "Ketenoverleg van januari"


@pytest.fixture
def region():
    make.partner("nla")
    return Region.objects.get(code="oost")


def page(client, query="", role=Role.FOCAL_OFFICER, at="gemeente-helmond"):
    client.force_login(make.user(role, at=at))
    return client.get(f"/regio/{query}").content.decode()


def decide(region, **settings):
    region.settings = settings
    region.save()


def test_what_a_region_has_not_settled_is_shown_as_a_proposal(client, region):
    text = page(client)
    assert "19 afspraken heeft de regio nog niet vastgesteld" in text
    assert "Vastgesteld" not in text and text.count("Nog niet vastgesteld") == 2
    assert len(settings_of(region).proposals) == 19


def test_what_a_region_settled_is_shown_with_its_source(client, region):
    deadline = {"acute_hours": 1, "minor_hours": 6, "working_days": 2, "source": SOURCE}
    decide(
        region,
        deadlines={WaitKind.UNTOUCHED: deadline},
        duty_telephone={"value": "0900 1234", "source": SOURCE},
        zoco_step={"value": "WHERE_NEEDED", "source": SOURCE},
    )
    text = page(client)
    assert text.count("Vastgesteld") == text.count(SOURCE) == 3
    for words in ("16 afspraken", "6 uur", "2 werkdagen", "0900 1234", "Daarna, waar nodig"):
        assert words in text


def test_a_merged_municipality_says_what_it_became(client, region):
    Municipality.objects.filter(slug="helmond").update(
        valid_to=date(2025, 1, 1), successor=make.place("eindhoven")
    )
    assert "Ging op in Eindhoven op 1 januari 2025" in page(client)


def test_card_poster_and_button_of_a_municipality_are_one_press_away(client, region, settings):
    assert "kaart, poster en knop" not in page(client)
    settings.PUBLIC_URL = "https://meldpunt.example.nl"
    assert 'href="https://meldpunt.example.nl/helmond/knop/"' in page(client)


def test_one_reads_the_settings_of_ones_own_region_whatever_the_address_says(client, region):
    text = page(client, "?regio=noord")
    assert "Afspraken in Regio oost" in text and "Dronten" not in text


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.EVALUATOR, Role.PRIVACY_OFFICER])
def test_who_does_not_work_by_the_settings_has_no_such_page(client, role):
    client.force_login(make.user(role))
    assert client.get("/regio/").status_code == 403


def test_the_administrator_is_told_what_the_region_still_has_to_settle(client, region):
    administrator = make.user(Role.ADMINISTRATOR)
    assert administrator.may(Permission.SETTINGS_READ, now=make.NOW)
    client.force_login(administrator)
    text = client.get("/").content.decode()
    assert "19 afspraken in Regio oost heeft de regio nog niet vastgesteld" in text
    assert 'href="/regio/?regio=oost"' in text


def test_an_evaluator_is_told_that_only_figures_are_for_them(client, region):
    client.force_login(make.user(Role.EVALUATOR))
    assert "alleen cijfers over het geheel" in client.get("/").content.decode()
