"""Files of orders: each defect with its line, no order twice, killed files go on."""

from dataclasses import replace
from decimal import Decimal

import psycopg
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DataError, connection

from shipments import tasks
from shipments.actor import system
from shipments.errors import NotAllowed
from shipments.imports import actions, orders
from shipments.imports.actions import Options, dismiss_import, run_import, start_import
from shipments.imports.layouts.plain import PLAIN
from shipments.imports.models import ImportRun
from shipments.imports.opened import open_table, table_of
from shipments.imports.queries import reasons_of
from shipments.imports.sheets import errors_file
from shipments.order_intake.actions import take_orders
from shipments.orders.models import Order
from shipments.parties.models import Seller
from shipments.runs.models import Run
from shipments.tasks import run_waiting_imports
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
        "order_number": number,
        "seller_code": "S001",
        "ordered_at": PAID,
        "paid_at": PAID,
        "sku": "MUG",
        "quantity": "2",
        "unit_price": "150.50",
        "currency": "RUB",
        "shipping_fee": "90",
        "note": "",
    }
    return ",".join({**cells, **changes}.values())


def take(content: bytes, *, kind: str = "orders", seller=None, **options) -> ImportRun:
    run = start_import(
        kind=kind,
        content=content,
        filename="orders.csv",
        seller=seller,
        by=BY,
        at=NOON,
        options=Options(**options),
    )
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
    monkeypatch.setattr(actions, "BATCH", 2)
    run = begun(csv(*(row(str(n)) for n in range(5))))
    actions._run_batch(run.pk, open_table(run, table_of(run)), BY, NOON)

    run_import(run=run, by=BY, at=NOON)

    assert (run.created, run.repeated, run.lines) == (5, 0, 5)
    assert (run.status, run.rows_total, run.rows_created) == ("done", 5, 5)


def begun(content: bytes, **options) -> ImportRun:
    """A run that is under way."""
    run = start_import(
        kind="orders",
        content=content,
        filename="f",
        seller=None,
        by=BY,
        at=NOON,
        options=Options(**options),
    )
    actions.IMPORT_RUN.move([run], "running", by=BY, at=NOON)
    return run


@pytest.mark.django_db(transaction=True)
def test_a_second_hand_leaves_a_run_alone_that_another_has(reference, anna_shop):
    run = begun(csv(row("1")))
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    with other:
        other.execute("SELECT pg_try_advisory_lock(%s, %s)", [actions.HELD, run.pk])

        assert run_import(run=run, by=BY, at=NOON).status == "running"
        other.execute("SELECT pg_advisory_unlock(%s, %s)", [actions.HELD, run.pk])
    other.close()

    assert run_import(run=run, by=BY, at=NOON).status == "done"


def test_a_file_that_is_done_stays_as_it_is(shop):
    run = take(csv(row("1")))

    again = run_import(run=run, by=BY, at=NOON)

    assert (again.status, again.created, again.rows_created) == ("done", 1, 1)


def test_each_row_stands_under_one_word(shop):
    take(csv(row("old")))

    rows = [row("old"), row("fresh"), row("bad", quantity="x"), row("bad", sku="CUP")]
    run = take(csv(*rows))

    assert (run.created, run.repeated, run.refused) == (1, 1, 1)
    assert (run.rows_total, run.rows_created, run.rows_repeated, run.rows_refused) == (4, 1, 1, 2)
    assert [error.line for error in run.errors.order_by("line")] == [4, 5]


@pytest.mark.parametrize("policy", ["reject-rows", "reject-all"])
def test_a_run_that_loses_rows_is_failed_and_told(shop, monkeypatch, caplog, policy):
    whole = orders.group_rows
    monkeypatch.setattr(orders, "group_rows", lambda *given: whole(*given)[1:])

    run = take(csv(row("1"), row("2")), policy=policy)

    assert run.status == "failed"
    assert "Only 1 of 2 rows are accounted for" in run.error or policy == "reject-all"
    assert "accounted for" in caplog.text


def test_all_or_nothing_accounts_for_the_rows_it_took_back(shop):
    run = take(csv(row("good"), row("bad", quantity="x")), policy="reject-all")

    assert (run.rows_total, run.rows_created, run.rows_refused) == (2, 0, 2)


