"""Receiving: Wei counts what a truck brought, adds another truck's, and closes."""

import pytest
from django.test import Client

from shipments import clock
from shipments.actor import Role, system
from shipments.parties.models import Seller
from shipments.stock.models import GoodsReceipt, Replenishment, StockLevel
from shipments.stock.queries import main_warehouse
from shipments.stock.replenishing import announce_replenishment
from tests.browsers import seen, signed_in
from tests.factories.shop import make_product
from tests.world import NOON


@pytest.fixture
def wei_reads(reference) -> Client:
    return signed_in("wei", roles=[Role.WAREHOUSE])


@pytest.fixture
def coming(anna_shop) -> Replenishment:
    lines = {make_product(anna_shop.pk, sku).pk: n for sku, n in (("MUG", 10), ("LAMP", 5))}
    make_product(anna_shop.pk, "CUP")
    return announce(anna_shop, "R-1", lines)


def announce(shop: Seller, number: str, lines: dict[int, int]) -> Replenishment:
    return announce_replenishment(
        seller=shop,
        warehouse=main_warehouse(),
        number=number,
        lines=lines,
        expected_at=NOON,
        by=system("t"),
        at=NOON,
    )


def counted(coming: Replenishment, named: str, **more: str) -> dict[str, str]:
    """Seven mugs in good order and one damaged, lamps not counted."""
    mug = coming.lines.get(product__sku="MUG")
    return {
        "reference": named,
        f"line-{mug.pk}-good": "7",
        f"line-{mug.pk}-damaged": "1",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


def test_what_a_truck_brought_is_booked_once_and_the_rest_may_come(wei_reads, coming):
    page = f"/staff/receiving/{coming.pk}/"
    body = counted(coming, "truck 1", other_0_sku="CUP", other_0_good="4")

    for _ in range(2):
        told = wei_reads.post(page, body, follow=True)
        assert "The receipt is booked." in told.content.decode()

    coming.refresh_from_db()
    assert (coming.status, GoodsReceipt.objects.count()) == ("receiving", 1)
    levels = dict(StockLevel.objects.values_list("product__sku", "on_hand"))
    assert levels == {"MUG": 7, "LAMP": 0, "CUP": 4}
    assert "Nothing more will come: 7 pieces are short." in seen(wei_reads.get(page))

    wei_reads.post(f"{page}close/")
    coming.refresh_from_db()
    assert coming.status == "received"
    assert "Book the receipt" not in wei_reads.get(page).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"other_0_sku": "NO-SUCH", "other_0_good": "1"}, "S001 has no product NO-SUCH."),
        ({"other_0_good": "1"}, "Which product?"),
        ({"reference": ""}, "This field is required"),
        ({"other_0_sku": "CUP", "other_0_good": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_wrong_count_is_told_and_changes_nothing(wei_reads, coming, change, said):
    told = wei_reads.post(f"/staff/receiving/{coming.pk}/", counted(coming, "t", **change))

    assert told.status_code == 422
    assert said in seen(told)
    assert 'value="7"' in told.content.decode(), "what was counted stays"
    assert not GoodsReceipt.objects.exists()


def test_other_figures_under_a_known_number_are_told(wei_reads, coming):
    page = f"/staff/receiving/{coming.pk}/"
    wei_reads.post(page, counted(coming, "truck 1"))

    told = wei_reads.post(page, counted(coming, "truck 1", other_0_sku="CUP", other_0_good="4"))

    assert told.status_code == 422
    assert "Receipt truck 1 was booked with other figures" in seen(told)
    assert GoodsReceipt.objects.count() == 1


def test_what_is_due_stands_first_and_is_found_by_number_and_sku(wei_reads, anna_shop, coming):
    announce(anna_shop, "Z-2", {make_product(anna_shop.pk, "BOWL").pk: 1})
    Replenishment.objects.filter(number="Z-2").update(expected_at="2026-10-01T00:00:00Z")

    def numbers(query: str) -> list[str]:
        rows = wei_reads.get(f"/staff/receiving/{query}").context["page"].rows
        return [one.number for one in rows]

    with clock.stopped_at(NOON):
        assert numbers("") == ["Z-2", "R-1"]
        assert numbers("?search=BOW") == ["Z-2"]
        assert numbers("?search=R-") == ["R-1"]
        Replenishment.objects.filter(number="Z-2").update(status="received")
        assert numbers("") == ["R-1"]
        assert numbers("?open=") == ["R-1", "Z-2"]


def test_a_planner_looks_and_a_seller_has_no_such_page(anna_reads, coming):
    page, planner = f"/staff/receiving/{coming.pk}/", signed_in("ivan", roles=[Role.PLANNER])

    assert "Book the receipt" not in planner.get(page).content.decode()
    for reader in (planner, anna_reads):
        reader.post(page, counted(coming, "t"))
        reader.post(f"{page}close/")
    assert anna_reads.get(page).status_code in (403, 404)
    assert not GoodsReceipt.objects.exists()
