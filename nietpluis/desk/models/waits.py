"""What is waited for, by whom, until when; and the notices that say so."""

from django.db import models
from django.db.models import Q

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import User
from nietpluis.core.rows import PersonalData, Row
from nietpluis.partners.models import Organisation
from nietpluis.partners.settings import WaitKind

from .signals import Signal
from .undermining import Undermining


class Wait(Row):
    """One thing a signal waits for: its owner, its deadline, how far it went when overdue (A22).

    `about` is the referral, consultation or signal itself. `mover` is the organisation whose move
    it is; the municipality's owner watches it. Once each: `overdue_at`, when the focal officer was
    told; `deputy_at` and `manager_at`, when it also surfaced to the deputy and the manager.
    """

    held_for = (Purpose.KEEP_MOVING,)

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, null=True)
    undermining = models.ForeignKey(Undermining, on_delete=models.CASCADE, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="waits")
    mover = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=24, choices=WaitKind)
    about = models.UUIDField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    deputy_at = models.DateTimeField(null=True)
    manager_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        keep="id signal undermining organisation mover kind about opened_at due_at overdue_at"
        " deputy_at manager_at closed_at",
        pseudonymise="owner",
        ground="MUNICIPAL_ROUTE",
        period="signal",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=Q(closed_at__isnull=True), name="wait_once"
            ),
            models.CheckConstraint(
                condition=Q(signal__isnull=False, undermining__isnull=True)
                | Q(signal__isnull=True, undermining__isnull=False),
                name="wait_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(closed_at__isnull=True, manager_at__isnull=True),
                name="wait_to_sweep",
            ),
            models.Index(
                fields=["owner", "due_at"],
                condition=Q(closed_at__isnull=True),
                name="wait_open_owner",
            ),
            models.Index(
                fields=["organisation", "due_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="wait_open_organisation",
            ),
        ]


class Notice(Row):
    """A tap on the shoulder for one person: that there is something, never what it says."""

    class Kind(models.TextChoices):
        OVERDUE = "OVERDUE", "te laat"
        FEEDBACK = "FEEDBACK", "terugkoppeling"
        PARTNER = "PARTNER", "bericht van een partner"
        NEW = "NEW", "nieuw"
        HANDED_OVER = "HANDED_OVER", "overgedragen"
        UNOPENED = "UNOPENED", "een melding die niet open kan"
        REPORTER = "REPORTER", "bericht van de melder"

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.UUIDField()
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        keep="id kind about made_at mailed_at read_at",
        erase="user",
        ground="MUNICIPAL_ROUTE",
        period="signal",
    )

    class Meta:
        indexes = [models.Index(fields=["user", "read_at"], name="notice_unread")]
