"""An order of goods without customs data waits for its seller before anything is reserved."""

from datetime import timedelta
from decimal import Decimal

import pytest

from customs.declarations.export import file_export_declarations
from customs.declarations.models import ExportDeclaration
from shipments.catalogue.actions import new_product, save_products
from shipments.catalogue.models import Product
from shipments.dashboards.waiting import goods_that_block, waiting_orders
from shipments.orders.actions import pay_orders, reserve_paid_orders
from shipments.orders.intake import NewLine
from shipments.orders.models import Order
from shipments.orders.queries import goods_with_gaps
from shipments.packing.actions import pack_orders, pack_paid_orders
from shipments.parcels.models import Parcel
from shipments.stock.models import StockLevel, StockMove
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")
LATER = NOON + timedelta(hours=1)
EMPTIED = [
    ("tnved_code", "", "code"),
    ("tnved_code", "9999999999", "code"),
    ("hs_code", "", "hs"),
    ("name_zh", "", "name_zh"),
    ("name_ru", "Thermos", "name_ru"),
    ("battery", "", "battery"),
    ("declared_value_cny", None, "value"),
    ("origin_country", "", "origin"),
]


@pytest.fixture
def mug(anna) -> Product:
    product = make_product(anna.seller_id)
    put_in_stock(product, 10)
    return product


def work(wei, at) -> None:
    """The two jobs, one after the other."""
    reserve_paid_orders(limit=100, by=wei, at=at)
    pack_paid_orders(limit=100, by=wei, at=at)


@pytest.mark.parametrize(("field", "value", "word"), EMPTIED)
def test_each_missing_thing_stops_the_order_and_filling_it_frees_it(
    anna, wei, mug, field, value, word
):
    whole = getattr(mug, field)
    Product.objects.filter(pk=mug.pk).update(**{field: value})
    [order] = place(anna, "1", paid_at=NOON)

    work(wei, NOON)

    order.refresh_from_db()
    assert (order.status, order.blocker, order.reserved_at) == ("paid", "customs_data", None)
    assert [(one.sku, words) for one, words in goods_with_gaps(order)] == [("MUG", [word])]
    assert not StockMove.objects.filter(kind="reserved").exists()
    assert not Parcel.objects.exists()

    save_products(new=[new_product(anna.seller_id, "MUG", {field: whole})], by=anna)
    work(wei, LATER)

    order.refresh_from_db()
    assert (order.status, order.blocker, goods_with_gaps(order)) == ("packed", "", [])


def test_it_is_counted_for_its_seller_with_the_goods_that_stop_it(anna, boris, wei, mug):
    Product.objects.update(battery="")
    place(anna, "1", "2", paid_at=NOON)
    work(wei, NOON)

    assert waiting_orders(anna)["customs_data"].count == 2
    assert waiting_orders(anna)["customs_data"].who == "you"
    assert [(one["sku"], one["n"]) for one in goods_that_block(anna)] == [("MUG", 2)]
    assert "customs_data" not in waiting_orders(boris)


def test_once_its_goods_are_known_it_may_be_short_and_what_is_short_may_lack_data(anna, wei, mug):
    StockLevel.objects.update(on_hand=0)
    Product.objects.update(battery="")
    [order] = place(anna, "1", paid_at=NOON)
    blockers = []

    for battery, pieces in (("", 0), ("none", 0), ("", 10), ("none", 10)):
        Product.objects.update(battery=battery)
        StockLevel.objects.update(on_hand=pieces)
        reserve_paid_orders(limit=100, by=wei, at=NOON)
        order.refresh_from_db()
        blockers.append(order.blocker)

    assert blockers == ["customs_data", "out_of_stock", "customs_data", ""]
    assert order.reserved_at


def test_money_is_booked_though_customs_data_is_missing(anna, mug):
    Product.objects.update(name_zh="")
    [order] = place(anna, "1")

    pay_orders(orders=[order], by=anna, at=LATER)

    order.refresh_from_db()
    assert (order.status, order.blocker) == ("paid", "customs_data")
    assert [payment.amount_rub for payment in order.payments.all()] == [Decimal("1090.00")]


def test_what_lost_its_data_after_the_reservation_is_not_packed_and_after_packing_not_filed(
    anna, wei, olga, mug
):
    one, other = place(anna, "1", "2", paid_at=NOON)
    reserve_paid_orders(limit=100, by=wei, at=NOON)
    [parcel] = pack_orders(orders=[one], by=wei, at=NOON)
    Product.objects.update(battery="")

    assert pack_paid_orders(limit=100, by=wei, at=LATER) == 0
    assert Order.objects.get(pk=other.pk).blocker == "customs_data"
    assert file_export_declarations(limit=100, by=olga, at=LATER) == 0
    assert not ExportDeclaration.objects.exists()

    Product.objects.update(battery="ion_in_equipment")

    assert pack_paid_orders(limit=100, by=wei, at=LATER) == 1
    assert file_export_declarations(limit=100, by=olga, at=LATER) == 2
    assert ExportDeclaration.objects.filter(parcel=parcel).exists()


def test_thousands_that_lack_data_never_stand_before_the_others(anna, wei, mug, monkeypatch):
    monkeypatch.setattr("shipments.orders.actions.CHUNK", 2)
    Product.objects.filter(sku="MUG").update(battery="")
    place(anna, "1", "2", "3", "4", paid_at=NOON)
    reserve_paid_orders(limit=4, by=wei, at=NOON)
    reserve_paid_orders(limit=4, by=wei, at=NOON)
    put_in_stock(make_product(anna.seller_id, "CUP"), 5)
    [last] = place(anna, "9", paid_at=LATER, lines=[NewLine("CUP", 1, Decimal(10))])

    assert reserve_paid_orders(limit=2, by=wei, at=LATER) == 1
    assert Order.objects.get(pk=last.pk).reserved_at


def test_without_address_and_customs_data_both_are_asked_for_one_after_the_other(anna, wei, mug):
    Product.objects.update(battery="")
    [order] = place(anna, "1", paid_at=NOON, street="")
    blockers = [order.blocker]

    for battery in ("", "none"):
        Product.objects.update(battery=battery)
        work(wei, NOON)
        order.refresh_from_db()
        blockers.append(order.blocker)

    assert blockers == ["address_incomplete", "customs_data", "address_incomplete"]
    assert not Parcel.objects.exists()
