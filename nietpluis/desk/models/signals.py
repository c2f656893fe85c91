"""The signal on the desk of the focal officer, and what they make of it."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Domain, User
from nietpluis.core.answers import Answer
from nietpluis.core.rows import Row
from nietpluis.partners.models import Municipality, Organisation
from nietpluis.vault.fields import SealedText

from ..flow import Form, Onward, Outcome
from ..workflow import START, Status
from .reports import Report, of_signal


class NobodyToTell(models.TextChoices):
    """Why there is nobody to give feedback to. Policy: G, Feedback."""

    RESIDENT = "RESIDENT", "een inwoner krijgt alleen een ontvangstbewijs"
    ANONYMOUS = "ANONYMOUS", "de melder is onbekend"
    MMA = "MMA", "de melding kwam via Meld Misdaad Anoniem"
    LEFT = "LEFT", "de melder werkt hier niet meer"
    EMBARGO = "EMBARGO", "de politie vraagt te wachten"


class Likeness(models.TextChoices):
    """What `like`, the first of reports that look alike, is to a signal; only people say the last.

    Policy: issue "Abuse without blocking a shelter": grouped, never silently dropped.
    """

    LOOKS = "LOOKS", "lijkt op een andere melding"
    SAME = "SAME", "zelfde melding"
    OTHER = "OTHER", "niet hetzelfde"


class Rank(models.IntegerChoices):
    """Which signals come first: danger, then minors, then the rest (G, AF in practice)."""

    ACUTE = 0, "Acuut gevaar"
    MINOR = 1, "Minderjarig"
    REST = 2, "Overig"


NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)


class Moving(models.Model):
    """What a list needs of anything that must not lie still: who, how soon, and how far it is.

    `due_at` and `waits_on` repeat the earliest open wait, so that a list is one indexed query;
    `by_when` is `due_at` with "never" at the end, in either database. `version` rises with every
    change; a page made from an older one is stale.
    """

    rank = models.PositiveSmallIntegerField(choices=Rank, default=Rank.REST)
    is_open = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True)
    by_when = models.GeneratedField(
        expression=Coalesce(F("due_at"), Value(NO_DEADLINE)),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    waits_on = models.CharField(max_length=24, blank=True)
    version = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()

    class Meta:
        abstract = True


MOVING = "rank is_open due_at by_when waits_on version received_at"


class Signal(Moving, Row):
    """A feeling that something is wrong, and where it stands on flow chart 1.

    `like` is the first of the reports that this one looks like, `likeness` what that means.
    """

    held_for = (Purpose.HANDLE_SIGNAL, Purpose.KEEP_MOVING)

    report = models.OneToOneField(Report, on_delete=models.CASCADE)
    # No index of their own: the ones below serve them, and SQLite would prefer the small ones
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, db_index=False)
    reference = models.CharField(max_length=9, unique=True)
    status = models.CharField(max_length=20, choices=Status, default=START)
    forms = models.CharField(max_length=40, blank=True)  # codes with a space between, sorted
    acute = models.CharField(max_length=10, choices=Answer, default=Answer.UNKNOWN)
    minor = models.CharField(max_length=10, choices=Answer, default=Answer.UNKNOWN)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False)
    summary = SealedText(default=b"")
    onward = models.CharField(max_length=20, choices=Onward, blank=True)
    told_at = models.DateTimeField(null=True)
    nobody_to_tell = models.CharField(max_length=20, choices=NobodyToTell, blank=True)
    look_again_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    like = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, db_index=False)
    likeness = models.CharField(max_length=8, choices=Likeness, blank=True)

    personal_data = of_signal(
        keep="id report organisation municipality reference status forms acute minor onward"
        f" told_at nobody_to_tell look_again_on closed_at like likeness {MOVING}",
        erase="summary",
        pseudonymise="owner",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "is_open", "rank", "by_when", "id"], name="signal_worklist"
            ),
            models.Index(
                fields=["organisation", "owner", "is_open", "rank", "by_when", "id"],
                name="signal_owned",
            ),
            models.Index(
                fields=["organisation", "status", "rank", "by_when", "id"], name="signal_stage"
            ),
            models.Index(
                fields=["organisation", "is_open", "closed_at", "id"], name="signal_closed"
            ),
            models.Index(fields=["organisation", "received_at"], name="signal_arrival"),
            models.Index(fields=["like"], name="signal_like", condition=Q(like__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="signal_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED)
                | Q(told_at__isnull=False)
                | ~Q(nobody_to_tell=""),
                name="signal_closed_only_with_feedback",
            ),
            models.CheckConstraint(
                condition=~Q(nobody_to_tell=NobodyToTell.EMBARGO) | Q(look_again_on__isnull=False),
                name="signal_embargo_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, is_open=False)
                | (~Q(status=Status.CLOSED) & Q(is_open=True)),
                name="signal_open_until_closed",
            ),
        ]

    def form_set(self) -> set[Form]:
        """Return the forms of exploitation named so far (A11: several at once)."""
        return {Form(code) for code in self.forms.split()}


class Decision(Row):
    """One question of the flow chart, answered, under the version of that day.

    `despite` marks an answer that leaves the chart's route; `because` then says why.
    """

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, choices=Status)
    outcome = models.CharField(max_length=20, choices=Outcome)
    because = SealedText(default=b"")
    despite = models.BooleanField(default=False)
    flow_version = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    decided_at = models.DateTimeField()

    personal_data = of_signal(
        keep="id signal status outcome despite flow_version decided_at",
        erase="because",
        pseudonymise="by",
    )

    class Meta:
        indexes = [models.Index(fields=["signal", "decided_at"], name="decision_order")]


class Fact(Row):
    """Something looked up to enrich a signal: with source, ground and time (A16).

    No row for a kind means nobody looked: unknown, never "no". A fact from the care domain is shown
    to those who work in care only (G, AF in practice).
    """

    class Kind(models.TextChoices):
        ADDRESS = "ADDRESS", "Adresgegevens"
        SANCTION = "SANCTION", "Eerder opgelegde sancties"
        PERMIT = "PERMIT", "Vergunningen"
        REGISTRATION = "REGISTRATION", "Inschrijvingen"
        OTHER = "OTHER", "Iets anders"

    class Result(models.TextChoices):
        FOUND = "FOUND", "gevonden"
        NOTHING = "NOTHING", "gezocht, niets gevonden"
        UNKNOWN = "UNKNOWN", "niet te achterhalen"

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=Kind)
    result = models.CharField(max_length=10, choices=Result)
    domain = models.CharField(max_length=10, choices=Domain)
    content = SealedText(default=b"")
    source = SealedText()
    ground = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT)

    personal_data = of_signal(
        keep="id signal kind result domain ground found_at",
        erase="content source",
        pseudonymise="by",
    )


class Note(Row):
    """An internal note of the focal officer; no partner and no reporter reads it."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE)
    text = SealedText()
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    written_at = models.DateTimeField()

    personal_data = of_signal(keep="id signal written_at", erase="text", pseudonymise="by")


class Feedback(Row):
    """What the reporter is told: on the way, or at the end (A20), also when little can be told.

    `purpose` is that of the desk that told it; the other desk does not read it (G, Reporting).
    """

    class Kind(models.TextChoices):
        INTERIM = "INTERIM", "Tussenbericht"
        FINAL = "FINAL", "Terugkoppeling"
        CANNOT_TELL = "CANNOT_TELL", "Er kan niets worden verteld"

    report = models.ForeignKey(Report, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=Kind)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.HANDLE_SIGNAL)
    text = SealedText()
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    given_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    personal_data = of_signal(
        keep="id report kind purpose given_at read_at", erase="text", pseudonymise="by"
    )
