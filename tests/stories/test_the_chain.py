"""The whole chain, played by people at real screens: from a report to feedback. Policy: C1, C2."""

import pytest

from tests.browser import PHONE

from .seat import Seat
from .steps import (
    LABOUR,
    MAY_REPORT,
    SEXUAL,
    answer_package,
    ask_advice,
    decide,
    find,
    name_forms,
    note_advice,
    note_call,
    panel,
    pass_on,
    send_package,
    tell_and_close,
)

pytestmark = [pytest.mark.needs("chromium", "static"), pytest.mark.once]

IN_TWO_MINUTES = 12  # taps and fields: some ten seconds each, typing and looking included
STORY = "Vier matrassen boven de keuken. De papieren van het personeel lagen in de kluis."
WHERE = "Verzonnenweg 12, Helmond"


def test_a_resident_reports_in_english_and_hears_nothing_but_a_receipt(nietpluis, browser):
    story = "The men in the barn never leave. They are afraid of the boss."
    resident = Seat(browser, nietpluis.public, size=PHONE)
    resident.go("/helmond/")
    resident.page.locator(".np-languages summary").click()
    resident.page.get_by_role("link", name="English").click()
    resident.follow("I want to report something")
    resident.choose("About people")
    resident.press("Next")
    resident.fill("Tell us what you saw or heard", story)
    resident.press("Next")
    resident.choose("No", of="Is someone in danger now?")
    resident.fill("Where is it?", "The barn behind the church")
    for _ in range(3):
        resident.press("Next")
    resident.reads("Who may read this?", "Helmond", "AVIM", story)  # before anything is sent: A02
    resident.press("Send")
    resident.reads("Your report has been sent")
    code = resident.page.locator(".np-code").inner_text()
    assert resident.context.cookies() == []
    resident.leave()
    nietpluis.work()

    af = Seat(browser, nietpluis.desk, "af")
    af.menu("Signalen")
    af.page.locator("tr", has_text="The men in the barn").get_by_role("link").click()
    af.reads(story, "The barn behind the church", "Deze melder kreeg een ontvangstbewijs")
    assert af.main.locator(".np-story").get_attribute("lang") == "en"
    af.reads_not(code)
    af.press("Oppakken")
    af.reads("Verrijken")
    af.leave()


def test_an_inspector_reports_in_a_doorway_and_a_double_click_is_one_report(nietpluis, browser):
    inspector = Seat(browser, nietpluis.desk, "inspecteur", size=PHONE)
    inspector.acts = 0
    inspector.follow("Iets doorgeven")
    inspector.choose("slaapplekken op of boven de werkplek")
    inspector.choose("De papieren van het personeel")
    inspector.fill("Wat voelde niet pluis?", "Dubbel getikt, in de regen.")
    inspector.fill("Waar was het?", WHERE)
    inspector.choose("Vandaag")
    inspector.choose("Nee", of="onder de 18")
    inspector.acts += 1
    inspector.main.get_by_role("button", name="Doorgeven").dblclick()
    inspector.reads("Het is doorgegeven", "Wat gebeurt er nu?")
    assert inspector.acts <= IN_TWO_MINUTES
    inspector.menu("Mijn signalen")
    assert inspector.main.get_by_text("Dubbel getikt").count() == 1
    inspector.leave()


def test_a_vague_labour_signal_goes_to_the_partners_and_back_to_whoever_saw_it(nietpluis, browser):
    inspector = Seat(browser, nietpluis.desk, "inspecteur", size=PHONE)
    af, nla, zoco = (Seat(browser, nietpluis.desk, name) for name in ("af", "nla", "zoco"))
    reference = pass_on(inspector, STORY, where=WHERE)
    signal = find(af, reference)
    af.press("Oppakken")

    decide(af, "Het signaal blijft vaag")
    ask_advice(af, "AVIM Oost-Brabant", "Kennen jullie dit soort slaapplekken?")
    note_advice(af, "Wel mensenhandel", "Ja. Dit past bij arbeidsuitbuiting.")
    decide(af, "Wel mensenhandel")
    name_forms(af, LABOUR)
    assert panel(af).locator(".np-round").count() == 1  # NLA and ZoCo, no order: C2

    asked = "Kunt u hier een controle doen?"
    previewed = send_package(af, "Nederlandse Arbeidsinspectie", "Het verhaal", question=asked)
    assert previewed == {"De vraag": asked, "Het verhaal": STORY}
    zoco_team = "Zorgcoördinator mensenhandel Helmond"
    send_package(af, zoco_team, "Het verhaal", question="Staat u klaar?", ground=MAY_REPORT)
    af.reads("Bij partners")  # everyone on the route was told

    nla.menu("Ontvangen")
    nla.follow(LABOUR, within=nla.main.locator("tr", has_text="Nieuw"))
    package = nla.path
    nla.reads(asked, "Helmond")
    nla.reads_not(STORY, WHERE, reference)  # before accepting: a summary
    assert zoco.go(package) == 404  # nor is it there for another partner
    read = answer_package(nla, LABOUR, "Wij controleerden en namen het over.")
    assert read == previewed  # after it: exactly what was previewed
    nla.reads_not(WHERE, reference)
    zoco.go()
    answer_package(zoco, LABOUR, "Twee mannen slapen nu op een veilige plek.")

    af.go(signal)
    af.reads("Wij controleerden en namen het over.", "Twee mannen slapen nu op een veilige plek.")
    decide(af, "Genoeg gehoord van de partners")
    told = "Er is ingegrepen, en er is hulp. Dank je dat je het zag."
    tell_and_close(af, told)

    inspector.menu("Mijn signalen")
    inspector.reads("Afgerond")
    inspector.follow(reference)
    inspector.reads(told)
    inspector.reads_not("Wij controleerden")  # what partners say is for the officer
    for seat in (inspector, af, nla, zoco):
        seat.leave()


