"""A wrong pack says the line, the field and the reason, and changes nothing (issue: bad input)."""

from itertools import zip_longest

import pytest

from nietpluis.partners import packs
from nietpluis.partners.models import Contact, Municipality, Organisation, Region

from .example import MERGED, NATIONAL, NOW, PACK, elsewhere, line_of, newer

WRONG = [
    ('code = "testland"', 'code = ""', "region.code", "must not be empty"),
    ('code = "testland"', 'code = "Test Land"', "region.code", "lower-case letters"),
    ("version = 1", "version = 0", "region.version", "from 1"),
    ("version = 1", "version = true", "region.version", "whole number"),
    ("version = 1", "version = 1\ncolour = 1", "region.colour", "is not a field"),
    ("acute_hours = 1", "acute_hours = 0", "settings.deadlines.UNTOUCHED.acute_hours", "from 1"),
    ("working_days = 2", "working_days = -3", "settings.deadlines.UNTOUCHED.working_days", "from"),
    ("value = 3", 'value = "3"', "settings.contact_verify_months.value", "whole number"),
    ('kind = "AVIM"', 'kind = "SZW"', "organisation.kind", "must be one of"),
    ('"088-0000000"', '"bel ons"', "organisation.contact.telephone", "telephone number"),
    ('"0900-0000"', '"12"', "organisation.contact.telephone", "telephone number"),
    ("wacht@testland.example", "wacht@@example", "organisation.contact.email", "e-mail"),
    ("2026-01-15", '"januari"', "organisation.contact.verified_on", "must be a date"),
    ("2026-01-15", "2026-01-15T10:00:00", "organisation.contact.verified_on", "must be a date"),
    ('to = "16:30"', 'to = "07:00"', "organisation.contact.open", "earlier to a later"),
    ("[1, 2, 3, 4, 5]", "[0]", "organisation.contact.open", "days from 1"),
    ('label = "OFFICE"', 'label = "DESK"', "organisation.contact.label", "must be one of"),
    ("GM9001", "GM90011", "municipality.code", "CBS code"),
    ("GM9001", "gm9001", "municipality.code", "CBS code"),
    ('district = "Noord"', 'district = "Zuid"', "municipality.district", "no district"),
    ('served_by = "gemeente-proefdorp"', 'served_by = "avim-testland"', "municipality.served_by",
     "no organisation of kind MUNICIPALITY"),
    ("own_form = true", "own_form = true\nnot_stated = ['own_form']", "municipality.not_stated",
     "is stated above"),
    ('"Proefdorp"', '"Proef\\u0000dorp"', "municipality.name", "control character"),
    ('"Proefdorp"', f'"{"x" * 121}"', "municipality.name", "longer than 120"),
    ("own_form = true", "valid_to = 2022-01-01\nsuccessor = 'GM9001'", "municipality.valid_to",
     "later than valid_from"),
    ("[settings.contact", "[settings.colour]\nvalue = 1\n[settings.contact", "settings.colour",
     "is not a setting"),
    ("deadlines.UNTOUCHED", "deadlines.SOMETIMES", "settings.deadlines.SOMETIMES", "is not a wait"),
]  # fmt: skip


def faults(text: str) -> list[packs.Fault]:
    with pytest.raises(packs.BadPack) as refused:
        packs.load(text, now=NOW)
    return refused.value.faults


def the_fault(text: str) -> packs.Fault:
    [fault] = faults(text)
    return fault


@pytest.mark.django_db
@pytest.mark.parametrize(("right", "wrong", "field", "reason"), WRONG)
def test_a_wrong_field_is_named_with_its_line_and_reason(right, wrong, field, reason):
    bad = PACK.replace(right, wrong, 1)
    changed = [
        number
        for number, (one, other) in enumerate(zip_longest(PACK.split("\n"), bad.split("\n")), 1)
        if one != other
    ]
    fault = the_fault(bad)
    assert fault.field == field and reason in fault.reason
    assert fault.line in changed[:2]
    assert not Region.objects.exists() and not Organisation.objects.exists()


