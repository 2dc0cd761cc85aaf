"""Parcel and its contents; its three statuses and headline are written by tracking alone."""

import secrets
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from shipments.flights.models import Channel
from shipments.numbers.typed import normalised
from shipments.orders.models import Order, OrderLine
from shipments.parties.models import Seller
from shipments.statuses import StatusChoices, any_of
from shipments.stock.models import Warehouse
from shipments.tenancy import SellerOwned


def new_token() -> str:
    """An unguessable name for the buyer's link (128 bits)."""
    return secrets.token_urlsafe(16)


class Movement(StatusChoices):
    CREATED = "created", _("created")
    READY = "ready", _("ready")
    RECEIVED = "received", _("received")
    PACKED = "packed", _("packed")
    LOADED = "loaded", _("loaded")
    DEPARTED = "departed", _("departed")
    ARRIVED = "arrived", _("arrived")
    AT_HUB = "at_hub", _("at hub")
    HANDED_OVER = "handed_over", _("handed over")
    OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
    READY_FOR_PICKUP = "ready_for_pickup", _("ready for pickup")
    DELIVERED = "delivered", "good", _("delivered")
    CANCELLED = "cancelled", _("cancelled")
    RETURNING = "returning", _("returning")
    RETURNED = "returned", "bad", _("returned")
    DESTROYED = "destroyed", "bad", _("destroyed")
    LOST = "lost", "bad", _("lost")

    NOT_PACKED = any_of(CREATED, READY, RECEIVED)
    IN_WAREHOUSE = any_of(NOT_PACKED, PACKED)
    IN_ORIGIN = any_of(IN_WAREHOUSE, LOADED)
    IN_HARBIN = any_of(RECEIVED, PACKED, LOADED)
    LANDED = any_of(ARRIVED, AT_HUB)
    AT_BORDER = any_of(DEPARTED, LANDED)
    LAST_MILE = any_of(HANDED_OVER, OUT_FOR_DELIVERY, READY_FOR_PICKUP)
    UNDER_WAY = any_of(IN_ORIGIN, AT_BORDER, LAST_MILE, RETURNING)
    # Settled otherwise than by a delivery.
    GONE = any_of(CANCELLED, RETURNED, DESTROYED, LOST)
    ENDED = any_of(DELIVERED, GONE)
    # Off the way to the buyer.
    ASIDE = any_of(RETURNING, GONE)


class ExportClearance(StatusChoices):
    NOT_FILED = "not_filed", "quiet", _("not filed")
    FILED = "filed", _("prepared")
    ACCEPTED = "accepted", _("accepted")
    REVIEW = "review", _("under review")
    INSPECTION = "inspection", "warn", _("inspection")
    DETAINED = "detained", "bad", _("detained")
    CLOSED = "closed", _("examined and closed")
    RELEASED = "released", "good", _("released")
    FINALISED = "finalised", "good", _("finalised")
    REJECTED = "rejected", "bad", _("rejected")
    RETURNED = "returned", "bad", _("returned")

    # What waits for somebody at the customs desk.
    AT_DESK = any_of(FILED, ACCEPTED, REVIEW, INSPECTION, DETAINED, CLOSED, REJECTED)
    CLEARED = any_of(RELEASED, FINALISED)
    INSPECTED = any_of(INSPECTION, DETAINED)
    TURNED_DOWN = any_of(REJECTED, RETURNED)
    BEGUN = any_of(AT_DESK, CLEARED, RETURNED)


class ImportClearance(StatusChoices):
    NOT_FILED = "not_filed", "quiet", _("not filed")
    PRE_DECLARED = "pre_declared", _("prepared")
    PRESENTED = "presented", _("at customs")
    INSPECTION = "inspection", "warn", _("inspection")
    DOCUMENTS_REQUIRED = "documents_required", "warn", _("documents required")
    DUTY_DUE = "duty_due", "warn", _("duty due")
    DUTY_PAID = "duty_paid", _("duty paid")
    SUSPENDED = "suspended", "warn", _("suspended")
    RELEASED = "released", "good", _("released")
    REFUSED = "refused", "bad", _("refused")
    RETURN_ALLOWED = "return_allowed", "warn", _("return allowed")

    # The buyer must act.
    ASKED = any_of(DOCUMENTS_REQUIRED, DUTY_DUE)
    AT_CUSTOMS = any_of(PRESENTED, INSPECTION, ASKED, DUTY_PAID, SUSPENDED)
    # What waits for somebody at the customs desk.
    AT_DESK = any_of(PRE_DECLARED, AT_CUSTOMS, REFUSED)
    EXAMINED = any_of(INSPECTION, SUSPENDED)
    DENIED = any_of(REFUSED, RETURN_ALLOWED)
    DECIDED = any_of(RELEASED, DENIED)


class Headline(models.TextChoices):
    ACCEPTED = "accepted", _("Order accepted")
    AT_HARBIN = "at_harbin", _("At the Harbin warehouse")
    EXPORT_CUSTOMS = "export_customs", _("Export customs")
    IN_FLIGHT = "in_flight", _("In flight")
    IN_RUSSIA = "in_russia", _("In Russia")
    IMPORT_CUSTOMS = "import_customs", _("Import customs")
    LAST_MILE = "last_mile", _("On the way to you")
    DELIVERED = "delivered", _("Delivered")


class Flag(models.TextChoices):
    NONE = "", ""
    ON_HOLD = "on_hold", _("On hold")
    ACTION_NEEDED = "action_needed", _("Buyer must act")
    RETURNING = "returning", _("Returning")
    RETURNED = "returned", _("Returned")
    LOST = "lost", _("Lost")
    DESTROYED = "destroyed", _("Destroyed")
    CANCELLED = "cancelled", _("Cancelled")


