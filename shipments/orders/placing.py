"""Placing orders, many at a time; what is known already is left to who compares it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.catalogue.models import Product
from shipments.errors import NotReady, Refused
from shipments.flights.models import Channel
from shipments.history.models import Change
from shipments.names import latin
from shipments.orders.intake import NewLine, NewOrder, with_merged_lines
from shipments.orders.models import MOSCOW, UNNAMED, Order, OrderLine, Payment, Receiver
from shipments.orders.reasons import OrderReason
from shipments.orders.refusals import refusal, twice, unreadable
from shipments.orders.rules import ADDRESS, ADDRESS_INCOMPLETE, RECEIVER, gaps_of, said_of
from shipments.orders.saying import said_hash
from shipments.outbox.actions import publish
from shipments.rates.queries import RateTable

Status = Order.Status
MAIN_CHANNEL = "HRB-SVX"


@dataclass(slots=True)
class Placed:
    """The outcome, by index in the list given: made now, known before, refused and why.

    `written` is what was written with each order made now, by its row and relation.
    """

    created: list[Order] = field(default_factory=list)
    known: list[tuple[int, Order]] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    written: dict[int, dict[str, list]] = field(default_factory=dict)

    def to_show(self) -> list[Order]:
        """The orders made now with their lines and payments at hand, to be shown and no more:
        nothing is read back, and what changes later is not seen."""
        for order in self.created:
            vars(order).update(_prefetched_objects_cache=self.written[order.pk])
        return self.created


@transaction.atomic
def place_orders(*, new: Sequence[NewOrder], by: Actor, at: datetime) -> Placed:
    """Place many orders; one bad order harms no other. Set-based: a handful of statements.

    - Paid orders wait for stock (`reserve_paid_orders`); the day's rates are frozen on each.
    - One whose receiver or address has a gap is placed with the blocker `address_incomplete`.
    - A number placed before is answered as known; nothing of it is changed here.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    placed, new = Placed(), [with_merged_lines(order) for order in new]
    known = known_orders(new)
    products = _products(new)
    fresh: dict[tuple[int, str], NewOrder] = {}
    for index, each_order in enumerate(new):
        key = (each_order.seller_id, each_order.number)
        if key in known:
            if reason := unreadable(each_order, by, at):
                placed.refused.append((index, reason))
            else:
                placed.known.append((index, known[key]))
        elif key in fresh:
            placed.refused.append((index, twice(each_order)))
        elif reason := refusal(each_order, products, by, at):
            placed.refused.append((index, reason))
        else:
            fresh[key] = each_order
    placed.created, placed.written = _insert(list(fresh.values()), products, at)
    _note(placed.created, by, at)
    publish("order.placed", subject="order", ids=[order.pk for order in placed.created], at=at)
    return placed


def _note(made: list[Order], by: Actor, at: datetime) -> None:
    """Write down who placed the orders, set-based."""
    Change.objects.bulk_create(
        (
            Change(
                kind=Order._meta.label_lower,
                object_id=order.pk,
                old="",
                new=order.status,
                by=by.name[:80],
                reason=OrderReason.PLACED,
                happened_at=at,
            )
            for order in made
        ),
        batch_size=2000,
    )


def known_orders(new: Sequence[NewOrder]) -> dict[tuple[int, str], Order]:
    """The orders placed before, by (seller, number)."""
    rows = Order.objects.filter(
        seller_id__in={order.seller_id for order in new}, number__in=[order.number for order in new]
    )
    return {(order.seller_id, order.number): order for order in rows}


def _products(new: Sequence[NewOrder]) -> dict[tuple[int, str], Product]:
    rows = Product.objects.filter(
        seller_id__in={order.seller_id for order in new},
        sku__in={line.sku for order in new for line in order.lines},
    )
    return {(product.seller_id, product.sku): product for product in rows}


def _insert(
    fresh: list[NewOrder], products: dict[tuple[int, str], Product], at: datetime
) -> tuple[list[Order], dict[int, dict[str, list]]]:
    """The orders made, and what was written with each, by its row and relation."""
    if not fresh:
        return [], {}
    channels, rates = _channels(), _rates_for(fresh)
    said = {(order.seller_id, order.number): said_of(order) for order in fresh}
    rows = [_order(order, said[order.seller_id, order.number], channels, rates) for order in fresh]
    made = _insert_new(rows)
    by_key = {(order.seller_id, order.number): order for order in fresh}
    pairs = [(order, by_key[order.seller_id, order.number]) for order in made]
    Receiver.objects.bulk_create(
        (_receiver(order, item, said[order.seller_id, order.number]) for order, item in pairs),
        batch_size=2000,
    )
    lines = OrderLine.objects.bulk_create(
        (_line(order, line, products) for order, item in pairs for line in item.lines),
        batch_size=2000,
    )
    return made, _written(made, lines, _book(pairs))


