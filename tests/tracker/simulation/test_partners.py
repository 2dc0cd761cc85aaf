"""The demo's partners send the very messages of the real ones, which are read as any other."""

from customs.declarations.decisions import ImportDecision
from customs.declarations.export import file_export_declarations
from customs.declarations.models import ExportDeclaration
from customs.reference import load_reference_data
from shipments.actor import system
from shipments.carriers.russian_post.codes import SCHEME
from shipments.containers.models import Consolidation
from shipments.exchange.models import Message
from shipments.parcels.models import Parcel
from shipments.tracking.models import Event
from shipments.tracking.partner_event import RawEvent
from tests.customs.declarations.conftest import hours, packed, receipt, registered
from tracker.simulation.partners import (
    send_airline,
    send_decisions,
    send_post,
    send_receipts,
)

__all__ = ["packed", "registered"]
BY = system("simulation")


def happened(code: str) -> int:
    return Event.objects.filter(code=code).count()


def test_china_s_customs_release_what_was_filed_and_a_doubled_message_changes_nothing(packed):
    packed(3)
    file_export_declarations(limit=3, by=BY, at=hours(1))
    told = [receipt(one, "800", 2) for one in ExportDeclaration.objects.order_by("pk")]

    for _ in range(2):
        send_receipts(told, by=BY, at=hours(3))

    assert happened("export_released") == 3
    assert set(ExportDeclaration.objects.values_list("status", flat=True)) == {"concluded"}


def test_russia_s_customs_release_a_waybill_and_say_nothing_of_none(registered):
    parcel = registered(1).lines.get().parcel

    send_decisions([], by=BY, at=hours(5))
    assert not Message.objects.exists()
    send_decisions([ImportDecision(parcel.number, "10", hours(4))], by=BY, at=hours(5))

    assert happened("import_released") == 1
    assert Message.objects.count() == 1


def test_the_post_delivers_what_was_handed_over_whatever_zone_its_office_lies_in(
    make_parcels, happen
):
    load_reference_data()
    parcels = make_parcels(2)
    happen(parcels, "created", "packed", "departed", "arrived", "import_released")
    happen(parcels, "handed_over", at=hours(24))
    told = [
        RawEvent(f"parcel:{parcel.number}", SCHEME, "2/1", hours(48), "x", "620014", "Вручение")
        for parcel in parcels
    ]

    send_post(told, by=BY, at=hours(49))

    found = Event.objects.filter(code="delivered")
    assert set(found.values_list("happened_at", flat=True)) == {hours(48)}
    assert set(Parcel.objects.values_list("movement", flat=True)) == {"delivered"}


def test_the_airline_s_departure_of_a_waybill_is_kept_as_one_message(consolidation):
    load_reference_data()
    Consolidation.objects.filter(pk=consolidation.pk).update(mawb="262-10000012")
    consolidation.refresh_from_db()

    send_airline(consolidation, [("DEP", hours(1))], by=BY, at=hours(2))

    message = Message.objects.get()
    assert (message.format, message.outcome) == ("fsu", "read")
    told = Event.objects.filter(consolidation=consolidation) | Event.objects.filter(
        leg__flight=consolidation.flight
    )
    assert list(told.values_list("happened_at", flat=True)) == [hours(1)]
