"""ExchangeRate: the roubles one unit of a currency cost on a day; corrections and refusals."""

from typing import ClassVar

from django.db import models

from shipments.sentences import SentenceField


class ExchangeRate(models.Model):
    """Roubles per one unit; `day` is the day in force (CBR `Date`), carried until replaced."""

    currency = models.CharField(max_length=3)
    day = models.DateField()
    roubles = models.DecimalField(max_digits=18, decimal_places=10)
    source = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(roubles__gt=0), name="rate_is_positive"),
        ]
        indexes: ClassVar = [models.Index(fields=["-day", "-id"], name="rate_by_day")]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"


class RateCorrection(models.Model):
    """One figure put in the place of another, by whom and why; appended, never edited."""

    currency = models.CharField(max_length=3)
    day = models.DateField()
    old_roubles = models.DecimalField(max_digits=18, decimal_places=10)
    new_roubles = models.DecimalField(max_digits=18, decimal_places=10)
    old_source = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    happened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"


class RefusedRate(models.Model):
    """A row of a list of rates that was not taken: where it stood, what it said, and why."""

    source = models.CharField(max_length=80)
    line = models.PositiveIntegerField()
    text = models.CharField(max_length=200, blank=True)
    reason = SentenceField()
    by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "line", "text"], name="refused_rate_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.line}"