def test_sexual_exploitation_is_told_to_avim_by_telephone_and_then_to_the_zoco(nietpluis, browser):
    boa, af = Seat(browser, nietpluis.desk, "boa", size=PHONE), Seat(browser, nietpluis.desk, "af")
    find(af, pass_on(boa, "Elke avond een andere auto, en zij kijkt steeds naar hem."))
    af.press("Oppakken")
    decide(af, "Duidelijk mensenhandel")
    name_forms(af, SEXUAL)
    first, then = panel(af).locator(".np-round").all()
    assert "AVIM" in first.inner_text() and "0900-8844" in first.inner_text()
    assert "Zorgcoördinator" in then.inner_text()
    assert not then.get_by_role("link", name="Gebeld").first.is_visible()  # only if waiting harms

    note_call(af, "AVIM", spoke_with="De dienstdoende rechercheur", agreed="Zij gaan erheen.")
    af.reads("Zij gaan erheen.")
    then = panel(af).locator(".np-round").last
    assert then.get_by_role("link", name="Gebeld").first.is_visible()
    note_call(
        af,
        "Zorgcoördinator mensenhandel Helmond",
        spoke_with="De zorgcoördinator",
        agreed="Er is vannacht een bed.",
    )
    af.reads("Bij partners", "Er is vannacht een bed.")
    for seat in (boa, af):
        seat.leave()


def test_an_undermining_report_is_shared_under_a_ground_and_closed(nietpluis, browser):
    boa = Seat(browser, nietpluis.desk, "boa", size=PHONE)
    regisseur, af = (Seat(browser, nietpluis.desk, name) for name in ("regisseur", "af"))
    story = "Een sterke geur bij de schuur, en afgeplakte ramen."
    reference = pass_on(boa, story, other="Drugs")
    af.menu("Signalen")
    af.reads_not(story)  # it lives on the other desk only

    regisseur.menu("Ondermijning")
    regisseur.page.locator("tr", has_text="afgeplakte ramen").get_by_role("link").click()
    regisseur.press("Oppakken")
    regisseur.choose("Delen met een partner", of="Wat is je oordeel?")
    regisseur.fill("Waarom?", "De politie moet dit weten.")
    regisseur.press("Oordeel vastleggen")
    regisseur.select("Met welke partner?", "Politie")
    regisseur.choose("Het verhaal")
    regisseur.fill("Hoe en met wie", "Per beveiligde mail aan de wijkagent.")
    regisseur.press("Vastleggen dat je dit deelt")
    regisseur.reads("Kijk nog even naar het volgende", "Nog met niemand gedeeld")  # no ground: A34
    regisseur.select("Op welke grondslag?", "Publieke taak van gemeente en partner")
    regisseur.press("Vastleggen dat je dit deelt")
    regisseur.reads("Per beveiligde mail aan de wijkagent.")
    regisseur.choose("Gedeeld met wie het moet weten", of="Wat is je oordeel?")
    regisseur.fill("Waarom?", "Meer hoeft niemand te weten.")
    regisseur.press("Oordeel vastleggen")
    regisseur.choose("Terugkoppeling", of="Wat voor bericht is dit?")
    regisseur.fill("Je bericht", "De politie weet ervan. Dank je wel.")
    regisseur.press("Bericht sturen")
    regisseur.reads("Afgesloten")

    boa.menu("Mijn signalen")
    boa.follow(reference)
    boa.reads("Afgerond", "De politie weet ervan.")
    for seat in (boa, regisseur, af):
        seat.leave()
