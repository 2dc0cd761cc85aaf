"""Warehouses, stock levels with their ledger of moves, and replenishments."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.catalogue.models import Product
from shipments.flights.models import Place
from shipments.parties.models import Seller
from shipments.statuses import StatusChoices, any_of
from shipments.tenancy import SellerOwned

# After so long what was due and has not come is told as missing, closed or not.
LATE = timedelta(days=1)


class Warehouse(models.Model):
    """Where goods lie; the kind names the default Chinese supervision mode of what leaves it."""

    class Kind(models.TextChoices):
        BORDER = "border", _("border warehouse")
        BONDED = "bonded", _("bonded warehouse")
        OVERSEAS = "overseas", _("overseas warehouse")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.ForeignKey(Place, models.PROTECT)
    customs_mode = models.CharField(max_length=4, help_text=_("9610, 1210, 9810"))
    address = models.CharField(
        max_length=300, blank=True, help_text=_("Where sellers send their goods, and to whom")
    )

    def __str__(self) -> str:
        return self.code


class StockLevel(models.Model):
    """Pieces of a product in a warehouse; always the sum of its moves."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    product = models.ForeignKey(Product, models.PROTECT, related_name="levels")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    damaged = models.IntegerField(default=0)
    in_transit = models.IntegerField(default=0)

    objects = SellerOwned.as_manager()
    seller_path = "product__seller"
    warehouse_path = "warehouse"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warehouse", "product"], name="level_once"),
            models.CheckConstraint(
                condition=models.Q(on_hand__gte=0, reserved__gte=0, damaged__gte=0)
                & models.Q(in_transit__gte=0),
                name="stock_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(reserved__lte=models.F("on_hand")), name="stock_not_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.warehouse_id}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class StockMove(models.Model):
    """One change of a level; append-only. The level is the sum of its moves.

    It is made for an order, or `reference` says in words what for.
    """

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        RECEIVED = "received", _("received")
        SHORT = "short", _("short")
        OVER = "over", _("over")
        DAMAGED = "damaged", _("damaged")
        RESERVED = "reserved", _("reserved")
        RELEASED = "released", pgettext_lazy("stock", "released")
        PICKED = "picked", _("picked")
        COUNTED = "counted", _("counted")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("no longer announced")

    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    damaged = models.IntegerField(default=0)
    in_transit = models.IntegerField(default=0)
    order = models.ForeignKey(
        "shipments.Order", models.PROTECT, null=True, blank=True, related_name="stock_moves"
    )
    reference = models.CharField(max_length=80, blank=True)
    by = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["reference"],
                condition=~models.Q(reference=""),
                name="stock_move_reference",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference or self.order_id}"


class Replenishment(models.Model):
    """Goods on their way from the seller's city to a warehouse.

    It is received in parts, a receipt each, until the warehouse closes it: then all has come that
    will come, and what has not is short.
    """

    class Status(StatusChoices):
        EXPECTED = "expected", pgettext_lazy("replenishment", "expected")
        RECEIVING = "receiving", "warn", _("partly received")
        RECEIVED = "received", "good", _("received")
        CANCELLED = "cancelled", "bad", pgettext_lazy("replenishment", "cancelled")

        # More of it may come.
        OPEN = any_of(EXPECTED, RECEIVING)

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="replenishments")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    number = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.EXPECTED)
    expected_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = SellerOwned.as_manager()
    seller_path = "seller"
    warehouse_path = "warehouse"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "number"], name="replenishment_once")
        ]
        indexes = [
            models.Index(fields=["status", "expected_at"], name="replenishment_due"),
            models.Index(fields=["seller", "-created_at", "-id"], name="replenishment_seller"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether more of it may come."""
        return self.status in self.Status.OPEN


class ReplenishmentLine(models.Model):
    """Expected pieces of one product, and what came: received includes over, not damaged.

    Of goods that nobody announced nothing is expected.
    """

    replenishment = models.ForeignKey(Replenishment, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT)
    expected = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    damaged = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["replenishment", "product"], name="replenishment_product_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} x {self.expected}"

    @property
    def to_come(self) -> int:
        """Pieces that may still come."""
        return self._missing if self.replenishment.is_open else 0

    def short_at(self, moment: datetime) -> int:
        """Pieces that are missing once it is closed, or a day after they were due: none before."""
        item = self.replenishment
        is_over = item.status == item.Status.RECEIVED or (
            item.is_open and item.expected_at + LATE < moment
        )
        return self._missing if is_over else 0

    @property
    def _missing(self) -> int:
        return max(0, self.expected - self.received - self.damaged)

    @property
    def over(self) -> int:
        return max(0, self.received + self.damaged - self.expected)


class GoodsReceipt(models.Model):
    """What one truck brought of a replenishment, under its own name; appended, never edited."""

    replenishment = models.ForeignKey(Replenishment, models.CASCADE, related_name="receipts")
    reference = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["replenishment", "reference"], name="goods_receipt_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference or f"receipt {self.pk}"


class GoodsReceiptLine(models.Model):
    """Pieces of one product in a receipt: good ones and damaged ones."""

    receipt = models.ForeignKey(GoodsReceipt, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT)
    good = models.PositiveIntegerField()
    damaged = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["receipt", "product"], name="goods_receipt_product_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} x {self.good}"