ERRORS = [ValueError("Иванов"), OverflowError(), KeyError("x"), RecursionError(), DataError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_order_that_cannot_be_read_for_a_fault_of_ours_is_refused_alone(
    shop, monkeypatch, caplog, error
):
    def draft(rows, context):
        if rows[0].raw("order_number") == "2":
            raise error
        return PLAIN.draft(rows, context)

    monkeypatch.setattr(orders, "layout_of", lambda *given: replace(PLAIN, draft=draft))

    run = take(csv(row("1"), row("2"), row("3")))

    assert (run.status, run.created, run.refused) == ("done", 2, 1)
    assert "a fault of ours" in run.errors.get().reason
    assert type(error).__name__ in caplog.text
    assert "Иванов" not in caplog.text


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_order_that_cannot_be_placed_for_a_fault_of_ours_is_refused_alone(
    shop, monkeypatch, error
):
    def place(*, new, by, at):
        if any(one.number == "4" for one in new):
            raise error
        return take_orders(new=new, by=by, at=at)

    monkeypatch.setattr(orders, "take_orders", place)

    run = take(csv(*(row(str(n)) for n in range(9))))

    assert (run.status, run.created, run.refused) == ("done", 8, 1)
    assert run.errors.get().row["order_number"] == "4"


def test_a_database_error_inside_a_batch_harms_no_other_order(shop, monkeypatch):
    def place(*, new, by, at):
        if any(one.number == "4" for one in new):
            Order.objects.raw("SELECT 1/0 AS id")[0]
        return take_orders(new=new, by=by, at=at)

    monkeypatch.setattr(orders, "take_orders", place)

    run = take(csv(*(row(str(n)) for n in range(9))))

    assert (run.status, run.created, run.refused) == ("done", 8, 1)


def test_a_run_out_of_time_refuses_nothing_and_goes_on_later(shop, monkeypatch):
    run = begun(csv(row("1"), row("2")))
    with monkeypatch.context() as patch:
        patch.setattr(orders, "take_orders", raises(SoftTimeLimitExceeded()))
        with pytest.raises(SoftTimeLimitExceeded):
            run_import(run=run, by=BY, at=NOON)
    assert (run.refused, ImportRun.objects.get().status) == (0, "running")

    run_import(run=run, by=BY, at=NOON)

    assert (run.status, run.created) == ("done", 2)


def raises(error: Exception):
    def do(*args, **kwargs):
        raise error

    return do


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_run_that_raises_anything_is_failed_and_the_next_one_done(shop, monkeypatch, error):
    bad, good = waiting("bad", row("1")), waiting("good", row("2"))

    def opened(run, table):
        if run.filename == "bad":
            raise error
        return open_table(run, table)

    monkeypatch.setattr(actions, "open_table", opened)

    run_waiting_imports()

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, good.status) == ("failed", "done")
    assert "a fault of ours" in bad.error
    assert Order.objects.get().number == "2"


def test_a_file_that_kills_its_job_each_time_goes_last_and_is_given_up(shop, monkeypatch):
    bad, good = waiting("bad", row("1")), waiting("good", row("2"))

    def opened(run, table):
        if run.filename == "bad":
            raise SoftTimeLimitExceeded
        return open_table(run, table)

    monkeypatch.setattr(actions, "open_table", opened)
    for _ in range(actions.TRIES):
        with pytest.raises(SoftTimeLimitExceeded):
            run_waiting_imports()
    run_waiting_imports()

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, good.status, good.created) == ("failed", "done", 1)
    assert "could not be read in 3 tries" in bad.error


def test_a_file_that_comes_further_each_time_is_not_given_up(shop, monkeypatch):
    run = begun(csv(*(row(str(n)) for n in range(6))))
    monkeypatch.setattr(actions, "BATCH", 1)
    whole, batches = actions._run_batch, iter(range(99))

    def batch(*given):
        if next(batches) % 2:
            raise SoftTimeLimitExceeded
        return whole(*given)

    monkeypatch.setattr(actions, "_run_batch", batch)
    for _ in range(6):
        with pytest.raises(SoftTimeLimitExceeded):
            run_import(run=run, by=BY, at=NOON)

    assert run_import(run=run, by=BY, at=NOON).status == "done"
    assert (run.created, run.rows_created) == (6, 6)


def waiting(filename: str, *rows: str) -> ImportRun:
    return start_import(
        kind="orders",
        content=csv(*rows),
        filename=filename,
        seller=None,
        by=BY,
        at=NOON,
        options=Options(),
    )


def test_the_job_goes_on_though_a_run_cannot_even_be_failed(shop, monkeypatch):
    waiting("bad", row("1"))
    good = waiting("good", row("2"))

    def run(*, run, by, at):
        if run.filename == "bad":
            raise RuntimeError
        return run_import(run=run, by=by, at=at)

    monkeypatch.setattr(tasks, "run_one_import", run)

    run_waiting_imports()

    good.refresh_from_db()
    assert good.status == "done"
    assert Run.objects.get().counts == {"failed": 1, "imports": 1}


def test_a_repaired_file_is_dismissed_but_by_nobody(shop, anna, nobody):
    run = take(csv(row("bad", quantity="x")), seller=shop)

    with pytest.raises(NotAllowed):
        dismiss_import(run=run, by=nobody, at=NOON)
    assert ImportRun.objects.get().dismissed_at is None

    assert dismiss_import(run=run, by=anna, at=NOON).dismissed_at == NOON


def test_a_file_under_way_is_not_dismissed(shop, anna):
    run = waiting("w", row("1"))

    assert dismiss_import(run=run, by=anna, at=NOON).dismissed_at is None


