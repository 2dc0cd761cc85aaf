"""Parcels on both sides of the border, and what the authorities say of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from customs.declarations.export import ExportReceipt, file_export_declarations
from customs.declarations.models import ExportDeclaration, ImportRegistry
from customs.declarations.registry import file_registry
from customs.reference import load_reference_data
from shipments.actor import system
from shipments.containers.contents import put
from shipments.parcels.models import Parcel
from shipments.tracking.actions import project_contents
from tests.world import NOON


@pytest.fixture
def packed(make_parcels, happen) -> Callable[[int], list[Parcel]]:
    """Parcels that wait in Harbin for their declarations."""
    load_reference_data()

    def make(count: int) -> list[Parcel]:
        parcels = make_parcels(count)
        happen(parcels, "created", "packed")
        return parcels

    return make


@pytest.fixture
def filed(packed) -> Callable[[int], list[ExportDeclaration]]:
    """Export declarations filed an hour after noon."""

    def make(count: int) -> list[ExportDeclaration]:
        parcels = packed(count)
        file_export_declarations(limit=count, by=system("t"), at=hours(1))
        return list(ExportDeclaration.objects.filter(parcel__in=parcels).order_by("pk"))

    return make


@pytest.fixture
def registered(packed, happen, consolidation) -> Callable[[int], ImportRegistry]:
    """The registry of landed parcels; any field of the parcels can be changed before."""

    def make(count: int, **changes) -> ImportRegistry:
        parcels = packed(count)
        Parcel.objects.filter(pk__in=[p.pk for p in parcels]).update(**changes)
        put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
        happen(parcels, "export_released", "departed", "arrived", at=hours(2))
        file_registry(consolidation=consolidation, by=system("t"), at=hours(3))
        project_contents(at=hours(3))
        return ImportRegistry.objects.get()

    return make


def hours(count: float) -> datetime:
    return NOON + timedelta(hours=count)


def receipt(declaration: ExportDeclaration, code: str, at: float, **more: str) -> ExportReceipt:
    """An answer so many hours after noon."""
    return ExportReceipt(declaration.cop_number, code, hours(at), **more)
