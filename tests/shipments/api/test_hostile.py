"""Whatever is typed or sent in bad faith is kept as it is or refused; never a 5xx."""

import copy
import json
import os
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from shipments.api.schema import description
from shipments.orders.models import Order
from tests.machines import order_body

NAUGHTY = Path(__file__).resolve().parents[4] / "shared" / "data" / "bad_inputs" / "blns.json"
FULL = bool(os.environ.get("TEST_FULL"))
# One of each hostile kind; the long list of naughty strings is tried too where it is here.
KINDS = [
    "\x00",
    "\ud800",
    "²²²²²²",
    "9" * 5000,
    "1e999999",
    "-0",
    "NaN",
    "x" * 20_000,
    "', DROP TABLE x; --",
    "﷽" * 50,
    "{{ 7*7 }}{% now %}%s%n$(id)",
    "\u202egnp.exe\u2066",
    "Z\u0351\u036b\u0343\u036a" * 20,
    "\u200b\ufeff\u00a0\u3000",
    "👩‍👩‍👧‍👦🇷🇺",
    "../../etc/passwd\\..\\",
    "<script>alert(1)</script>&amp;",
    "\r\nSet-Cookie: a=b",
    "\x1b[31m\x07\x7f",
    "undefined",
    "",
]


@pytest.fixture(scope="module")
def strings() -> list[str]:
    """The whole list: for what takes many in one request."""
    return [*(json.loads(NAUGHTY.read_text()) if NAUGHTY.exists() else ()), *KINDS]


@pytest.fixture(scope="module")
def some(strings) -> list[str]:
    """For what costs a request each: one of each kind; all with TEST_FULL."""
    return strings if FULL else KINDS


@pytest.fixture
def cups(stocked, anna_shop):
    return stocked(anna_shop)


def is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def test_texts_of_orders_come_back_as_they_were(anna, cups, strings):
    clean = [text for text in strings if is_text(text) and len(text) <= 120]
    orders = [
        order_body(f"N{n}", note=text, buyer={"name": text or "x"}, address={"city": text})
        for n, text in enumerate(clean)
    ]

    answer = anna.post("orders/bulk/", {"orders": orders}).json()

    kept = dict(Order.objects.values_list("number", "note"))
    assert len(kept) == answer["created"] > 10
    assert all(kept[f"N{n}"] == text.strip() for n, text in enumerate(clean) if f"N{n}" in kept)
    assert {one["code"] for one in answer["results"]} == {"", "bad_shape"}


def test_events_of_naughty_strings_are_refused_or_kept(airline, make_parcels, strings):
    [parcel] = make_parcels(1)
    subject, moment = f"parcel:{parcel.number}", "2026-11-02T12:00:00Z"
    clean = [text for text in strings if is_text(text)]
    events = [
        {"subject": subject, "code": "packed", "happened_at": moment, name: text}
        for text in clean
        for name in ("subject", "code", "happened_at", "place", "source_ref", "text")
    ]

    statuses = {
        airline.post("events/", {"events": events[n : n + 1_000]}).status_code
        for n in range(0, len(events), 1_000)
    }

    assert statuses == {200}


@pytest.mark.parametrize("path", ["orders", "products", "parcels", "track"])
def test_naughty_addresses_are_not_found(anna, cups, some, path):
    texts = [text for text in some if text.strip("/.") and "\ud800" not in text]
    addresses = [quote(text[:500], safe="") for text in texts]

    statuses = {anna.get(f"{path}/{address}/").status_code for address in addresses}

    assert statuses <= {200, 400, 404, 429}


@pytest.mark.parametrize(
    "query",
    [
        "orders/?search=", "orders/?created_after=", "orders/?promised_before=", "orders/?sku=",
        "parcels/?search=", "parcels/?flight=", "flights/?day_from=", "products/?search=",
        "orders/?cursor=", "orders/?page_size=",
    ],
)  # fmt: skip
def test_naughty_questions_are_answered_or_refused(anna, cups, some, query):
    texts = [text[:300] for text in some if "\ud800" not in text]

    statuses = {anna.get(query + quote(text, safe="")).status_code for text in texts}

    assert statuses <= {200, 400}


def spoilt(value: Any, kinds: Iterator[str], path: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """Each text inside an example with what stands in its place; a number may be one too."""
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inside:
            yield from spoilt(one, kinds, (*path, key))
    elif path:
        for _ in range(len(KINDS) if FULL else 1):
            yield path, next(kinds)


def test_every_field_of_every_body_stands_what_is_typed(anna, pavel, cups):
    kinds, sent = cycle(KINDS), 0
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            address = path.removeprefix("/api/v1/").replace("{id}", "1").replace("{delivery}", "1")
            for place, text in spoilt(body.get("example"), kinds):
                changed = copy.deepcopy(body["example"])
                *way, last = place
                inner = changed
                for step in way:
                    inner = inner[step]
                inner[last] = text
                scope = operation["security"][0].get("key", [""])[0]
                who = pavel if scope.startswith(("bags", "cons", "flights", "stock")) else anna
                address = address.replace("{number}", "A-1").replace("{sku}", "CUP-1")
                status = who.send(method, address, json.dumps(changed)).status_code
                assert status < 500, (method, path, place, text[:40])
                sent += 1
    assert sent > 100
