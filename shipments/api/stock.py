"""Stock levels: what lies in a warehouse, and what was counted there."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import SELLER, ApiListView, Body, Text, listed
from shipments.catalogue.queries import products_for
from shipments.dashboards.needed import goods_needed
from shipments.errors import NotFound
from shipments.stock.actions import count_stock
from shipments.stock.filters import StockFilter
from shipments.stock.models import StockLevel, Warehouse
from shipments.stock.queries import levels_for, warehouses
from shipments.stock.rules import MOST, PIECES

MAIN = "HRB-1"


class LevelOut(serializers.Serializer):
    """Pieces; `available` is what is on hand and not promised to orders."""

    sku = serializers.CharField(source="product.sku")
    seller = serializers.CharField(source="product.seller.code")
    warehouse = serializers.CharField(source="warehouse.code")
    on_hand = serializers.IntegerField()
    reserved = serializers.IntegerField()
    available = serializers.IntegerField()
    damaged = serializers.IntegerField()
    in_transit = serializers.IntegerField()


class LevelsOut(serializers.Serializer):
    results = LevelOut(many=True)


class CountIn(Body):
    warehouse = Text(MOST["warehouse"], default=MAIN)
    on_hand = serializers.IntegerField(min_value=0, max_value=PIECES)
    why = Text(80, required=True)


def warehouse_of(code: str) -> Warehouse:
    """The warehouse of a code. Raises NotFound."""
    found = warehouses().filter(code=code).first()
    if found is None:
        raise NotFound("no_warehouse", _("There is no such warehouse."), {"warehouse": code})
    return found


class StockView(ApiListView):
    resource = "stock"
    serializer_class = LevelOut

    def rows(self) -> QuerySet[StockLevel]:
        return levels_for(self.actor)


class Stock(StockView):
    filterset_class = StockFilter

    @listed("stock", LevelOut, "Stock levels by product")
    def get(self, request: Request) -> Response:
        """Pieces by product and warehouse. `available=true` finds what has pieces that no order
        waits for; `search` is the beginning of a SKU."""
        return self.page()


class NeededOut(serializers.Serializer):
    """Goods of which paid orders need more pieces than are free; `to_send` are not announced."""

    sku = serializers.CharField(source="product.sku")
    seller = serializers.CharField(source="product.seller.code")
    orders = serializers.IntegerField()
    needed = serializers.IntegerField()
    available = serializers.IntegerField(source="free")
    in_transit = serializers.IntegerField(source="coming")
    next_arrival = serializers.DateTimeField(source="next_at", allow_null=True)
    to_send = serializers.IntegerField()


class NeededAnswer(serializers.Serializer):
    results = NeededOut(many=True)


class StockNeeded(StockView):
    @extend_schema(
        operation_id="stock_needed",
        summary="What waiting orders need and nobody has sent, most to send first",
        responses=NeededAnswer,
    )
    def get(self, request: Request) -> Response:
        """Goods of which paid orders need more pieces than are free, beside what is announced and
        when it comes: `to_send` is what nobody has announced yet."""
        return Response({"results": NeededOut(goods_needed(self.actor), many=True).data})


class StockPage(StockView):
    parameters = (SELLER,)

    @extend_schema(
        operation_id="stock_retrieve",
        summary="One product's levels, by warehouse",
        responses=LevelsOut,
    )
    def get(self, request: Request, sku: str) -> Response:
        """On hand, reserved, free, damaged and on the way, in each warehouse that has any."""
        product = self.one(products_for(self.actor), sku=sku)
        levels = self.rows().filter(product=product)
        return Response({"results": LevelOut(levels, many=True).data})

    @extend_schema(summary="Book what was counted on the shelf", request=CountIn)
    def patch(self, request: Request, sku: str) -> Response:
        """For the warehouse's staff. The difference becomes a move of stock with your reason; a
        count below what orders have reserved is refused with 422 `below_reserved`."""
        product, given = self.one(products_for(self.actor), sku=sku), self.read(CountIn)
        warehouse = warehouse_of(given.pop("warehouse"))
        level = count_stock(
            warehouse=warehouse, product_id=product.pk, by=self.actor, at=self.at, **given
        )
        return Response(LevelOut(self.rows().get(pk=level.pk)).data)
