"""Whatever is typed or sent in bad faith is kept as it is or refused; never a 5xx."""

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from shipments.access.keys import SELLER_SCOPES
from shipments.api.schema import description
from shipments.orders.models import Order
from tests.machines import order_body
from tests.naughty import FULL, KINDS, Spread, all_strings


@pytest.fixture(scope="module")
def strings() -> list[str]:
    """The whole list: for what takes many in one request."""
    return all_strings()


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
        "orders/?search=",
        "orders/?created_after=",
        "orders/?promised_before=",
        "orders/?sku=",
        "parcels/?search=",
        "parcels/?flight=",
        "flights/?day_from=",
        "products/?search=",
        "orders/?cursor=",
        "orders/?page_size=",
    ],
)
def test_naughty_questions_are_answered_or_refused(anna, cups, some, query):
    texts = [text[:300] for text in some if "\ud800" not in text]

    statuses = {anna.get(query + quote(text, safe="")).status_code for text in texts}

    assert statuses <= {200, 400}


def spoilt(value: Any, spread: Spread, path: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """Each text inside an example with what stands in its place; a number may be one too."""
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inside:
            yield from spoilt(one, spread, (*path, key))
    elif path:
        for text in spread:
            yield path, text


def operations() -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    """Each method of each address, and whether a seller's key opens it."""
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            scope = operation["security"][0].get("key", [""])[0]
            yield path, method, operation, not scope or scope in SELLER_SCOPES


def of_a_row(path: str) -> str:
    """The address with names of rows, some of which are there."""
    names = {"{id}": "1", "{delivery}": "1", "{number}": "A-1", "{sku}": "CUP-1"}
    address = path.removeprefix("/api/v1/")
    for name, value in names.items():
        address = address.replace(name, value)
    return address


def test_every_field_of_every_body_stands_what_is_typed(anna, pavel, cups):
    spread, sent = Spread(), 0
    for path, method, operation, is_seller_s in operations():
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        for place, text in spoilt(body.get("example"), spread):
            changed = copy.deepcopy(body["example"])
            *way, last = place
            inner = changed
            for step in way:
                inner = inner[step]
            inner[last] = text
            who = anna if is_seller_s else pavel
            status = who.send(method, of_a_row(path), json.dumps(changed)).status_code
            assert status < 500, (method, path, place, text[:40])
            sent += 1
    assert sent > 100


def test_every_parameter_of_every_address_stands_what_is_asked(anna, pavel, cups):
    spread, sent = Spread(2), 0
    for path, method, operation, is_seller_s in operations():
        named = [one for one in operation.get("parameters", ()) if one["in"] != "header"]
        for one, text in [(one, text) for one in named for text in spread]:
            word = quote(text[:3_000].encode(errors="surrogatepass"), safe="")
            filled = path.replace(f"{{{one['name']}}}", word)
            query = f"?{one['name']}={word}" if one["in"] == "query" else ""
            who = anna if is_seller_s else pavel
            body = {} if method in ("get", "delete") else {"body": {}}
            status = who.send(method, of_a_row(filled) + query, **body).status_code
            assert status < 500, (method, path, one["name"], text[:40])
            sent += 1
    assert sent > 100
