"""Benchmarks of the API, through the whole WSGI application in this process."""

import json
from functools import partial
from statistics import median
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import RequestFactory, override_settings
from django.utils import timezone

from shipments.actor import system
from shipments.history.models import Change
from shipments.orders.models import Order, OrderLine, Payment, Receiver
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.parties.actions import make_key
from shipments.parties.models import Seller
from tracker.bench.measure import Row, ask_wsgi, faster, seconds
from tracker.bench.world import make_orders, make_parcels, settle

BY = system("bench")
# So many orders are placed and put in again, one by one.
TIMES = 200


def _key() -> str:
    seller = Seller.objects.get(code="S001")
    return make_key(owner=seller, name="bench", scopes=["*"], by=BY, at=timezone.now())[1]


def rest_list_50() -> Row:
    """A seller's list of 50 orders with lines and parcels, beside the bare view."""
    make_orders("S001", "REST", 2_000)
    make_parcels("REST", movement="departed", export="released")
    settle()
    number = Parcel.objects.filter(order__number__startswith="REST")[0].number
    with override_settings(ROOT_URLCONF="tracker.bench.urls", DEMO_DEFAULTS=False):
        key, bare = {"authorization": f"Bearer {_key()}"}, f"/bare/{number}/"
        # in turns, so that a busy machine is as busy for both
        pairs = [(_rate("/api/v1/orders/", 20, key), _rate(bare, 100)) for _ in range(5)]
    ours, limit = sorted(pairs, key=lambda pair: pair[0] / pair[1])[2]
    ratio = ours / limit
    return Row(
        "rest_list_50", round(ours, 1), "req/s", round(limit, 1), round(ratio, 3), 0.1, ratio >= 0.1
    )


def _rate(url: str, times: int, headers: dict[str, str] | None = None) -> float:
    """Answers a second, after a few that warm."""
    handler, environ = WSGIHandler(), RequestFactory().get(url, headers=headers).environ

    def ask(count: int) -> None:
        for _ in range(count):
            assert ask_wsgi(handler, {**environ})[1]

    ask(3)
    return times / seconds(lambda: ask(times))


def post_order() -> Row:
    """One paid order by REST, beside bare statements that put the very rows it made in again."""
    handler, key = WSGIHandler(), {"authorization": f"Bearer {_key()}"}
    sku = Seller.objects.get(code="S001").products.order_by("pk")[0].sku
    sent = [_request(key, sku, f"ONE{n}") for n in range(TIMES)]
    with override_settings(DEMO_DEFAULTS=False):
        _answer(handler, _request(key, sku, "WARM"))
        spent = [seconds(partial(_answer, handler, item)) for item in sent]
    orders = list(Order.objects.filter(number__startswith="ONE").order_by("pk"))
    bare = [seconds(partial(_insert, _rows_of(order))) for order in orders]
    return faster("post_order", median(spent), median(bare), 0.35)


def _request(key: dict[str, str], sku: str, number: str) -> dict[str, Any]:
    """A request that places a paid order of one line, as a server hands it over."""
    at = timezone.now().isoformat()
    body = {
        "number": number,
        "ordered_at": at,
        "paid_at": at,
        "buyer": {"name": "Иванов Иван", "phone": "+79123456789", "inn": "500100732259"},
        "address": {"postal_code": "620014", "city": "Екатеринбург", "street": "ул. Ленина, 1"},
        "lines": [{"sku": sku, "quantity": 2, "unit_price": "1290.50"}],
    }
    url, text = "/api/v1/orders/", json.dumps(body)
    return RequestFactory().post(url, text, "application/json", headers=key).environ


def _answer(handler: WSGIHandler, environ: dict[str, Any]) -> None:
    status, body = ask_wsgi(handler, environ)
    assert status == "201 Created", body


def _rows_of(order: Order) -> list[tuple[str, list[Any]]]:
    """Statements that insert the order's rows, taken out for it."""
    news = OutboxEvent.objects.get(topic="order.placed", subject_ids=[order.pk])
    change = Change.objects.get(kind="shipments.order", object_id=order.pk)
    models = [*order.payments.all(), *order.lines.all(), order.receiver, news, change, order]
    found = [_statement(model) for model in models]
    for model, field in ((Payment, "order"), (OrderLine, "order"), (Receiver, "order")):
        model.objects.filter(**{field: order.pk}).delete()
    news.delete()
    change.delete()
    order.delete()
    return found[::-1]


def _statement(row: Any) -> tuple[str, list[Any]]:
    """A bare INSERT of one row as it is kept, its id too."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [row.pk])
        names = [item.name for item in cursor.description]
        [values] = cursor.fetchall()
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", list(values)


def _insert(statements: list[tuple[str, list[Any]]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
