"""Whatever is done to a file, every row is accounted for and no two people's data meet."""

import csv
import io
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipments.actor import system
from shipments.errors import BadInput
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.models import ImportRun
from shipments.orders.models import Order
from shipments.parties.models import Seller
from tests.factories.shop import make_product
from tests.fuzzing import examples
from tests.shipments.imports.samples import NAMES, SAMPLES, Sample, person
from tests.world import NOON

BY = system("fuzz")
ORDERS = 4
JUNK = [
    "",
    " ",
    "\u00a0",
    "\u200b",
    "нет",
    "-",
    "0",
    "-1",
    "1,234",
    "12.345",
    "1e5",
    "8.19E+15",
    "NaN",
    "1_000",
    "２",
    "2.0",
    "99999999999",
    "#N/A",
    "=1+1",
    "'+7",
    "a@b; c@d",
    "refunded",
    "trash",
    "Отменён",
    "等待",
    "03/11/2026",
    "2026年11月3日",
    "0001-01-01",
    "x" * 300,
    'a"b',
    "a;b",
    "a\nb",
    "\x00",
    "😀",
    "RU-620",
    "7.943E+10",
    "SKU?",
    "USD",
    "PAID",
    "wc-processing",
]
ACTIONS = ("damage", "double", "drop", "swap", "number", "short", "long", "blank")

actions = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS), st.integers(0, 99), st.integers(0, 99), st.sampled_from(JUNK)
    ),
    max_size=6,
)


@pytest.fixture
def shop(anna, channel) -> Seller:
    for sku in ("AAA", "BBB"):
        make_product(anna.seller_id, sku)
    return Seller.objects.get(pk=anna.seller_id)


def done_to(rows: list[list[str]], action: str, at: int, column: int, junk: str) -> None:
    """Do one wrong thing to a file."""
    row = rows[at % len(rows)]
    place = column % max(1, len(row))
    if action == "damage" and row:
        row[place] = junk
    elif action == "double":
        rows.insert(at % len(rows), list(row))
    elif action == "drop" and len(rows) > 1:
        rows.remove(row)
    elif action == "swap":
        other = rows[column % len(rows)]
        rows[at % len(rows)], rows[column % len(rows)] = other, row
    elif action == "number" and row:
        row[0] = rows[column % len(rows)][0] if rows[column % len(rows)] else ""
    elif action == "short" and row:
        row.pop()
    elif action == "long":
        row.append(junk or "x")
    elif action == "blank":
        rows.insert(at % len(rows), [""] * len(row))


def written(head: list[str], rows: list[list[str]], order: list[int], delimiter: str) -> bytes:
    """The file, its columns in another order."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([head[place] for place in order])
    for row in rows:
        kept = [row[place] for place in order if place < len(row)]
        writer.writerow([*kept, *row[len(head) :]])
    return out.getvalue().replace("\x00", "").encode()


def taken(content: bytes, sample: Sample, shop: Seller) -> ImportRun | None:
    """The run, or None where the file as a whole is refused."""
    try:
        run = start_import(
            kind="orders",
            content=content,
            filename="f.csv",
            seller=shop,
            options=Options(layout=sample.layout),
            by=BY,
            at=NOON,
        )
    except BadInput:
        return None
    return run_import(run=run, by=BY, at=NOON)


def rows_of(content: bytes, delimiter: str) -> int:
    """How many rows a plain reader of CSV finds below the head, blank ones left out."""
    lines = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter)
    next(lines)
    return sum(any(cell.strip(" \t\r\n\u00a0\u200b") for cell in cells) for cells in lines)


def people_in(order: Order) -> set[int]:
    """Whose words stand on an order."""
    to = order.receiver
    words = {to.name, to.phone, to.email, order.street, order.city, order.postal_code}
    return {n for n in range(len(NAMES)) if words & set(person(n).values())}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.layout)
@settings(
    max_examples=examples(12),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_actions=actions, order=st.randoms(use_true_random=False))
def test_each_row_is_accounted_for_and_people_never_meet(shop, sample, given_actions, order):
    rows = sample.file(ORDERS)
    for action in given_actions:
        done_to(rows, *action)
    places = list(range(len(sample.head)))
    order.shuffle(places)
    content = written(list(sample.head), rows, places, sample.delimiter)

    with transaction.atomic():
        run = taken(content, sample, shop)
        if run is not None:
            _check(run, rows_of(content, sample.delimiter))
        transaction.set_rollback(True)


def _check(run: ImportRun, rows: int) -> None:
    assert run.status == "done", run.error
    assert run.rows_total == run.rows_read == rows
    told = run.rows_refused + run.rows_differing
    assert run.errors.count() == told
    assert all(error.reason for error in run.errors.all())
    assert Order.objects.count() == run.created
    for order in Order.objects.select_related("receiver"):
        assert len(people_in(order)) <= 1, order.number
        assert order.lines.exists()
        assert not re.search(r"[eE]\+", order.number)
