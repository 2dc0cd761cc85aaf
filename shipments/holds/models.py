"""Hold on a parcel, an order or a container: why, by whom, since when, what releases it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.statuses import StatusChoices
from shipments.tracking.models import carried

SUBJECTS = ("parcel", "order", "bag", "uld", "consolidation")
CONTAINERS = ("bag", "uld", "consolidation")
# A container's hold reaches what lies in it, and goes on with what lay in it to its unloading.
REACHED = carried()


# Who must act before a hold can go, by its reason.
MUST_ACT = {
    "customs": "customs",
    "documents": "seller",
    "security": "warehouse",
    "damage": "warehouse",
    "seller": "seller",
    "address": "seller",
    "other": "planner",
}


def _subject(name: str) -> models.ForeignKey:
    return models.ForeignKey(name, models.PROTECT, null=True, blank=True, related_name="holds")


def _one_subject() -> Q:
    condition = Q()
    for name in SUBJECTS:
        condition |= Q(**{f"{other}__isnull": other != name for other in SUBJECTS})
    return condition


class Hold(models.Model):
    """A stop inherited downwards: a held parcel does not fly, the flight does.

    A held order is not packed, and what is packed of it is held.
    """

    class Status(StatusChoices):
        PLACED = "placed", pgettext_lazy("hold", "placed")
        RELEASED = "released", pgettext_lazy("hold", "released")

    class Reason(models.TextChoices):
        CUSTOMS = "customs", _("customs asks")
        DOCUMENTS = "documents", _("documents are missing")
        SECURITY = "security", _("security screening")
        DAMAGE = "damage", _("damaged")
        SELLER = "seller", _("seller asks")
        ADDRESS = "address", _("address is unclear")
        OTHER = "other", _("other")

    parcel = _subject("shipments.Parcel")
    order = _subject("shipments.Order")
    bag = _subject("shipments.Bag")
    uld = _subject("shipments.Uld")
    consolidation = _subject("shipments.Consolidation")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLACED)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=300, blank=True)
    releases_when = models.CharField(max_length=200, blank=True)
    placed_by = models.CharField(max_length=80)
    placed_at = models.DateTimeField()
    released_by = models.CharField(max_length=80, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_subject(), name="hold_has_one_subject")
        ]
        indexes = [
            models.Index(fields=["status", "-placed_at", "-id"], name="hold_status"),
            models.Index(fields=["status", "reason", "-placed_at", "-id"], name="hold_reason"),
            models.Index(fields=["status", "placed_by", "-placed_at", "-id"], name="hold_by"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"

    @property
    def subject(self) -> str:
        """Which of SUBJECTS is held."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id"))

    @property
    def thing(self) -> models.Model:
        """The parcel, order, bag, ULD or consolidation that is held."""
        return getattr(self, self.subject)

    @property
    def must_act(self) -> str:
        """Who must act before it can be released."""
        return MUST_ACT[self.reason]
