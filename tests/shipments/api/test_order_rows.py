"""The list of orders, shaped by hand, says the same as the shape that is documented."""

import json

from shipments.actor import system
from shipments.api.order_rows import plain_rows, shaped
from shipments.api.order_shapes import OrderOut
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders
from tests.machines import NOON, order_body


def test_a_row_is_what_its_serializer_says(anna, anna_shop, stocked, django_assert_num_queries):
    stocked(anna_shop)
    body = order_body(ship_by="2026-11-05T18:00:00.123456+08:00", marketplace="ozon", note="x")
    anna.post("orders/", body)
    anna.post("orders/A-1/pay/")
    anna.post("orders/", order_body("A-2"))
    pack_orders(orders=list(Order.objects.filter(number="A-1")), by=system("tests"), at=NOON)
    rows = Order.objects.order_by("pk")

    with django_assert_num_queries(3):
        listed = shaped(plain_rows(rows))

    assert listed[0]["parcels"]
    assert json.loads(json.dumps(listed, default=str)) == json.loads(
        json.dumps(OrderOut(rows, many=True).data, default=str)
    )


def test_the_list_asks_three_queries_beside_the_key_s_and_pages_as_before(
    anna, anna_shop, stocked, django_assert_num_queries
):
    stocked(anna_shop)
    anna.post("orders/bulk/", {"orders": [order_body(f"A-{n}") for n in range(5)]})

    with django_assert_num_queries(4):
        first = anna.get("orders/?page_size=2").json()
    second = anna.client.get(first["next"], headers=anna.headers).json()
    back = anna.client.get(second["previous"], headers=anna.headers).json()

    assert [one["number"] for one in first["results"] + second["results"]] == [
        "A-4",
        "A-3",
        "A-2",
        "A-1",
    ]
    assert back["results"] == first["results"]
