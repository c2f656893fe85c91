"""By what nearly the same report is recognised: keyed marks, for a month, of the first one only."""

from django.db import models

from nietpluis.core.rows import Row
from nietpluis.partners.models import Municipality

from .reports import Report, of_signal


class LikenessMark(Row):
    """One mark of a story (vault.likeness); `whole` is the mark of exactly these words."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, db_index=False)
    mark = models.CharField(max_length=32)
    whole = models.BooleanField()
    made_at = models.DateTimeField(db_index=True)

    personal_data = of_signal(keep="id report municipality whole made_at", erase="mark")

    class Meta:
        indexes = [models.Index(fields=["municipality", "mark"], name="likeness_mark")]