def test_the_refused_rows_come_back_in_the_same_layout_with_a_reason(shop):
    run = take(csv(row("=cmd()", quantity="x")))

    text = errors_file(run).decode("utf-8-sig")

    assert text.splitlines()[0] == HEAD + ",reason"
    assert "'=cmd()" in text
    assert "quantity: 'x' is not a whole number of pieces." in text


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a,b,c\n1,2,3", b"PK\x03\x04broken"])
def test_what_is_no_order_file_has_failed_with_its_reason_and_is_not_kept(shop, content):
    run = take(content)

    assert run.status == "failed"
    assert run.error
    assert run.content is None
    assert not Order.objects.exists()


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
        (0, 1593),
        (0, 1172),
        (0, 404),
        (0, 411),
    ]


def of_seller(content: bytes, code: str) -> bytes:
    """The rows of one seller, with their head."""
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    mine = [line for line in lines[1:] if f",{code}," in line or line.startswith(f"{code},")]
    return "".join([lines[0], *mine]).encode()


def test_the_complete_plain_file_fills_the_receivers_that_ozon_left_empty(db):
    folder = shared_file("data/orders")
    for kind in ("sellers", "products"):
        content = (folder / f"{kind}.csv").read_bytes()
        take(of_seller(content, "S002"), kind=kind)
    shop = Seller.objects.get(code="S002")

    ozon = take((folder / "ozon_S002.csv").read_bytes(), seller=shop)
    blocked = Order.objects.filter(blocker="address_incomplete")
    assert (ozon.created, blocked.count()) == (1172, Order.objects.exclude(blocker="").count())
    assert blocked.exists()
    whole = take(of_seller((folder / "orders.csv").read_bytes(), "S002"))

    cancelled = Order.objects.filter(status="cancelled")
    assert (whole.created, whole.changed, whole.differing) == (0, 1172 - cancelled.count(), 0)
    assert not blocked.exists()
    assert not Order.objects.exclude(pk__in=cancelled).filter(receiver__name="").exists()


def test_a_repeat_that_is_paid_meanwhile_is_changed_and_other_goods_differ(shop):
    take(csv(row("1", paid_at=""), row("2"), row("3")))

    run = take(csv(row("1"), row("2", quantity="3"), row("3")))

    assert (run.created, run.repeated, run.changed, run.differing, run.refused) == (0, 1, 1, 1, 0)
    assert (run.rows_total, run.rows_changed, run.rows_differing, run.rows_repeated) == (3, 1, 1, 1)
    kept = run.errors.get()
    assert (kept.kind, kept.line) == ("differing", 3)
    assert "MUG" in errors_file(run).decode("utf-8-sig")
    [reason] = reasons_of(run, "differing")
    assert (reason.rows, reason.line) == (1, 3)


def test_a_file_all_or_nothing_takes_back_what_it_changed(shop):
    take(csv(row("1", paid_at=""), row("2")))

    run = take(csv(row("1"), row("2", quantity="3")), policy="reject-all")

    assert (run.changed, run.differing, run.rows_refused, run.rows_differing) == (0, 1, 1, 1)
    assert Order.objects.get(number="1").status == "placed"


def test_reasons_are_grouped_by_what_is_wrong_and_not_by_the_values(shop):
    rows = [row(str(n), seller_code=f"S1{n:02}") for n in range(5)]
    run = take(csv(*rows, row("6", sku="NO"), row("7", sku="NO")))

    unknown, no_sku = reasons_of(run, "refused")

    assert (unknown.column, unknown.rows, unknown.line) == ("seller_code", 5, 2)
    assert str(unknown.sentence) == "There is no seller '…' here."
    told = [str(one) for one in unknown.examples]
    assert told == [f"There is no seller 'S10{n}' here." for n in range(3)]
    assert (no_sku.rows, no_sku.line, no_sku.examples) == (2, 7, ())


def test_a_faultless_row_of_a_refused_order_names_the_line_at_fault(shop):
    run = take(csv(row("1"), row("1", sku="CUP", quantity="x")))

    first, second = run.errors.order_by("line")

    assert str(first.reason).startswith("Refused with line 3 of the same order: ")
    assert (second.line, second.column) == (3, "quantity")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"sku,battery\nMUG,ion_in_equipment\n", "changed"),
        (b"sku,name_zh,weight_g\nNEW,\xe6\x9d\xaf,100\n", "created"),
        (b"sku,weight_g\nNEW,100\n", "refused"),
        (b"sku,name_zh,weight_g\nNEW,,100\n", "created"),
    ],
)
def test_a_file_of_few_columns_of_products_is_read(shop, content, word):
    run = take(content, kind="products", seller=shop)

    assert (run.status, getattr(run, word), run.rows_total) == ("done", 1, 1)


def test_sellers_are_accounted_for_row_by_row(db):
    rows = [
        b"S901,\xe5\xae\x89,91110000600037341L",
        b"S901,\xe5\xae\x89,91110000600037341L",
        b"S902,\xe5\xae\x89,91110000600037341X",
    ]

    run = take(b"\n".join([b"code,name_zh,uscc", *rows]), kind="sellers")

    assert (run.created, run.repeated, run.refused, run.rows_total) == (1, 1, 1, 3)
