"""Every route of API and pages, walked by another seller with Anna's numbers, answers 404."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from customs.declarations.export import file_export_declarations
from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.holds.actions import place_holds
from shipments.notifications.models import Delivery, Webhook
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from shipments.parties.models import Membership, User
from shipments.tracking.actions import NewEvent, record_events
from tests.machines import NOON, Machine, order_body, sign_in

DOORS = ("api", "customs-api", "seller", "staff", "customs")
METHODS = ("get", "post", "patch", "delete")
# What belongs to nobody: the schedule, and what anybody with a number may read.
NOBODY_S = ("api:flight", "api:track", "api:no-such-address")


@dataclass(frozen=True, slots=True)
class Route:
    """One named address and the names in it."""

    door: str
    name: str
    names: tuple[str, ...]
    view: Any

    @property
    def label(self) -> str:
        return f"{self.door}:{self.name}"

    @property
    def methods(self) -> list[str]:
        """The methods that are answered; of a page all of them are tried."""
        kind = getattr(self.view, "cls", None)
        return [m for m in METHODS if kind is None or hasattr(kind, m)]


def routes(patterns: list, door: str = "") -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, door or one.namespace or "")
        elif isinstance(one, URLPattern) and door in DOORS:
            yield Route(door, one.name, tuple(one.pattern.converters), one.callback)


ALL = list(routes(get_resolver().url_patterns))
WITH_NAMES = [r for r in ALL if r.names and not r.label.startswith(NOBODY_S)]
WITHOUT_NAMES = [r for r in ALL if not r.names and r.door in ("api", "customs-api", "seller")]


@pytest.fixture
def hers(anna, anna_shop, stocked, consolidation) -> dict[str, Any]:
    """Anna's world: the number of everything that can stand in an address."""
    cache.clear()
    by = system("tests")
    product = stocked(anna_shop)
    anna.post("orders/", order_body("ANNA-1", buyer={"name": "Секретова Анна"}))
    anna.post("orders/ANNA-1/pay/")
    [parcel] = pack_orders(orders=list(Order.objects.all()), by=by, at=NOON)
    file_export_declarations(limit=10, by=by, at=NOON)
    event = NewEvent("parcel", parcel.pk, "export_released", NOON, "test", "r")
    record_events([event], at=NOON)
    opened = open_consolidation(flight=consolidation.flight, by=by, at=NOON)
    add_parcels(consolidation=opened, numbers=[parcel.number], by=by, at=NOON)
    [hold] = place_holds(subject="parcel", ids=[parcel.pk], reason="seller", by=by, at=NOON)
    hook = anna.post("webhooks/", {"url": "https://anna.example/"}).json()["id"]
    anna.post(f"webhooks/{hook}/test/")
    return {
        "order": "ANNA-1", "parcel": parcel.number, "sku": product.sku, "hold": hold.pk,
        "replenishment": f"R-{product.sku}", "mawb": opened.mawb, "webhook": hook,
        "bag": opened.bags.get().number, "delivery": Delivery.objects.get().pk,
        "import": _import(anna), "flight": opened.flight.public_number,
    }  # fmt: skip


def _import(anna: Machine) -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = b"order_number,seller_code\nX,S001\n"
    form = {"file": SimpleUploadedFile("o.csv", content), "layout": "plain"}
    made = anna.client.post("/api/v1/imports/", form, headers=anna.headers)
    return made.json()["number"]
