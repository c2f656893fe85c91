"""What the screens refuse, and how they say so. Policy: A20; C12."""

import pytest

from .seat import Seat
from .steps import SEXUAL, decide, find, name_forms, note_call, pass_on

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]

SECRET = "Dit verhaal leest alleen Helmond."
NOWHERE = "/signalen/00000000-0000-4000-8000-000000000000/"


@pytest.fixture(scope="module")
def signal(nietpluis, browser):
    """Where a signal of Helmond is, that its focal officer took up; to be looked for, not at."""
    return taken_up(nietpluis, browser)


def taken_up(nietpluis, browser):
    boa, af = Seat(browser, nietpluis.desk, "boa"), Seat(browser, nietpluis.desk, "af")
    path = find(af, pass_on(boa, SECRET))
    af.press("Oppakken")
    for seat in (boa, af):
        seat.leave()
    return path


def test_a_signal_is_not_closed_early_nor_without_feedback(nietpluis, browser):
    signal = taken_up(nietpluis, browser)
    af = Seat(browser, nietpluis.desk, "af")
    af.go(f"{signal}afsluiten/")
    af.reads("Dit kan nog niet")
    af.go(f"{signal}terugkoppelen/")
    af.reads("Nu kan alleen een tussenbericht")
    af.go(signal)
    decide(af, "Duidelijk mensenhandel")
    name_forms(af, SEXUAL)
    af.unfold("Iets anders besluiten")
    af.choose("Gemeld bij de partners")
    af.fill("Waarom?", "Het is al laat.")
    af.press("Oordeel vastleggen")
    af.reads("Er is nog bij geen partner gemeld.")
    kept = af.main.get_by_label("Waarom?").input_value()
    assert kept == "Het is al laat."
    note_call(af, "AVIM", spoke_with="De rechercheur van dienst", agreed="Zij bellen terug.")
    decide(af, "Gemeld bij de partners", "De zorgcoördinator komt later.")
    af.choose("Genoeg gehoord", of="Wat is je oordeel?")
    af.fill("Waarom?", "Ik ga naar huis.")
    af.press("Oordeel vastleggen")
    af.reads("Nog niet gehoord: AVIM Oost-Brabant")
    af.follow("Volgen, noteren of herinneren")
    af.choose("Dit is onze terugkoppeling")
    af.fill("In hun woorden", "Er kan niets worden verteld.")
    af.press("Vastleggen")
    af.go(signal)
    decide(af, "Genoeg gehoord")
    af.follow("Niemand kan het horen")
    af.reads("Je kunt alleen een reden kiezen die voor deze melding klopt.")
    assert af.main.get_by_text("Een inwoner krijgt alleen").count() == 0  # a colleague reported
    af.press("Signaal afsluiten")
    af.reads("Kijk nog even naar het volgende")
    af.go(signal)
    af.reads("Terugkoppelen aan de melder")
    af.leave()


def test_a_signal_of_another_municipality_is_as_absent_as_one_that_never_was(
    nietpluis, browser, signal
):
    eindhoven = Seat(browser, nietpluis.desk, "eindhoven")
    assert eindhoven.go(signal) == 404
    hidden = eindhoven.page.content()
    assert eindhoven.go(NOWHERE) == 404
    assert eindhoven.page.content() == hidden
    eindhoven.go("/signalen/")
    eindhoven.reads_not(SECRET)
    eindhoven.fill("Zoek op kenmerk", "Helmond 12")
    eindhoven.press("Zoeken")
    eindhoven.reads("Niets gevonden")
    eindhoven.leave()


@pytest.mark.parametrize("who", ["inspecteur", "manager", "beheerder", "privacy", "nla", "keten"])
def test_a_role_without_the_right_is_told_so_and_sees_nothing(nietpluis, browser, signal, who):
    seat = Seat(browser, nietpluis.desk, who)
    assert seat.go("/signalen/") == 403
    seat.reads("Dit hoort niet bij je rol")
    assert seat.go(signal) == 403
    seat.reads_not(SECRET)
    seat.leave()


def test_an_appointment_that_ended_yesterday_opens_nothing(nietpluis, browser, signal):
    gone = Seat(browser, nietpluis.desk, "gisteren")
    assert gone.path == "/"
    gone.reads("aanstelling")
    assert gone.page.get_by_label("Hoofdmenu").count() == 0
    assert [gone.go(path) for path in ("/", "/signalen/", signal)] == [403, 403, 403]
    gone.reads_not(SECRET)
    gone.leave()
