from datetime import date

import pytest

from nietpluis.accounts.roles import Role
from nietpluis.partners.models import Contact, Region
from tests import make

pytestmark = make.every_store


@pytest.fixture
def avim():
    partner = make.partner("avim-oost")
    partner.role, partner.task, partner.powers = "Politie", "Onderzoeken", "Opsporen"
    partner.save()
    return partner


def contact(of, **more):
    more.setdefault("label", Contact.Label.OFFICE)
    more.setdefault("telephone", "088 000 00 00")
    return Contact.objects.create(organisation=of, source="bron", order=1, **more)


def page(client, query="", role=Role.OFFICIAL):
    client.force_login(make.user(role))
    return client.get(f"/partners/{query}").content.decode()


def test_staff_find_who_does_what_and_how_to_reach_them(client, avim):
    contact(avim, hours="Werkdagen van 9 tot 5", verified_on=date(2026, 1, 1))
    text = page(client)
    for word in ("AVIM oost", "Onderzoeken", "Opsporen", "tel:0880000000", "Werkdagen van 9"):
        assert word in text


def test_a_contact_that_nobody_checked_is_shown_as_such_and_stands_on_the_list(client, avim):
    contact(avim)
    assert "Nog nooit nagekeken" in page(client)
    listed = page(client, "?nakijken=1")
    assert "088 000 00 00" in listed and "ZORGCOÖRDINATOR" not in listed.upper().split("ZONDER")[0]


def test_a_contact_that_was_checked_long_ago_is_shown_as_such(client, avim):
    contact(avim, verified_on=date(2020, 1, 1))
    assert "Te lang geleden nagekeken: 1 januari 2020" in page(client)


def test_a_partner_that_is_always_there_is_open_now(client, avim):
    contact(avim, open={"always": True})
    assert "nu bereikbaar" in page(client)


def test_a_partner_without_contact_says_so(client, avim):
    assert "Er is geen contact bekend" in page(client)


def test_one_sees_the_partners_of_ones_own_region_whatever_the_address_says(client, avim):
    text = page(client, "?regio=noord")
    assert "Regio oost" in text and "AVIM noord" not in text


def test_who_works_nationally_chooses_the_region(client):
    Region.objects.filter(national=True).delete()
    make.partner("nla")
    client.force_login(make.user(Role.INVESTIGATOR, at="nla"))
    assert "AVIM noord" in client.get("/partners/?regio=noord").content.decode()


def test_a_professional_from_outside_has_no_directory(client):
    client.force_login(make.user(Role.PROFESSIONAL))
    assert client.get("/partners/").status_code == 403
