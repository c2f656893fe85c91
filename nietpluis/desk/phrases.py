"""Ready sentences for feedback, so that a short answer is quick to give. Policy: A20, A21; G.

Each can stand alone or before what somebody adds. They say nothing about a person.
"""

# What a partner tells the municipality
PARTNER = {
    "BUSY": "Wij hebben het signaal opgepakt en zijn ermee bezig.",
    "VISITED": "Wij zijn ter plaatse geweest.",
    "CONTACT": "Wij hebben contact met de persoon om wie het gaat.",
    "HELP": "Er is hulp aangeboden.",
    "KNOWN": "Dit was bij ons al bekend. Uw informatie is toegevoegd.",
    "NOTHING": "Wij hebben het onderzocht en zien geen reden om verder te gaan.",
    "CANNOT_TELL": "Er kan niets worden verteld.",
}
CANNOT_TELL = "CANNOT_TELL"

# What the municipality tells whoever reported: on the way, and at the end
INTERIM = {
    "READ": "Dank je wel voor je signaal. We hebben het gelezen en zijn ermee aan de slag.",
    "PARTNER": "We hebben je signaal doorgegeven aan een partner die hier iets mee kan.",
    "LONGER": "Het duurt langer dan we hoopten. Je signaal is niet vergeten.",
}
FINAL = {
    "TAKEN": "Een partner heeft je signaal opgepakt. Dat was zonder jouw melding niet gebeurd.",
    "HELP": "Er is hulp aangeboden. Meer mogen we niet vertellen.",
    "OTHER": "Het bleek iets anders te zijn. Een andere afdeling gaat ermee verder.",
    "NOTHING": "We hebben het uitgezocht. Er is nu geen reden om verder te gaan. Goed dat je het"
    " meldde: blijf dat doen.",
}
NOTHING_TO_TELL = (
    "We hebben je signaal behandeld. Wat ermee gebeurt, kunnen we niet vertellen. Dat is om mensen"
    " te beschermen. Dank je wel dat je het doorgaf."
)


def together(phrases: dict[str, str], code: str, text: str) -> str:
    """Return the chosen sentence with what was added to it; either may be missing."""
    return "\n".join(part for part in (phrases.get(code, ""), text.strip()) if part)