@pytest.mark.django_db
def test_a_missing_field_is_named_at_the_table_that_lacks_it():
    bad = PACK.replace('label = "AFTER_HOURS"\n', "").replace('slug = "proefdorp"\n', "")
    contact, place = faults(bad)
    second = bad.index("[[organisation.contact]]", bad.index("[[organisation.contact]]") + 1)
    assert contact == (packs.Fault(bad[:second].count("\n") + 1, contact.field, "is missing"))
    assert contact.field == "organisation.contact.label"
    assert place == packs.Fault(line_of(bad, "[[munic"), "municipality.slug", "is missing")


@pytest.mark.django_db
def test_all_that_is_wrong_is_said_at_once():
    bad = PACK.replace('"OFFICE"', "1").replace('"AFTER_HOURS"', "2").replace("GM9001", "x")
    assert [fault.line for fault in faults(bad)] == [
        line_of(bad, "label = 1"),
        line_of(bad, "label = 2"),
        line_of(bad, 'code = "x"'),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("again", "field"),
    [
        ("[[organisation]]\ncode = 'avim-testland'\nname = 'x'\nkind = 'OM'\nsource = 'x'",
         "organisation.code"),
        (MERGED.replace("GM9002", "GM9001"), "municipality.code"),
        (MERGED.replace('"oudedorp"', '"proefdorp"'), "municipality.slug"),
        ("[[district]]\nname = 'Noord'\nsource = 'x'", "district.name"),
    ],
)  # fmt: skip
def test_a_code_stands_in_a_pack_once(again, field):
    first, *_ = faults(PACK + again)
    assert first.field == field and "already taken" in first.reason
    assert first.line > PACK.count("\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("right", "wrong", "field", "reason"),
    [
        ('successor = "GM9001"\n', "", "municipality.successor", "who answers"),
        ("valid_to = 2025-01-01\n", "", "municipality.valid_to", "since when"),
        ('successor = "GM9001"', 'successor = "GM1234"', "municipality.successor", "no known"),
        ('successor = "GM9001"', 'successor = "GM9002"', "municipality.successor", "comes back"),
        ("valid_to = 2025-01-01", "valid_to = 2022-12-31", "municipality.valid_to", "later"),
    ],
)
def test_a_place_that_merged_needs_a_successor(right, wrong, field, reason):
    fault = the_fault(PACK + MERGED.replace(right, wrong))
    assert fault.field == field and reason in fault.reason
    assert fault.line > PACK.count("\n")


@pytest.mark.django_db
def test_successors_do_not_go_round():
    ended = PACK + 'valid_to = 2026-01-01\nsuccessor = "GM9002"\n' + MERGED
    assert {fault.reason for fault in faults(ended)} == {"comes back to the place itself"}


@pytest.mark.django_db
def test_successors_do_not_go_round_by_way_of_another_region():
    packs.load(PACK, now=NOW)
    other = elsewhere(PACK + 'valid_to = 2024-01-01\nsuccessor = "GM9001"\n')
    packs.load(other.replace('successor = "GM9101"', 'successor = "GM9001"'), now=NOW)
    fault = the_fault(newer(PACK) + 'valid_to = 2026-01-01\nsuccessor = "GM9101"\n')
    assert fault.reason == "comes back to the place itself"


@pytest.mark.django_db
def test_a_successor_exists_when_the_place_ends():
    late = PACK.replace("valid_from = 2023", "valid_from = 2026") + MERGED
    assert "begins later" in the_fault(late).reason


@pytest.mark.django_db
def test_what_belongs_to_another_region_stays_there():
    packs.load(PACK, now=NOW)
    packs.load(NATIONAL, now=NOW)
    mine = elsewhere()
    taken = {
        mine.replace("avim-verland", "avim-testland"): "organisation.code",
        mine.replace("avim-verland", "mma"): "organisation.code",
        mine.replace("GM9101", "GM9001"): "municipality.code",
        mine.replace('"verdorp"', '"proefdorp"'): "municipality.slug",
        newer(NATIONAL).replace('"mma"', '"avim-testland"'): "organisation.code",
    }
    for text, field in taken.items():
        fault = the_fault(text)
        assert fault.field == field and fault.line > 1
    assert Organisation.objects.get(code="avim-testland").name == "AVIM Testland"
    assert Organisation.objects.get(code="mma").region is None


