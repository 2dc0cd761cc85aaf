"""Products: a seller's goods with their weights, codes and names."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from shipments.api.base import ListDoor, Money, Text, listed
from shipments.api.money import Yuan
from shipments.catalogue.actions import FIELDS, NewProduct, save_products
from shipments.catalogue.filters import ProductFilter
from shipments.catalogue.models import Product
from shipments.catalogue.queries import products_for

HEAVIEST, LONGEST = 1_000_000, 10_000


def _measure(most: int) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=most, required=False, allow_null=True, default=None
    )


class ProductIn(serializers.Serializer):
    """Weight and sizes are of the packed piece: grams and millimetres."""

    sku = Text(64, required=True)
    seller = Text(20, help_text="For staff: the seller's code")
    name_zh = Text(250)
    name_ru = Text(250)
    name_en = Text(250)
    hs_code = serializers.RegexField(r"^(\d{6})?$", required=False, default="", allow_blank=True)
    tnved_code = serializers.RegexField(
        r"^(\d{6}|\d{8,10})?$", required=False, default="", allow_blank=True
    )
    weight_grams = _measure(HEAVIEST)
    length_mm = _measure(LONGEST)
    width_mm = _measure(LONGEST)
    height_mm = _measure(LONGEST)
    battery = serializers.ChoiceField(
        choices=Product.Battery.choices, required=False, default="", allow_blank=True
    )
    origin_country = serializers.RegexField(r"^([A-Z]{2})?$", required=False, default="CN")
    declared_value_cny = Money(required=False, allow_null=True, default=None)
    product_url = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")


class ProductChange(ProductIn):
    """What is not given stays as it is."""

    sku = None  # type: ignore[assignment]
    seller = None  # type: ignore[assignment]


class ProductOut(serializers.Serializer):
    sku = serializers.CharField()
    seller = serializers.CharField(source="seller.code")
    name_zh = serializers.CharField()
    name_ru = serializers.CharField()
    name_en = serializers.CharField()
    hs_code = serializers.CharField()
    tnved_code = serializers.CharField()
    weight_grams = serializers.IntegerField(allow_null=True)
    length_mm = serializers.IntegerField(allow_null=True)
    width_mm = serializers.IntegerField(allow_null=True)
    height_mm = serializers.IntegerField(allow_null=True)
    battery = serializers.CharField()
    origin_country = serializers.CharField()
    declared_value = Yuan(source="declared_value_cny", allow_null=True)
    product_url = serializers.CharField()
    updated_at = serializers.DateTimeField()


class ProductDoor(ListDoor):
    resource = "products"
    serializer_class = ProductOut
    filterset_class = ProductFilter

    def rows(self):
        return products_for(self.actor)

    def save(self, seller_id: int, sku: str, given: dict[str, Any]) -> Response:
        """Save the product; 201 where it is new, 200 where it was known."""
        new = NewProduct(seller_id=seller_id, sku=sku, **given)
        saved = save_products(new=[new], by=self.actor)
        product = self.rows().get(seller_id=seller_id, sku=sku)
        return Response(ProductOut(product).data, status=201 if saved.created else 200)


class Products(ProductDoor):
    @listed("products", ProductOut, "Products by SKU")
    def get(self, request):
        return self.page()

    @extend_schema(
        summary="Make or replace a product",
        request=ProductIn,
        responses={201: ProductOut, 200: ProductOut},
    )
    def post(self, request):
        given = self.read(ProductIn)
        seller_id = self.seller_id(given.pop("seller"))
        return self.save(seller_id, given.pop("sku"), given)


class ProductPage(ProductDoor):
    filterset_class = None

    @extend_schema(summary="One product")
    def get(self, request, sku):
        return Response(ProductOut(self.one(self.rows(), sku=sku)).data)

    @extend_schema(summary="Change a product", request=ProductChange)
    def patch(self, request, sku):
        product = self.one(self.rows(), sku=sku)
        before = {name: getattr(product, name) for name in FIELDS}
        given = self.read(ProductChange, partial=True)
        return self.save(product.seller_id, product.sku, {**before, **given})
