"""The packs that come with Nietpluis say what the documents say, and nothing more."""

import re
from dataclasses import replace
from datetime import date

import pytest

from nietpluis.partners import packs
from nietpluis.partners.directory import partner_of
from nietpluis.partners.models import Contact, Kind, Municipality, Organisation, Region
from nietpluis.partners.settings import RegionSettings, settings_of

from .example import NOW

SIZES = {
    "oost-brabant": 32,
    "flevoland": 6,
    "noord-holland": 32,
    "gelderland": 22,
    "groningen": 10,
}
STATED = """112 0900-8844 0800-7000 0800-5151 +31703335678 +31703334444 070-3334180 088-9630320
0800-1814 088-0430430 140492 040-2193388 073-6139225 0882220500 0800-2000"""
ROUTE = (Kind.EMERGENCY, Kind.AVIM, Kind.ZOCO, Kind.NLA, Kind.RIEC, Kind.CHAIN_DIRECTOR)


@pytest.fixture
def shipped(db) -> None:
    for file in packs.shipped():
        packs.load_file(file, now=NOW)


def test_every_region_of_the_documents_has_its_municipalities(shipped):
    assert packs.shipped()[0].stem == "landelijk"
    for code, size in SIZES.items():
        places = Municipality.objects.filter(region__code=code)
        assert places.count() == size
        assert {place.valid_from for place in places} == {date(2023, 1, 1)}
    assert {region.code for region in Region.objects.filter(national=False)} == set(SIZES)


def test_every_municipality_is_served_by_its_own_organisation(shipped):
    for place in Municipality.objects.select_related("served_by"):
        assert place.served_by.code == f"gemeente-{place.slug}"
        assert place.served_by.kind == Kind.MUNICIPALITY
    assert Municipality.objects.get(slug="s-hertogenbosch").name == "'s-Hertogenbosch"


def test_every_partner_of_the_route_exists_for_every_municipality(shipped):
    for place in Municipality.objects.select_related("region", "served_by"):
        assert all(partner_of(kind, place) for kind in ROUTE), place


def test_no_telephone_number_is_invented(shipped):
    stated = {number.replace("-", "") for number in STATED.split()}
    found = {re.sub("-", "", contact.dial) for contact in Contact.objects.exclude(telephone="")}
    assert found == stated


def test_everything_names_its_source_and_nothing_counts_as_verified(shipped):
    assert not Organisation.objects.filter(source="").exists()
    assert not Contact.objects.filter(source="").exists()
    assert not Organisation.objects.exclude(verified_on=None).exists()
    assert not Contact.objects.exclude(verified_on=None).exists()


def test_a_partner_without_contact_says_that_none_is_stated(shipped):
    partners = Organisation.objects.exclude(kind=Kind.MUNICIPALITY).filter(contacts=None)
    assert partners.exists()
    assert all("contact" in one.not_stated for one in partners)


def test_the_numbers_of_nla_that_contradict_each_other_stand_side_by_side(shipped):
    abroad = Contact.objects.filter(organisation__code="nla", label=Contact.Label.ABROAD)
    assert {contact.dial for contact in abroad} == {"+31703335678", "+31703334444"}
    assert len({contact.source for contact in abroad}) == 2
    assert all("tegen" in contact.note for contact in abroad)


def test_avim_oost_brabant_has_office_hours_and_a_number_after_hours(shipped):
    office, after = Organisation.objects.get(code="avim-oost-brabant").contacts.all()
    assert office.open == [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:30"}]
    assert (after.label, after.dial) == ("AFTER_HOURS", "09008844")


def test_only_oost_brabant_and_heerde_are_known_to_have_a_form_of_their_own(shipped):
    own = Municipality.objects.filter(own_form=True)
    assert own.filter(region__code="oost-brabant").count() == SIZES["oost-brabant"]
    assert [place.slug for place in own.exclude(region__code="oost-brabant")] == ["heerde"]
    silent = Municipality.objects.filter(region__code__in=["noord-holland", "gelderland"])
    assert all("own_form" in place.not_stated for place in silent if not place.own_form)


def test_noord_holland_has_its_three_districts(shipped):
    places = Municipality.objects.filter(region__code="noord-holland")
    counts = {
        name: places.filter(district=name).count()
        for name in ("Noord-Holland-Noord", "Kennemerland", "Zaanstreek-Waterland")
    }
    assert list(counts.values()) == [16, 9, 7]


def test_the_documents_settle_one_order_of_partners_and_for_the_rest_the_proposal_runs(shipped):
    proposal = RegionSettings()
    for region in Region.objects.filter(national=False):
        found = settings_of(region)
        assert found.partner_order.decided == (region.code == "oost-brabant")
        assert found.partner_order.value == proposal.partner_order.value
        assert replace(found, partner_order=proposal.partner_order) == proposal


def test_the_example_in_the_manual_of_packs_is_a_good_pack():
    manual = (packs.SHIPPED / "README.md").read_text()
    example = manual.partition("```toml\n")[2].partition("```")[0]
    assert packs.read(example).data["region"]["code"] == "testland"
