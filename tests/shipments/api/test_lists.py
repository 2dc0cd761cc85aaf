"""Every list costs as many queries for three rows as for one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from customs.declarations.registry import file_registry
from customs.reference import load_reference_data
from shipments.actor import system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.flights.models import Flight
from shipments.holds.actions import place_holds
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from tests.machines import order_body
from tests.shipments.api.test_imports import give, row

LISTS = {
    "orders/": 4,
    "orders/?search=A-&city=Екатеринбург": 5,
    "products/": 2,
    "stock/": 2,
    "replenishments/": 4,
    "parcels/": 6,
    "parcels/?headline=export_customs&stuck=false": 6,
    "flights/": 5,
    "consolidations/": 2,
    "bags/": 2,
    "holds/": 2,
    "declarations/": 2,
    "declarations/import/": 2,
    "imports/": 2,
    "webhooks/": 2,
    "rates/": 2,
}


@pytest.fixture
def one_more(anna, anna_shop, stocked, consolidation, channel):
    """Makes one more of everything that is listed."""
    by = system("t")
    load_reference_data()

    def make(n: int) -> None:
        sku = f"CUP-{n}"
        stocked(anna_shop, sku)
        line = {"sku": sku, "quantity": 1, "unit_price": "1"}
        anna.post("orders/", order_body(f"A-{n}", lines=[line]))
        anna.post(f"orders/A-{n}/pay/")
        at = timezone.now()
        [parcel] = pack_orders(orders=list(Order.objects.filter(number=f"A-{n}")), by=by, at=at)
        file_export_declarations(limit=10, by=by, at=at)
        record_events([NewEvent("parcel", parcel.pk, "export_released", at, "t", "r")], at=at)
        flight = consolidation.flight if n == 1 else _another_flight(consolidation.flight, n)
        opened = open_consolidation(flight=flight, by=by, at=at)
        add_parcels(consolidation=opened, numbers=[parcel.number], by=by, at=at)
        file_registry(consolidation=opened, by=by, at=at)
        place_holds(subject="parcel", ids=[parcel.pk], reason="seller", by=by, at=at)
        anna.post("webhooks/", {"url": f"https://example.com/{n}"})
        give(anna, row(f"I-{n}", sku=sku))

    return make


def _another_flight(like: Flight, n: int) -> Flight:
    [leg] = like.legs.all()
    flight = Flight.objects.get(pk=like.pk)
    flight.pk, flight.number = None, f"U6{n:03d}"
    flight.save()
    leg.pk, leg.flight = None, flight
    leg.save()
    return flight


def count(machine, path: str) -> tuple[int, int]:
    """How many rows a list has, and how many queries it takes once what lasts is remembered."""
    machine.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = machine.get(path)
    assert answer.status_code == 200, answer.content
    return len(answer.json()["results"]), len(queries)


def test_three_rows_cost_what_one_does(one_more, anna, pavel):
    one_more(1)
    first = {(who, path): count(m, path) for who, m in _both(anna, pavel) for path in LISTS}
    one_more(2)
    one_more(3)

    third = {(who, path): count(m, path) for who, m in _both(anna, pavel) for path in LISTS}

    more = {key: (first[key], third[key]) for key in first if third[key][1] > first[key][1]}
    assert more == {}
    grown = {path for (who, path), (rows, _) in third.items() if who == "pavel" and rows >= 3}
    assert grown == set(LISTS) - {"rates/"}


def _both(anna, pavel):
    return (("anna", anna), ("pavel", pavel))


@pytest.mark.parametrize(("path", "most"), LISTS.items())
def test_a_list_takes_few_queries(one_more, anna, path, most):
    one_more(1)
    anna.get(path)

    assert count(anna, path)[1] <= most


RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def test_every_moment_is_rfc_3339(one_more, anna, pavel):
    one_more(1)
    number = Parcel.objects.get(order__number="A-1").number
    paths = [
        *LISTS,
        "orders/A-1/",
        f"parcels/{number}/",
        f"parcels/{number}/events/",
        f"track/{number}/",
        "exports/",
        "channels/",
    ]
    answers = [machine.get(path) for _who, machine in _both(anna, pavel) for path in paths]
    moments = [
        text
        for answer in answers
        for text in re.findall(rb'"(\d{4}-\d\d-\d\d[T ][^"]*)"', answer.content)
    ]

    assert len(moments) > 50
    assert [text for text in moments if not RFC_3339.fullmatch(text.decode())] == []
