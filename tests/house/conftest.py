"""Machines and browsers walk the interfaces here, in a world with one of everything of Anna's."""

from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from shipments.actor import Actor, Role, system
from shipments.bulk.actions import open_bulk_action
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.exchange.actions import keep_message
from shipments.exports.actions import run_export, start_export
from shipments.holds.actions import place_holds
from shipments.notifications.models import Delivery
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders
from shipments.parties.invitations import invite
from shipments.parties.models import ApiKey, Membership, User
from shipments.saved_views.actions import save_view
from shipments.stock.models import Replenishment
from shipments.tasks import run_waiting_imports
from shipments.tracking.actions import NewEvent, record_events
from tests.callers import anna, boris, pavel
from tests.factories.cases import make_case
from tests.machines import order_body
from tests.shipments.api.test_imports import give, row

__all__ = ["anna", "boris", "pavel"]
RECEIVER = {"name": "Секретова Анна", "phone": "8 912 345-67-89"}


@pytest.fixture
def hers(anna, anna_shop, stocked, consolidation) -> dict[str, Any]:
    """Anna's world: the number of everything that can stand in an address."""
    cache.clear()
    by = system("tests")
    product = stocked(anna_shop)
    anna.post("orders/", order_body("ANNA-1", buyer=RECEIVER))
    anna.post("orders/ANNA-1/pay/")
    at = timezone.now()
    [parcel] = pack_orders(orders=list(Order.objects.all()), by=by, at=at)
    file_export_declarations(limit=10, by=by, at=at)
    event = NewEvent("parcel", parcel.pk, "export_released", at, "test", "r")
    record_events([event], at=at)
    opened = open_consolidation(flight=consolidation.flight, by=by, at=at)
    add_parcels(consolidation=opened, numbers=[parcel.number], by=by, at=at)
    [hold] = place_holds(subject="parcel", ids=[parcel.pk], reason="seller", by=by, at=at)
    owner = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    action = open_bulk_action(
        kind="cancel_orders",
        token="t",
        subjects=[(1, "ANNA-1")],
        params={"why": "x"},
        by=owner,
        at=at,
    )
    employed = Membership.objects.create(
        user=User.objects.create_user("hers"), seller=anna_shop, level=Role.SELLER_OWNER
    )
    asked, _secret = invite(email="new@example.com", level="seller_viewer", by=owner, at=at)
    view = save_view(page="orders", name="Hers", query="status=paid", by=owner, at=at)
    export = start_export(kind="orders", form="csv", params={}, by=owner, at=at)
    run_export(run=export, by=by, at=at)
    hook = anna.post("webhooks/", {"url": "https://anna.example/"}).json()["id"]
    anna.post(f"webhooks/{hook}/test/")
    case = make_case(parcel, kind="question", stage="at_harbin", stage_since=at, opened_at=at)
    given = give(anna, row("X", sku="NO")).json()["number"]
    run_waiting_imports()
    message = keep_message(content=b"FSU/15", name="fsu", source="tests", by=by, at=at)
    return {
        "message": message.number,
        "case": case.pk,
        "order": "ANNA-1",
        "parcel": parcel.number,
        "sku": product.sku,
        "hold": hold.pk,
        "partner": "airline",
        "replenishment": f"R-{product.sku}",
        "shipment": Replenishment.objects.get(number=f"R-{product.sku}").pk,
        "mawb": opened.mawb,
        "webhook": hook,
        "bag": opened.bags.get().number,
        "delivery": Delivery.objects.get().pk,
        "import": given,
        "flight": opened.flight.public_number,
        "bulk": action.number,
        "key": ApiKey.objects.get(seller=anna_shop).pk,
        "member": employed.pk,
        "invitation": asked.pk,
        "view": view.pk,
        "export": export.number,
    }
