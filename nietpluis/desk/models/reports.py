"""What came in: the report (melding), with what was seen, its files and its identifiers."""

from functools import partial

from django.db import models
from django.db.models import Q

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Function, User
from nietpluis.core.answers import Answer
from nietpluis.core.rows import PersonalData, Row
from nietpluis.partners.models import Municipality, Organisation
from nietpluis.vault.fields import SealedText

of_signal = partial(PersonalData, ground="MUNICIPAL_ROUTE", period="signal")


class Channel(models.TextChoices):
    """How a report reached the municipality (A01, A14, A59; G)."""

    PUBLIC = "PUBLIC", "Meldpagina"
    OFFICIAL = "OFFICIAL", "Collega"
    PROFESSIONAL = "PROFESSIONAL", "Professional van buiten"
    EMAIL = "EMAIL", "E-mail"
    TELEPHONE = "TELEPHONE", "Telefoon"
    COUNTER = "COUNTER", "Balie"
    MMA = "MMA", "Meld Misdaad Anoniem"


class ReporterKind(models.TextChoices):
    """Who reports. Only officials and professionals hear what became of it (A03, A20)."""

    OFFICIAL = "OFFICIAL", "Ambtenaar"
    PROFESSIONAL = "PROFESSIONAL", "Professional"
    RESIDENT = "RESIDENT", "Inwoner"
    VICTIM = "VICTIM", "Mogelijk slachtoffer"
    WORKER = "WORKER", "Werknemer"
    COLLEAGUE = "COLLEAGUE", "Collega op het werk"
    CLIENT = "CLIENT", "Klant"
    MMA = "MMA", "Meld Misdaad Anoniem"
    UNKNOWN = "UNKNOWN", "Onbekend"


class About(models.TextChoices):
    """Whether the report is about a person or a place (section E, Signalenroutekaart)."""

    PERSON = "PERSON", "een persoon"
    PLACE = "PLACE", "een plek"
    UNKNOWN = "UNKNOWN", "weet ik niet"


class Seen(models.TextChoices):
    """Whether an entry of the signal catalogue was seen; no answer is not looked at (C8)."""

    YES = "YES", "ja"
    NO = "NO", "nee"
    UNKNOWN = "UNKNOWN", "onbekend"
    NOT_LOOKED = "NOT_LOOKED", "niet naar gekeken"


class Report(Row):
    """A melding: what somebody saw, sealed, with what is needed in plain text to work it.

    Its id names the data key of everything that hangs on it. `reporter` is set when a colleague or
    an invited professional reported while logged in.
    """

    held_for = (Purpose.OWN_REPORT,)

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    reference = models.CharField(max_length=9, unique=True)
    once = models.UUIDField(unique=True)  # envelope, form or message: the same one is one report
    channel = models.CharField(max_length=20, choices=Channel)
    reporter_kind = models.CharField(max_length=20, choices=ReporterKind)
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    function = models.CharField(max_length=20, choices=Function, blank=True)
    language = models.CharField(max_length=8, default="nl")
    about = models.CharField(max_length=10, choices=About, default=About.UNKNOWN)
    acute = models.CharField(max_length=10, choices=Answer, default=Answer.UNKNOWN)
    minor = models.CharField(max_length=10, choices=Answer, default=Answer.UNKNOWN)
    unverified = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    story = SealedText()
    sightings = SealedText(default=b"")
    whereabouts = SealedText(default=b"")
    period = SealedText(default=b"")
    contact = SealedText(default=b"")
    reply_to = SealedText(default=b"")

    personal_data = of_signal(
        keep="id organisation municipality reference once channel reporter_kind function language"
        " about acute minor unverified received_at",
        erase="story sightings whereabouts period contact reply_to",
        pseudonymise="reporter",
    )

    class Meta:
        indexes = [models.Index(fields=["reporter", "-received_at"], name="report_own")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel=Channel.MMA) | Q(unverified=True),
                name="report_mma_is_unverified",
            )
        ]


class Attachment(Row):
    """A file that came with a report: the sealed original is evidence, people see a clean copy.

    The original is `content`, or lies on the disk as `evidence`; the copy lies there as `copy`.
    Each has a key of its own, sealed here, so that both are gone once the report's key is. `once`
    is the id it had in the public store, `sent_with` the message it came with, if it was not the
    report. `digest` is the SHA-256 of the original. Policy: ADR 19; A14, evidence.
    """

    class State(models.TextChoices):
        QUARANTINED = "QUARANTINED", "In quarantaine"
        CLEAN = "CLEAN", "Nagekeken"
        INFECTED = "INFECTED", "Virus gevonden"
        UNREADABLE = "UNREADABLE", "Niet leesbaar"

    class Why(models.TextChoices):
        COMING = "COMING", "wordt nog opgehaald van de meldpagina"
        NO_SCANNER = "NO_SCANNER", "nog niet op virussen nagekeken: de virusscanner antwoordt niet"
        NO_PROGRAM = "NO_PROGRAM", "het programma dat dit soort bestand opent, ontbreekt hier"
        KIND = "KIND", "dit soort bestand kunnen we niet veilig openen"
        PIXELS = "PIXELS", "de afbeelding is te groot om veilig te openen"
        LARGE = "LARGE", "er staat te veel in om er een kopie van te maken"
        SLOW = "SLOW", "een kopie maken duurde te lang"
        BOMB = "BOMB", "het bestand zwelt op bij het openen, zoals een zipbom"
        PASSWORD = "PASSWORD", "er zit een wachtwoord op"
        BROKEN = "BROKEN", "het bestand is beschadigd of niet wat het lijkt"
        MISSING = "MISSING", "het bestand is niet aangekomen"
        FAILED = "FAILED", "het openen ging mis"

    report = models.ForeignKey(Report, on_delete=models.CASCADE)
    once = models.UUIDField(null=True)
    sent_with = models.UUIDField(null=True)
    name = SealedText()
    content = SealedText(default=b"")
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, blank=True)  # of inbox.kinds
    size = models.PositiveIntegerField()
    damaged = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.QUARANTINED)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    expected_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    digest = SealedText(default=b"")
    evidence = models.UUIDField(null=True)
    evidence_key = SealedText(default=b"")
    copy = models.UUIDField(null=True)
    copy_key = SealedText(default=b"")
    copy_type = models.CharField(max_length=40, blank=True)

    personal_data = of_signal(
        keep="id report once sent_with media_type kind size damaged state why expected_at tried_at"
        " tries evidence copy copy_type",
        erase="name content digest evidence_key copy_key",
    )

    class Meta:
        indexes = [models.Index(fields=["state", "tried_at"], name="attachment_to_open")]
        constraints = [models.UniqueConstraint(fields=["report", "once"], name="attachment_once")]


class Identifier(Row):
    """A telephone, plate or address that a report names: sealed, and findable by its mark."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)  # of vault.index.Kind
    mark = models.CharField(max_length=64)
    value = SealedText()

    personal_data = of_signal(keep="id report organisation kind", erase="mark value")

    class Meta:
        indexes = [models.Index(fields=["mark"], name="identifier_mark")]
        constraints = [models.UniqueConstraint(fields=["report", "mark"], name="identifier_once")]
