"""Files of orders: each defect with its line, no order twice, killed files go on."""

from decimal import Decimal

import pytest

from shipments.actor import system
from shipments.errors import BadInput
from shipments.imports import actions
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.models import ImportRun
from shipments.imports.sheets import errors_file
from shipments.orders.models import Order
from shipments.parties.models import Seller
from tests.factories.shop import make_product
from tests.shared_data import shared_file
from tests.world import NOON

BY = system("test")
HEAD = (
    "order_number,seller_code,ordered_at,paid_at,sku,quantity,unit_price,currency,shipping_fee,note"
)
PAID = "2026-11-01T10:00:00+08:00"
pytestmark = pytest.mark.usefixtures("channel")


def csv(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def row(number: str = "1", **changes: str) -> str:
    cells = {
        "order_number": number, "seller_code": "S001", "ordered_at": PAID, "paid_at": PAID,
        "sku": "MUG", "quantity": "2", "unit_price": "150.50", "currency": "RUB",
        "shipping_fee": "90", "note": "",
    }  # fmt: skip
    return ",".join({**cells, **changes}.values())


def take(content: bytes, *, kind: str = "orders", seller=None, **options) -> ImportRun:
    run = start_import(
        kind=kind, content=content, filename="orders.csv", seller=seller, by=BY, at=NOON,
        options=Options(**options),
    )  # fmt: skip
    return run_import(run=run, by=BY, at=NOON)


@pytest.fixture
def shop(anna) -> Seller:
    make_product(anna.seller_id)
    return Seller.objects.get(pk=anna.seller_id)


def test_rows_become_orders_with_the_total_to_the_kopeck(shop):
    run = take(csv(row("1"), row("2")))

    assert (run.created, run.lines, run.total_rub) == (2, 2, Decimal("602.00"))


def test_the_same_file_twice_creates_nothing(shop):
    take(csv(row("1")))

    again = take(csv(row("1")))

    assert (again.created, again.repeated) == (0, 1)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"sku": ""}, "sku"),
        ({"sku": "NONE"}, "sku"),
        ({"quantity": "two"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"unit_price": "NaN"}, "unit_price"),
        ({"unit_price": "1e99"}, "unit_price"),
        ({"currency": "USD"}, "currency"),
        ({"ordered_at": "yesterday"}, "ordered_at"),
        ({"seller_code": "S999"}, "seller_code"),
    ],
)
def test_a_bad_row_is_refused_with_line_and_column_and_harms_no_good_row(shop, changes, column):
    run = take(csv(row("good"), row("bad", **changes), row("fine")))

    assert (run.created, run.refused) == (2, 1)
    error = run.errors.get()
    assert (error.line, error.column) == (3, column)
    assert error.reason


def test_all_or_nothing_creates_nothing_when_a_row_is_bad(shop):
    run = take(csv(row("good"), row("bad", quantity="x")), policy="reject-all")

    assert (run.created, run.refused, Order.objects.count()) == (0, 1, 0)


def test_a_trial_reports_and_changes_nothing(shop):
    run = take(csv(row("1")), dry_run=True)

    assert (run.created, Order.objects.count()) == (1, 0)


def test_an_unpaid_order_is_placed_and_a_cancelled_one_is_cancelled(shop):
    take(csv(row("1", paid_at=""), row("2", note="заказ отменён")))

    assert dict(Order.objects.values_list("number", "status")) == {"1": "placed", "2": "cancelled"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_recognised(shop, encoding, delimiter):
    text = csv(row("1", note="привет")).decode().replace(",", delimiter)

    take(text.encode(encoding))

    assert Order.objects.get().note == "привет"


def test_a_killed_import_goes_on_where_it_was(shop, monkeypatch):
    monkeypatch.setattr(actions.orders, "BATCH", 2)
    run = start_import(
        kind="orders", content=csv(*(row(str(n)) for n in range(5))), filename="f", seller=None,
        options=Options(), by=BY, at=NOON,
    )  # fmt: skip
    actions.IMPORT_RUN.move([run], "running", by=BY, at=NOON)
    actions._run_batch(run.pk, BY, NOON)
    actions._open_files.clear()

    run_import(run=run, by=BY, at=NOON)

    assert (run.created, run.repeated, run.lines) == (5, 0, 5)
    assert run.status == "done"


def test_the_refused_rows_come_back_in_the_same_layout_with_a_reason(shop):
    run = take(csv(row("=cmd()", quantity="x")))

    text = errors_file(run).decode("utf-8-sig")

    assert text.splitlines()[0] == HEAD + ",reason"
    assert "'=cmd()" in text
    assert "quantity: 'x' is not a whole number of pieces." in text


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a,b,c\n1,2,3", b"PK\x03\x04broken"])
def test_what_is_no_order_file_is_refused_at_the_door(shop, content):
    with pytest.raises(BadInput):
        take(content)

    assert ImportRun.objects.count() == 0


def test_the_real_files_import_with_their_total_and_no_order_twice(db):
    folder = shared_file("data/orders")
    for kind in ("sellers", "products"):
        take((folder / f"{kind}.csv").read_bytes(), kind=kind)
    sellers = {seller.code: seller for seller in Seller.objects.all()}
    marketplaces = [
        ("shopify_S001.csv", "S001"),
        ("ozon_S002.csv", "S002"),
        ("aliexpress_S003.csv", "S003"),
        ("plain_S004.xlsx", "S004"),
    ]

    whole = take((folder / "orders.csv").read_bytes())
    parts = [
        take((folder / name).read_bytes(), seller=sellers[code]) for name, code in marketplaces
    ]

    assert (whole.created, whole.refused, whole.lines) == (9981, 111, 10238)
    assert whole.total_rub == Decimal("24874861.68")
    assert {error.column for error in whole.errors.all()} == {"sku"}
    assert [(part.created, part.repeated) for part in parts] == [
        (0, 1593), (0, 1172), (0, 404), (0, 411),
    ]  # fmt: skip
