"""The short flow of an undermining signal: judge, share under a ground, feed back, close.

Policy: G, Reporting. It belongs to the regisseur ondermijning and never crosses flow chart 1.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

VERSION = "undermining-1.0"


class UnderminingStatus(TextChoices):
    """The stops of an undermining signal."""

    NEW = "NEW", "Nieuw"
    JUDGING = "JUDGING", "Beoordelen"
    SHARING = "SHARING", "Delen met partners"
    FEEDBACK = "FEEDBACK", "Terugkoppelen"
    CLOSED = "CLOSED", "Afgesloten"


class Judgement(TextChoices):
    """What the regisseur can conclude."""

    TAKEN_UP = "TAKEN_UP", "opgepakt"
    SHARE = "SHARE", "delen met een partner"
    NO_SHARE = "NO_SHARE", "niet delen"
    SHARED = "SHARED", "gedeeld met wie het moet weten"
    MORE_NEEDED = "MORE_NEEDED", "toch nog eens beoordelen"
    TOLD = "TOLD", "de melder weet het, of niemand kan het horen"
    REOPENED = "REOPENED", "opnieuw geopend"


@dataclass(frozen=True)
class Step:
    """A question, why it is asked, where each answer leads, and its source."""

    text: str
    why: str
    leads: dict[Judgement, UnderminingStatus]
    source: str


UNDERMINING_START = UnderminingStatus.NEW
UNDERMINING_FLOW = {
    UnderminingStatus.NEW: Step(
        "Pak je dit signaal op?",
        "Ook dit signaal mag niet blijven liggen.",
        {Judgement.TAKEN_UP: UnderminingStatus.JUDGING},
        "G, Reporting; A22",
    ),
    UnderminingStatus.JUDGING: Step(
        "Moet een partner dit weten?",
        "Je behandelt het vertrouwelijk. Delen kan alleen met een grondslag.",
        {
            Judgement.SHARE: UnderminingStatus.SHARING,
            Judgement.NO_SHARE: UnderminingStatus.FEEDBACK,
        },
        "G, Reporting; A02, A34",
    ),
    UnderminingStatus.SHARING: Step(
        "Is het gedeeld met wie het moet weten?",
        "Kies per partner wat die moet weten, en op welke grondslag.",
        {
            Judgement.SHARED: UnderminingStatus.FEEDBACK,
            Judgement.MORE_NEEDED: UnderminingStatus.JUDGING,
        },
        "A02; A34, no ground is no sharing",
    ),
    UnderminingStatus.FEEDBACK: Step(
        "Weet de melder wat er met het signaal gebeurt?",
        "Een collega hoort wat ermee gebeurde. Een inwoner krijgt alleen het ontvangstbewijs.",
        {
            Judgement.TOLD: UnderminingStatus.CLOSED,
            Judgement.MORE_NEEDED: UnderminingStatus.JUDGING,
        },
        "A20; A03",
    ),
    UnderminingStatus.CLOSED: Step(
        "Is er iets nieuws?",
        "Komt er nieuwe informatie, dan open je het opnieuw.",
        {Judgement.REOPENED: UnderminingStatus.JUDGING},
        "G, embargo with a date to look again",
    ),
}
