"""What came in and could not be read: kept where it is, shown to people, tried again."""

from django.db import models

from nietpluis.accounts.grounds import Purpose
from nietpluis.core.rows import PersonalData, Row
from nietpluis.partners.models import Organisation


class Unopened(Row):
    """A report that could not be opened: an envelope, or an e-mail, by its id and never its words.

    The thing itself stays where it is: the envelope in the public store, the e-mail in its mailbox.
    Without an organisation it is not known which municipality it was for. `put_away_at`: somebody
    dealt with it, so that nobody is still asked to. Policy: A22, nothing is left lying.
    """

    class Kind(models.TextChoices):
        ENVELOPE = "ENVELOPE", "melding van de meldpagina"
        MAIL = "MAIL", "e-mail"
        MESSAGE = "MESSAGE", "bericht van een melder"

    class Reason(models.TextChoices):
        NO_PLACE = "NO_PLACE", "het is niet duidelijk voor welke gemeente deze melding is"
        NO_KEY = "NO_KEY", "de sleutel van de gemeente ontbreekt"
        SEALED = "SEALED", "het zegel past niet: de melding is beschadigd, of er is mee geknoeid"
        CONTENT = "CONTENT", "wat erin zit, is geen melding"
        EMPTY = "EMPTY", "de e-mail is leeg"
        TOO_BIG = "TOO_BIG", "de e-mail is te groot om te verwerken"
        FAILED = "FAILED", "het verwerken ging mis"

    held_for = (Purpose.HANDLE_SIGNAL, Purpose.ADMINISTER)

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    thing = models.UUIDField(unique=True)
    reason = models.CharField(max_length=10, choices=Reason)
    first_seen_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        keep="id organisation kind thing reason first_seen_at tried_at opened_at put_away_at",
        ground="MUNICIPAL_ROUTE",
        period="envelope",
    )

    class Meta:
        indexes = [models.Index(fields=["organisation", "opened_at"], name="unopened_whose")]
