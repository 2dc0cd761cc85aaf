"""Case: a parcel that is stuck or in dispute and needs a person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shipments.parcels.models import Parcel
from shipments.tenancy import SellerOwned


class Case(models.Model):
    """One open question about one parcel; at most one open case of a kind."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Kind(models.TextChoices):
        STUCK = "stuck", _("stuck")
        LOST = "lost", _("lost")
        DAMAGED = "damaged", _("damaged")
        QUESTION = "question", _("buyer asks")

    class Outcome(models.TextChoices):
        """How a case ended; it stands before the reason in the history."""

        MOVES = "moves", _("it moves on")
        ANSWERED = "answered", _("answered")
        REPLACED = "replaced", _("sent again")
        REFUNDED = "refunded", _("money returned")
        LOST = "lost", _("given up as lost")
        NOTHING = "nothing", _("nothing was wrong")

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    stage = models.CharField(max_length=18)
    stage_since = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "parcel__seller"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parcel", "kind"], condition=Q(status="open"), name="case_open_once"
            )
        ]
        indexes = [models.Index(fields=["status", "-opened_at", "-id"], name="case_status")]

    def __str__(self) -> str:
        return f"{self.kind} {self.parcel_id}"
