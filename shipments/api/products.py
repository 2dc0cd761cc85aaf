"""Products: a seller's goods with their weights, codes and names."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import SELLER, ApiListView, Body, Money, Text, listed
from shipments.api.errors import BadShape
from shipments.api.money import Yuan
from shipments.catalogue.actions import FIELDS, new_product, save_products
from shipments.catalogue.filters import ProductFilter
from shipments.catalogue.gaps import WORDS, gaps_of
from shipments.catalogue.models import Product
from shipments.catalogue.queries import products_for
from shipments.catalogue.rules import HEAVIEST, LONGEST, NAME, SKU, URL, checked


def _measure(most: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=most, required=False, allow_null=True)


class ProductChange(Body):
    """What is not given stays as it is; an empty text or null empties a field. Weight and sizes are
    of the packed piece: grams and millimetres."""

    name_zh = Text(NAME)
    name_ru = Text(NAME)
    name_en = Text(NAME)
    hs_code = Text(6, help_text="Six digits")
    tnved_code = Text(10, help_text="Six, eight or ten digits")
    weight_grams = _measure(HEAVIEST)
    length_mm = _measure(LONGEST)
    width_mm = _measure(LONGEST)
    height_mm = _measure(LONGEST)
    battery = serializers.ChoiceField(choices=Product.Battery.choices, required=False)
    origin_country = Text(2, help_text="ISO 3166; CN for a new product that names none")
    declared_value_cny = Money(required=False, allow_null=True)
    product_url = serializers.URLField(max_length=URL, required=False, allow_blank=True)


class ProductIn(ProductChange):
    """A product by its SKU."""

    sku = Text(SKU, required=True)
    seller = Text(20, help_text="For staff: the seller's code")


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
    gaps = serializers.SerializerMethodField(
        help_text="What is missing; all but weight and sizes keep its orders from being reserved"
    )
    updated_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=list(WORDS))))
    def get_gaps(self, product: Product) -> list[str]:
        return gaps_of(product)


class ProductView(ApiListView):
    resource = "products"
    serializer_class = ProductOut

    def rows(self) -> QuerySet[Product]:
        return products_for(self.actor)

    def told(self, *more: str) -> dict[str, Any]:
        """The body by name: fields of a product and `more`. Raises BadShape for any other."""
        body = self.request.data
        if not isinstance(body, dict):
            raise BadShape(_("Send an object."))
        known = {*FIELDS, *more}
        if unknown := [name for name in body if name not in known]:
            wrong = {name: _("A product has no such field.") for name in unknown}
            raise BadShape(_("Some fields are not right."), wrong)
        return body

    def checked(self, body: dict[str, Any]) -> dict[str, Any]:
        """The values of a body by the catalogue's rules. Raises BadShape."""
        values, faults = checked(body)
        if faults:
            wrong = {name: str(told) for name, told in faults.items()}
            raise BadShape(_("Some fields are not right."), wrong)
        return values

    def save(self, seller_id: int, sku: str, values: dict[str, Any]) -> Response:
        """Save the product; 201 where it is new, 200 where it was known."""
        saved = save_products(new=[new_product(seller_id, sku, values)], by=self.actor)
        product = self.rows().get(seller_id=seller_id, sku=sku)
        return Response(ProductOut(product).data, status=201 if saved.created else 200)


class Products(ProductView):
    filterset_class = ProductFilter

    @listed("products", ProductOut, "Products by SKU")
    def get(self, request: Request) -> Response:
        """Your catalogue. `incomplete=true` finds what cannot be exported yet, `gap` what lacks
        one thing; `search` begins a SKU or a code, or stands anywhere in a name."""
        return self.page()

    @extend_schema(
        summary="Make a product, or change what is given of a known one",
        request=ProductIn,
        responses={201: ProductOut, 200: ProductOut},
    )
    def post(self, request: Request) -> Response:
        """Answers 201 for a new SKU and 200 for a known one. Of a known product only what is given
        changes; an empty text or null empties a field."""
        body = {"sku": "", **self.told("sku", "seller")}
        code = body.pop("seller", "") or ""
        if not isinstance(code, str):
            raise BadShape(_("Name the seller."), {"seller": _("This must be a text.")})
        values = self.checked(body)
        return self.save(self.seller_id(code), values.pop("sku"), values)


class ProductPage(ProductView):
    parameters = (SELLER,)

    @extend_schema(summary="One product")
    def get(self, request: Request, sku: str) -> Response:
        """By its SKU as you wrote it; one with a slash in it needs no escape."""
        return Response(ProductOut(self.one(self.rows(), sku=sku)).data)

    @extend_schema(summary="Change a product", request=ProductChange)
    def patch(self, request: Request, sku: str) -> Response:
        """Only what is given changes; an empty text or null empties a field."""
        product = self.one(self.rows(), sku=sku)
        return self.save(product.seller_id, product.sku, self.checked(self.told()))
