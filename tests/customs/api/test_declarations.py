"""Declarations and decisions over the wire."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from customs.declarations.registry import file_registry
from customs.reference import load_reference_data
from shipments.actor import system
from shipments.consolidation.actions import add_parcels
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, project_contents, record_events
from tests.cast import browser
from tests.machines import Machine
from tests.shipments.api.test_base import refused


def two_days_ago(hours: float = 0) -> datetime:
    """So many hours after this time of the day before yesterday."""
    return timezone.now() - timedelta(days=2) + timedelta(hours=hours)


@pytest.fixture
def olga(reference) -> Machine:
    """The customs officer, by browser."""
    return Machine(client=browser("olga"))


def tell(parcels: list[Parcel], *codes: str) -> None:
    events = [
        NewEvent("parcel", parcel.pk, code, two_days_ago(n), "t", code)
        for parcel in parcels
        for n, code in enumerate(codes)
    ]
    record_events(events, at=timezone.now())


@pytest.fixture
def filed(make_parcels) -> list[Parcel]:
    """Two packed parcels, declared for export."""
    load_reference_data()
    parcels = make_parcels(2)
    tell(parcels, "packed")
    file_export_declarations(limit=10, by=system("t"), at=two_days_ago(1))
    return parcels


def test_a_seller_reads_his_own_declarations(anna, boris, filed):
    listed = anna.get("declarations/?status=filed").json()["results"]
    both = anna.get(f"declarations/{filed[0].number}/").json()

    assert {one["parcel"] for one in listed} == {parcel.number for parcel in filed}
    assert (both["export"]["status"], both["export"]["mode"], both["lines"]) == (
        "filed",
        "9610",
        [],
    )
    assert boris.get("declarations/").json()["results"] == []
    refused(boris.get(f"declarations/{filed[0].number}/"), 404, "not_found")


PAID = {"reference": "p1", "amount": "100.00", "paid_on": "2026-11-02"}


def test_a_decision_is_previewed_and_recorded_for_many(olga, filed):
    body = {"parcels": [filed[0].number, "NO"], "code": "export_released", "reason": "in order"}

    preview = olga.post("declarations/preview/", body).json()
    done = olga.post("declarations/", body).json()

    assert preview["by_status"] == {"filed": 1}
    assert (done["accepted"], [one["parcel"] for one in done["refused"]]) == (1, ["NO"])
    cleared = dict(Parcel.objects.values_list("number", "export_clearance"))
    assert cleared == {filed[0].number: "released", filed[1].number: "filed"}


def test_only_customs_decide(anna, pavel, filed):
    body = {"parcels": [filed[0].number], "code": "export_released"}

    for machine in (anna, pavel):
        refused(machine.post("declarations/", body), 403, "not_allowed")
    assert set(Parcel.objects.values_list("export_clearance", flat=True)) == {"filed"}


def test_a_code_of_no_clearance_is_refused(olga, filed):
    body = {"parcels": [filed[0].number], "code": "delivered"}

    refused(olga.post("declarations/", body), 422, "unknown_decision")


def test_duty_is_asked_with_its_working_and_paid(olga, anna, filed, make_consolidation):
    consolidation = make_consolidation()
    tell(filed, "export_released", "departed", "arrived", "import_presented")
    by, at = system("t"), timezone.now()
    Parcel.objects.update(movement="packed", export_clearance="released")
    type(consolidation).objects.update(status="open")
    add_parcels(consolidation=consolidation, numbers=[p.number for p in filed], by=by, at=at)
    file_registry(consolidation=consolidation, by=by, at=at)
    project_contents(at=at)
    Parcel.objects.update(movement="arrived")
    body = {"parcels": [filed[0].number], "code": "duty_due"}
    assert olga.post("declarations/", body).json()["accepted"] == 1

    number = filed[0].number
    refused(anna.post(f"declarations/{number}/pay-duty/", PAID), 403, "not_allowed")
    paid = olga.post(f"declarations/{number}/pay-duty/", PAID).json()

    assert paid["import_clearance"] == "duty_paid"
    assert paid["lines"][0]["duty"]["currency"] == "RUB"
    lines = anna.get(f"declarations/import/?parcel={number}").json()["results"]
    assert [one["consolidation"] for one in lines] == [consolidation.mawb]
    other = f"declarations/{filed[1].number}/pay-duty/"
    refused(olga.post(other, {**PAID, "reference": "p2"}), 409, "no_duty_due")
