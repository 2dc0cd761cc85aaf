"""Product: a seller's SKU with codes, weight, size, and what may fly."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.catalogue.gaps import CUSTOMS, with_gap
from shipments.parties.models import Seller
from shipments.tenancy import SellerOwned


class Product(models.Model):
    """Goods of one seller; the key is seller and SKU. Weight and sizes are of the packed piece."""

    class Battery(models.TextChoices):
        UNKNOWN = "", _("not stated")
        NONE = "none", _("none")
        ION_IN_EQUIPMENT = "ion_in_equipment", _("lithium-ion in equipment")
        ION_PACKED = "ion_packed", _("lithium-ion packed with equipment")
        METAL_IN_EQUIPMENT = "metal_in_equipment", _("lithium metal in equipment")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="products")
    sku = models.CharField(max_length=64)
    name_zh = models.CharField(max_length=250, blank=True)
    name_ru = models.CharField(max_length=250, blank=True)
    name_en = models.CharField(max_length=250, blank=True)
    hs_code = models.CharField(max_length=6, blank=True)
    tnved_code = models.CharField(max_length=10, blank=True)
    weight_grams = models.PositiveIntegerField(null=True, blank=True)
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    battery = models.CharField(max_length=20, choices=Battery.choices, blank=True)
    origin_country = models.CharField(max_length=2, default="CN", blank=True)
    declared_value_cny = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    product_url = models.URLField(max_length=500, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    # By the rules of `gaps`, worked out by the database on every write.
    lacks_customs_data = models.GeneratedField(
        expression=models.Case(
            models.When(with_gap(*CUSTOMS), then=models.Value(True)), default=models.Value(False)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "sku"], name="product_sku_once_per_seller")
        ]

    def __str__(self) -> str:
        return self.sku
