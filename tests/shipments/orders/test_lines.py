"""The goods of an order that is not packed are corrected: sums, stock and history follow."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shipments.actor import Role
from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.history.queries import changes_of
from shipments.orders.audit import balance_differences
from shipments.orders.intake import NewLine
from shipments.orders.lines import correct_lines
from shipments.orders.models import Order
from shipments.orders.payments import record_payment
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

D = Decimal


@pytest.fixture
def shop(anna, channel):
    for sku, pieces in (("MUG", 5), ("CUP", 1)):
        put_in_stock(make_product(anna.seller_id, sku), pieces)


def corrected(order, by, *lines: NewLine, shipping="90.00", **more) -> Order:
    return correct_lines(
        order=order, lines=list(lines), shipping=D(shipping), by=by, at=NOON, **more
    )


def paid(order, by, **changes) -> Order:
    given = {"amount": D(1090), "currency": "RUB", "method": "sbp", "reference": "A17"}
    return record_payment(order=order, **{**given, "paid_at": NOON, **changes}, by=by, at=NOON)


def reserved() -> dict[str, int]:
    return dict(StockLevel.objects.values_list("product__sku", "reserved"))


def test_lines_of_an_unpaid_order_are_written_anew(anna, shop):
    [order] = place(anna, "1")

    fresh = corrected(
        order, anna, NewLine("MUG", 2, D(900)), NewLine("CUP", 1, D("50.50")), shipping="10"
    )
    again = corrected(
        order, anna, NewLine("MUG", 2, D(900)), NewLine("CUP", 1, D("50.50")), shipping="10"
    )

    assert (fresh.goods_rub, fresh.shipping_rub, again.goods_rub) == (
        D("1850.50"),
        10,
        D("1850.50"),
    )
    assert sum(line.shipping_rub for line in order.lines.all()) == 10
    assert [change.note for change in changes_of(order) if change.reason == "lines"] == [
        "MUG: 1 × 1000.00 RUB → 2 × 900.00 RUB",
        "CUP: 0 → 1 × 50.50 RUB",
        "+ 90.00 → + 10.00 RUB",
    ]
    assert balance_differences() == (1, [])


def test_a_paid_order_says_how_the_difference_was_settled(anna, shop):
    [order] = place(anna, "1")
    paid(order, anna)
    assert reserved() == {"MUG": 1, "CUP": 0}

    with pytest.raises(BadInput) as refused:
        corrected(order, anna, NewLine("CUP", 1, D(400)))
    assert refused.value.fields.keys() == {"settled"}
    assert (reserved(), order.lines.get().sku) == ({"MUG": 1, "CUP": 0}, "MUG")

    corrected(order, anna, NewLine("CUP", 1, D(400)), settled="transfer 9")

    sums = list(order.payments.order_by("pk").values_list("amount_rub", "reference"))
    assert sums == [(1090, "A17"), (-600, "difference: transfer 9")]
    assert reserved() == {"MUG": 0, "CUP": 1}
    assert balance_differences() == (1, [])
    assert stock_differences()[1] == []


def test_what_the_shelf_lacks_blocks_the_order(anna, shop):
    [order] = place(anna, "1")
    paid(order, anna)

    fresh = corrected(order, anna, NewLine("CUP", 2, D(500)))

    assert (fresh.blocker, fresh.reserved_at, reserved()) == (
        "out_of_stock",
        None,
        {"MUG": 0, "CUP": 0},
    )


def test_what_cannot_be_is_refused_and_nothing_changes(anna, boris, olga, shop):
    [order] = place(anna, "1")
    mug = NewLine("MUG", 1, D(1))
    bad = [
        ([], "90"),
        ([NewLine("NO", 1, D(1))], "90"),
        ([mug, mug], "90"),
        ([NewLine("MUG", 0, D(1))], "90"),
        ([mug], "-1"),
    ]
    for lines, shipping in bad:
        with pytest.raises(BadInput):
            corrected(order, anna, *lines, shipping=shipping)
    with pytest.raises(NotAllowed):
        corrected(order, olga, mug)
    Order.objects.update(status="packed")
    with pytest.raises(WrongState):
        corrected(order, anna, mug)

    assert (order.lines.get().unit_price_rub, Order.objects.get().goods_rub) == (1000, 1000)


def test_a_payment_is_recorded_once_with_how_it_was_paid(anna, shop):
    [order] = place(anna, "1")

    paid(order, anna)
    paid(order, anna)

    [payment] = order.payments.all()
    assert (payment.amount_rub, payment.method, payment.reference) == (1090, "sbp", "A17")
    assert Order.objects.get().status == "paid"


def test_a_payment_that_contradicts_is_refused_at_its_field(anna, olga, shop):
    [order] = place(anna, "1")
    wrong = {
        "amount": D(1000),
        "currency": "CNY",
        "method": "barter",
        "reference": "Refund 7",
        "paid_at": NOON.replace(year=2027),
    }
    for field, value in wrong.items():
        with pytest.raises(BadInput) as refused:
            paid(order, anna, **{field: value})
        assert list(refused.value.fields) == [field]
    with pytest.raises(NotAllowed):
        paid(order, olga)
    assert not order.payments.exists()

    paid(order, anna)
    with pytest.raises(WrongState):
        paid(order, anna, reference="B18")
    assert order.payments.count() == 1


def test_who_may_not_record_money_settles_no_difference(anna, shop):
    [order] = place(anna, "1")
    paid(order, anna)
    packer = replace(anna, roles=frozenset({Role.SELLER_OPERATOR}), rights=frozenset({"import"}))

    with pytest.raises(NotAllowed):
        corrected(order, packer, NewLine("CUP", 1, D(400)), settled="transfer 9")
    assert (order.payments.count(), reserved()) == (1, {"MUG": 1, "CUP": 0})

    corrected(order, packer, NewLine("CUP", 1, D(1000)))
    assert reserved() == {"MUG": 0, "CUP": 1}, "the same sum moves no money"
