"""An order that ended without reaching its buyer asks a person about the money, once."""

import pytest

from shipments.actor import Actor, Role, system
from shipments.cases.actions import close_cases, close_moved_cases, open_stuck_cases
from shipments.cases.models import Case
from shipments.cases.queries import undecided_refunds
from shipments.catalogue.models import Product
from shipments.orders.models import Order, OrderLine, Payment
from shipments.parcels.models import Parcel, ParcelItem
from tests.browsers import seen
from tests.world import NOON

BY = system("tests")


@pytest.fixture
def ended(make_parcels, happen):
    """Orders of two parcels that end so; the buyer paid for goods of 100 and shipping of 20."""

    def make(*codes: str) -> Order:
        one, other = make_parcels(2)
        Parcel.objects.filter(pk=other.pk).update(order=one.order_id)
        Order.objects.filter(pk=one.order_id).update(shipping_rub=20)
        Payment.objects.create(order=one.order, amount_rub=120, reference="paid", happened_at=NOON)
        for parcel, code in zip((one, other), codes, strict=True):
            happen([parcel], "created", "packed", "departed", code)
        open_stuck_cases(by=BY, at=NOON)
        return Order.objects.get(pk=one.order_id)

    return make


def money() -> list[tuple[str, str]]:
    rows = Case.objects.filter(kind="money").order_by("pk")
    return [(case.owner, str(case.note)) for case in rows]


def test_a_whole_loss_asks_for_all_and_part_of_one_for_its_goods(ended):
    ended("lost", "returned")
    ended("delivered", "destroyed")
    open_stuck_cases(by=BY, at=NOON)

    assert money() == [
        ("finance", "Refund due: 120.00 ₽, not decided yet. The goods are lost."),
        ("finance", "Refund due: 100.00 ₽, not decided yet. The goods were destroyed."),
    ]
    assert Payment.objects.count() == 2, "nothing is given back by itself"


def test_a_gift_cost_the_buyer_nothing_and_nobody_gets_more_than_he_paid(ended):
    order = ended("delivered", "departed")
    gone = order.parcels.order_by("pk").last()
    product = Product.objects.create(seller=order.seller, sku="GIFT")
    line = OrderLine.objects.create(
        order=order, product=product, sku="GIFT", quantity=2, unit_price_rub=0
    )
    ParcelItem.objects.create(parcel=gone, line=line, quantity=2, declared_rub=15)
    Parcel.objects.filter(pk=gone.pk).update(movement="lost")
    Order.objects.filter(pk=order.pk).update(status="delivered")
    open_stuck_cases(by=BY, at=NOON)

    assert [note for _, note in money()] == [
        "Refund due: 70.00 ₽, not decided yet. The goods are lost."
    ]
    Case.objects.all().delete()
    Payment.objects.update(amount_rub=40)
    open_stuck_cases(by=BY, at=NOON)
    assert [note for _, note in money()] == [
        "Refund due: 40.00 ₽, not decided yet. The goods are lost."
    ]


def test_what_is_under_way_or_was_never_paid_asks_nobody(ended):
    ended("lost", "departed")
    order = ended("delivered", "delivered")
    Payment.objects.all().delete()
    Parcel.objects.filter(order=order).update(movement="returned")
    open_stuck_cases(by=BY, at=NOON)

    assert money() == []


def test_what_is_found_again_asks_no_more(ended, happen):
    order = ended("lost", "lost")
    happen(list(order.parcels.all()), "found", at=NOON.replace(hour=20))

    close_moved_cases(by=BY, at=NOON)

    order.refresh_from_db()
    assert (order.status, Case.objects.get(kind="money").status) == ("shipped", "closed")


def test_the_seller_reads_what_is_due_and_how_it_was_decided(anna_reads, boris_reads, ended):
    order = ended("returned", "returned")
    page = f"/seller/orders/{order.number}/"
    waits = seen(anna_reads.get(page))
    today = anna_reads.get("/seller/").context["needs"]
    listed = anna_reads.get("/seller/orders/?undecided=true").context["page"].rows
    irina = Actor("irina", frozenset({Role.FINANCE}))
    case = Case.objects.get(kind="money")

    close_cases(cases=[case], by=irina, at=NOON, outcome="refunded", note="bank 7")

    assert "Refund due: 120.00 ₽, not decided yet." in waits
    assert "waiting for: our finance desk" in waits
    assert (today.undecided, [one.pk for one in listed]) == (1, [order.pk])
    assert boris_reads.get("/seller/").context["needs"].undecided == 0
    told = seen(anna_reads.get(page))
    assert "Decided: money returned · bank 7" in told
    assert undecided_refunds(BY) == 0


def test_what_was_found_and_then_came_back_is_asked_of_once_more(ended, happen):
    order = ended("lost", "lost")
    parcels = list(order.parcels.all())
    happen(parcels, "found", at=NOON.replace(hour=20))
    close_moved_cases(by=BY, at=NOON)
    happen(parcels, "returned", at=NOON.replace(hour=22))

    for _ in range(2):
        open_stuck_cases(by=BY, at=NOON)

    assert money()[1:] == [
        (
            "finance",
            "Refund due: 120.00 ₽, not decided yet. "
            "The goods came back and are not on the shelf yet.",
        ),
    ]
