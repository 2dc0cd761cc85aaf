"""Benchmarks of pages, through the whole WSGI application in this process."""

import io
import statistics
from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings

from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import User
from tracker.bench.measure import Row, ask_wsgi, seconds
from tracker.bench.world import make_orders, settle

TEMPLATE = engines["django"].from_string(
    "<!doctype html><title>{{ number }}</title><p>{{ number }}: {{ movement }}"
)
UNCOUNTED = dict.fromkeys(
    ("PUBLIC_PER_MINUTE", "PUBLIC_NUMBERS_PER_HOUR", "PUBLIC_NUMBERS_PER_DAY"), 10**9
)


def bare(request: HttpRequest, number: str) -> HttpResponse:
    """The bare limit: one indexed query and a small template."""
    parcel = Parcel.objects.only("number", "movement").get(number=number)
    return HttpResponse(TEMPLATE.render({"number": parcel.number, "movement": parcel.movement}))


def _environ(url: str, cookie: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": url,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "198.51.100.7",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_LANGUAGE": "ru",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "HTTP_COOKIE": cookie,
    }


def _rate(handler: WSGIHandler, url: str, times: int, cookie: str = "") -> float:
    """Requests a second, the median of three stretches after one that warms."""

    def ask() -> None:
        for _ in range(times):
            ask_wsgi(handler, _environ(url, cookie))

    ask()
    return statistics.median(times / seconds(ask) for _ in range(3))


# The buyer's page as it is made, and as it is kept: how long it is kept, and the least of a bare
# view's speed it must have.
TRACKING = {"tracking_page": (0, 0.65), "tracking_page_cached": (60, 0.9)}


def tracking_page(name: str, number: str, times: int = 100) -> Row:
    """The public page of a parcel with a whole story, beside the bare view; in turns, so that a
    busy machine is as busy for both."""
    kept, bar = TRACKING[name]
    with override_settings(
        ROOT_URLCONF="tracker.bench.urls", DEMO_DEFAULTS=False, PAGE_CACHE_SECONDS=kept, **UNCOUNTED
    ):
        handler = WSGIHandler()
        pairs = [
            (_rate(handler, f"/track/{number}/", times), _rate(handler, f"/bare/{number}/", times))
            for _ in range(5)
        ]
    ours, limit = sorted(pairs, key=lambda pair: pair[0] / pair[1])[2]
    ratio = ours / limit
    return Row(name, round(ours, 1), "req/s", round(limit, 1), round(ratio, 3), bar, ratio >= bar)


def order_list_growth(small: int, large: int) -> Row:
    """p95 of a seller's list with its filters, at few and at many orders; any page deep."""
    client = Client()
    client.force_login(User.objects.get(username="anna"))
    make_orders("S001", "FEW", small)
    settle()
    few = _p95(client, _urls(small))
    make_orders("S001", "MANY", large - small)
    settle()
    many = _p95(client, _urls(large))
    ratio = many / few
    return Row(
        "order_list_growth",
        round(many * 1000, 1),
        "ms",
        round(few * 1000, 1),
        round(ratio, 3),
        1.5,
        ratio <= 1.5,
        f"p95 at {large} against {small} orders; the ratio may be 1.5 at most",
    )


def _urls(total: int) -> list[str]:
    deep = Order.objects.filter(number__startswith="FEW").order_by("ordered_at")[20:21].get()
    place = f"after={deep.ordered_at.isoformat().replace('+', '%2B')}~{deep.pk}"
    return [
        f"/seller/orders/?{query}"
        for query in (
            "",
            "status=paid",
            "status=delivered&marketplace=ozon",
            "marketplace=shopify",
            "city=Город7",
            "search=FEW77",
            place,
            f"status=packed&{place}",
            "search=BN77",
            "search=Никто",
            "search=Покупатель",
            "blocker=no_weight",
            "stage=lost",
            "stuck=true",
            "sku=NONE",
            "promised_before=2020-01-01",
            "created_before=2020-01-01",
        )
    ]


def _p95(client: Client, urls: list[str], rounds: int = 12) -> float:
    ask: Callable[[str], float] = lambda url: seconds(lambda: client.get(url))  # noqa: E731
    for url in urls:
        assert client.get(url).status_code == 200, url
    spent = sorted(ask(url) for _ in range(rounds) for url in urls)
    return spent[int(len(spent) * 0.95)]


# The pages people live in, who opens them, and what share of a bare page's speed each must have;
# the desk shows a hundred rows where the others show fifty.
BUSY = {
    "page_orders": ("anna", "/seller/orders/", 0.03),
    "page_today": ("anna", "/seller/", 0.03),
    "page_parcels": ("anna", "/seller/parcels/", 0.03),
    "page_floor": ("pavel", "/staff/", 0.03),
    "page_desk": ("olga", "/customs/", 0.015),
}


def busy_page(name: str, times: int = 5) -> Row:
    """One of the five busiest pages in the largest world there is, beside the bare view."""
    who, url, bar = BUSY[name]
    number = Parcel.objects.values_list("number", flat=True)[0]
    with override_settings(ROOT_URLCONF="tracker.bench.urls", DEMO_DEFAULTS=False):
        handler, cookie = WSGIHandler(), _cookie(who)
        ours = _rate(handler, url, times, cookie)
        limit = _rate(handler, f"/bare/{number}/", 100, cookie)
    ratio, orders = ours / limit, Order.objects.count()
    return Row(
        name,
        round(ours, 1),
        "req/s",
        round(limit, 1),
        round(ratio, 3),
        bar,
        ratio >= bar,
        f"{1000 / ours:.0f} ms, {orders} orders",
    )


def _cookie(who: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=who))
    return f"sessionid={client.cookies['sessionid'].value}"
