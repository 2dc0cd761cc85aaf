"""Orders: one or a thousand at a time, paid and cancelled."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.access.keys import people_of
from shipments.api.base import SELLER, ApiListView, Why, listed, refuse_others
from shipments.api.errors import BadShape, flat, problem, texts
from shipments.api.order_rows import plain_rows, shaped
from shipments.api.order_shapes import (
    WORDS,
    BulkIn,
    BulkOut,
    OrderFull,
    OrderIn,
    OrderOut,
    PayIn,
    ReceiverChange,
    new_order,
    receiver_fields,
)
from shipments.api.presenters import present_parcels
from shipments.cancellation.actions import cancel_orders
from shipments.errors import Duplicate, NotFound
from shipments.flights.queries import channels
from shipments.order_intake.actions import Taken, take_orders
from shipments.orders.filters import OrderFilter
from shipments.orders.intake import NewOrder
from shipments.orders.models import Order
from shipments.orders.payments import pay_whole
from shipments.orders.placing import place_orders
from shipments.orders.queries import orders_for, with_contents
from shipments.orders.receivers import correct_receiver
from shipments.orders.reveals import reveal_buyers
from shipments.parties.models import ApiKey

MOST = 1_000


class OrderView(ApiListView):
    resource = "orders"
    serializer_class = OrderOut

    def rows(self) -> QuerySet[Order]:
        return orders_for(self.actor)

    def full(self, order: Order) -> Response:
        """The order as it is now, with its contents."""
        return self.tell(with_contents(self.rows()).get(pk=order.pk))

    def tell(self, order: Order, status: int = 200, *, people: bool = False) -> Response:
        """An order at hand, with what is told of its parcels; its receiver in full or masked."""
        told = present_parcels(list(order.parcels.all()), self.actor, self.at)
        shown = OrderFull(order, context={**told, "people": people})
        return Response(shown.data, status=status)

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


class Orders(OrderView):
    filterset_class = OrderFilter

    @listed("orders", OrderOut, "Orders, newest first")
    def get(self, request: Request) -> Response:
        """Your orders with their lines and parcels, without who receives them. Staff see all
        sellers'. The filters may be combined; `search` finds a number by its beginning, a tracking
        number, or the beginning of the receiver's name."""
        rows = plain_rows(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(shaped(self.paginate_queryset(rows)))

    @extend_schema(summary="Place an order", request=OrderIn, responses={201: OrderFull})
    def post(self, request: Request) -> Response:
        """One order of one receiver. A paid one says when it was paid (`paid_at`) and waits for
        its goods to be reserved; one without is placed and waits for `/pay/`. The day's exchange
        rates are frozen with it. What is missing for a delivery does not refuse the order: it is
        told in `gaps`, and the order is not packed before it is there. A number is yours once:
        the second order of a number is refused with 409 `number_taken`."""
        new = self.new(self.read(OrderIn))
        placed = place_orders(new=[new], by=self.actor, at=self.at)
        if placed.refused:
            raise placed.refused[0][1]
        if not placed.created:
            text = _("There is an order %s already.") % new.number
            raise Duplicate("number_taken", text, {"number": new.number})
        [order] = placed.to_show()
        if isinstance(key := self.request.auth, ApiKey) and key.seller is not None:
            order.seller = key.seller
        return self.tell(order, status=201)


class OrdersBulk(OrderView):
    @extend_schema(
        summary="Place up to 1,000 orders",
        description="An answer per order: created; repeated (known, and the same); changed (a "
        "known one took the cancellation, the payment, the address or what was empty); differing "
        "(it says otherwise what only a person can decide: `message` names it); or refused. What "
        "an order leaves out leaves what is there. One bad order harms no other.",
        request=BulkIn,
        responses={200: BulkOut},
    )
    def post(self, request: Request) -> Response:
        given = orders_of(request.data)
        if len(given) > MOST:
            return problem(413, "too_many", _("Send at most %d orders at once.") % MOST)
        new, refused = self.read_each(given)
        taken = take_orders(new=list(new.values()), by=self.actor, at=self.at)
        return Response(told(new, taken, refused))

    def read_each(self, given: list) -> tuple[dict[int, NewOrder], dict[int, dict]]:
        """By place in the list: the orders that can be read, and why the others cannot."""
        new: dict[int, NewOrder] = {}
        refused: dict[int, dict] = {}
        shape = OrderIn()  # one for all, since making one costs more than reading an order
        for index, item in enumerate(given):
            number = item.get("number") if isinstance(item, dict) else None
            name = number if isinstance(number, str) else ""
            try:
                new[index] = self.new(shape.run_validation(item))
            except ValidationError as error:
                text = _("Some fields are not right.")
                refused[index] = refusal(index, name, "bad_shape", text, flat(error.detail))
            except NotFound as error:
                refused[index] = refusal(index, name, error.code, error.message, error.fields)
        return new, refused


def orders_of(body: Any) -> list[Any]:
    """The list of orders in a body. Raises BadShape."""
    orders = body.get("orders") if isinstance(body, dict) else None
    if not isinstance(orders, list):
        raise BadShape(_('Send {"orders": [...]}.'), {"orders": _("This must be a list.")})
    refuse_others(body, "orders")
    return orders


def refusal(index: int, number: str, code: str, message: str, fields: dict) -> dict[str, Any]:
    return {
        "index": index,
        "number": number,
        "status": "refused",
        "code": code,
        "message": message,
        "fields": texts(fields),
    }


def told(new: dict[int, NewOrder], taken: Taken, refused: dict[int, dict]) -> dict[str, Any]:
    """One answer for each order sent, in the order sent."""
    places = list(new)
    results = dict(refused)
    for position, error in taken.refused:
        index = places[position]
        results[index] = refusal(index, new[index].number, error.code, error.message, error.fields)
    reasons = {places[position]: texts for position, texts in taken.differing}
    for (index, each_word), status in zip(new.items(), taken.words, strict=True):
        text = " ".join(map(str, reasons.get(index, ())))
        results.setdefault(index, _done(index, each_word.number, status, text))
    rows = [results[index] for index in sorted(results)]
    counts = {word: sum(row["status"] == word for row in rows) for word in WORDS}
    return {**counts, "results": rows}


def _done(index: int, number: str, status: str, text: str) -> dict[str, Any]:
    reason: dict[str, Any] = {"code": "differs" if text else "", "message": text, "fields": {}}
    return {"index": index, "number": number, "status": status, **reason}


class OrderPage(OrderView):
    parameters = (SELLER,)

    @extend_schema(
        summary="One order",
        description="The receiver is masked; a key with the scope `people:read` of its own gets"
        " name, phone, e-mail and street in full, and each such look is kept with the order.",
        responses={200: OrderFull},
    )
    def get(self, request: Request, number: str) -> Response:
        """The order as it is now: status, what keeps it (`blocker`, `gaps`), lines, parcels,
        payments and the frozen rates."""
        order = self.one(with_contents(self.rows()), number=number)
        if in_full := people_of(self.actor):
            reveal_buyers(orders=[order], why="API", by=self.actor, at=self.at)
        return self.tell(order, people=in_full)

    @extend_schema(
        summary="Correct the receiver, the address and the note",
        description="While the order is not packed; 409 afterwards. What is left out stays.",
        request=ReceiverChange,
        responses={200: OrderFull},
    )
    def patch(self, request: Request, number: str) -> Response:
        order, given = self.one(self.rows(), number=number), self.read(ReceiverChange, partial=True)
        fields, note = receiver_fields(given), given.get("note")
        correct_receiver(order=order, fields=fields, note=note, by=self.actor, at=self.at)
        return self.full(order)


class OrderPay(OrderView):
    parameters = (SELLER,)

    @extend_schema(
        summary="Book the payment and reserve the goods",
        description="The whole sum of the order, in roubles. Refused with 409 `out_of_stock`, and "
        "nothing is paid, where goods are missing: send it again when they have come. The same "
        "reference again, or none, changes nothing; another one of a paid order is refused with "
        "409 `other_payment`.",
        request=PayIn,
        responses={200: OrderFull},
    )
    def post(self, request: Request, number: str) -> Response:
        order, given = self.one(self.rows(), number=number), self.read(PayIn)
        pay_whole(order=order, reference=given["reference"], by=self.actor, at=self.at)
        return self.full(order)


class OrderCancel(OrderView):
    parameters = (SELLER,)

    @extend_schema(
        summary="Cancel while the goods are in the warehouse",
        description="Reserved goods become free, and money that was booked is booked back. What "
        "has left the warehouse is refused with 409 `wrong_state`.",
        request=Why,
        responses={200: OrderFull},
    )
    def post(self, request: Request, number: str) -> Response:
        order, why = self.one(self.rows(), number=number), self.read(Why)["why"]
        cancel_orders(orders=[order], by=self.actor, at=self.at, why=why).all_or_refuse()
        return self.full(order)
