"""Stock levels, and the goods on their way to a warehouse."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from shipments.api.base import SELLER, Body, ListDoor, Moment, Text, listed
from shipments.catalogue.queries import products_for
from shipments.errors import NotFound
from shipments.parties.queries import sellers_for
from shipments.stock.actions import (
    announce_replenishment,
    count_stock,
    expect_replenishment,
    receive_replenishment,
)
from shipments.stock.filters import ReplenishmentFilter, StockFilter
from shipments.stock.models import Replenishment
from shipments.stock.queries import levels_for, replenishments_for, warehouses

MOST_LINES, MOST_PIECES = 1_000, 1_000_000
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


class CountIn(Body):
    warehouse = Text(20, default=MAIN)
    on_hand = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)
    why = Text(80, required=True)


class GoodsLine(Body):
    sku = Text(64, required=True)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)


class ReplenishmentIn(Body):
    number = Text(40, required=True)
    seller = Text(20, help_text="For staff: the seller's code")
    warehouse = Text(20, default=MAIN)
    expected_at = Moment()
    lines = GoodsLine(many=True, min_length=1, max_length=MOST_LINES)


class ReplenishmentChange(Body):
    expected_at = Moment()


class ReceivedLine(Body):
    sku = Text(64, required=True)
    good = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)
    damaged = serializers.IntegerField(min_value=0, max_value=MOST_PIECES, default=0)


class ReceivedIn(Body):
    """What came; a product that is not named did not come."""

    lines = ReceivedLine(many=True, max_length=MOST_LINES)


class ReplenishmentLineOut(serializers.Serializer):
    sku = serializers.CharField(source="product.sku")
    expected = serializers.IntegerField()
    received = serializers.IntegerField()
    damaged = serializers.IntegerField()
    short = serializers.IntegerField()
    over = serializers.IntegerField()


class ReplenishmentOut(serializers.Serializer):
    number = serializers.CharField()
    seller = serializers.CharField(source="seller.code")
    warehouse = serializers.CharField(source="warehouse.code")
    status = serializers.ChoiceField(choices=Replenishment.Status.choices)
    expected_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    lines = ReplenishmentLineOut(many=True, source="lines.all")


def warehouse_of(code: str):
    """The warehouse of a code. Raises NotFound."""
    found = warehouses().filter(code=code).first()
    if found is None:
        raise NotFound("no_warehouse", _("There is no such warehouse."), {"warehouse": code})
    return found


class StockDoor(ListDoor):
    resource = "stock"
    serializer_class = LevelOut
    filterset_class = StockFilter

    def rows(self):
        return levels_for(self.actor)


class Stock(StockDoor):
    @listed("stock", LevelOut, "Stock levels by product")
    def get(self, request):
        """Pieces by product and warehouse. `available=true` finds what has pieces that no order
        waits for; `search` is the beginning of a SKU."""
        return self.page()


class StockCount(StockDoor):
    filterset_class = None
    parameters = (SELLER,)

    @extend_schema(summary="Book what was counted on the shelf", request=CountIn)
    def patch(self, request, sku):
        """For the warehouse's staff. The difference becomes a move of stock with your reason; a
        count below what orders have reserved is refused with 422 `below_reserved`."""
        product, given = self.one(products_for(self.actor), sku=sku), self.read(CountIn)
        warehouse = warehouse_of(given.pop("warehouse"))
        level = count_stock(
            warehouse=warehouse, product_id=product.pk, by=self.actor, at=self.at, **given
        )
        return Response(LevelOut(self.rows().get(pk=level.pk)).data)


class ReplenishmentDoor(ListDoor):
    resource = "replenishments"
    serializer_class = ReplenishmentOut
    filterset_class = ReplenishmentFilter

    def rows(self):
        return replenishments_for(self.actor)

    def fresh(self, replenishment, status: int = 200) -> Response:
        row = self.rows().get(pk=replenishment.pk)
        return Response(ReplenishmentOut(row).data, status=status)

    def product_ids(self, seller_id: int, skus: list[str]) -> dict[str, int]:
        """Rows of the seller's products by SKU. Raises NotFound for one that is not there."""
        rows = products_for(self.actor).filter(seller_id=seller_id, sku__in=skus)
        found = dict(rows.values_list("sku", "pk"))
        if missing := [sku for sku in skus if sku not in found]:
            text = _("SKU %s is not in the catalogue.") % missing[0]
            raise NotFound("unknown_sku", text, {"sku": missing[0]})
        return found


class Replenishments(ReplenishmentDoor):
    @listed("replenishments", ReplenishmentOut, "Goods on their way, newest first")
    def get(self, request):
        """What was announced and what has come, line by line: expected, received, damaged, short
        and over, in pieces."""
        return self.page()

    @extend_schema(
        summary="Announce goods", request=ReplenishmentIn, responses={201: ReplenishmentOut}
    )
    def post(self, request):
        """What you send to the warehouse in Harbin. Every SKU must be in the catalogue; a SKU named
        twice is added up. A number is yours once (409 `number_taken`)."""
        given = self.read(ReplenishmentIn)
        seller = sellers_for(self.actor).get(pk=self.seller_id(given["seller"]))
        products = self.product_ids(seller.pk, [line["sku"] for line in given["lines"]])
        pieces: dict[int, int] = {}
        for line in given["lines"]:
            product = products[line["sku"]]
            pieces[product] = pieces.get(product, 0) + line["quantity"]
        made = announce_replenishment(
            seller=seller,
            warehouse=warehouse_of(given["warehouse"]),
            number=given["number"],
            lines=pieces,
            expected_at=given["expected_at"],
            by=self.actor,
            at=self.at,
        )
        return self.fresh(made, status=201)


class ReplenishmentPage(ReplenishmentDoor):
    filterset_class = None
    parameters = (SELLER,)

    @extend_schema(summary="One replenishment")
    def get(self, request, number):
        """By your number of it, with what was expected and what has come of each SKU."""
        return Response(ReplenishmentOut(self.one(self.rows(), number=number)).data)

    @extend_schema(summary="Say anew when it comes", request=ReplenishmentChange)
    def patch(self, request, number):
        """While it has not come; 409 `not_expected` afterwards."""
        row, given = self.one(self.rows(), number=number), self.read(ReplenishmentChange)
        expect_replenishment(
            replenishment=row, expected_at=given["expected_at"], by=self.actor, at=self.at
        )
        return self.fresh(row)


class ReplenishmentReceive(ReplenishmentDoor):
    parameters = (SELLER,)

    @extend_schema(
        summary="Book what has come", request=ReceivedIn, responses={200: ReplenishmentOut}
    )
    def post(self, request, number):
        """For the warehouse's staff. Good pieces can be promised to orders at once, damaged ones
        are kept apart."""
        row, lines = self.one(self.rows(), number=number), self.read(ReceivedIn)["lines"]
        products = self.product_ids(row.seller_id, [line["sku"] for line in lines])
        counts = {products[line["sku"]]: (line["good"], line["damaged"]) for line in lines}
        receive_replenishment(replenishment=row, counts=counts, by=self.actor, at=self.at)
        return self.fresh(row)