def _written(
    orders: list[Order], lines: list[OrderLine], payments: list[Payment]
) -> dict[int, dict[str, list]]:
    written: dict[int, dict[str, list]] = {
        order.pk: {"lines": [], "payments": [], "parcels": []} for order in orders
    }
    for name, rows in (("lines", lines), ("payments", payments)):
        for row in rows:
            written[row.order_id][name].append(row)
    return written


def _insert_new(rows: list[Order]) -> list[Order]:
    """Insert orders; one that another hand has placed at this very moment is left out."""
    Order.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    found = Order.objects.filter(
        seller_id__in={row.seller_id for row in rows},
        number__in=[row.number for row in rows],
        lines__isnull=True,
    ).select_for_update(of=("self",))
    by_key = {(row.seller_id, row.number): row for row in rows}
    made = []
    for seller, number, pk in found.order_by("pk").values_list("seller_id", "number", "pk"):
        made.append(by_key[seller, number])
        made[-1].pk, made[-1]._state.adding = pk, False
    return made


def _order(
    order: NewOrder,
    said: dict[str, str],
    channels: dict[int, Channel],
    rates: RateTable,
) -> Order:
    channel = channels[order.channel_id or 0]
    day = _day_of(order)
    cny, eur = rates.on("CNY", day), rates.on("EUR", day)
    return Order(
        seller_id=order.seller_id,
        number=order.number,
        channel=channel,
        marketplace=order.marketplace,
        status=_first_status(order),
        **{field: said[field] for field in ADDRESS},
        ordered_at=order.ordered_at,
        paid_at=order.paid_at,
        ship_by=order.ship_by,
        goods_rub=sum((line.quantity * line.unit_price_rub for line in order.lines), Decimal(0)),
        shipping_rub=sum((line.shipping_rub for line in order.lines), Decimal(0)),
        rate_cny=cny.roubles,
        rate_eur=eur.roubles,
        rate_day=cny.day,
        rate_source=cny.source,
        rate_eur_day=eur.day,
        rate_eur_source=eur.source,
        promised_from=_promised(order, channel.promise_days // 2),
        promised_to=_promised(order, channel.promise_days),
        blocker=ADDRESS_INCOMPLETE if not order.cancelled_at and gaps_of(said) else "",
        note=order.note,
        shared_prices=order.shared_prices,
    )


def _day_of(order: NewOrder) -> date:
    """The day whose rates price an order: that of the order in Moscow."""
    return order.ordered_at.astimezone(MOSCOW).date()


def _rates_for(fresh: Sequence[NewOrder]) -> RateTable:
    days = {_day_of(order) for order in fresh}
    return RateTable((currency, day) for currency in ("CNY", "EUR") for day in days)


def _receiver(order: Order, each_order: NewOrder, said: dict[str, str]) -> Receiver:
    return Receiver(
        order=order,
        name_latin=latin(each_order.buyer.name),
        language=each_order.buyer.language,
        said=said_hash(said),
        **{field: said[field] for field in RECEIVER},
    )


def _first_status(order: NewOrder) -> str:
    if order.cancelled_at:
        return Status.CANCELLED
    return Status.PAID if order.paid_at else Status.PLACED


def _promised(order: NewOrder, days: int) -> date:
    return ((order.paid_at or order.ordered_at) + timedelta(days=days)).astimezone(MOSCOW).date()


def _line(order: Order, line: NewLine, products: dict[tuple[int, str], Product]) -> OrderLine:
    return OrderLine(
        order=order,
        product=products[order.seller_id, line.sku],
        sku=line.sku,
        quantity=line.quantity,
        unit_price_rub=line.unit_price_rub,
        shipping_rub=line.shipping_rub,
    )


def _book(pairs: list[tuple[Order, NewOrder]]) -> list[Payment]:
    """The buyer's money, and for what is cancelled the same money back."""
    payments = []
    for order, item in pairs:
        total = order.goods_rub + order.shipping_rub
        if item.paid_at:
            payments.append((order, total, Payment.Kind.PAYMENT, UNNAMED, item.paid_at))
        if item.paid_at and item.cancelled_at:
            refund = Payment.Kind.REFUND
            payments.append((order, -total, refund, refund.value, item.cancelled_at))
    return Payment.objects.bulk_create(
        (
            Payment(order=order, amount_rub=amount, kind=kind, reference=word, happened_at=moment)
            for order, amount, kind, word, moment in payments
        ),
        batch_size=2000,
    )


def _channels() -> dict[int, Channel]:
    """Channels by row; 0 is the main one. Raises NotReady where there is none."""
    rows = {channel.pk: channel for channel in Channel.objects.all()}
    main = next((channel for channel in rows.values() if channel.code == MAIN_CHANNEL), None)
    if main is None:
        raise NotReady
    return {0: main, **rows}
