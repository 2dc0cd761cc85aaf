"""Parcels without a past, to tell histories about."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from shipments.actor import Actor
from shipments.consolidation.actions import close_consolidation
from shipments.consolidation.sealing import unsealed_bags
from shipments.containers.models import Consolidation
from shipments.flights.models import Aircraft, Channel, Flight, Leg
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from shipments.reference import load_reference
from shipments.stock.models import Warehouse
from tests.cast import shop
from tests.clock import NOON


@pytest.fixture
def channel(db) -> Channel:
    load_reference()
    return Channel.objects.get(code="HRB-SVX")


@pytest.fixture
def make_parcels(channel) -> Callable[[int], list[Parcel]]:
    seller = shop("S001")
    warehouse = Warehouse.objects.get(code="HRB-1")

    def make(count: int) -> list[Parcel]:
        first = Parcel.objects.count()
        orders = Order.objects.bulk_create(
            Order(
                seller=seller,
                number=f"O{first + n}",
                channel=channel,
                marketplace="plain",
                status="packed",
                ordered_at=NOON,
                goods_rub=100,
                rate_cny=Decimal(12),
                rate_eur=Decimal(95),
                rate_day=date(2026, 11, 2),
                rate_source="test",
            )
            for n in range(count)
        )
        Receiver.objects.bulk_create(
            Receiver(order=order, email="b@example.com") for order in orders
        )
        return Parcel.objects.bulk_create(
            Parcel(
                seller=seller,
                order=order,
                channel=channel,
                warehouse=warehouse,
                number=f"LV{first + n:08d}0CN",
                movement_at=NOON,
                created_at=NOON,
                declared_grams=400,
                chargeable_grams=500,
                value_rub=100,
            )
            for n, order in enumerate(orders)
        )

    return make


@pytest.fixture
def make_consolidation(channel) -> Callable[[], Consolidation]:
    flight = Flight.objects.create(
        channel=channel,
        number="U6999",
        day=date(2026, 11, 4),
        cargo_cutoff=NOON,
        aircraft=Aircraft.objects.get(code="T2F"),
        document_cutoff=NOON,
        customs_cutoff=NOON,
    )
    Leg.objects.create(
        flight=flight,
        origin=channel.origin,
        destination=channel.destination,
        planned_departure=NOON,
        planned_arrival=NOON.replace(hour=18),
    )

    def make() -> Consolidation:
        mawb = f"262-{Consolidation.objects.count():08d}"
        return Consolidation.objects.create(flight=flight, mawb=mawb, created_at=NOON)

    return make


@pytest.fixture
def consolidation(make_consolidation) -> Consolidation:
    return make_consolidation()


def seals_for(consolidation: Consolidation) -> dict[str, str]:
    """A seal of its own for every bag that bears none."""
    return {bag.number: f"CN{bag.pk:07d}" for bag in unsealed_bags(consolidation)}


def close_sealed(*, consolidation: Consolidation, by: Actor, at: datetime) -> Consolidation:
    """Close a consolidation as people do, with a seal on every bag."""
    seals = seals_for(consolidation)
    return close_consolidation(consolidation=consolidation, by=by, at=at, seals=seals)
