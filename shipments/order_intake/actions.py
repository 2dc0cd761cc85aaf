"""Orders as shops hand them in: the new are placed, the known compared with what was said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Right, Role
from shipments.cancellation.actions import cancel_orders
from shipments.errors import Refused
from shipments.history.actions import note_change
from shipments.orders.actions import pay_orders
from shipments.orders.comparing import differing_goods, news_of_receiver
from shipments.orders.intake import NewOrder, with_merged_lines
from shipments.orders.models import Order, Receiver
from shipments.orders.placing import place_orders
from shipments.orders.reasons import OrderReason
from shipments.orders.receivers import locked_with_receivers, write_receiver
from shipments.orders.rules import kept_of, said_of
from shipments.orders.saying import said_hash
from shipments.sentences import Sentence, say

Status = Order.Status
CREATED, REPEATED, CHANGED, DIFFERING, REFUSED = (
    "created",
    "repeated",
    "changed",
    "differing",
    "refused",
)
CANCELLED_THERE = "cancelled in the shop"


@dataclass(slots=True)
class Taken:
    """What came of each order handed in; `words` has one of the five words for each, in order.

    `changed` took a cancellation, a payment, an address or what was empty from the repeat;
    `differing` holds by index what is not the same and was not applied: a person decides.
    """

    words: list[str]
    created: list[Order] = field(default_factory=list)
    repeated: list[Order] = field(default_factory=list)
    changed: list[Order] = field(default_factory=list)
    differing: list[tuple[int, list[Sentence]]] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)


@transaction.atomic
def take_orders(*, new: Sequence[NewOrder], by: Actor, at: datetime) -> Taken:
    """Place what is new, and apply or report what a repeat says otherwise.

    - A number that is new is placed (see `place_orders`); what cannot be is refused by its index.
    - A known one is cancelled or paid where the shop says so, and its receiver and address follow
      the shop while it is not packed; what a repeat leaves empty leaves what is there.
    - Other goods, sums or another person's name are never applied: they are differences.
    """
    new = [with_merged_lines(order) for order in new]
    placed = place_orders(new=new, by=by, at=at)
    taken = Taken([REPEATED] * len(new), created=placed.created, refused=placed.refused)
    made = {(order.seller_id, order.number) for order in placed.created}
    for index, each_order in enumerate(new):
        if (each_order.seller_id, each_order.number) in made:
            taken.words[index] = CREATED
    for index, _reason in placed.refused:
        taken.words[index] = REFUSED
    _compare_known({index: order.pk for index, order in placed.known}, new, taken, by, at)
    return taken


def _compare_known(
    known: Mapping[int, int], new: Sequence[NewOrder], taken: Taken, by: Actor, at: datetime
) -> None:
    orders = _known_orders(known.values())
    pairs = {index: (new[index], orders[pk]) for index, pk in known.items()}
    reasons: dict[int, list[Sentence]] = {index: [] for index in pairs}
    changed = _cancel(pairs, reasons, by, at) | _pay(pairs, reasons, by, at)
    changed |= _follow_receivers(pairs, reasons, by, at)
    for index, (name, order) in pairs.items():
        reasons[index] += differing_goods(name, order, order.lines.all())
        _sort(index, order, reasons[index], index in changed, taken)


def _known_orders(pks: Iterable[int]) -> dict[int, Order]:
    """Orders with receivers and lines; encrypted digits are not read, since few are asked for."""
    rows = Order.objects.filter(pk__in=list(pks)).select_related("receiver")
    rows = rows.defer("receiver__inn", "receiver__passport").prefetch_related("lines")
    return {order.pk: order for order in rows}


def _sort(
    index: int, order: Order, reasons: list[Sentence], is_changed: bool, taken: Taken
) -> None:
    if reasons:
        taken.words[index] = DIFFERING
        taken.differing.append((index, reasons))
    elif is_changed:
        taken.words[index] = CHANGED
    if is_changed:
        taken.changed.append(order)
    elif not reasons:
        taken.repeated.append(order)


Pairs = Mapping[int, tuple[NewOrder, Order]]


def _cancel(pairs: Pairs, reasons: dict[int, list[Sentence]], by: Actor, at: datetime) -> set[int]:
    """Cancel what the shop has cancelled since; returns the indexes of those that moved."""
    asked = {
        order.pk: index
        for index, (name, order) in pairs.items()
        if name.cancelled_at and order.status != Status.CANCELLED
    }
    orders = [pairs[index][1] for index in asked.values()]
    if not orders:
        return set()
    there = OrderReason.CANCELLED_IN_SHOP
    moved = cancel_orders(orders=orders, by=by, at=at, why=CANCELLED_THERE, reason=there)
    for order, reason in moved.refused:
        text = say("Cancelled there, but not here: %(reason)s.", reason=reason)
        reasons[asked[order.pk]].append(text)
    return {asked[order.pk] for order in moved.moved}


def _pay(pairs: Pairs, reasons: dict[int, list[Sentence]], by: Actor, at: datetime) -> set[int]:
    """Book the money that came since; returns the indexes of those that moved."""
    due: dict[int, int] = {}
    moments: dict[int, datetime] = {}
    _read_again(pairs)
    for index, (name, order) in pairs.items():
        if not name.paid_at or name.cancelled_at or order.paid_at:
            continue
        if order.status == Status.PLACED:
            due[order.pk], moments[order.pk] = index, name.paid_at
        else:
            reasons[index].append(say("Paid there, but cancelled here before the money came."))
    orders = [pairs[index][1] for index in due.values()]
    if not orders:
        return set()
    if not by.has(*SELLER_WRITERS, Role.FINANCE) or not by.may(Right.MONEY):
        for index in due.values():
            reasons[index].append(say("Paid there; its seller or finance must book the money."))
        return set()
    moved = pay_orders(orders=orders, by=by, at=at, require_stock=False, paid_at=moments)
    return {due[order.pk] for order in moved.moved}


def _read_again(pairs: Pairs) -> None:
    """Lock the orders that money may have come for: another hand may have cancelled one since."""
    asked = {
        order.pk: order for item, order in pairs.values() if item.paid_at and not order.paid_at
    }
    rows = Order.objects.filter(pk__in=asked).order_by("pk").select_for_update(of=("self",))
    for pk, status, paid_at in rows.values_list("pk", "status", "paid_at"):
        asked[pk].status, asked[pk].paid_at = status, paid_at


def _follow_receivers(
    pairs: Pairs, reasons: dict[int, list[Sentence]], by: Actor, at: datetime
) -> set[int]:
    """Write what shops say anew of receivers; returns the indexes of those that changed."""
    said = {index: said_of(name) for index, (name, _order) in pairs.items()}
    hashes = {index: said_hash(words) for index, words in said.items()}
    anew = [
        index
        for index, (_one, order) in pairs.items()
        if order.status != Status.CANCELLED
        and order.receiver.said != hashes[index]
        and order.receiver.purged_at is None
    ]
    locked = locked_with_receivers([pairs[index][1].pk for index in anew])
    changed = set()
    for index in anew:
        order = locked[pairs[index][1].pk]
        receiver = order.receiver
        news = news_of_receiver(
            said[index],
            kept_of(order),
            status=order.status,
            is_mended=receiver.mended_at is not None,
        )
        reasons[index] += news.differences
        if write_receiver(order, news.fields, mended_at=None):
            changed.add(index)
            note_change(
                thing=order,
                old=order.status,
                new=order.status,
                by=by,
                at=at,
                reason=OrderReason.RECEIVER_FROM_SHOP,
            )
        if not news.differences:
            Receiver.objects.filter(pk=receiver.pk).update(said=hashes[index])
    return changed
