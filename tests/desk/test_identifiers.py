import time

import pytest

from nietpluis.desk import identifiers
from nietpluis.desk.models import Identifier
from nietpluis.vault.index import Kind, mark
from tests import make


def found(text):
    return identifiers.found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bel 06-12345678.",
        "Bel (06) 1234 5678",
        "Bel +31 (0)6 12345678",
        "Bel 0031612345678",
        "\u0660\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
    ],
)
def test_one_telephone_is_one_mark_however_it_is_written(text):
    marks = {mark(kind, value, region="oost") for kind, value in found(text)}
    assert marks == {mark(Kind.TELEPHONE, "0612345678", region="oost")}


def test_a_foreign_telephone_is_found_in_both_its_spellings():
    first, other = found("+48 600 123 456"), found("0048600123456")
    assert mark(*first[0], region="oost") == mark(*other[0], region="oost")


def test_dutch_plates_are_found_and_after_the_word_itself_those_of_any_country():
    assert found("ab-12-cd en G123BB") == [(Kind.PLATE, "ab-12-cd"), (Kind.PLATE, "G123BB")]
    assert found("kenteken: DW4 RT88 gezien") == [(Kind.PLATE, "DW4RT88")]


@pytest.mark.parametrize(
    "text", ["5701 AB 12", "5701ab 12", "Kerkstraat 12, 5701 AB Helmond", "5701 AB nr. 12"]
)
def test_an_address_is_its_postcode_and_number(text):
    assert found(text) == [(Kind.ADDRESS, "5701 AB 12")]


@pytest.mark.parametrize(
    "text",
    [
        "In 2020 en 5 anderen, 1990 te 3.",
        "Op 2026-12-01 12-03-2026 om 10.30",
        "Hij zat op kamer 12.",
        "\U0001f6a8" * 50,
        "\u202e\u200f",
        "",
    ],
)
def test_a_date_a_year_or_a_few_words_are_no_identifier(text):
    assert found(text) == []


def test_the_burgerservicenummer_is_found_only_where_it_is_called_so():
    assert found("BSN 123456782") == [(Kind.BSN, "123456782")]
    assert found("Dossier 123456782") == []
    assert mark(Kind.BSN, "123456782", region="oost") in identifiers.marks_for(
        "123456782", region="oost"
    )


@pytest.mark.parametrize("piece", ["0 ", "1", "+1 ", "a.", "a@", "1234 AB ", "kenteken A-", "(("])
def test_no_text_of_the_longest_length_keeps_the_reader_waiting(piece):
    began = time.monotonic()
    found((piece * 20_000)[:20_000])
    assert time.monotonic() - began < 2


@make.every_store
def test_who_reports_is_never_findable_only_what_the_report_names():
    report = make.report(
        story="Ze belt steeds met 06-12345678.",
        whereabouts="5701 AB 12",
        contact="0687654321, melder@example.nl",
    )
    marks = set(Identifier.objects.filter(report=report).values_list("mark", flat=True))
    assert marks == {
        *identifiers.marks_for("0612345678", region="oost"),
        *identifiers.marks_for("5701AB12", region="oost"),
    }
    assert not marks & set(identifiers.marks_for("0687654321", region="oost"))
