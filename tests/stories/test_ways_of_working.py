"""People work in their own ways: without script, by keyboard, back and forth, two at a time."""

import pytest

from tests.browser import PHONE

from .seat import Seat
from .steps import (
    LABOUR,
    MAY_REPORT,
    answer_package,
    ask_advice,
    decide,
    find,
    name_forms,
    note_advice,
    pass_on,
    send_package,
    tell_and_close,
)

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]


def test_the_main_path_works_without_any_script(nietpluis, browser):
    def plain(name, **more):
        return Seat(browser, nietpluis.desk, name, script=False, **more)

    inspector = plain("inspecteur", size=PHONE)
    af, nla, zoco = plain("af"), plain("nla"), plain("zoco")
    story = "Zonder script: zes matrassen in een garage."
    signal = find(af, pass_on(inspector, story))
    af.press("Oppakken")
    decide(af, "Het signaal blijft vaag")
    ask_advice(af, "AVIM Oost-Brabant", "Wat zien jullie hierin?")
    note_advice(af, "Wel mensenhandel", "Dit past bij wat wij vaker zien.")
    decide(af, "Wel mensenhandel")
    name_forms(af, LABOUR)
    labour = "Nederlandse Arbeidsinspectie"
    read = send_package(af, labour, "Het verhaal", question="Zonder script?")
    helmond = "Zorgcoördinator mensenhandel Helmond"
    send_package(af, helmond, "Het verhaal", question="Zonder script?", ground=MAY_REPORT)
    assert answer_package(nla, LABOUR, "Gezien.") == read
    answer_package(zoco, LABOUR, "Geholpen.")
    af.go(signal)
    decide(af, "Genoeg gehoord van de partners")
    tell_and_close(af, "Er is hulp geboden.")
    inspector.menu("Mijn signalen")
    inspector.reads("Afgerond")
    for seat in (inspector, af, nla, zoco):
        seat.leave()


def test_the_worklist_can_be_walked_with_the_keyboard_alone(nietpluis, browser):
    boa, af = Seat(browser, nietpluis.desk, "boa"), Seat(browser, nietpluis.desk, "af")
    for story in ("Eerste om langs te lopen.", "Tweede om langs te lopen."):
        pass_on(boa, story)
    af.menu("Signalen")
    af.go("/signalen/")
    keys = af.page.keyboard
    keys.press("Tab")
    assert focused(af) == "Naar de inhoud"
    rows = af.main.locator(".np-row-link").all_inner_texts()
    af.go("/signalen/")
    keys.press("ArrowDown")
    assert focused(af) == rows[0]
    keys.press("ArrowDown")
    assert focused(af) == rows[1]
    keys.press("ArrowUp")
    keys.press("/")
    assert af.page.evaluate("document.activeElement.hasAttribute('data-search')")
    keys.type(rows[1])
    keys.press("Enter")
    af.reads("Gevonden")
    keys.press("ArrowDown")
    keys.press("Enter")
    af.reads(f"Signaal {rows[1]}")
    for seat in (boa, af):
        seat.leave()


def test_the_back_button_shows_how_it_stands_now_and_changes_nothing(nietpluis, browser):
    boa, af = Seat(browser, nietpluis.desk, "boa"), Seat(browser, nietpluis.desk, "af")
    find(af, pass_on(boa, "Heen en terug."))
    af.press("Oppakken")
    decide(af, "Het signaal blijft vaag")
    af.page.go_back()
    af.reads("Advies inwinnen")
    assert af.main.get_by_role("button", name="Oppakken").count() == 0
    steps = af.main.locator(".np-timeline__title").all_inner_texts()
    assert steps.count("Verrijken: het signaal blijft vaag") == 1
    for seat in (boa, af):
        seat.leave()


def test_a_judgement_sent_twice_is_one_judgement(nietpluis, browser):
    boa, af = Seat(browser, nietpluis.desk, "boa"), Seat(browser, nietpluis.desk, "af")
    find(af, pass_on(boa, "Twee keer geklikt."))
    af.main.get_by_role("button", name="Oppakken").dblclick()
    af.reads("Verrijken")
    af.choose("Duidelijk mensenhandel")
    af.fill("Waarom?", "Een keer is genoeg.")
    af.main.get_by_role("button", name="Oordeel vastleggen").dblclick()
    af.reads("Noem de vorm")
    steps = af.main.locator(".np-timeline__title").all_inner_texts()
    assert steps.count("Verrijken: duidelijk mensenhandel") == 1
    for seat in (boa, af):
        seat.leave()


def test_two_officers_at_once_the_second_keeps_what_was_typed(nietpluis, browser):
    boa = Seat(browser, nietpluis.desk, "boa")
    af, buddy = Seat(browser, nietpluis.desk, "af"), Seat(browser, nietpluis.desk, "buddy")
    signal = find(af, pass_on(boa, "Twee tegelijk."))
    af.press("Oppakken")
    buddy.go(signal)
    decide(af, "Duidelijk mensenhandel")

    typed = "Ik wilde eerst nog bellen met de wijkagent."
    buddy.choose("Het signaal blijft vaag", of="Wat is je oordeel?")
    buddy.fill("Waarom?", typed)
    buddy.press("Oordeel vastleggen")
    buddy.reads("Dit signaal is intussen veranderd", "Noem de vorm")
    assert typed in buddy.page.content()
    buddy.go(signal)
    buddy.reads("Verrijken: duidelijk mensenhandel")
    buddy.reads_not(typed)
    for seat in (boa, af, buddy):
        seat.leave()


def focused(seat: Seat) -> str:
    return str(seat.page.evaluate("document.activeElement.innerText"))
