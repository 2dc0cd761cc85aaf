"""ClearanceTerm and CalendarDay: how long an authority may take, and which days it works."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ClearanceTerm(models.Model):
    """The term of one status on one side: hours, or working days of its country."""

    class Side(models.TextChoices):
        EXPORT = "export", _("export")
        IMPORT = "import", _("import")

    side = models.CharField(max_length=6, choices=Side.choices)
    status = models.CharField(max_length=18)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_enabled = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["side", "status", "since"], name="term_once_a_day"),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) ^ Q(working_days__isnull=True),
                name="term_in_hours_or_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.status} {self.since}"


class CalendarDay(models.Model):
    """A day that is not as its weekday says: a weekday off, or a day of the weekend worked."""

    class Country(models.TextChoices):
        CHINA = "CN", _("China")
        RUSSIA = "RU", _("Russia")

    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("is worked"), default=False)
    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(_("who says so"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "day"], name="calendar_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.day}"
