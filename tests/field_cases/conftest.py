"""Inputs rebuilt from public complaints of this trade, each given in as its people would."""

from collections.abc import Callable

import pytest

from customs.reference import load_reference_data
from shipments.actor import system
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.models import ImportRun
from shipments.orders.actions import reserve_paid_orders
from shipments.orders.models import Order
from shipments.packing.actions import pack_paid_orders
from shipments.parties.models import Seller
from tests.cast import anna
from tests.factories.shop import put_in_stock
from tests.field_cases.moments import NOW
from tests.shared_data import shared_file

__all__ = ["anna"]
BY = system("field cases")


@pytest.fixture
def shop(anna) -> Seller:
    """Anna's shop with the goods of the cases, plenty of each on the shelf."""
    load_reference_data()
    seller = Seller.objects.get(pk=anna.seller_id)
    take("00-products-needed-by-the-cases.csv", kind="products")
    for product in seller.products.all():
        put_in_stock(product, 100)
    return seller


@pytest.fixture
def given(shop) -> Callable[..., ImportRun]:
    """Give a file of the cases in; shops' own layouts are Anna's."""

    def give(name: str, **options: str) -> ImportRun:
        return take(name, seller=None if ".plain." in name else shop, **options)

    return give


def take(
    name: str, *, kind: str = "orders", seller: Seller | None = None, **options: str
) -> ImportRun:
    content = shared_file(f"data/field_cases/{name}").read_bytes()
    if ".products." in name:
        kind = "products"
    run = start_import(
        kind=kind,
        content=content,
        filename=name,
        seller=seller,
        options=Options(**options),
        by=BY,
        at=NOW,
    )
    return run_import(run=run, by=BY, at=NOW)


@pytest.fixture
def packed() -> Callable[[], set[str]]:
    """Pack whatever can be packed; the numbers of the orders that then are."""

    def pack() -> set[str]:
        reserve_paid_orders(limit=100, by=BY, at=NOW)
        pack_paid_orders(limit=100, by=BY, at=NOW)
        return set(Order.objects.filter(status="packed").values_list("number", flat=True))

    return pack