@pytest.mark.django_db
def test_an_older_pack_and_another_text_under_the_same_version_are_refused():
    packs.load(newer(), now=NOW)
    older = the_fault(PACK)
    assert (older.line, older.field) == (line_of(PACK, "version"), "region.version")
    assert "version 2" in older.reason
    other = the_fault(newer().replace("088-0000000", "088-1111111"))
    assert other.field == "region.version" and "raise the version" in other.reason
    assert not Contact.objects.filter(telephone="088-1111111").exists()


@pytest.mark.django_db
def test_a_municipality_does_not_just_vanish_from_a_pack():
    packs.load(PACK + MERGED, now=NOW)
    fault = the_fault(newer())
    assert fault.field == "municipality" and "GM9002 (Oudedorp)" in fault.reason
    assert Municipality.objects.count() == 2


@pytest.mark.django_db
def test_the_address_of_a_page_does_not_change():
    packs.load(PACK, now=NOW)
    fault = the_fault(newer().replace('slug = "proefdorp"', 'slug = "anders"'))
    assert fault.field == "municipality.slug" and "already" in fault.reason


@pytest.mark.django_db
def test_nothing_was_verified_in_the_future():
    fault = the_fault(PACK.replace("2026-01-15", "2026-03-03"))
    assert fault.field == "organisation.contact.verified_on" and "future" in fault.reason


@pytest.mark.django_db
def test_there_is_one_national_pack_and_it_holds_organisations_only():
    packs.load(NATIONAL, now=NOW)
    second = NATIONAL.replace('"land"', '"rijk"').replace('"mma"', '"m"').replace("avim-l", "a")
    assert the_fault(second).field == "region.national"
    changed, *_ = faults(newer(NATIONAL).replace("national = true\n", ""))
    assert changed.reason == "cannot change once the pack is loaded"
    fields = {fault.field for fault in faults(newer(NATIONAL) + PACK[PACK.index("[settings") :])}
    assert fields == {"settings", "district", "municipality"}


@pytest.mark.django_db
def test_an_organisation_serves_known_municipalities_only():
    fault = the_fault(PACK.replace('kind = "AVIM"', 'kind = "AVIM"\nserves = ["GM1111"]'))
    assert fault.field == "organisation.serves" and "GM1111" in fault.reason


@pytest.mark.django_db
def test_a_contact_has_a_way_to_reach_it_or_says_what_is_not_stated():
    bare = PACK.replace('telephone = "088-0000000"\n', "")
    assert "has none of" in the_fault(bare).reason
    packs.load(bare.replace("label = \"OFFICE\"", "label = \"OFFICE\"\nnot_stated = ['website']"),
               now=NOW)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "is missing"),
        ("[region", 1, "Expected"),
        ('[region]\ncode = "a"\ncode = "b"', 3, "Cannot overwrite"),
        ('[region]\nname = "open', 2, "end of document"),
        ("[region]\nname = \0", 2, "NUL"),
        ("[region]\nname = '\ud800'", 0, "character"),
        ("x = " + "[" * 5000, 0, "deeply"),
        ("x = " + "9" * 5000, 0, "digits"),
        ("#" * 2_000_001, 0, "larger"),
        ("[[region]]", 1, "must be a table"),
        ("region = 1\norganisation = 2", 2, "must be a list of tables"),
    ],
)
def test_a_broken_file_is_refused_politely(text, line, reason):
    with pytest.raises(packs.BadPack) as refused:
        packs.read(text)
    assert any(f.line == line and reason in f.reason for f in refused.value.faults), refused.value


def test_a_file_that_is_no_text_is_refused_politely(tmp_path):
    file = tmp_path / "pack.toml"
    for content, reason in {
        b"[region]\nname = '\xff\xfe'": "line 2, file: is not text in UTF-8",
        b"\x7fELF\x02\x00\x00": "line 1, file: is not a text file: it holds a NUL",
        b"#" * 2_000_001: "file: is larger than 2,000,000 bytes",
    }.items():
        file.write_bytes(content)
        with pytest.raises(packs.BadPack, match=reason):
            packs.load_file(file, now=NOW)
    for missing in (tmp_path / "nothing.toml", tmp_path):
        with pytest.raises(packs.BadPack, match="cannot be read"):
            packs.load_file(missing, now=NOW)
