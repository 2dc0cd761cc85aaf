"""ExchangeRate: the roubles one unit of a currency cost on a day, and who says so."""

from typing import ClassVar

from django.db import models


class ExchangeRate(models.Model):
    """Roubles per one unit; `day` is the day in force (CBR `Date`), carried until replaced."""

    currency = models.CharField(max_length=3)
    day = models.DateField()
    roubles = models.DecimalField(max_digits=14, decimal_places=6)
    source = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(roubles__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
