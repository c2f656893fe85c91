"""What the people in the stories do again and again, by the words on their screens."""

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as TooLate

from .seat import Seat

LABOUR, SEXUAL = "Arbeidsuitbuiting", "Seksuele uitbuiting"
PUBLIC_TASK = "Publieke taak van gemeente en partner"
MAY_REPORT = "Een vermoeden melden zonder toestemming mag"
BECAUSE = "Zo staat het in wat we vonden."
SEND_THIS = "Precies dit versturen"


def pass_on(official: Seat, story: str, *, where: str = "", other: str = "") -> str:
    """An official passes on what felt wrong; returns the reference they are given.

    `other`: a subject that is not about people at all.
    """
    official.menu("Doorgeven")
    official.fill("Wat voelde niet pluis?", story)
    if where:
        official.fill("Waar was het?", where)
    if other:
        official.unfold("Ook, of juist alleen")
        official.choose(other)
        official.choose("Het gaat alleen hierom")
    official.press("Doorgeven")
    official.reads("Het is doorgegeven")
    return official.page.locator(".np-reference").inner_text()


def find(af: Seat, reference: str) -> str:
    """Find a signal by its reference, as one does on the telephone; returns its address."""
    af.menu("Signalen")
    af.fill("Zoek op kenmerk", reference)
    af.press("Zoeken")
    af.follow(reference)
    af.reads(f"Signaal {reference}")
    return af.path


def decide(af: Seat, judgement: str, because: str = BECAUSE) -> None:
    """Give the judgement that the next step asks for."""
    folded = af.main.locator("details:not([open])", has=af.page.locator("form.np-decide"))
    if folded.count():
        folded.locator("> summary").click()
    af.choose(judgement, of="Wat is je oordeel?")
    af.fill("Waarom?", because)
    af.press("Oordeel vastleggen")
    af.reads("Je oordeel is vastgelegd")


def ask_advice(af: Seat, partner: str, question: str) -> None:
    af.follow("Advies vragen")
    af.select("Aan wie vraag je advies?", partner)
    af.fill("Wat vraag je?", question)
    af.press("Vastleggen en wachten op antwoord")


def note_advice(af: Seat, conclusion: str, words: str) -> None:
    af.follow("Antwoord vastleggen")
    af.choose(conclusion, of="Wat denkt de partner?")
    af.fill("Wat zei de partner?", words)
    af.press("Antwoord vastleggen")


def name_forms(af: Seat, *forms: str, danger: str = "Nee", minor: str = "Nee") -> None:
    af.follow("Noem de vorm")
    for form in forms:
        af.choose(form)
    af.choose(danger, of="Is er nu gevaar voor iemand?")
    af.choose(minor, of="Gaat het om een minderjarige?")
    af.press("Opslaan")


def turn_to(af: Seat, partner: str, how: str) -> None:
    """Choose a partner where the next step proposes it."""
    own = af.main.locator(".np-call", has_text=partner)
    whole = af.main.locator(".np-round__call", has_text=partner)
    af.follow(how, within=own if own.count() else whole)


def note_call(af: Seat, partner: str, *, spoke_with: str, agreed: str) -> None:
    turn_to(af, partner, "Gebeld: vastleggen")
    af.fill("Wie sprak je?", spoke_with)
    af.fill("Wat is er afgesproken?", agreed)
    af.press("Gesprek vastleggen")


def send_package(
    af: Seat, partner: str, *parts: str, question: str, ground: str = PUBLIC_TASK
) -> dict[str, str]:
    """Make a package and send precisely what the preview shows; returns that preview."""
    turn_to(af, partner, "Pakket maken")
    fill_package(af, *parts, question=question, ground=ground)
    seen = reading(af)
    af.press(SEND_THIS)
    return seen


def fill_package(af: Seat, *parts: str, question: str, ground: str = PUBLIC_TASK) -> None:
    """Choose what goes into a package, until the preview shows what the partner will read."""
    for part in parts:
        af.choose(part, of="Wat moet de partner weten?")
    af.fill("Wat vraag je de partner?", question)
    af.choose(ground, of="Op welke grondslag")
    see_preview(af)


def see_preview(af: Seat) -> None:
    """Wait for the preview, which follows what is typed; without script a button asks for it."""
    if not af.script:
        af.press("Voorbeeld")
    try:
        af.main.get_by_role("button", name=SEND_THIS).wait_for()
    except TooLate as slow:
        raise AssertionError("the preview never came") from slow


def reading(seat: Seat) -> dict[str, str]:
    """Return what the screen shows of a package: each heading with the text under it."""
    seen: dict[str, str] = {}
    for block in seat.main.locator(".np-reading").all():
        titles, texts = block.locator("h3").all(), block.locator(".np-reading__part").all()
        pairs = zip(titles, texts, strict=True)
        seen |= {title.inner_text(): text.inner_text() for title, text in pairs}
    return seen


def answer_package(partner: Seat, form: str, words: str) -> dict[str, str]:
    """A partner takes up what was sent and gives feedback; returns what they could read."""
    partner.menu("Ontvangen")
    newest = partner.main.locator("tr", has_text="Nieuw: nog niet opgepakt")
    partner.follow(form, within=newest)
    partner.press("Oppakken")
    read = reading(partner)
    partner.fill("schrijf het zelf", words)
    partner.press("Terugkoppeling versturen")
    partner.reads(words)
    return read


def tell_and_close(af: Seat, words: str) -> None:
    af.follow("Terugkoppelen aan de melder")
    af.choose("Terugkoppeling", of="Wat voor bericht is het?")
    af.fill("schrijf het zelf", words)
    af.press("Versturen")
    af.reads("Afgesloten", words)


def panel(af: Seat) -> Locator:
    """The next step on the page of a signal."""
    return af.main.locator(".np-step")
