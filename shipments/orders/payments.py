"""Recording the payment of an order by hand: what somebody saw come, and nothing else."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.errors import BadInput, Duplicate, WrongState
from shipments.lifecycle import Moved
from shipments.orders.actions import pay_orders
from shipments.orders.models import UNNAMED, Order, Payment
from shipments.orders.refusals import AHEAD
from shipments.sentences import say, word

CURRENCY = "RUB"
MOST_OF_REFERENCE = 80
# What no payment's own number begins with: so do the references that we write ourselves.
OURS = ("refund", "difference")


@transaction.atomic
def record_payment(
    *,
    order: Order,
    amount: Decimal,
    currency: str,
    method: str,
    reference: str,
    paid_at: datetime,
    by: Actor,
    at: datetime,
) -> Order:
    """Book the payment of a placed order and reserve its goods; what the shelf lacks waits.

    - `method` is one of Payment.Method, `reference` the bank's or the shop's own number.
    - The sum must be the order's, in its currency, and the day one on which it can have come.
    - The same payment once more changes nothing. Raises WrongState where the order is paid
      otherwise or ended, BadInput naming the field that contradicts.
    """
    by.require(*SELLER_WRITERS, Role.FINANCE)
    fresh = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    reference = " ".join(reference.split())
    if fresh.payments.filter(reference=reference, amount_rub=amount, method=method).exists():
        return fresh
    if fresh.status != Order.Status.PLACED:
        text = say(
            "The order is %(status)s: no payment of it is waited for.",
            status=word(Order.Status(fresh.status).label),
        )
        raise WrongState("not_unpaid", text)
    _refuse(fresh, amount, currency, method, reference)
    _refuse_moment(fresh, paid_at, at)
    pay_orders(
        orders=[fresh],
        by=by,
        at=at,
        require_stock=False,
        reference=reference,
        method=method,
        paid_at={fresh.pk: paid_at},
    )
    return fresh


@transaction.atomic
def pay_whole(*, order: Order, reference: str, by: Actor, at: datetime) -> Moved:
    """Book the whole sum of an order under the payment's own name and reserve its goods.

    - The same name again, or none, changes nothing.
    - Raises Duplicate where it is paid under another name, NotEnough without the goods.
    """
    fresh = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    known = fresh.payments.filter(kind=Payment.Kind.PAYMENT).order_by("pk")
    names = list(known.values_list("reference", flat=True))
    if fresh.status == Order.Status.PAID and reference and names and reference not in names:
        text = say("The order is paid already, under the name %(name)s.", name=names[-1])
        raise Duplicate("other_payment", text, {"reference": reference})
    return pay_orders(orders=[fresh], by=by, at=at, reference=reference or UNNAMED)


def _refuse(order: Order, amount: Decimal, currency: str, method: str, reference: str) -> None:
    if currency != CURRENCY:
        text = say("The order is in roubles: record what came in roubles.")
        raise BadInput("bad_currency", text, {"currency": currency[:3]})
    due = order.goods_rub + order.shipping_rub
    if amount != due:
        text = say(
            "The order comes to %(due)s ₽. Where another sum was paid, correct its lines first.",
            due=f"{due:.2f}",
        )
        raise BadInput("bad_amount", text, {"amount": str(amount)})
    if method not in Payment.Method.values:
        raise BadInput("bad_method", say("Choose how it was paid."), {"method": method[:12]})
    if not reference or len(reference) > MOST_OF_REFERENCE:
        text = say(
            "Give the payment's own number, of up to %(most)s characters.", most=MOST_OF_REFERENCE
        )
        raise BadInput("bad_reference", text, {"reference": reference[:40]})
    if reference.lower().startswith(OURS):
        text = say("A payment is no refund: give the payment's own number.")
        raise BadInput("bad_reference", text, {"reference": reference[:40]})


def _refuse_moment(order: Order, paid_at: datetime, at: datetime) -> None:
    if paid_at > at:
        text = say("This moment lies ahead: record the payment once it has come.")
        raise BadInput("in_future", text, {"paid_at": paid_at.isoformat()})
    if paid_at < order.ordered_at - AHEAD:
        text = say("The order was paid before it was made: look at the dates and their zones.")
        raise BadInput("paid_too_early", text, {"paid_at": paid_at.isoformat()})
