"""Orders are found by city however it is written, and quickly."""

import pytest
from django.db import connection

from shipments.orders.filters import OrderFilter, _receivers
from shipments.orders.models import Order, Receiver


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


@pytest.fixture
def buyers(make_parcels) -> None:
    known = [
        ("Петрова-Водкина Алёна", "+79123456789", "Alena@Example.com", "Shop-7a"),
        ("Ли Вэй", "+7 912 345", "li@example.com", "x-2"),
        ("Алешин Пётр", "+79990000000", "", "x-3"),
    ]
    make_parcels(len(known))
    for order, (name, phone, email, number) in zip(
        Order.objects.order_by("pk"), known, strict=True
    ):
        Receiver.objects.filter(order=order).update(name=name, phone=phone, email=email)
        Order.objects.filter(pk=order.pk).update(number=number)


@pytest.mark.parametrize("many", [0, 1_000])
def test_a_buyer_is_found_by_phone_mail_and_any_word_of_the_name(buyers, monkeypatch, many):
    """The two ways to ask the database give the same."""
    monkeypatch.setattr("shipments.orders.filters.MANY", many)
    asked = {
        "8 (912) 345-67-89": "Shop-7a",
        "9123456789": "Shop-7a",
        "+79123456789": "Shop-7a",
        "+7 912 345": "x-2",
        "alena@example": "Shop-7a",
        "LI@EXAMPLE.COM": "x-2",
        "водкина": "Shop-7a",
        "алена петр": "Shop-7a",
        "Пётр алеш": "x-3",
        "вэй ли": "x-2",
        "shop-7A": "Shop-7a",
        "SHOP": "Shop-7a",
        "нет такого": "",
        "8 912 345-67-80": "",
        "' | !": "",
        "a:*b@": "",
    }

    def numbers(text: str) -> str:
        rows = OrderFilter({"search": text}, Order.objects.order_by("pk")).qs
        return " ".join(rows.values_list("number", flat=True))

    assert {text: numbers(text) for text in asked} == asked


def test_each_way_to_find_a_buyer_has_its_index(buyers):
    ways = {
        "receiver_words": "водкина",
        "receiver_phone": "89123456789",
        "receiver_email": "li@",
        "order_number_any_case": "shop-",
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for index, text in ways.items():
            if index.startswith("order"):
                rows = Order.objects.filter(number__istartswith=text)
            else:
                rows = Receiver.objects.filter(_receivers(text))
            assert index in rows.explain(), index
