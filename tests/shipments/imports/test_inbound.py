"""A file of inbound shipments: rows of one number are one shipment, or are refused together."""

from datetime import timedelta

import pytest

from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.drafts import draft_import, parse_draft
from shipments.imports.models import ImportRun, RowError
from shipments.imports.preview import preview_of
from shipments.imports.samples import sample_file
from shipments.parties.models import Seller
from shipments.stock.models import Replenishment, StockMove
from tests.factories.shop import make_product
from tests.world import NOON

LATER = NOON + timedelta(hours=1)
HEAD = "shipment_number,expected_at,sku,quantity"


@pytest.fixture
def shop(anna, channel) -> Seller:
    for sku in ("MUG", "LAMP"):
        make_product(anna.seller_id, sku)
    return Seller.objects.get(pk=anna.seller_id)


@pytest.fixture
def given(anna, shop):
    def give(*rows: str) -> ImportRun:
        run = start_import(
            kind="inbound",
            content="\n".join((HEAD, *rows)).encode(),
            filename="in.csv",
            seller=shop,
            options=Options(),
            by=anna,
            at=NOON,
        )
        return run_import(run=run, by=anna, at=LATER)

    return give


def lines_of(number: str) -> dict[str, int]:
    rows = Replenishment.objects.get(number=number).lines
    return dict(rows.values_list("product__sku", "expected"))


def test_rows_of_one_number_are_one_shipment_and_the_file_twice_creates_nothing(given):
    rows = ("IN-1,2026-12-03,MUG,200", "IN-2,2026年12月4日,MUG,1", "IN-1,,LAMP,5", "IN-1,,MUG,3")

    for created, repeated in ((2, 0), (0, 2)):
        run = given(*rows)
        assert (run.status, run.created, run.repeated, run.refused) == (
            "done",
            created,
            repeated,
            0,
        )

    assert lines_of("IN-1") == {"MUG": 203, "LAMP": 5}
    one = Replenishment.objects.get(number="IN-1")
    assert (one.warehouse.code, one.expected_at.isoformat()) == (
        "HRB-1",
        "2026-12-02T16:00:00+00:00",
    )
    assert StockMove.objects.count() == 3


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (["IN-1,2026-12-03,NO-SUCH,2"], "sku"),
        (["IN-1,2026-12-03,MUG,0"], "quantity"),
        (["IN-1,2026-12-03,MUG,1.5"], "quantity"),
        (["IN-1,,MUG,2"], "expected_at"),
        (["IN-1,03/11/2026,MUG,2"], "expected_at"),
        ([",2026-12-03,MUG,2"], "shipment_number"),
        (["1.2E+11,2026-12-03,MUG,2"], "shipment_number"),
        (["IN/1,2026-12-03,MUG,2"], "shipment_number"),
        (["IN-1,2026-12-03,MUG,2", "IN-1,2026-12-04,LAMP,2"], "expected_at"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column_and_harms_no_other(given, rows, column):
    run = given(*rows, "IN-9,2026-12-03,MUG,1")

    assert (run.created, run.refused) == (1, 1)
    assert [one.number for one in Replenishment.objects.all()] == ["IN-9"]
    assert column in set(RowError.objects.values_list("column", flat=True))


def test_other_goods_under_a_known_number_are_a_difference_for_a_person(given):
    given("IN-1,2026-12-03,MUG,2")

    run = given("IN-1,2026-12-03,MUG,3")

    assert (run.created, run.differing) == (0, 1)
    assert lines_of("IN-1") == {"MUG": 2}


def test_the_template_and_chinese_heads_are_understood(anna, shop):
    for content in (
        sample_file("inbound", "xlsx"),
        "入库单号,预计到货日期,SKU,数量\nA,2026-12-03,MUG,2".encode(),
    ):
        run = draft_import(
            kind="inbound", content=content, filename="in", seller=shop, by=anna, at=NOON
        )
        parse_draft(run=run, at=NOON)
        run.refresh_from_db()
        told = preview_of(run, by=anna, at=NOON)
        assert (told.problem, told.missing, len(told.rows)) == (None, [], 1)
    assert told.trial.groups == {"created": 1}
    assert not Replenishment.objects.exists(), "a trial makes nothing"
