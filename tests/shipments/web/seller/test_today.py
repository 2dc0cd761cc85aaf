"""The seller's first page: every number is true and leads to what mends it."""

import re

import pytest
from django.core.cache import cache

from shipments import clock
from shipments.actor import Actor, Role
from shipments.dashboards import cached as keeping
from shipments.imports.models import ImportRun
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from tests.browsers import grows_not, seen
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr(keeping, "QUICK", 10**9)


@pytest.fixture
def anna_acts(anna_shop) -> Actor:
    return Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)


def text_of(client) -> str:
    with clock.stopped_at(NOON):
        answer = client.get("/seller/")
    assert answer.status_code == 200
    return seen(answer)


def test_a_quiet_day_says_so(anna_reads):
    text = text_of(anna_reads)

    assert "All clear." in text
    assert '<svg class="chart"' not in text
    assert "No flight takes cargo" in text


def test_what_needs_her_leads_to_what_mends_it(anna_reads, anna_acts, channel):
    put_in_stock(make_product(anna_acts.seller_id, weight_grams=None), 0)
    place(anna_acts, "1", "2", "3")
    Order.objects.filter(number="1").update(status="paid", blocker="out_of_stock")
    Order.objects.filter(number="2").update(status="paid", blocker="no_weight")
    ImportRun.objects.create(
        number="F1",
        seller_id=anna_acts.seller_id,
        kind="orders",
        filename="bad.csv",
        content=b"",
        refused=7,
        by="anna",
        created_at=NOON,
    )

    text = text_of(anna_reads)

    for link in (
        "/seller/orders/?blocker=out_of_stock",
        "/seller/stock/?needed=1",
        "/seller/products/?gap=weight",
        "/seller/imports/F1/",
        "/seller/products/MUG/",
        "/seller/products/?incomplete=true",
    ):
        assert link in text, link
        assert anna_reads.get(link).status_code in (200, 404)
    assert "bad.csv" in text


@pytest.mark.parametrize(
    ("codes", "title", "link"),
    [
        (
            ["departed", "arrived", "at_hub", "duty_due"],
            "The buyer has duty to pay",
            "import_clearance=duty_due",
        ),
        (
            ["packed", "export_inspection"],
            "Inspected by Chinese customs",
            "export_clearance=inspection",
        ),
        (
            ["departed", "arrived", "at_hub", "import_released", "handed_over", "ready_for_pickup"],
            "Waits to be picked up",
            "movement=ready_for_pickup",
        ),
    ],
)
def test_a_stop_leads_to_its_parcels(anna_reads, make_parcels, happen, codes, title, link):
    [parcel] = make_parcels(1)
    happen([parcel], "created", *codes)

    text = text_of(anna_reads)

    assert title in text
    [found] = [one for one in re.findall(r'href="(/seller/parcels/\?[^"]*)"', text) if link in one]
    assert parcel.number in anna_reads.get(found.replace("&amp;", "&")).content.decode()


def test_the_strip_has_eight_stages_with_links(anna_reads, make_parcels, happen):
    happen(make_parcels(2), "created", "packed", "export_released", "departed")

    text = text_of(anna_reads)

    strip = text[text.index('class="strip"') :].split("</ol>")[0]
    assert strip.count("<li>") == 8
    assert 'href="/seller/parcels/?headline=in_flight"> <b>2</b>' in strip


def test_deliveries_are_drawn_told_and_listed(anna_reads, make_parcels):
    make_parcels(3)
    Order.objects.update(paid_at=NOON - (NOON - NOON))
    Parcel.objects.update(movement="delivered", movement_at=NOON)

    text = text_of(anna_reads)

    assert text.count('<svg class="chart"') == 2
    assert 'aria-label="3 parcels delivered in 30 days; the most, 3, on 2 Nov"' in text
    assert text.count('<rect class="fill"') == 1
    assert "The same in numbers" in text


def test_another_s_day_is_not_hers(boris_reads, make_parcels, happen):
    happen(make_parcels(2), "created", "packed")

    text = text_of(boris_reads)

    assert "All clear." in text
    assert "<b>2</b>" not in text


def test_a_day_full_of_work_takes_as_few_queries(anna_reads, make_parcels, happen, queries_of):
    happen(make_parcels(1), "created", "packed", "export_inspection")

    def more() -> None:
        happen(make_parcels(2), "created", "packed", "export_rejected")

    with clock.stopped_at(NOON):
        grows_not(queries_of, anna_reads, "/seller/", more)


def test_a_viewer_sees_her_company_s_day(viewer, make_parcels, happen):
    happen(make_parcels(2), "created", "packed")

    text = text_of(viewer.client)

    assert "<b>2</b>" in text
    assert "Import a file" not in text


def test_a_drawing_has_points_in_its_numbers_in_every_language(anna_reads, make_parcels):
    make_parcels(1)
    Parcel.objects.update(movement="delivered", movement_at=NOON)
    anna_reads.cookies["django_language"] = "ru"

    text = text_of(anna_reads)

    drawn = text[text.index('<svg class="chart"') :].split("</svg>")[0]
    assert re.search(r'height="\d+\.\d"', drawn)
    assert not re.search(r'="\d+,\d', drawn)
