"""What the municipality and a reporter write to each other after the report, by the code."""

from django.db import models
from django.db.models import Q

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import User
from nietpluis.core.rows import Row
from nietpluis.vault.fields import SealedText

from .reports import Report, of_signal


class ReporterMessage(Row):
    """One message to or from a reporter who has only a code; its id is that in the public store.

    `purpose` is that of the desk that wrote it, since the other desk does not read it; what the
    reporter writes has none and is read by each desk that has the report. `posted`: it is in the
    public store. `read_at`: of a message to the reporter, when they read it; of one from them, when
    the focal officer did, and `regisseur_read_at` when the regisseur did (A03; G, Reporting).
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE)
    from_reporter = models.BooleanField()
    purpose = models.CharField(max_length=20, choices=Purpose, blank=True)
    language = models.CharField(max_length=8)
    text = SealedText()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    sent_at = models.DateTimeField()
    posted = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    regisseur_read_at = models.DateTimeField(null=True)

    personal_data = of_signal(
        keep="id report from_reporter purpose language sent_at posted read_at regisseur_read_at",
        erase="text",
        pseudonymise="written_by",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["sent_at"], condition=Q(posted=False), name="reportermessage_to_post"
            ),
            models.Index(
                fields=["report"],
                condition=Q(from_reporter=True, read_at__isnull=True),
                name="reportermessage_unread",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_reporter=True, written_by__isnull=True, purpose="", posted=True)
                | (Q(from_reporter=False) & ~Q(purpose="")),
                name="reportermessage_by_one_side",
            )
        ]
