"""ClearanceTerm: how long an authority may take, as dated rows that people edit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ClearanceTerm(models.Model):
    """The term of one status on one side: hours, or working days from Monday to Friday."""

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
