"""Goods on their way to a warehouse: announced, corrected, received in parts, closed, cancelled."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments import clock
from shipments.api.base import (
    SELLER,
    ApiListView,
    Body,
    Moment,
    Nothing,
    Pieces,
    Text,
    listed,
    one_to,
)
from shipments.api.stock import MAIN, warehouse_of
from shipments.catalogue.queries import products_for
from shipments.errors import NotFound
from shipments.parties.queries import sellers_for
from shipments.stock.filters import ReplenishmentFilter
from shipments.stock.models import Replenishment, ReplenishmentLine
from shipments.stock.queries import receipts_of, replenishments_for
from shipments.stock.replenishing import (
    announce_replenishment,
    cancel_replenishment,
    change_replenishment,
    close_replenishment,
    receive_replenishment,
)
from shipments.stock.rules import LINES, MOST, PIECES, pieces_of


class GoodsLine(Body):
    sku = Text(MOST["sku"], required=True)
    quantity = Pieces(pieces_of, PIECES)


class ReplenishmentIn(Body):
    number = Text(MOST["number"], required=True)
    seller = Text(20, help_text="For staff: the seller's code")
    warehouse = Text(MOST["warehouse"], default=MAIN)
    expected_at = Moment()
    lines = GoodsLine(**one_to(LINES))


class ReplenishmentChange(Body):
    """What is left out stays. The day may move until it is closed, goods until any have come."""

    expected_at = Moment(required=False)
    lines = GoodsLine(
        required=False,
        help_text="All that will come, in place of what was announced",
        **one_to(LINES),
    )


class CancelIn(Body):
    why = Text(300, help_text="The reason, kept in the history")


class ReceivedLine(Body):
    sku = Text(MOST["sku"], required=True)
    good = serializers.IntegerField(min_value=0, max_value=PIECES)
    damaged = serializers.IntegerField(min_value=0, max_value=PIECES, default=0)


class ReceivedIn(Body):
    """What one truck brought. What has not come yet may come with a later receipt."""

    reference = Text(
        60,
        help_text="Your name of this receipt. The same one with the same figures changes nothing, "
        "with other figures it is refused: 409 receipt_differs",
    )
    lines = ReceivedLine(**one_to(LINES))


class ReplenishmentLineOut(serializers.Serializer):
    """Of goods that nobody announced, `expected` is 0. `short` counts once it is closed or late."""

    sku = serializers.CharField(source="product.sku")
    expected = serializers.IntegerField()
    received = serializers.IntegerField()
    damaged = serializers.IntegerField()
    to_come = serializers.IntegerField()
    short = serializers.SerializerMethodField()
    over = serializers.IntegerField()

    def get_short(self, line: ReplenishmentLine) -> int:
        return line.short_at(clock.now())


class ReplenishmentOut(serializers.Serializer):
    number = serializers.CharField()
    seller = serializers.CharField(source="seller.code")
    warehouse = serializers.CharField(source="warehouse.code")
    status = serializers.ChoiceField(choices=Replenishment.Status.choices)
    expected_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField(allow_null=True, help_text="When the first goods came")
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    lines = ReplenishmentLineOut(many=True, source="lines.all")


class GoodsReceiptLineOut(serializers.Serializer):
    sku = serializers.CharField(source="product.sku")
    good = serializers.IntegerField()
    damaged = serializers.IntegerField()


class GoodsReceiptOut(serializers.Serializer):
    reference = serializers.CharField()
    happened_at = serializers.DateTimeField()
    lines = GoodsReceiptLineOut(many=True, source="lines.all")


class ReplenishmentFull(ReplenishmentOut):
    receipts = serializers.SerializerMethodField()

    @extend_schema_field(GoodsReceiptOut(many=True))
    def get_receipts(self, item: Replenishment) -> Any:
        return GoodsReceiptOut(receipts_of(item), many=True).data


class ReplenishmentView(ApiListView):
    resource = "replenishments"
    serializer_class: type[serializers.Serializer] = ReplenishmentFull

    def rows(self) -> QuerySet[Replenishment]:
        return replenishments_for(self.actor)

    def row(self, number: str) -> Replenishment:
        return self.one(self.rows(), number=number)

    def fresh(self, replenishment: Replenishment, status: int = 200) -> Response:
        row = self.rows().get(pk=replenishment.pk)
        return Response(ReplenishmentFull(row).data, status=status)

    def products(self, seller_id: int, lines: Sequence[dict[str, Any]]) -> dict[str, int]:
        """Rows of the seller's products by SKU. Raises NotFound for one that is not there."""
        skus = [line["sku"] for line in lines]
        rows = products_for(self.actor).filter(seller_id=seller_id, sku__in=skus)
        found = dict(rows.values_list("sku", "pk"))
        if missing := [sku for sku in skus if sku not in found]:
            text = _("SKU %s is not in the catalogue.") % missing[0]
            raise NotFound("unknown_sku", text, {"sku": missing[0]})
        return found

    def pieces(self, seller_id: int, lines: Sequence[dict[str, Any]]) -> dict[int, int]:
        """Product -> pieces; a SKU named twice is added up."""
        products = self.products(seller_id, lines)
        pieces: dict[int, int] = {}
        for line in lines:
            product = products[line["sku"]]
            pieces[product] = pieces.get(product, 0) + line["quantity"]
        return pieces


