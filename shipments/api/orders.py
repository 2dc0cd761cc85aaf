"""Orders: one or a thousand at a time, paid and cancelled."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from shipments.api.base import ListDoor, Why, listed
from shipments.api.errors import BadShape, flat, problem, texts
from shipments.api.order_shapes import (
    BulkIn,
    BulkOut,
    OrderFull,
    OrderIn,
    OrderOut,
    PayIn,
    new_order,
)
from shipments.errors import Duplicate, NotFound
from shipments.flights.queries import channels
from shipments.orders.actions import pay_orders
from shipments.orders.filters import OrderFilter
from shipments.orders.new import NewOrder
from shipments.orders.placing import Placed, place_orders
from shipments.orders.queries import orders_for, with_contents
from shipments.packing.actions import cancel_orders

MOST = 1_000


class OrderDoor(ListDoor):
    resource = "orders"
    serializer_class = OrderOut
    filterset_class = OrderFilter

    def rows(self):
        return orders_for(self.actor)

    def full(self, order) -> Response:
        """The order as it is now, with its contents."""
        fresh = with_contents(self.rows()).get(pk=order.pk)
        return Response(OrderFull(fresh).data)

    def channel_ids(self) -> dict[str, int]:
        """Rows of the channels by code; asked once a request."""
        if not hasattr(self, "_channels"):
            self._channels = {channel.code: channel.pk for channel in channels()}
        return self._channels

    def new(self, given: dict[str, Any]) -> NewOrder:
        """The action's input. Raises NotFound for a seller or channel that is not there."""
        code = given["channel"]
        channel_id = self.channel_ids().get(code) if code else None
        if code and channel_id is None:
            raise NotFound("no_channel", _("There is no such channel."), {"channel": code})
        return new_order(given, self.seller_id(given["seller"]), channel_id)


class Orders(OrderDoor):
    @listed("orders", OrderOut, "Orders, newest first")
    def get(self, request):
        return self.page()

    @extend_schema(summary="Place an order", request=OrderIn, responses={201: OrderFull})
    def post(self, request):
        new = self.new(self.read(OrderIn))
        placed = place_orders(new=[new], by=self.actor, at=self.at)
        if placed.refused:
            raise placed.refused[0][1]
        if not placed.created:
            text = _("There is an order %s already.") % new.number
            raise Duplicate("number_taken", text, {"number": new.number})
        answer = self.full(placed.created[0])
        answer.status_code = 201
        return answer


class OrdersBulk(OrderDoor):
    filterset_class = None

    @extend_schema(
        summary="Place up to 1,000 orders",
        description="An answer per order: created, repeated (the number is known; nothing is "
        "changed) or refused. One bad order harms no other.",
        request=BulkIn,
        responses={200: BulkOut},
    )
    def post(self, request):
        given = request.data.get("orders") if isinstance(request.data, dict) else None
        if not isinstance(given, list):
            raise BadShape(_('Send {"orders": [...]}.'), {"orders": _("This must be a list.")})
        if len(given) > MOST:
            return problem(413, "too_many", _("Send at most %d orders at once.") % MOST)
        new, refused = self.read_each(given)
        placed = place_orders(new=list(new.values()), by=self.actor, at=self.at)
        return Response(told(new, placed, refused))

    def read_each(self, given: list) -> tuple[dict[int, NewOrder], dict[int, dict]]:
        """By place in the list: the orders that can be read, and why the others cannot."""
        new: dict[int, NewOrder] = {}
        refused: dict[int, dict] = {}
        shape = OrderIn()  # one for all, since making one costs more than reading an order
        for index, one in enumerate(given):
            number = one.get("number") if isinstance(one, dict) else None
            name = number if isinstance(number, str) else ""
            try:
                new[index] = self.new(shape.run_validation(one))
            except ValidationError as error:
                text = _("Some fields are not right.")
                refused[index] = refusal(index, name, "bad_shape", text, flat(error.detail))
            except NotFound as error:
                refused[index] = refusal(index, name, error.code, error.message, error.fields)
        return new, refused


def refusal(index: int, number: str, code: str, message: str, fields: dict) -> dict[str, Any]:
    return {
        "index": index,
        "number": number,
        "status": "refused",
        "code": code,
        "message": message,
        "fields": texts(fields),
    }


def told(new: dict[int, NewOrder], placed: Placed, refused: dict[int, dict]) -> dict[str, Any]:
    """One answer for each order sent, in the order sent."""
    places = list(new)
    results = dict(refused)
    for position, error in placed.refused:
        index = places[position]
        results[index] = refusal(index, new[index].number, error.code, error.message, error.fields)
    created = {(order.seller_id, order.number) for order in placed.created}
    for index, one in new.items():
        status = "created" if (one.seller_id, one.number) in created else "repeated"
        results.setdefault(index, _done(index, one.number, status))
    rows = [results[index] for index in sorted(results)]
    counts = {word: sum(row["status"] == word for row in rows) for word in STATUSES}
    return {**counts, "results": rows}


STATUSES = ("created", "repeated", "refused")


def _done(index: int, number: str, status: str) -> dict[str, Any]:
    empty = {"code": "", "message": "", "fields": {}}
    return {"index": index, "number": number, "status": status, **empty}


class OrderPage(OrderDoor):
    filterset_class = None

    @extend_schema(summary="One order", responses={200: OrderFull})
    def get(self, request, number):
        return Response(OrderFull(self.one(with_contents(self.rows()), number=number)).data)


class OrderPay(OrderDoor):
    @extend_schema(
        summary="Book the payment and reserve the goods",
        description="Refused with 409 out_of_stock, and nothing is paid, where goods are missing.",
        request=PayIn,
        responses={200: OrderFull},
    )
    def post(self, request, number):
        order, given = self.one(self.rows(), number=number), self.read(PayIn)
        pay_orders(orders=[order], by=self.actor, at=self.at, reference=given["reference"])
        return self.full(order)


class OrderCancel(OrderDoor):
    @extend_schema(
        summary="Cancel while the goods are in the warehouse",
        request=Why,
        responses={200: OrderFull},
    )
    def post(self, request, number):
        order, why = self.one(self.rows(), number=number), self.read(Why)["why"]
        cancel_orders(orders=[order], by=self.actor, at=self.at, why=why).all_or_refuse()
        return self.full(order)
