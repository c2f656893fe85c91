from datetime import UTC, date, datetime

import pytest

from nietpluis.core.answers import Answer
from nietpluis.core.calendar import AMSTERDAM
from nietpluis.partners import directory, packs
from nietpluis.partners.directory import Verified
from nietpluis.partners.models import Contact, Kind, Municipality, Organisation, Region
from nietpluis.partners.settings import settings_of

from .example import NATIONAL, NOW, PACK, TODAY, elsewhere, newer

OFFICE = [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:30"}]


@pytest.fixture
def proefdorp(db) -> Municipality:
    for pack in (PACK, NATIONAL, elsewhere()):
        packs.load(pack, now=NOW)
    return Municipality.objects.get(slug="proefdorp")


def codes(kind: Kind, place: Municipality) -> list[str]:
    return [one.code for one in directory.partner_of(kind, place)]


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=AMSTERDAM)


def test_the_partner_of_the_region_comes_before_the_national_one(proefdorp):
    assert codes(Kind.AVIM, proefdorp) == ["avim-testland", "avim-landelijk"]
    assert codes(Kind.MMA, proefdorp) == ["mma"]
    assert codes(Kind.ZOCO, proefdorp) == []


def test_the_municipality_itself_is_the_organisation_that_serves_it(proefdorp):
    assert codes(Kind.MUNICIPALITY, proefdorp) == ["gemeente-proefdorp"]


def test_a_partner_that_ended_is_not_proposed(proefdorp):
    Organisation.objects.filter(code="avim-testland").update(ended_on=TODAY)
    assert codes(Kind.AVIM, proefdorp) == ["avim-landelijk"]


def test_a_partner_that_serves_other_places_only_is_not_proposed(proefdorp):
    own = "\n[[organisation]]\ncode = '{0}'\nname = '{0}'\nkind = 'ZOCO'\nsource = 'x'\n{1}"
    here = own.format("b-hier", "serves = ['GM9001']") + own.format("a-overal", "")
    away = own.format("elders", "serves = ['GM9101']")
    packs.load(newer() + here + away, now=NOW)
    assert codes(Kind.ZOCO, proefdorp) == ["b-hier", "a-overal"]


def test_a_contact_is_never_verified_stale_or_in_order_by_the_months_of_the_region(proefdorp):
    settings = settings_of(proefdorp.region)  # three months
    never = Contact(verified_on=None)
    assert directory.verified_state(never, settings, TODAY) is Verified.NEVER
    for verified_on, state in {
        date(2025, 12, 2): Verified.OK,
        date(2025, 12, 1): Verified.STALE,
        TODAY: Verified.OK,
    }.items():
        contact = Contact(verified_on=verified_on)
        assert directory.verified_state(contact, settings, TODAY) is state
    assert Verified.NEVER.label == "Nog nooit gecontroleerd"


def test_contacts_to_verify_stand_on_a_list_never_first(proefdorp):
    later = datetime(2026, 6, 1, 9, tzinfo=UTC)
    listed = directory.to_verify(proefdorp.region, later)
    assert [(one.contact.organisation.code, one.contact.label, one.state) for one in listed] == [
        ("avim-testland", "OFFICE", Verified.NEVER),
        ("mma", "GENERAL", Verified.NEVER),
        ("avim-testland", "AFTER_HOURS", Verified.STALE),
    ]
    assert len(directory.to_verify(proefdorp.region, NOW)) == 2


def test_a_contact_of_an_ended_partner_need_not_be_verified(proefdorp):
    Organisation.objects.filter(code="avim-testland").update(ended_on=TODAY)
    listed = directory.to_verify(proefdorp.region, NOW)
    assert [one.contact.organisation.code for one in listed] == ["mma"]


def test_partners_without_any_contact_are_named_too(proefdorp):
    missing = directory.without_contact(proefdorp.region)
    assert [one.code for one in missing] == ["avim-landelijk"]


def test_the_directory_of_a_region_holds_its_own_and_the_national_partners(proefdorp):
    listed = directory.organisations_of(Region.objects.get(code="testland"))
    assert [one.code for one in listed] == ["avim-testland", "avim-landelijk", "mma"]


def test_unknown_hours_never_read_as_closed():
    assert directory.open_now(Contact(open=None), NOW) is Answer.UNKNOWN
    assert directory.open_now(Contact(open={"always": True}), NOW) is Answer.YES


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        (at(2026, 3, 2, 8, 0), Answer.YES),
        (at(2026, 3, 2, 7, 59), Answer.NO),
        (at(2026, 3, 2, 16, 29), Answer.YES),
        (at(2026, 3, 2, 16, 30), Answer.NO),
        (at(2026, 3, 7, 12, 0), Answer.NO),
        (at(2026, 4, 27, 12, 0), Answer.UNKNOWN),
        (datetime(2026, 7, 6, 6, 30, tzinfo=UTC), Answer.YES),
        (datetime(2026, 1, 5, 6, 30, tzinfo=UTC), Answer.NO),
    ],
)
def test_office_hours_are_dutch_hours_and_a_public_holiday_is_unknown(when, answer):
    assert directory.open_now(Contact(open=OFFICE), when) is answer


def test_around_the_clock_holds_on_a_public_holiday():
    assert directory.open_now(Contact(open={"always": True}), at(2026, 12, 25, 3)) is Answer.YES