class Parcel(models.Model):
    """One box with one tracking number. `*_at` is when the track's present status began."""

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="parcels", db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="parcels")
    channel = models.ForeignKey(Channel, models.PROTECT, db_index=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    number = models.CharField(max_length=32, unique=True)
    last_mile_number = models.CharField(max_length=32, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    movement = models.CharField(max_length=18, choices=Movement.choices, default=Movement.CREATED)
    movement_at = models.DateTimeField()
    export_clearance = models.CharField(
        max_length=18, choices=ExportClearance.choices, default=ExportClearance.NOT_FILED
    )
    export_at = models.DateTimeField(null=True, blank=True)
    import_clearance = models.CharField(
        max_length=18, choices=ImportClearance.choices, default=ImportClearance.NOT_FILED
    )
    import_at = models.DateTimeField(null=True, blank=True)
    held = models.BooleanField(default=False)
    declared_grams = models.PositiveIntegerField()
    measured_grams = models.PositiveIntegerField(null=True, blank=True)
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    # What loads are summed by: as measured, else as declared; no volume where no size is known.
    grams = models.GeneratedField(
        expression=Coalesce("measured_grams", "declared_grams"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    cm3 = models.GeneratedField(
        expression=Coalesce(
            Cast("length_mm", models.BigIntegerField()) * F("width_mm") * F("height_mm") / 1000,
            0,
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    chargeable_grams = models.PositiveIntegerField()
    value_rub = models.DecimalField(max_digits=14, decimal_places=2)
    promised_to = models.DateField(null=True, blank=True)
    label_printed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = SellerOwned.as_manager()
    seller_path = "seller"
    channel_path = "channel"
    warehouse_path = "warehouse"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(movement__in=Movement.values), name="parcel_movement_known"
            ),
            models.CheckConstraint(
                condition=models.Q(export_clearance__in=ExportClearance.values),
                name="parcel_export_known",
            ),
            models.CheckConstraint(
                condition=models.Q(import_clearance__in=ImportClearance.values),
                name="parcel_import_known",
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "-created_at", "-id"], name="parcel_seller_time"),
            models.Index(fields=["-created_at", "-id"], name="parcel_time"),
            models.Index(
                fields=["seller", "movement", "-created_at", "-id"], name="parcel_movement"
            ),
            models.Index(fields=["movement", "export_clearance", "id"], name="parcel_work"),
            models.Index(fields=["movement", "movement_at"], name="parcel_age"),
            # What customs' desks list, the longest waiting first; a parcel under way is in neither.
            models.Index(
                fields=["import_at", "id"],
                include=["import_clearance"],
                condition=models.Q(import_clearance__in=list(ImportClearance.AT_DESK))
                & models.Q(movement__in=list(Movement.AT_BORDER)),
                name="parcel_at_import",
            ),
            models.Index(
                fields=["seller", "-created_at", "-id"],
                condition=models.Q(import_clearance__in=list(ImportClearance.AT_DESK)),
                name="parcel_seller_import",
            ),
            models.Index(
                fields=["export_at", "id"],
                include=["export_clearance"],
                condition=models.Q(export_clearance__in=list(ExportClearance.AT_DESK))
                & models.Q(movement__in=list(Movement.IN_ORIGIN)),
                name="parcel_at_export",
            ),
            models.Index(
                fields=["import_clearance", "id"],
                condition=models.Q(movement__in=list(Movement.AT_BORDER)),
                name="parcel_import",
            ),
            models.Index(
                fields=["seller", "movement_at"],
                condition=models.Q(movement=Movement.DELIVERED.value),
                name="parcel_delivered",
            ),
            models.Index(fields=["order"], condition=models.Q(held=True), name="parcel_held"),
            models.Index(
                fields=["seller", "promised_to", "id"],
                condition=models.Q(movement__in=list(Movement.UNDER_WAY)),
                name="parcel_late",
            ),
            models.Index(
                fields=["order"],
                condition=models.Q(import_clearance__in=list(ImportClearance.ASKED)),
                name="parcel_needs_buyer",
            ),
            models.Index(
                fields=["last_mile_number"],
                condition=~models.Q(last_mile_number=""),
                name="parcel_last_mile",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """A number that a person typed is kept as it is looked for."""
        self.last_mile_number = normalised(self.last_mile_number)


class ParcelItem(models.Model):
    """Pieces of an order's line that lie in this parcel.

    `declared_rub` is what a free piece was worth when it was packed; empty where it had a price.
    """

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="items")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="items")
    quantity = models.PositiveIntegerField()
    declared_rub = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parcel", "line"], name="item_once_per_parcel"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="item_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} x {self.quantity}"

    @property
    def value_rub(self) -> Decimal:
        """What these pieces are worth to customs: their price, of free ones what is declared."""
        piece = self.line.unit_price_rub if self.declared_rub is None else self.declared_rub
        return self.quantity * piece


class NumberRange(models.Model):
    """A stock of serial numbers, taken in order: S10 parcel numbers or MAWB serials."""

    prefix = models.CharField(max_length=4, unique=True)
    next_serial = models.BigIntegerField(default=1)
    last_serial = models.BigIntegerField(default=99_999_999)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(next_serial__lte=models.F("last_serial") + 1),
                name="number_range_not_overdrawn",
            )
        ]

    def __str__(self) -> str:
        return self.prefix
