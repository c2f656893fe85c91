"""Who is asked for advice, who it is handed to, and what goes back and forth."""

from django.db import models
from django.db.models import Q

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import User
from nietpluis.core.rows import Row
from nietpluis.partners.models import Organisation
from nietpluis.vault.fields import SealedText

from ..flow import Outcome
from .reports import of_signal
from .signals import Signal


class Consultation(Row):
    """Advice asked from a partner about a vague signal (A18); the answer is noted when it comes."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE)
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    question = SealedText()
    spoke_with = SealedText(default=b"")
    answer = SealedText(default=b"")
    conclusion = models.CharField(max_length=20, choices=Outcome, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT)

    personal_data = of_signal(
        keep="id signal partner conclusion asked_at answered_at",
        erase="question spoke_with answer",
        pseudonymise="by",
    )


class Referral(Row):
    """A signal handed to one partner, by telephone or as a package, both equal in weight (C2; G).

    `despite`: why it went against the route. `embargo`: what may not be told on, until that day.
    `silent_at`: since when the ketenregisseur is asked; `stays_silent_at`: asking did not help.
    112 is called, never waited for: then nothing is due.
    """

    held_for = (Purpose.HANDLE_SIGNAL, Purpose.KEEP_MOVING)

    class How(models.TextChoices):
        TELEPHONE = "TELEPHONE", "per telefoon"
        PACKAGE = "PACKAGE", "als pakket"

    class State(models.TextChoices):
        SENT = "SENT", "wacht op de partner"
        ACCEPTED = "ACCEPTED", "opgepakt"
        ASKED = "ASKED", "partner heeft een vraag"
        DECLINED = "DECLINED", "niet voor deze partner"
        ANSWERED = "ANSWERED", "terugkoppeling ontvangen"
        SILENT = "SILENT", "partner zwijgt, bij de ketenregisseur"
        CLOSED_SILENT = "CLOSED_SILENT", "afgesloten, partner zweeg"

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sent")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="received")
    how = models.CharField(max_length=10, choices=How)
    state = models.CharField(max_length=20, choices=State, default=State.SENT)
    spoke_with = SealedText(default=b"")
    their_reference = SealedText(default=b"")
    agreed = SealedText(default=b"")
    embargo = SealedText(default=b"")
    embargo_until = models.DateField(null=True)
    despite = SealedText(default=b"")
    reminders = models.PositiveSmallIntegerField(default=0)
    referred_at = models.DateTimeField()
    feedback_due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    silent_at = models.DateTimeField(null=True)
    stays_silent_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT)

    personal_data = of_signal(
        keep="id signal organisation to how state embargo_until reminders referred_at"
        " feedback_due_at accepted_at answered_at silent_at stays_silent_at",
        erase="spoke_with their_reference agreed embargo despite",
        pseudonymise="by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signal", "to"],
                condition=~Q(state__in=["DECLINED", "CLOSED_SILENT"]),
                name="referral_once_per_partner",
            )
        ]
        indexes = [models.Index(fields=["to", "state"], name="referral_to")]


class Package(Row):
    """A copy of chosen fields under its own key; a partner sees this, never the signal.

    `content` is sealed JSON, a list of [field, title, text]; `fields` names what was chosen. Seen
    as a summary before acceptance, as content after it, not at all after declining (A19; A21).
    `asked_by`: when feedback was asked, as previewed; the referral holds what was agreed since.
    """

    held_for = (Purpose.HELP_VICTIM, Purpose.INVESTIGATE, Purpose.APPROACH)

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    forms = models.CharField(max_length=40, blank=True)
    urgent = models.BooleanField(default=False)
    fields = models.JSONField(default=list)
    purpose = models.CharField(max_length=20, choices=Purpose)
    ground = models.CharField(max_length=20)
    question = SealedText()
    content = SealedText()
    asked_by = models.DateTimeField()
    sent_at = models.DateTimeField()

    personal_data = of_signal(
        keep="id referral organisation forms urgent fields purpose ground asked_by sent_at",
        erase="question content",
    )


class Exchange(Row):
    """One message between the municipality and a partner about a referral, under the package's key.

    For a referral by telephone there is no package; then the key is the report's. `on_behalf`: the
    municipality noted what the partner said. `mail_due`: the partner's contact still has to get an
    e-mail that there is something, never what.
    """

    class Kind(models.TextChoices):
        SENT = "SENT", "Gemeld"
        ACCEPT = "ACCEPT", "Opgepakt"
        ASK = "ASK", "Vraag"
        REPLY = "REPLY", "Antwoord"
        DECLINE = "DECLINE", "Niet voor ons"
        FEEDBACK = "FEEDBACK", "Terugkoppeling"
        REMINDER = "REMINDER", "Herinnering"
        SILENT = "SILENT", "Naar de ketenregisseur"
        PROMISED = "PROMISED", "Ketenregisseur: de partner antwoordt nog"
        STAYS_SILENT = "STAYS_SILENT", "Ketenregisseur: de partner blijft stil"
        ENDED = "ENDED", "Afgesloten, partner zweeg"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=Kind)
    text = SealedText(default=b"")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    on_behalf = models.BooleanField(default=False)
    mail_due = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    personal_data = of_signal(
        keep="id referral kind on_behalf mail_due mailed_at at", erase="text", pseudonymise="by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["referral", "at"], name="exchange_order"),
            models.Index(fields=["at"], condition=Q(mail_due=True), name="exchange_to_mail"),
        ]
