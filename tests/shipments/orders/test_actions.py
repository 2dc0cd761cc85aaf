"""Placing, paying, reserving, cancelling, giving up."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum

from shipments.cancellation.actions import cancel_orders
from shipments.errors import NotAllowed, NotEnough
from shipments.orders.actions import expire_unpaid_orders, pay_orders, reserve_paid_orders
from shipments.orders.audit import balance_differences
from shipments.orders.intake import NewBuyer, NewLine
from shipments.orders.models import Order, Payment, Receiver
from shipments.orders.placing import place_orders
from shipments.packing.actions import pack_orders, pack_paid_orders
from shipments.parcels.models import Parcel
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from shipments.tracking.actions import NewEvent, record_events
from tests.factories.shop import make_product, new_order, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def mug(anna, channel):
    product = make_product(anna.seller_id)
    put_in_stock(product, 5)
    return product


def test_a_placed_order_freezes_the_rate_and_its_source(anna, mug):
    [order] = place(anna, "1")

    assert (order.rate_cny, order.rate_source) == (Decimal("12.2780"), "start")
    assert (order.goods_rub, order.shipping_rub, order.status) == (1000, 90, "placed")


def test_the_same_number_twice_is_a_repeat(anna, mug):
    place(anna, "1")

    again = place_orders(new=[new_order(anna.seller_id, "1")], by=anna, at=NOON)

    assert (len(again.created), len(again.known)) == (0, 1)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lines": []}, "no_lines"),
        ({"lines": [NewLine("NONE", 1, Decimal(1))]}, "unknown_sku"),
        ({"lines": [NewLine("MUG", 0, Decimal(1))]}, "bad_quantity"),
        ({"lines": [NewLine("MUG", 1, Decimal(-1))]}, "bad_price"),
        ({"lines": [NewLine("MUG", 1, Decimal(1)), NewLine("MUG", 0, Decimal(1))]}, "bad_quantity"),
        ({"buyer": NewBuyer("Цой", "+79430001122", "нет")}, "bad_email"),
        ({"buyer": NewBuyer("Цой", "+79430001122", "a@x.ru; b@x.ru")}, "bad_email"),
        ({"buyer": NewBuyer("Ц" * 201, "+79430001122")}, "too_long"),
        ({"street": "у" * 251}, "too_long"),
        ({"note": "н" * 1001}, "too_long"),
        ({"ordered_at": NOON.replace(year=1)}, "bad_year"),
        ({"paid_at": NOON.replace(year=2100)}, "bad_year"),
        ({"lines": [NewLine("MUG", 100_000, Decimal("9999999"))]}, "too_much"),
        ({"ordered_at": NOON + timedelta(days=2)}, "in_future"),
        ({"paid_at": NOON + timedelta(days=2)}, "in_future"),
        ({"paid_at": NOON - timedelta(days=2)}, "paid_too_early"),
    ],
)
def test_a_bad_order_is_refused_and_harms_no_other(anna, mug, changes, code):
    new = [new_order(anna.seller_id, "bad", **changes), new_order(anna.seller_id, "good")]

    placed = place_orders(new=new, by=anna, at=NOON)

    assert [(index, refused.code) for index, refused in placed.refused] == [(0, code)]
    assert list(Order.objects.values_list("number", flat=True)) == ["good"]


@pytest.mark.parametrize("number", ["A/1", "..", "A\n1"])
def test_a_number_that_no_address_can_hold_is_refused(anna, mug, number):
    placed = place_orders(new=[new_order(anna.seller_id, number)], by=anna, at=NOON)

    assert [refused.code for _, refused in placed.refused] == ["bad_number"]
    assert not Order.objects.exists()


def test_a_sku_on_two_lines_is_one_line_and_the_sum_stays_to_the_kopeck(anna, mug):
    lines = [NewLine("MUG", 2, Decimal("10.00"), Decimal(1)), NewLine("MUG", 1, Decimal("10.01"))]

    [order] = place(anna, "1", lines=lines)

    line = order.lines.get()
    assert (line.quantity, line.unit_price_rub, line.shipping_rub) == (
        3,
        Decimal("10.00"),
        Decimal("1.01"),
    )
    assert order.goods_rub + order.shipping_rub == Decimal("31.01")


def test_a_seller_cannot_place_for_another(anna, boris, mug):
    placed = place_orders(new=[new_order(anna.seller_id, "1")], by=boris, at=NOON)

    assert [refused.code for _, refused in placed.refused] == ["foreign_seller"]
    assert Order.objects.count() == 0


def test_passports_are_ciphertext_in_the_database(anna, mug):
    buyer = NewBuyer(
        name="Цой", passport_series="4570", passport_number="123456", inn="500100732259"
    )
    place(anna, "1", buyer=buyer)

    with connection.cursor() as cursor:
        cursor.execute("SELECT passport, inn FROM shipments_receiver")
        [row] = cursor.fetchall()
    assert not any(secret in text for text in row for secret in ("4570", "123456", "500100732259"))
    assert Receiver.objects.get().passport == "4570 123456"


def test_paying_reserves_and_without_stock_changes_nothing(anna, mug):
    orders = place(anna, *"123456")

    with pytest.raises(NotEnough):
        pay_orders(orders=orders, by=anna, at=NOON)

    assert Payment.objects.count() == 0
    assert set(Order.objects.values_list("status", flat=True)) == {"placed"}
    assert StockLevel.objects.get().reserved == 0


def test_finance_books_money_that_came_by_bank_once(anna, irina, mug):
    [order] = place(anna, "1")

    for _ in range(2):
        pay_orders(orders=[order], by=irina, at=NOON, reference="bank 17")

    [payment] = Payment.objects.all()
    assert (payment.amount_rub, payment.reference) == (1090, "bank 17")
    assert StockLevel.objects.get().reserved == 1


def test_a_customs_officer_takes_no_money(anna, olga, mug):
    with pytest.raises(NotAllowed):
        pay_orders(orders=place(anna, "1"), by=olga, at=NOON)

    assert not Payment.objects.exists()


def test_money_taken_elsewhere_waits_for_stock_and_is_served_when_it_comes(anna, wei, mug):
    place(anna, *"1234567", paid_at=NOON)

    assert reserve_paid_orders(limit=100, by=wei, at=NOON) == 5
    assert Order.objects.filter(blocker="out_of_stock").count() == 2
    put_in_stock(mug, 9)
    assert reserve_paid_orders(limit=100, by=wei, at=NOON) == 2
    assert Order.objects.filter(blocker="out_of_stock").count() == 0


def test_orders_without_stock_do_not_stand_in_the_way_of_others(anna, wei, mug):
    """However few orders a run looks at."""
    make_product(anna.seller_id, "NONE")
    place(anna, "1", "2", paid_at=NOON, lines=[NewLine("NONE", 1, Decimal(1))])
    place(anna, "3", paid_at=NOON)

    runs = [reserve_paid_orders(limit=1, by=wei, at=NOON) for _ in range(4)]

    assert runs == [0, 0, 1, 0]
    blockers = dict(Order.objects.values_list("number", "blocker"))
    assert blockers == {"1": "out_of_stock", "2": "out_of_stock", "3": ""}


def test_an_order_of_two_products_is_reserved_whole_or_not_at_all(anna, wei, mug):
    pen = make_product(anna.seller_id, "PEN")
    place(
        anna,
        "1",
        paid_at=NOON,
        lines=[NewLine("MUG", 2, Decimal(1)), NewLine("PEN", 2, Decimal(1))],
    )
    put_in_stock(pen, 1)

    assert reserve_paid_orders(limit=9, by=wei, at=NOON) == 0
    assert set(StockLevel.objects.values_list("reserved", flat=True)) == {0}
    put_in_stock(pen, 2)
    assert reserve_paid_orders(limit=9, by=wei, at=NOON) == 1
    assert list(StockLevel.objects.order_by("pk").values_list("reserved", flat=True)) == [2, 2]


def test_the_first_promised_order_is_served_first(anna, wei, mug):
    place(anna, "late", paid_at=NOON + timedelta(days=3), lines=[NewLine("MUG", 4, Decimal(1))])
    place(anna, "early", paid_at=NOON, lines=[NewLine("MUG", 4, Decimal(1))])

    assert reserve_paid_orders(limit=9, by=wei, at=NOON) == 1
    assert Order.objects.get(reserved_at__isnull=False).number == "early"


def test_cancelling_frees_the_stock_and_gives_the_money_back(anna, mug):
    [order] = place(anna, "1")
    pay_orders(orders=[order], by=anna, at=NOON)

    cancel_orders(orders=[order], by=anna, at=NOON, why="changed his mind")

    assert StockLevel.objects.get().reserved == 0
    assert Payment.objects.aggregate(n=Sum("amount_rub"))["n"] == 0
    assert balance_differences() == (1, [])


def test_cancelling_a_packed_order_puts_the_goods_back(anna, wei, mug):
    [order] = place(anna, "1")
    pay_orders(orders=[order], by=anna, at=NOON)
    pack_orders(orders=[order], by=wei, at=NOON)

    cancel_orders(orders=[order], by=anna, at=NOON + timedelta(hours=1), why="changed his mind")

    order.refresh_from_db()
    assert (order.status, Parcel.objects.get().movement) == ("cancelled", "cancelled")
    assert StockLevel.objects.get().on_hand == 5
    assert stock_differences() == (1, [])
    assert balance_differences() == (1, [])


def test_cancelling_a_shipped_order_is_refused(anna, wei, mug):
    [order] = place(anna, "1")
    pay_orders(orders=[order], by=anna, at=NOON)
    [parcel] = pack_orders(orders=[order], by=wei, at=NOON)
    flown = NewEvent("parcel", parcel.pk, "departed", NOON + timedelta(hours=9), "t", "1")
    record_events([flown], at=NOON)

    moved = cancel_orders(orders=[order], by=anna, at=NOON + timedelta(hours=10), why="late")

    [(_order, reason)] = moved.refused
    assert reason == f"its parcel {parcel.number} has left the warehouse (departed)"
    order.refresh_from_db()
    assert order.status == "shipped"
    assert Payment.objects.aggregate(n=Sum("amount_rub"))["n"] == 1090


def test_an_order_nobody_pays_is_given_up(anna, wei, mug):
    place(anna, "1")

    assert expire_unpaid_orders(by=wei, at=NOON + timedelta(days=6)) == 0
    assert expire_unpaid_orders(by=wei, at=NOON + timedelta(days=8)) == 1
    assert Order.objects.get().status == "cancelled"


def test_packing_makes_a_parcel_with_a_number_its_weight_and_its_story(anna, wei, mug):
    place(anna, "1", paid_at=NOON)
    reserve_paid_orders(limit=10, by=wei, at=NOON)

    assert pack_paid_orders(limit=10, by=wei, at=NOON + timedelta(hours=2)) == 1
    assert pack_paid_orders(limit=10, by=wei, at=NOON + timedelta(hours=3)) == 0

    parcel = Parcel.objects.get()
    assert (parcel.movement, parcel.declared_grams, parcel.chargeable_grams) == ("packed", 420, 500)
    assert parcel.number.startswith("LV")
    assert list(parcel.events.order_by("pk").values_list("code", flat=True)) == [
        "created",
        "packed",
    ]


def test_a_heavy_order_is_packed_into_several_parcels(anna, wei, channel):
    heavy = make_product(anna.seller_id, weight_grams=12_000)
    put_in_stock(heavy, 10)
    place(anna, "1", paid_at=NOON, lines=[NewLine("MUG", 5, Decimal(100))])
    reserve_paid_orders(limit=10, by=wei, at=NOON)

    assert pack_paid_orders(limit=10, by=wei, at=NOON) == 3
    assert sorted(Parcel.objects.values_list("declared_grams", flat=True)) == [12000, 24000, 24000]
