"""Consolidation (one air shipment, its number is the MAWB), ULDs and bags."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.flights.models import Flight
from shipments.statuses import StatusChoices, any_of

# The bags that a consolidation carries now, of those that name it.
LOADED = Q(aside_at__isnull=True, dropped_at__isnull=True)


class Consolidation(models.Model):
    """One air shipment on one flight."""

    class Status(StatusChoices):
        PLANNING = "planning", "warn", _("planning")
        OPEN = "open", "warn", pgettext_lazy("consolidation", "open")
        CLOSED = "closed", pgettext_lazy("consolidation", "closed")
        MANIFESTED = "manifested", _("manifested")
        DEPARTED = "departed", _("departed")
        ARRIVED = "arrived", "good", _("arrived")
        BROKEN_DOWN = "broken_down", "good", _("broken down")
        COMPLETED = "completed", "good", _("completed")
        CANCELLED = "cancelled", "bad", pgettext_lazy("consolidation", "cancelled")

        BUILDING = any_of(PLANNING, OPEN)
        NOT_MANIFESTED = any_of(BUILDING, CLOSED)
        # Begun, and not gone.
        UNLOADABLE = any_of(OPEN, CLOSED, MANIFESTED)
        # Until departure things may be taken out.
        LEAVING = any_of(NOT_MANIFESTED, MANIFESTED)
        LANDED = any_of(ARRIVED, BROKEN_DOWN, COMPLETED)
        UNPACKED = any_of(BROKEN_DOWN, COMPLETED)
        FLOWN = any_of(DEPARTED, ARRIVED, BROKEN_DOWN)

    flight = models.ForeignKey(Flight, models.PROTECT, related_name="consolidations")
    mawb = models.CharField(max_length=12, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNING)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "id"], name="consolidation_status")]

    def __str__(self) -> str:
        return self.mawb


class HouseWaybill(models.Model):
    """A house waybill under a consolidation's master, as the airline was told of it (FHL)."""

    consolidation = models.ForeignKey(
        Consolidation, models.PROTECT, related_name="houses", db_index=False
    )
    number = models.CharField(max_length=12)
    pieces = models.PositiveIntegerField()
    grams = models.PositiveBigIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consolidation", "number"], name="house_once_per_consolidation"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Uld(models.Model):
    """A pallet or container of the aircraft; holds bags of one consolidation."""

    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="ulds")
    number = models.CharField(max_length=11)
    max_grams = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consolidation", "number"], name="uld_once_per_consolidation"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Bag(models.Model):
    """A receptacle of parcels, whole once it is sealed: then it is moved, never emptied in part.

    `consolidation` is the one it is loaded for, or was last: since `aside_at` the bag waits in the
    warehouse, with what lies in it, for another flight. An empty bag is `dropped_at` closing.
    """

    number = models.CharField(max_length=32, unique=True)
    seal = models.CharField(max_length=32, blank=True)
    uld = models.ForeignKey(Uld, models.PROTECT, null=True, blank=True, related_name="bags")
    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="bags")
    created_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)
    sealed_by = models.CharField(max_length=80, blank=True)
    aside_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    unloaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seal"],
                condition=~Q(seal="") & Q(unloaded_at__isnull=True),
                name="seal_on_one_bag",
            ),
            models.CheckConstraint(
                condition=Q(seal="", sealed_at__isnull=True)
                | (~Q(seal="") & Q(sealed_at__isnull=False)),
                name="sealed_with_a_seal",
            ),
        ]
        indexes = [
            models.Index(
                fields=["aside_at"], condition=Q(aside_at__isnull=False), name="bag_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.number


class BagOpening(models.Model):
    """A seal that a person broke, and why; the bag then needs a new one."""

    bag = models.ForeignKey(Bag, models.PROTECT, related_name="openings")
    seal = models.CharField(max_length=32, db_index=True)
    why = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bag_id} {self.seal}"