class Replenishments(ReplenishmentView):
    serializer_class = ReplenishmentOut
    filterset_class = ReplenishmentFilter

    @listed("replenishments", ReplenishmentOut, "Inbound shipments, newest first")
    def get(self, request: Request) -> Response:
        """What was announced and what has come, line by line: expected, received, damaged, still
        to come, short and over, in pieces."""
        return self.page()

    @extend_schema(
        summary="Announce goods", request=ReplenishmentIn, responses={201: ReplenishmentFull}
    )
    def post(self, request: Request) -> Response:
        """What you send to the warehouse in Harbin. Every SKU must be in the catalogue; a SKU named
        twice is added up. A number is yours once (409 `number_taken`)."""
        given = self.read(ReplenishmentIn)
        seller = sellers_for(self.actor).get(pk=self.seller_id(given["seller"]))
        made = announce_replenishment(
            seller=seller,
            warehouse=warehouse_of(given["warehouse"]),
            number=given["number"],
            lines=self.pieces(seller.pk, given["lines"]),
            expected_at=given["expected_at"],
            by=self.actor,
            at=self.at,
        )
        return self.fresh(made, status=201)


class ReplenishmentPage(ReplenishmentView):
    parameters = (SELLER,)

    @extend_schema(summary="One replenishment, with what each truck brought")
    def get(self, request: Request, number: str) -> Response:
        """By your number of it, with what was expected and what has come of each SKU."""
        return Response(ReplenishmentFull(self.row(number)).data)

    @extend_schema(summary="Correct its day or its goods", request=ReplenishmentChange)
    def patch(self, request: Request, number: str) -> Response:
        """The day may move until it is closed, goods may change until any have come."""
        row, given = self.row(number), self.read(ReplenishmentChange)
        lines = self.pieces(row.seller_id, given["lines"]) if "lines" in given else None
        change_replenishment(
            replenishment=row,
            lines=lines,
            expected_at=given.get("expected_at"),
            by=self.actor,
            at=self.at,
        )
        return self.fresh(row)


class ReplenishmentCancel(ReplenishmentView):
    parameters = (SELLER,)

    @extend_schema(summary="Say that it will not come, while nothing has", request=CancelIn)
    def post(self, request: Request, number: str) -> Response:
        """409 once anything has come: it can be closed then."""
        row, given = self.row(number), self.read(CancelIn)
        cancel_replenishment(replenishment=row, why=given["why"], by=self.actor, at=self.at)
        return self.fresh(row)


class ReplenishmentReceive(ReplenishmentView):
    parameters = (SELLER,)

    @extend_schema(
        summary="Book what one truck brought",
        request=ReceivedIn,
        responses={200: ReplenishmentFull},
    )
    def post(self, request: Request, number: str) -> Response:
        """For the warehouse's staff. Good pieces can be promised to orders at once, damaged ones
        are kept apart."""
        row, given = self.row(number), self.read(ReceivedIn)
        products = self.products(row.seller_id, given["lines"])
        counts: dict[int, tuple[int, int]] = {}
        for line in given["lines"]:
            good, damaged = counts.get(products[line["sku"]], (0, 0))
            counts[products[line["sku"]]] = (good + line["good"], damaged + line["damaged"])
        receive_replenishment(
            replenishment=row,
            counts=counts,
            reference=given["reference"],
            by=self.actor,
            at=self.at,
        )
        return self.fresh(row)


class ReplenishmentClose(ReplenishmentView):
    parameters = (SELLER,)

    @extend_schema(summary="Say that nothing more will come: the rest is short", request=Nothing)
    def post(self, request: Request, number: str) -> Response:
        """For the warehouse's staff. What has not come is short from now on."""
        self.read(Nothing)
        row = self.row(number)
        close_replenishment(replenishment=row, by=self.actor, at=self.at)
        return self.fresh(row)


ACTIONS = {
    "receive": ReplenishmentReceive,
    "close": ReplenishmentClose,
    "cancel": ReplenishmentCancel,
}
