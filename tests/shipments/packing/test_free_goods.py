"""What was free is declared at its declared value, or waits until a person has said one."""

from datetime import timedelta
from decimal import Decimal

import pytest

from customs.duty.queries import assess_parcels, basis_on, load_regimes
from shipments.actor import system
from shipments.catalogue.actions import new_product, save_products
from shipments.catalogue.models import Product
from shipments.dashboards.waiting import goods_that_block
from shipments.imports.actions import Options, run_import, start_import
from shipments.labels.contents import labels_of
from shipments.money import convert
from shipments.orders.actions import reserve_paid_orders
from shipments.orders.intake import NewLine
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders, pack_paid_orders
from shipments.parcels.models import Parcel, ParcelItem
from tests.factories.shop import make_product, place, put_in_stock
from tests.shared_data import shared_file
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")
LATER, BY = NOON + timedelta(hours=1), system("test")


@pytest.fixture
def sticker(anna) -> Product:
    """A gift worth 2 yuan."""
    product = make_product(anna.seller_id, "STICKER", declared_value_cny=Decimal("2.00"))
    put_in_stock(product, 50)
    put_in_stock(make_product(anna.seller_id), 50)
    return product


@pytest.fixture
def with_gift(anna, wei, sticker):
    """An order of a mug for 1,000 roubles and three free stickers, paid and reserved."""

    def make(number: str, *lines: NewLine) -> Order:
        lines = lines or (NewLine("MUG", 1, Decimal(1000)), NewLine("STICKER", 3, Decimal(0)))
        [order] = place(anna, number, paid_at=NOON, lines=list(lines))
        reserve_paid_orders(limit=10, by=wei, at=NOON)
        return order

    return make


def test_a_free_piece_is_worth_its_declared_value_at_the_rate_of_its_order(wei, with_gift):
    order = with_gift("1")
    worth = convert(Decimal("2.00"), order.rate_cny)

    [parcel] = pack_orders(orders=[order], by=wei, at=LATER)

    assert worth > 0
    assert parcel.value_rub == 1000 + 3 * worth
    values = {item.line.sku: item.value_rub for item in ParcelItem.objects.all()}
    assert values == {"MUG": 1000, "STICKER": 3 * worth}


def test_the_label_says_it_and_stays_as_it_was_when_the_catalogue_changes(
    wei, anna, with_gift, sticker
):
    [parcel] = pack_orders(orders=[with_gift("1")], by=wei, at=LATER)
    new = new_product(anna.seller_id, "STICKER", {"declared_value_cny": Decimal(99)})
    save_products(new=[new], by=anna)

    [label] = labels_of([parcel])

    rows = [Decimal(row["value"]) for row in label["goods"]]
    assert min(rows) > 0
    assert sum(rows) == Decimal(label["value"]) == parcel.value_rub


def test_duty_is_worked_out_on_it(wei, with_gift):
    load_regimes()
    order = with_gift("1", NewLine("STICKER", 3, Decimal(0)))

    [parcel] = pack_orders(orders=[order], by=wei, at=LATER)

    [assessed] = assess_parcels([parcel], basis=basis_on(LATER)).values()
    value = next(step for step in assessed.steps if step.word == "value")
    assert Decimal(value.numbers["rub"]) == 3 * convert(Decimal(2), order.rate_cny) > 0


@pytest.mark.parametrize("declared", [None, Decimal(0)])
def test_what_is_free_without_a_declared_value_waits_and_goes_on_once_it_has_one(
    anna, wei, with_gift, sticker, declared
):
    Product.objects.filter(pk=sticker.pk).update(declared_value_cny=declared)
    order = with_gift("1")

    assert pack_orders(orders=[order], by=wei, at=LATER) == []
    assert Order.objects.get().blocker == "customs_data"
    assert not Parcel.objects.exists()
    assert [(row["sku"], row["blocker"]) for row in goods_that_block(anna)] == [
        ("STICKER", "customs_data")
    ]

    Product.objects.filter(pk=sticker.pk).update(declared_value_cny=Decimal("0.10"))

    reserve_paid_orders(limit=10, by=wei, at=LATER)
    assert pack_paid_orders(limit=10, by=wei, at=LATER) == 1
    assert Order.objects.get().blocker == ""


def test_a_free_gift_of_the_field_case_has_a_value(anna, wei):
    at = NOON + timedelta(days=30)
    for kind, name in (
        ("products", "00-products-needed-by-the-cases.csv"),
        ("orders", "p21-free-gift-line.plain.csv"),
    ):
        content = shared_file(f"data/field_cases/{name}").read_bytes()
        run = start_import(
            kind=kind,
            content=content,
            filename=name,
            seller=None,
            by=BY,
            at=at,
            options=Options(),
        )
        assert run_import(run=run, by=BY, at=at).refused == 0
    for product in Product.objects.all():
        put_in_stock(product, 5)
    reserve_paid_orders(limit=10, by=wei, at=at)

    assert pack_paid_orders(limit=10, by=wei, at=at) == 2
    gift = Parcel.objects.get(order__number="BH2102")
    assert gift.value_rub == convert(Decimal(2), gift.order.rate_cny) > 0
    assert Parcel.objects.get(order__number="BH2101").value_rub == 1500 + gift.value_rub
