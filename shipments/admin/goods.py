"""Products, stock and its ledger, orders with lines and payments, parcels."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin

from shipments.admin.base import Keeping, Looking, Repairing, RuledForm
from shipments.catalogue.models import Product
from shipments.catalogue.rules import checked
from shipments.orders.models import Order, OrderLine, Payment, Receiver
from shipments.parcels.models import NumberRange, Parcel, ParcelItem
from shipments.stock.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    Replenishment,
    ReplenishmentLine,
    StockLevel,
    StockMove,
    Warehouse,
)


class ProductForm(RuledForm):
    def checked(self, changed: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return checked(changed)


@admin.register(Product)
class ProductAdmin(Repairing):
    form = ProductForm
    list_display = ("sku", "seller", "name_zh", "hs_code", "tnved_code", "weight_grams")
    list_select_related = ("seller",)
    search_fields = ("sku__exact",)
    repairs = (
        "name_zh",
        "name_ru",
        "name_en",
        "hs_code",
        "tnved_code",
        "weight_grams",
        "length_mm",
        "width_mm",
        "height_mm",
        "battery",
        "origin_country",
        "declared_value_cny",
    )


@admin.register(Warehouse)
class WarehouseAdmin(Keeping):
    list_display = ("code", "name", "kind", "place", "customs_mode")
    list_select_related = ("place",)


@admin.register(StockLevel)
class StockLevelAdmin(Looking):
    list_display = ("product", "warehouse", "on_hand", "reserved", "damaged", "in_transit")
    list_select_related = ("product", "warehouse")
    search_fields = ("product__sku__exact",)


@admin.register(StockMove)
class StockMoveAdmin(Looking):
    list_display = (
        "kind",
        "on_hand",
        "reserved",
        "damaged",
        "in_transit",
        "order",
        "reference",
        "by",
    )
    list_select_related = ("order",)
    list_filter = ("kind",)
    search_fields = ("order__number__exact", "reference__exact")


@admin.register(Replenishment)
class ReplenishmentAdmin(Looking):
    list_display = ("number", "seller", "warehouse", "status", "expected_at", "received_at")
    list_filter = ("status",)
    list_select_related = ("seller", "warehouse")


@admin.register(ReplenishmentLine)
class ReplenishmentLineAdmin(Looking):
    list_display = ("replenishment", "product", "expected", "received", "damaged")
    list_select_related = ("replenishment", "product")


@admin.register(GoodsReceipt)
class GoodsReceiptAdmin(Looking):
    list_display = ("replenishment", "reference", "by", "happened_at")
    list_select_related = ("replenishment",)


@admin.register(GoodsReceiptLine)
class GoodsReceiptLineAdmin(Looking):
    list_display = ("receipt", "product", "good", "damaged")
    list_select_related = ("receipt", "product")


@admin.register(Order)
class OrderAdmin(Repairing):
    list_display = ("number", "seller", "marketplace", "status", "blocker", "ordered_at")
    list_filter = ("status", "marketplace")
    list_select_related = ("seller",)
    search_fields = ("number__exact",)
    repairs = ("postal_code", "region", "city", "street", "note")


@admin.register(OrderLine)
class OrderLineAdmin(Looking):
    list_display = ("order", "sku", "quantity", "unit_price_rub")
    list_select_related = ("order",)
    search_fields = ("order__number__exact",)


@admin.register(Payment)
class PaymentAdmin(Looking):
    list_display = ("order", "kind", "amount_rub", "reference", "happened_at")
    list_select_related = ("order",)
    list_filter = ("kind",)
    search_fields = ("order__number__exact",)


@admin.register(Parcel)
class ParcelAdmin(Repairing):
    list_display = ("number", "seller", "movement", "export_clearance", "import_clearance", "held")
    list_filter = ("movement",)
    list_select_related = ("seller",)
    search_fields = ("number__exact", "last_mile_number__exact")
    repairs = ("last_mile_number",)
    exclude = ("token",)


@admin.register(ParcelItem)
class ParcelItemAdmin(Looking):
    list_display = ("parcel", "line", "quantity")
    list_select_related = ("parcel", "line")
    search_fields = ("parcel__number__exact",)


@admin.register(NumberRange)
class NumberRangeAdmin(Keeping):
    list_display = ("prefix", "next_serial", "last_serial")


@admin.register(Receiver)
class ReceiverAdmin(Repairing):
    list_display = ("pk", "order", "language", "mended_at", "purged_at")
    list_select_related = ("order",)
    raw_id_fields = ("order",)
    repairs = ("name", "name_latin", "phone", "email", "language")
    exclude = ("said", "inn", "passport")
