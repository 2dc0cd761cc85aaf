"""What a raw message says is not always about the declaration it names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from customs.declarations.models import ExportDeclaration
from customs.messages import cn_receipts
from customs.reading import read_message
from customs.reference import lay_everything
from shipments.actor import system
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from tests.machines import NOON


@pytest.fixture
def filed(reference, make_parcels) -> ExportDeclaration:
    lay_everything()
    [parcel] = make_parcels(1)
    at = timezone.now()
    record_events([NewEvent("parcel", parcel.pk, "packed", NOON, "t", "p")], at=at)
    file_export_declarations(limit=1, by=system("t"), at=at)
    return ExportDeclaration.objects.get()


def take(message: str, status: str, declaration: ExportDeclaration, seconds: int = 1):
    at = timezone.now() + timedelta(seconds=seconds)
    numbers = {"copNo": declaration.cop_number, "invtNo": "19002026E000000001"}
    receipt = cn_receipts.Receipt(message, "g", status, at, "", numbers)
    content = cn_receipts.build([receipt], guid="G")
    read_message(content=content, by=system("t"), at=at)
    declaration.refresh_from_db()
    return declaration.status, Parcel.objects.get().export_clearance


def test_the_same_number_concludes_a_list_but_grants_a_cancellation(filed):
    assert take("604", "399", filed) == ("accepted", "closed")
    assert take("606", "399", filed, seconds=2) == ("withdrawn", "not_filed")


def test_a_rejected_cancellation_does_not_reject_the_list(filed):
    assert take("604", "120", filed) == ("accepted", "accepted")
    assert take("606", "100", filed, seconds=2) == ("accepted", "accepted")
