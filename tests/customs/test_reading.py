"""Raw messages of every format through one door, and what each of them moves."""

import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from customs.declarations.models import ExportDeclaration
from customs.messages import cn_receipts, ru_marks
from customs.reading import read_message
from customs.reference import lay_everything
from shipments.actor import system
from shipments.carriers.russian_post import batch
from shipments.consolidation.lifecycle import CONSOLIDATION
from shipments.errors import BadInput
from shipments.notifications.models import News
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.raw import RawEvent
from shipments.tracking.regions import zone_of_index
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


FSU = "FSU/15\n{mawb}HRBSVX/T1K1.0\nDEP/U6999/{day}/HRBSVX/T1K1.0/A{left}\n"


def test_the_airline_s_take_off_departs_the_flight_and_is_kept_as_an_event(
    reference, consolidation
):
    lay_everything()
    for to in ("open", "closed", "manifested"):
        CONSOLIDATION.move([consolidation], to, by=system("t"), at=NOON)
    left = NOON + timedelta(minutes=12)
    local = left.astimezone(ZoneInfo("Asia/Shanghai"))
    text = FSU.format(mawb=consolidation.mawb, day=f"{local:%d%b}".upper(), left=f"{local:%H%M}")

    name, first = read_message(content=text.encode(), by=system("t"), at=NOON + timedelta(hours=1))
    _, again = read_message(content=text.encode(), by=system("t"), at=NOON + timedelta(hours=2))

    leg = consolidation.flight.legs.get()
    assert (leg.status, leg.actual_departure) == ("departed", left)
    assert (name, first.accepted, again.accepted, again.repeated) == ("fsu", 1, 0, 1)
    assert consolidation.events.get().happened_at == left
    assert leg.events.count() == 1
    assert [news.topic for news in News.objects.all()] == ["leg.departed"]


def test_a_manifest_and_a_house_list_tell_of_their_waybills(reference, consolidation):
    lay_everything()
    at = NOON + timedelta(minutes=5)
    manifest = "FFM/8\n1/U6999/02NOV1200/HRB\nSVX\n{0}HRBSVX/T1K1.0/PARCELS\nLAST\n"
    houses = "FHL/4\nMBI/{0}HRBSVX/T1K1.0\nHBS/LV1/HRBSVX/1/K1.0//PARCELS\n"

    for text in (manifest, houses, manifest):
        content = text.format(consolidation.mawb).encode()
        read_message(content=content, by=system("t"), at=at)

    codes = consolidation.events.order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["manifested", "info_received"]


def test_the_post_and_the_courier_tell_of_parcels(reference, make_parcels):
    lay_everything()
    [parcel] = make_parcels(1)
    at = NOON + timedelta(days=3)
    told = RawEvent(f"parcel:{parcel.number}", "russian_post", "2/1", at, "r", "620014")

    post = batch.build([told], zone_of=zone_of_index)
    name, first = read_message(content=post, by=system("t"), at=at)
    _, again = read_message(content=post, by=system("t"), at=at)

    assert (name, first.accepted, again.repeated) == ("russian_post", 1, 1)
    assert Parcel.objects.get().movement == "delivered"


def test_a_format_that_is_not_known_is_refused(reference):
    with pytest.raises(BadInput, match="Formats are"):
        read_message(content=b"FSU/15", by=system("t"), at=NOON, name="telex")


def test_thousands_of_marks_are_read_in_a_moment(reference, make_parcels):
    lay_everything()
    parcels = make_parcels(4_000)
    number, at = "10502110/021126/0000001", NOON + timedelta(days=3)
    events = [NewEvent("parcel", p.pk, "import_presented", NOON, "t", "p") for p in parcels]
    record_events(events, at=NOON)
    marks = [ru_marks.Decision(number, parcel.number, "10", at) for parcel in parcels]
    content = ru_marks.build(number, marks)

    begun = time.perf_counter()
    _, answer = read_message(content=content, by=system("t"), at=at)

    assert (answer.accepted, answer.refused) == (4_000, [])
    assert time.perf_counter() - begun < 20
    assert not Parcel.objects.exclude(import_clearance="released").exists()
