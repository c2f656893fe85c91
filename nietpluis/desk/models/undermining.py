"""The undermining signal on the desk of the regisseur ondermijning, with its own short flow."""

from django.db import models
from django.db.models import Q

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import User
from nietpluis.core.rows import Row
from nietpluis.partners.models import Municipality, Organisation
from nietpluis.vault.fields import SealedText

from ..undermining_flow import UNDERMINING_START, Judgement, UnderminingStatus
from .reports import Report, of_signal
from .signals import MOVING, Moving, NobodyToTell


class Undermining(Moving, Row):
    """A report of other undermining crime, treated in confidence (G, Reporting).

    When the report also lives on the focal officer's desk, neither sees what the other made of it.
    """

    held_for = (Purpose.HANDLE_UNDERMINING, Purpose.KEEP_MOVING)

    report = models.OneToOneField(Report, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    reference = models.CharField(max_length=9, unique=True)
    status = models.CharField(max_length=20, choices=UnderminingStatus, default=UNDERMINING_START)
    topics = models.CharField(max_length=120, blank=True)  # codes with a space between, sorted
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    summary = SealedText(default=b"")
    told_at = models.DateTimeField(null=True)
    nobody_to_tell = models.CharField(max_length=20, choices=NobodyToTell, blank=True)
    look_again_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    personal_data = of_signal(
        keep="id report organisation municipality reference status topics told_at nobody_to_tell"
        f" look_again_on closed_at {MOVING}",
        erase="summary",
        pseudonymise="owner",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "is_open", "rank", "by_when", "id"],
                name="undermining_worklist",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=UnderminingStatus.CLOSED)
                | Q(told_at__isnull=False)
                | ~Q(nobody_to_tell=""),
                name="undermining_closed_with_feedback",
            ),
            models.CheckConstraint(
                condition=~Q(nobody_to_tell=NobodyToTell.EMBARGO) | Q(look_again_on__isnull=False),
                name="undermining_embargo_has_a_date",
            ),
        ]


class UnderminingDecision(Row):
    """A judgement of the regisseur, with the reason and the version of the flow."""

    undermining = models.ForeignKey(Undermining, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, choices=UnderminingStatus)
    judgement = models.CharField(max_length=20, choices=Judgement)
    because = SealedText(default=b"")
    flow_version = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    decided_at = models.DateTimeField()

    personal_data = of_signal(
        keep="id undermining status judgement flow_version decided_at",
        erase="because",
        pseudonymise="by",
    )


class Share(Row):
    """What the regisseur gave to a named partner, under a ground (A02; A34)."""

    undermining = models.ForeignKey(Undermining, on_delete=models.CASCADE)
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    ground = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20, choices=Purpose)
    content = SealedText()
    how = SealedText()
    shared_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT)

    personal_data = of_signal(
        keep="id undermining to ground purpose shared_at", erase="content how", pseudonymise="by"
    )
