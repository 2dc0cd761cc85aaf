"""Orders are found by city however it is written, and quickly."""

import pytest
from django.db import connection

from shipments.orders.filters import OrderFilter
from shipments.orders.models import Order


@pytest.fixture
def cities(make_parcels) -> list[str]:
    names = ["Орёл", "Железногорск", "ЖЕЛЕЗНОГОРСК", "Щёлково", ""]
    make_parcels(len(names))
    for order, city in zip(Order.objects.order_by("pk"), names, strict=True):
        Order.objects.filter(pk=order.pk).update(city=city)
    return names


def found(city: str) -> list[str]:
    rows = OrderFilter({"city": city}, Order.objects.order_by("pk")).qs
    return list(rows.values_list("city", flat=True))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Орел", ["Орёл"]),
        ("ОРЁЛ", ["Орёл"]),
        ("железногорск", ["Железногорск", "ЖЕЛЕЗНОГОРСК"]),
        ("  щелково ", ["Щёлково"]),
        ("Ор", []),
        ("Орлов", []),
    ],
)
def test_a_city_is_found_however_it_is_written(cities, typed, told):
    assert found(typed) == told


def test_a_seller_finds_a_city_by_its_index(cities):
    order = Order.objects.first()
    mine = Order.objects.filter(seller=order.seller).order_by("-ordered_at", "-id")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")

    plan = OrderFilter({"city": "Орел"}, mine).qs.explain()

    assert "order_city" in plan
    assert "Filter" not in plan
