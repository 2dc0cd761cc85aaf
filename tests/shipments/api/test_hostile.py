"""Whatever is typed or sent in bad faith is kept as it is or refused; never a 5xx."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from shipments.orders.models import Order
from tests.machines import order_body

NAUGHTY = Path(__file__).resolve().parents[4] / "shared" / "data" / "bad_inputs" / "blns.json"
OWN = ["\x00", "²²²²²²", "\ud800", "9" * 5000, "1e999999", "-0", "', DROP TABLE x; --", "﷽" * 50]


@pytest.fixture(scope="module")
def strings() -> list[str]:
    if not NAUGHTY.exists():
        pytest.skip("The list of naughty strings is not here.")
    return [*json.loads(NAUGHTY.read_text()), *OWN]


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
    assert len(kept) == answer["created"] > 400
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
def test_naughty_addresses_are_not_found(anna, cups, strings, path):
    texts = [text for text in strings if text.strip("/.") and "\ud800" not in text]
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
def test_naughty_questions_are_answered_or_refused(anna, cups, strings, query):
    texts = [text[:300] for text in strings if "\ud800" not in text]

    statuses = {anna.get(query + quote(text, safe="")).status_code for text in texts}

    assert statuses <= {200, 400}
