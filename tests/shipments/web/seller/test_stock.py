"""The seller's stock: levels, the ledger behind them, goods announced and received."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.cache import cache

from shipments import clock
from shipments.actor import Actor, Role, system
from shipments.dashboards import cached as keeping
from shipments.orders.actions import pay_orders
from shipments.orders.intake import NewLine
from shipments.stock.models import Replenishment, StockLevel, StockMove
from shipments.stock.queries import main_warehouse
from shipments.stock.replenishing import (
    announce_replenishment,
    close_replenishment,
    receive_replenishment,
)
from tests.browsers import grows_not, seen
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON


@pytest.fixture(autouse=True)
def _nothing_kept_at_noon(monkeypatch) -> Iterator[None]:
    cache.clear()
    monkeypatch.setattr(keeping, "QUICK", 10**9)
    with clock.stopped_at(NOON):
        yield


@pytest.fixture
def anna_acts(anna_shop) -> Actor:
    return Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)


def announced(shop, number: str, lines: dict[int, int]) -> Replenishment:
    return announce_replenishment(
        seller=shop,
        warehouse=main_warehouse(),
        number=number,
        lines=lines,
        expected_at=NOON,
        by=system("t"),
        at=NOON,
    )


def body(number: str = "R-1", expected: str = "2026-11-20", **lines: object) -> dict:
    """The form with two lines of goods and an empty one."""
    return {
        "number": number,
        "warehouse": "HRB-1",
        "expected": expected,
        "lines-TOTAL_FORMS": "3",
        "lines-INITIAL_FORMS": "0",
        "lines-0-sku": "MUG",
        "lines-0-quantity": "20",
        "lines-1-sku": "LAMP",
        "lines-1-quantity": "5",
        "lines-2-sku": "",
        "lines-2-quantity": "",
        **{key.replace("_", "-"): value for key, value in lines.items()},
    }


@pytest.fixture
def goods(anna_shop, channel) -> list:
    return [make_product(anna_shop.pk, sku) for sku in ("MUG", "LAMP")]


def test_levels_tell_what_is_free_and_how_long_it_lasts(anna_reads, anna_acts, goods):
    put_in_stock(goods[0], 3)
    place(anna_acts, "1", "2")

    [row] = anna_reads.get("/seller/stock/").context["rows"]

    assert (row["level"].available, row["sold"], row["lasts"]) == (3, 2, 21)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"MUG", "LAMP"}),
        ("running_out=on", {"LAMP"}),
        ("search=MU", {"MUG"}),
        ("available=false", {"LAMP"}),
        ("available=true", {"MUG"}),
        ("search=X", set()),
    ],
)
def test_levels_are_narrowed(anna_reads, anna_acts, goods, query, found):
    put_in_stock(goods[0], 30)
    put_in_stock(goods[1], 1)
    put_in_stock(goods[1], 0)
    place(anna_acts, "1", lines=[NewLine("LAMP", 1, Decimal(10), Decimal(0))])

    rows = anna_reads.get(f"/seller/stock/?{query}").context["rows"]

    assert {row["level"].product.sku for row in rows} == found


def test_the_ledger_tells_every_change_newest_first(anna_reads, boris_reads, goods):
    put_in_stock(goods[0], 5)
    put_in_stock(goods[0], 3)

    answer = anna_reads.get("/seller/stock/MUG/moves/")

    assert [move.on_hand for move in answer.context["page"].rows] == [-2, 5]
    assert "+5" in answer.content.decode()
    assert boris_reads.get("/seller/stock/MUG/moves/").status_code == 404


def test_the_ledger_names_the_order_a_piece_went_to(anna_reads, anna_acts, goods):
    put_in_stock(goods[0], 5)
    pay_orders(orders=place(anna_acts, "A-7"), by=anna_acts, at=NOON)

    text = anna_reads.get("/seller/stock/MUG/moves/").content.decode()

    assert '<a class="number" href="/seller/orders/A-7/">A-7</a>' in text
    assert "order:" not in text


def test_the_ledger_names_a_job_by_what_it_does(anna_reads, goods):
    put_in_stock(goods[0], 5)
    StockMove.objects.update(by="pack_paid_orders")

    text = anna_reads.get("/seller/stock/MUG/moves/").content.decode()

    assert "System: packing" in text
    assert "pack_paid_orders" not in text


def test_goods_are_announced_and_stand_in_transit(anna_reads, goods):
    told = anna_reads.post("/seller/stock/announce/", body(), follow=True)

    found = Replenishment.objects.get()
    assert told.redirect_chain[-1][0] == "/seller/replenishments/R-1/"
    assert {line.product.sku: line.expected for line in found.lines.all()} == {
        "MUG": 20,
        "LAMP": 5,
    }
    assert found.expected_at == datetime.fromisoformat("2026-11-20T12:00:00+08:00")
    assert sum(StockLevel.objects.values_list("in_transit", flat=True)) == 25


def test_a_product_named_twice_is_added_up(anna_reads, goods):
    anna_reads.post("/seller/stock/announce/", body(lines_1_sku="MUG"))

    assert Replenishment.objects.get().lines.get().expected == 25


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lines_1_sku": "NO-SUCH"}, "There is no product NO-SUCH"),
        ({"lines_1_quantity": ""}, "How many pieces?"),
        ({"lines_1_sku": ""}, "Which product?"),
        ({"lines_0_quantity": "-3"}, "is not a whole number of pieces"),
        (
            {"lines_0_sku": "", "lines_0_quantity": "", "lines_1_sku": "", "lines_1_quantity": ""},
            "Name at least one product",
        ),
        ({"expected": "some day"}, "Enter a valid date"),
        ({"expected": "2026-11-01"}, "Give a day from today on"),
        ({"expected": "0001-01-01"}, "Give a day from today on"),
        ({"expected": "9999-12-31"}, "Give a day from today on"),
        ({"number": "a/b"}, ""),
        ({"number": ""}, "This field is required"),
    ],
)
def test_a_wrong_announcement_is_told_and_changes_nothing(anna_reads, goods, change, said):
    told = anna_reads.post("/seller/stock/announce/", body(**change))

    assert told.status_code == 422
    assert said in told.content.decode()
    assert "error" in told.content.decode()
    assert Replenishment.objects.count() == 0
    assert StockLevel.objects.count() == 0


def test_a_count_of_lines_that_no_form_has_asks_for_the_lines_anew(anna_reads, goods):
    sent = {**body(), "lines-TOTAL_FORMS": "9" * 5_000, "do": "more"}

    told = anna_reads.post("/seller/stock/announce/", sent)

    assert told.status_code == 200
    assert 'name="lines-0-sku"' in told.content.decode()
    assert Replenishment.objects.count() == 0


def test_the_same_number_is_announced_once(anna_reads, goods):
    anna_reads.post("/seller/stock/announce/", body())

    told = anna_reads.post("/seller/stock/announce/", body())

    assert told.status_code == 422
    assert "There is a replenishment R-1 already." in told.content.decode()
    assert Replenishment.objects.count() == 1


def test_a_link_puts_the_product_into_the_first_line(anna_reads, goods):
    assert 'value="MUG"' in anna_reads.get("/seller/stock/announce/?sku=MUG").content.decode()


def test_what_waiting_orders_need_is_told_and_sent_with_two_clicks(
    anna_reads, boris_reads, anna_shop, anna_acts, goods
):
    mug = goods[0]
    put_in_stock(mug, 3)
    announced(anna_shop, "R-0", {mug.pk: 2})
    for number, sku, pieces in (("1", "MUG", 8), ("2", "LAMP", 4), ("3", "MUG", 1)):
        place(anna_acts, number, paid_at=NOON, lines=[NewLine(sku, pieces, Decimal(10))])
    place(anna_acts, "unpaid", lines=[NewLine("LAMP", 50, Decimal(10))])

    answer = anna_reads.get("/seller/stock/?needed=1")

    told = [
        (one.product.sku, one.orders, one.needed, one.free, one.coming, one.to_send)
        for one in answer.context["rows"]
    ]
    assert told == [("MUG", 2, 9, 3, 2, 4), ("LAMP", 1, 4, 0, 0, 4)]
    assert "next on" in seen(answer)
    csv = anna_reads.get("/seller/stock/?needed=1&form=csv").content.decode("utf-8-sig")
    assert csv.splitlines()[1].split(",")[0] == "MUG"
    assert anna_reads.get("/seller/stock/?needed=1&form=xlsx").content[:2] == b"PK"
    assert boris_reads.get("/seller/stock/?needed=1").context["rows"] == []

    lines = anna_reads.get("/seller/stock/announce/?needed=1").context["lines"]
    assert lines.initial == [{"sku": "MUG", "quantity": 4}, {"sku": "LAMP", "quantity": 4}]
    sent = body("R-9", lines_0_quantity="4", lines_1_quantity="4")
    anna_reads.post("/seller/stock/announce/", sent)
    rows = anna_reads.get("/seller/stock/?needed=1").context["rows"]
    assert [one.to_send for one in rows] == [0, 0], "sent once is not asked for again"


def test_goods_are_searched_for_and_added_to_the_lines(anna_reads, goods):
    first = anna_reads.post("/seller/stock/announce/", body(do="find", find="lam"))
    assert [one.sku for one in first.context["found_goods"]] == ["LAMP"]

    second = anna_reads.post("/seller/stock/announce/", body(do="add", add="LAMP"))

    assert [one["sku"] for one in second.context["lines"].initial] == ["MUG", "LAMP", "LAMP"]
    assert 'value="R-1"' in second.content.decode(), "what was typed stays"
    assert Replenishment.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=R-1", {"R-1"}),
        ("search=LAM", {"R-2"}),
        ("search=R", {"R-1", "R-2"}),
        ("status=received", set()),
        ("status=expected&search=MUG", {"R-1"}),
    ],
)
def test_shipments_are_found_by_number_sku_and_status(anna_reads, anna_shop, goods, query, found):
    announced(anna_shop, "R-1", {goods[0].pk: 1})
    announced(anna_shop, "R-2", {goods[1].pk: 1})

    rows = anna_reads.get(f"/seller/replenishments/?{query}").context["page"].rows

    assert {one.number for one in rows} == found


def test_a_shipment_is_corrected_and_cancelled_while_nothing_has_come(
    anna_reads, boris_reads, viewer, anna_shop, goods
):
    announced(anna_shop, "R-1", {goods[0].pk: 10})
    page = "/seller/replenishments/R-1/"
    assert 'value="10"' in anna_reads.get(f"{page}edit/").content.decode()
    for stranger, status in ((boris_reads, 404), (viewer.client, 403)):
        assert stranger.post(f"{page}edit/", body()).status_code == status
        assert stranger.post(f"{page}cancel/", {"why": "x"}).status_code == status

    told = seen(anna_reads.post(f"{page}edit/", body(), follow=True))

    assert "Goods corrected" in told
    assert "Expected on another day" in told
    one = Replenishment.objects.get()
    assert dict(one.lines.values_list("product__sku", "expected")) == {"MUG": 20, "LAMP": 5}

    told = seen(anna_reads.post(f"{page}cancel/", {"why": "sold here"}, follow=True))
    assert "sold here" in told
    assert Replenishment.objects.get().status == "cancelled"
    assert 'name="expected"' not in anna_reads.get(f"{page}edit/").content.decode()
    assert anna_reads.post(f"{page}edit/", body()).status_code == 403


def test_short_over_and_damaged_are_told(anna_reads, anna_shop, goods):
    mug, lamp = goods
    coming = announced(anna_shop, "R-2", {mug.pk: 10, lamp.pk: 5})
    counts = {mug.pk: (7, 1), lamp.pk: (6, 0)}
    receive_replenishment(replenishment=coming, counts=counts, by=system("t"), at=NOON)
    assert "short 2" not in seen(anna_reads.get("/seller/replenishments/R-2/"))
    close_replenishment(replenishment=coming, by=system("t"), at=NOON)

    text = seen(anna_reads.get("/seller/replenishments/R-2/"))

    assert "differs from what was announced" in text
    assert "short 2" in text
    assert "over 1" in text
    assert "damaged 1" in text


def test_the_goods_of_another_are_not_there(boris_reads, anna_shop, goods):
    announced(anna_shop, "R-1", {goods[0].pk: 10})

    assert boris_reads.get("/seller/replenishments/R-1/").status_code == 404
    assert boris_reads.get("/seller/replenishments/").context["page"].rows == []
    assert boris_reads.get("/seller/stock/").context["rows"] == []
    boris_reads.post("/seller/stock/announce/", body("B-1"))
    assert not Replenishment.objects.filter(number="B-1").exists()


def test_a_viewer_announces_nothing(viewer, goods):
    assert viewer.client.get("/seller/stock/announce/").status_code == 403
    assert viewer.client.post("/seller/stock/announce/", body()).status_code == 403
    assert "announce/" not in viewer.client.get("/seller/replenishments/").content.decode()
    assert Replenishment.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["/seller/stock/", "/seller/replenishments/", "/seller/stock/MUG/moves/"]
)
def test_long_lists_take_as_few_queries(anna_reads, anna_shop, goods, queries_of, path):
    announced(anna_shop, "R-1", {goods[0].pk: 10})

    def more() -> None:
        announced(anna_shop, "R-2", {goods[0].pk: 10, goods[1].pk: 3})
        announced(anna_shop, "R-3", {goods[0].pk: 10, goods[1].pk: 3})

    grows_not(queries_of, anna_reads, path, more)
