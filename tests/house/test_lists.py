"""Every list takes as many queries for three rows as for one, and pages by key."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customs.declarations.models import ImportLine, ImportRegistry
from customs.reference import load_reference_data
from shipments.actor import Role, system
from shipments.bulk.actions import open_bulk_action
from shipments.containers.models import Bag, Consolidation
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.models import Containment, UnmappedEvent
from tests.browsers import signed_in
from tests.house.test_tenancy import ALL, address
from tracker.bench.multiply import Growing, multiply

# What stays as it is when a world is made threefold: people, places, and what the law says.
FEW = {
    "User",
    "Membership",
    "StaffMember",
    "Seller",
    "Partner",
    "Place",
    "Channel",
    "Aircraft",
    "Schedule",
    "Warehouse",
    "NumberRange",
    "StageTime",
    "ExchangeRate",
    "PartnerCode",
    "IdempotentAnswer",
    "ColumnMap",
    "DutyRegime",
    "ClearanceTerm",
    "CalendarDay",
    "Projection",
    "Change",
    "Invitation",
    "RateCorrection",
    "RefusedRate",
}

# A list's route -> who opens it and what names a row in it.
LISTS: dict[str, tuple[str, str]] = {
    "seller:orders": ("anna", r"/seller/orders/(ANNA-1[^/]*)/"),
    "seller:products": ("anna", r'/seller/products/(?!new/)([^/"]+)/"'),
    "seller:stock": ("anna", r"/seller/stock/([^/]+)/moves/"),
    "seller:stock-moves": ("anna", r'data-label="By"'),
    "seller:replenishments": ("anna", r'/seller/replenishments/([^/"]+)/"'),
    "seller:exports": ("anna", r"/seller/exports/([^/]+)/"),
    "seller:parcels": ("anna", r"#parcel-(\d+)"),
    "seller:imports": ("anna", r'href="/seller/imports/(I[^/]+)/"'),
    "seller:import": ("anna", r'data-label="Line"'),
    "seller:keys": ("anna", r"/seller/keys/(\d+)/revoke/"),
    "seller:webhooks": ("anna", r"/seller/webhooks/(\d+)/"),
    "seller:webhook": ("anna", r'<td data-label="Status"'),
    "seller:bulk-actions": ("anna", r'href="(B[^/]+)/"'),
    "staff:flights": ("pavel", r'/staff/flights/(?!schedule/)([^/?"]+)/"'),
    "staff:consolidations": ("pavel", r'/staff/consolidations/([^/?"]+)/"'),
    "staff:bag": ("pavel", r"/staff/parcels/([^/]+)/"),
    "staff:holds": ("pavel", r'name="chosen" value="(\d+)"'),
    "staff:handover": ("pavel", r'name="chosen" value="(\d+)"'),
    "staff:queue-bags": ("pavel", r"/staff/bags/([^/]+)/"),
    "staff:receiving-list": ("pavel", r"/staff/receiving/(\d+)/"),
    "staff:cases": ("pavel", r"/staff/cases/(\d+)/"),
    "staff:codes": ("pavel", r'name="raw_code" value="([^"]+)"'),
    "staff:messages": ("pavel", r"/staff/messages/(M\d+)/"),
    "staff:bulk-actions": ("pavel", r'href="(B[^/]+)/"'),
    "customs:desk": ("olga", r"/customs/parcels/([^/]+)/"),
    "customs:export": ("olga", r"/customs/parcels/([^/]+)/"),
    "customs:flights": ("olga", r"/customs/flights/(262[^/]+)/"),
    "customs:consolidation": ("olga", r"/customs/parcels/([^/]+)/"),
    "customs:bulk-actions": ("olga", r'href="(B[^/]+)/"'),
    **{
        f"staff:queue-{word}": ("pavel", r"(ANNA-1[-\d]*)<")
        for word in ("blocked", "packing", "export", "flight", "import", "last_mile", "returns")
    },
    **{
        f"api:{name}": ("anna", "")
        for name in (
            "orders",
            "products",
            "stock",
            "replenishments",
            "parcels",
            "parcel-events",
            "imports",
            "exports",
            "holds",
            "webhooks",
            "deliveries",
        )
    },
    **{f"api:{name}": ("pavel", "") for name in ("flights", "consolidations", "bags")},
    "customs-api:declarations": ("olga", ""),
}

# Routes that answer a look and are no lists, by why not.
OTHER_PAGES: dict[str, set[str]] = {
    "sums, tested beside their page": {
        "seller:today",
        "api:stock-needed",
        "staff:floor",
        "staff:search",
        "staff:jobs",
        "staff:waiting",
    },
    "one thing": {
        "seller:order",
        "seller:product",
        "seller:replenishment",
        "seller:bulk-action",
        "staff:flight",
        "staff:consolidation",
        "staff:case",
        "staff:partner",
        "staff:message",
        "staff:bulk-action",
        "customs:bulk-action",
        "seller:company",
        "staff:receiving",
        "staff:parcel",
        "seller:shop",
        "api:stock-count",
        "customs:declaration",
        "customs-api:declaration",
        "api:order",
        "api:product",
        "api:replenishment",
        "api:parcel",
        "api:import",
        "api:export",
        "api:flight",
        "api:consolidation",
        "api:bag",
        "api:hold",
        "api:webhook",
        "api:track",
    },
    "a form": {
        "seller:announce",
        "seller:replenishment-edit",
        "seller:product-new",
        "seller:order-receiver",
        "seller:order-new",
        "seller:order-lines",
        "seller:order-payment",
        "staff:flight-delay",
        "staff:flight-cancel",
        "staff:flight-aircraft",
        "staff:consolidation-close",
        "staff:code",
        "staff:hold-new",
    },
    "a file": {
        "seller:export",
        "seller:parcel-label",
        "seller:parcel-zpl",
        "seller:import-errors",
        "seller:import-errors-xlsx",
        "seller:import-sample",
        "staff:message-raw",
        "api:parcel-label",
        "api:parcel-zpl",
        "api:import-errors",
        "api:export-file",
        "api:schema",
        "customs-api:import-lines",
        "customs:bulk-action-left-out",
    },
    "people and partners, who stay few; tested beside their page": {
        "seller:members",
        "staff:partners",
        "staff:schedule",
        "staff:people",
        "staff:rates",
        "api:rates",
    },
    "words about the product": {"staff:design", "api:docs"},
}

AT_HUB = {"movement": "at_hub"}
# In which state the parcel must be to stand in a list.
STATES: dict[str, dict[str, Any]] = {
    "customs:desk": {**AT_HUB, "import_clearance": "presented"},
    "customs:consolidation": {**AT_HUB, "import_clearance": "presented"},
    "customs:export": {"export_clearance": "accepted"},
    "staff:queue-export": {"movement": "packed", "export_clearance": "accepted"},
    "staff:queue-flight": {"movement": "packed", "export_clearance": "released", "held": False},
    "staff:queue-import": {**AT_HUB, "import_clearance": "presented"},
    "staff:queue-returns": {"movement": "returning"},
    "staff:handover": {**AT_HUB, "import_clearance": "released", "held": False},
    "staff:queue-last_mile": {**AT_HUB, "import_clearance": "released", "held": False},
}
SINCE = {"import_clearance": "import_at", "export_clearance": "export_at"}
QUERIES = {"staff:flights": "?day_from=2026-11-02&day_to=2026-11-08"}
# What a list lies in, so that its rows and not its like are made more.
_BUILT = "Flight Leg Consolidation Uld Bag"
WITHIN = {
    "seller:stock-moves": "Product StockLevel",
    "seller:webhook": "Webhook",
    "seller:import": "ImportRun",
    "staff:bag": _BUILT,
    "customs:consolidation": f"{_BUILT} ImportRegistry",
    "api:deliveries": "Webhook",
    "api:parcel-events": "Order Receiver OrderLine Payment Parcel ParcelItem Containment "
    "ExportDeclaration ImportLine Case CaseParcel",
}


@pytest.fixture
def readers(hers, anna_shop) -> dict[str, Client]:
    """A browser of each kind of reader, in a world with one of everything."""
    cache.clear()
    load_reference_data()
    consolidation = Consolidation.objects.get(mawb=hers["mawb"])
    registry = ImportRegistry.objects.create(
        consolidation=consolidation, status="registered", filed_at=timezone.now()
    )
    ImportLine.objects.create(registry=registry, parcel=Parcel.objects.get(), position=1)
    UnmappedEvent.objects.create(
        partner=Partner.objects.first(),
        scheme="fsu",
        raw_code="ZZZ",
        subject="parcel:X",
        source="fsu",
        source_ref="1",
        happened_at=timezone.now(),
        recorded_at=timezone.now(),
    )
    open_bulk_action(
        kind="decide_import",
        token="d",
        subjects=[(1, "P-1")],
        params={},
        by=system("tests"),
        at=timezone.now(),
    )
    return {
        "anna": signed_in("reader", seller=anna_shop),
        "pavel": signed_in("planner", roles=(Role.PLANNER, Role.WAREHOUSE)),
        "olga": signed_in("officer", roles=(Role.CUSTOMS,)),
    }


def grow(times: int, *, within: str) -> None:
    """Make every row so many times more; people, the law, and what a list lies in stay as few."""
    stay = FEW | set(within.split())
    multiply(times, [table for table in _tables() if table.model.__name__ not in stay])


def _tables() -> list[Growing]:
    return [
        Growing(model._meta.label)
        for name in ("shipments", "customs")
        for model in apps.get_app_config(name).get_models()
    ]


def looked_at(client: Client, path: str) -> tuple[Any, list[str]]:
    """A page once what lasts is remembered, and the queries it takes."""
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(path)
    return answer, [query["sql"] for query in taken.captured_queries]


def rows_in(answer: Any, pattern: str) -> int:
    """How many rows a page or an answer of the API shows."""
    if not pattern:
        told = answer.json()
        return len(told["results"] if isinstance(told, dict) else told)
    found = re.findall(pattern, answer.content.decode())
    return len(set(found)) if re.compile(pattern).groups else len(found)


@pytest.mark.parametrize("label", LISTS)
def test_three_rows_take_as_many_queries_as_one(label, readers, hers):
    who, pattern = LISTS[label]
    route = next(one for one in ALL if one.label == label)
    path = address(route, hers) if route.names else reverse(label) + QUERIES.get(label, "")
    if label == "staff:queue-packing":
        Order.objects.update(status="paid", reserved_at=timezone.now())
    if label == "staff:queue-blocked":
        Order.objects.update(status="paid", paid_at=timezone.now(), blocker="out_of_stock")
    if label == "staff:queue-bags":
        Bag.objects.update(aside_at=timezone.now())
    if label == "staff:queue-flight":
        Containment.objects.update(until=timezone.now(), ended_by="offloaded")
    state = STATES.get(label, {"held": True})
    since = {moment: timezone.now() for track, moment in SINCE.items() if track in state}
    Parcel.objects.update(**state, **since)

    one, few = looked_at(readers[who], path)
    grow(2, within=WITHIN.get(label, ""))
    UnmappedEvent.objects.update(raw_code=F("subject"))
    cache.clear()
    three, many = looked_at(readers[who], path)

    assert (one.status_code, three.status_code) == (200, 200)
    assert rows_in(three, pattern) == 3 * rows_in(one, pattern) > 0
    assert len(many) == len(few), "\n".join(many)
    assert not [sql for sql in many if " OFFSET " in sql], "pages go by key"


@pytest.mark.parametrize("who", ["anna", "pavel", "olga"])
def test_every_page_that_is_read_is_known_here(who, readers, hers):
    known = set(LISTS).union(*OTHER_PAGES.values())
    interfaces = {
        "anna": ("seller", "api"),
        "pavel": ("staff", "api"),
        "olga": ("customs", "customs-api"),
    }
    unknown = []
    for route in ALL:
        if (
            route.interface not in interfaces[who]
            or "get" not in route.methods
            or route.label in known
        ):
            continue
        path = address(route, hers) if route.names else reverse(route.label)
        if readers[who].get(path).status_code == 200:
            unknown.append(route.label)

    assert unknown == [], "name it in LISTS with what names a row, or in OTHER_PAGES with why not"
