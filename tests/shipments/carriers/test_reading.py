"""Raw messages of every format through one interface, and what each of them moves."""

import dataclasses
import json
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from customs.declarations.models import ExportDeclaration
from customs.messages import cn_receipts, ru_marks
from customs.reference import load_reference_data
from shipments.actor import Actor, Role, system
from shipments.carriers import formats
from shipments.carriers.cdek import webhook
from shipments.carriers.reading import Taken, read_again, read_message
from shipments.carriers.russian_post import batch
from shipments.containers.lifecycle import CONSOLIDATION
from shipments.containers.models import Consolidation
from shipments.errors import BadInput, BadMessage, NotAllowed
from shipments.exchange.models import Message, MessageFault
from shipments.flights.models import Place
from shipments.flights.queries import forget_places
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.regions import zone_of_index
from tests.machines import NOON
from tests.shared_data import shared_file


@pytest.fixture
def filed(reference, make_parcels) -> ExportDeclaration:
    load_reference_data()
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
    load_reference_data()
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
    assert [news.topic for news in OutboxEvent.objects.all()] == ["leg.departed"]


def test_a_manifest_and_a_house_list_tell_of_their_waybills(reference, consolidation):
    load_reference_data()
    at = NOON + timedelta(minutes=5)
    manifest = "FFM/8\n1/U6999/02NOV1200/HRB\nSVX\n{0}HRBSVX/T1K1.0/PARCELS\nLAST\n"
    houses = "FHL/4\nMBI/{0}HRBSVX/T1K1.0\nHBS/LV1/HRBSVX/1/K1.0//PARCELS\n"

    for text in (manifest, houses, manifest):
        content = text.format(consolidation.mawb).encode()
        read_message(content=content, by=system("t"), at=at)

    codes = consolidation.events.order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["manifested", "info_received"]


def test_the_post_and_the_courier_tell_of_parcels(reference, make_parcels, happen):
    load_reference_data()
    [parcel] = make_parcels(1)
    happen([parcel], "departed")
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
    load_reference_data()
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


DAY = "02NOV"
AT = NOON + timedelta(hours=8)


def read(text: str | bytes, *, by=None, at=AT, name: str = "auto"):
    content = text if isinstance(text, bytes) else text.encode()
    return read_message(content=content, by=by or system("t"), at=at, name=name)


@pytest.fixture
def known(reference, consolidation):
    """A consolidation of ours whose waybill is a true number."""
    load_reference_data()
    Consolidation.objects.filter(pk=consolidation.pk).update(mawb="262-10000012")
    consolidation.refresh_from_db()
    return consolidation


def test_what_can_be_read_counts_and_the_rest_waits_with_its_line(known):
    text = (
        f"FSU/15\n{known.mawb}HRBSVX/T7K70\nRCS/{DAY}1200/HRB/T7\nRCF/U6999/{DAY}1800/QQQ/T7\n"
        f"NFD/{DAY}1830/SVX/T7/IVANOV\nNFD/SVX\n262-10000013HRBSVX/T1\nNFD/{DAY}1830/SVX/T1\n"
    )

    _, taken = read(text)

    assert (taken.accepted, taken.outcome) == (2, "partly")
    assert [(one.line, one.code) for one in taken.faults] == [
        (4, "unknown_airport"),
        (6, "bad_line"),
        (7, "bad_line"),
        (8, "bad_line"),
    ]
    kept = Message.objects.get()
    assert (bytes(kept.raw), kept.format, kept.outcome) == (text.encode(), "fsu", "partly")
    assert [(one.line, one.text) for one in kept.faults.order_by("line")] == [
        (one.line, one.text) for one in taken.faults
    ]
    assert sorted(known.events.values_list("code", flat=True)) == [
        "consignee_notified",
        "ready_for_carriage",
    ]


def test_once_the_airport_is_known_the_message_is_read_again(known, pavel):
    text = f"FSU/15\n{known.mawb}HRBSVX/T7K70\nRCS/{DAY}1200/HRB/T7\nFOH/{DAY}1100/QQQ/T7\n"
    read(text)
    names = dict.fromkeys(("name_zh", "name_ru", "name_en"), "Q")
    Place.objects.create(code="QQQ", zone="Asia/Yekaterinburg", country="RU", **names)
    forget_places()

    _, again = read_again(message=Message.objects.get(), by=pavel, at=AT)

    assert (again.accepted, again.repeated, again.faults) == (1, 1, [])
    kept = Message.objects.get()
    assert (kept.outcome, kept.accepted, kept.repeated, kept.faults.count()) == ("read", 2, 0, 0)
    with pytest.raises(NotAllowed):
        read_again(message=kept, by=Actor("anna", frozenset({Role.SELLER_OWNER})), at=AT)


def test_the_same_bytes_are_kept_once_and_told_once(known):
    text = f"FSU/15\n{known.mawb}HRBSVX/T7K70\nRCS/{DAY}1200/HRB/T7\nOSI/BAG TORN\n"

    read(text)
    _, again = read(text, at=AT + timedelta(hours=3))

    assert (again.accepted, again.repeated) == (0, 2)
    kept = Message.objects.get()
    assert (kept.repeats, kept.received_at, kept.last_at) == (1, AT, AT + timedelta(hours=3))
    assert (kept.accepted, kept.repeated) == (2, 0)
    read(text, by=system("another"))
    assert Message.objects.count() == 2, "another sender's is another message"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown_format"),
        (b"hello", "unknown_format"),
        (b"<html/>", "unknown_format"),
        (b"FSU/15\nnonsense", "bad_line"),
        (b"\xff\xfe\x00\x01", "unknown_format"),
        (b'{"type": 1}', "not_this_message"),
        (b"<CEB604Message/>", "bad_count"),
    ],
)
def test_a_message_of_which_nothing_can_be_read_is_refused_and_kept(known, content, code):
    with pytest.raises(BadMessage) as refused:
        read(content)

    assert refused.value.code == code
    kept = Message.objects.get()
    assert (bytes(kept.raw), kept.outcome, kept.code) == (content, "refused", code)
    assert str(kept.reason)


def test_a_fault_of_ours_loses_no_message_and_tells_no_value(known, monkeypatch, caplog):
    def throw(given):
        raise RuntimeError("IVANOV IVAN")

    form = dataclasses.replace(formats.AIRLINE, parse=throw)
    monkeypatch.setattr(formats, "AIRLINE", form)

    with pytest.raises(BadMessage) as refused:
        read(f"FSU/15\n{known.mawb}\nOSI/X\n")

    assert refused.value.code == "unreadable"
    kept = Message.objects.get()
    assert (kept.outcome, kept.code, kept.size > 0) == ("failed", "unreadable", True)
    assert "RuntimeError" in caplog.text
    assert "IVANOV" not in caplog.text


def test_a_message_stays_though_what_it_moves_fails(known, monkeypatch):
    """What was half done is undone; the message itself is kept."""

    def half(items, given):
        Consolidation.objects.update(mawb="262-99999996")
        raise ValueError("half")

    monkeypatch.setattr(formats, "AIRLINE", dataclasses.replace(formats.AIRLINE, take=half))

    with pytest.raises(BadMessage):
        read(f"FSU/15\n{known.mawb}\nOSI/X\n")

    known.refresh_from_db()
    assert (known.mawb, Message.objects.get().outcome) == ("262-10000012", "failed")


@pytest.mark.parametrize("kind", ["FWB/17", "FBL/4", "FFA/4", "FSR/2"])
def test_what_is_known_and_not_read_waits_for_a_person(known, kind):
    name, taken = read(f"QD SIN05XH\n.HDQFMQR 200739\n{kind}\n{known.mawb}HRBSVX/T7K70\nSHP\n")

    assert (name, taken.accepted, taken.outcome) == ("airline", 0, "waiting")
    assert "nothing to read" in str(Message.objects.get().faults.get().reason)


def test_an_envelope_is_recognised_and_skipped(known):
    text = (
        "\x01QD SIN05XH SVXFMU6\r\n.HDQFMQR 200739\r\n\x02FSU/15\r\n"
        f"{known.mawb}HRBSVX/T7K70\r\nRCS/{DAY}1200/HRB/T7\r\n\x03"
    )

    for name in ("auto", "fsu"):
        _, taken = read(text, name=name)
        assert (taken.accepted + taken.repeated, taken.faults) == (1, [])
    assert Message.objects.get().repeats == 1


def test_waybills_of_others_call_for_nobody(known):
    rows = [f"{number}HRBSVX/T1K1.0/GOODS" for number in (known.mawb, "921-10667893")]

    _, taken = read("\n".join(["FFM/8", f"1/U6999/{DAY}2000/HRB", "SVX", *rows, "LAST"]))

    assert (taken.accepted, len(taken.refused), taken.outcome) == (1, 1, "read")
    assert [(one.line, one.code) for one in taken.faults] == [(5, "unknown_subject")]


def test_a_message_of_a_partner_is_read_again_as_the_partner_s(known, pavel):
    airline = Partner.objects.get(code="airline")
    by = Actor("airline", frozenset({Role.PARTNER}), partner_id=airline.pk)
    read(f"FSU/15\n{known.mawb}HRBSVX/T7\nRCS/{DAY}1200/HRB/T7\n", by=by)

    _, again = read_again(message=Message.objects.get(), by=pavel, at=AT)

    assert again.repeated == 1
    assert Message.objects.get().partner == airline


def test_a_foreign_format_is_refused_and_kept(known):
    by = Actor("cdek", frozenset({Role.PARTNER}), partner_id=Partner.objects.get(code="cdek").pk)

    with pytest.raises(NotAllowed):
        read(f"FSU/15\n{known.mawb}HRBSVX/T7\nRCS/{DAY}1200/HRB/T7\n", by=by)

    assert (Message.objects.get().code, known.events.count()) == ("foreign_format", 0)


def test_who_may_send_none_leaves_none(known):
    with pytest.raises(NotAllowed):
        read("FSU/15", by=Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=1))

    assert not Message.objects.exists()


def test_the_bytes_are_ciphertext_in_the_database(known):
    read(f"FSU/15\n{known.mawb}HRBSVX/T7\nDLV/{DAY}1900/SVX/T7/IVANOV\nNFD/SVX/IVANOV\n")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.raw, f.text FROM shipments_message m JOIN shipments_messagefault f"
            " ON f.message_id = m.id"
        )
        [(raw, text)] = cursor.fetchall()
    assert b"IVANOV" not in bytes(raw)
    assert "IVANOV" not in text
    assert MessageFault.objects.get().text == "NFD/SVX/IVANOV"


def test_a_courier_s_status_is_found_by_either_number(known, make_parcels, happen):
    [parcel] = make_parcels(1)
    happen([parcel], "departed")
    Parcel.objects.update(last_mile_number="1105678901")
    text = shared_file("data/field_cases/t13-webhook-with-the-shops-number.cdek.json").read_text()

    _, taken = read(text.replace("{T+3}", (NOON + timedelta(hours=3)).isoformat()))

    assert (taken.accepted + taken.unknown, taken.refused) == (1, [])
    assert parcel.events.get(source="cdek").detail["cdek_number"] == "1105678901"


def test_a_history_that_is_not_there_yet_is_no_error(known):
    name = "data/field_cases/t07-history-not-there-yet.russian_post.xml"

    _, taken = read(shared_file(name).read_bytes())

    assert (taken.accepted, taken.faults, taken.outcome) == (0, [], "read")


def test_the_whole_worked_message_is_read_though_an_airport_is_strange(known):
    text = shared_file("domain/fsu_hrb_svx_example.txt").read_text()
    text += "RCF/U6999/03MAR0810/QQQ/T143K2045.5\nRCF/U6999/03MAR0810/OVB/T143K2045.5\n"
    at = datetime(2026, 3, 4, tzinfo=UTC)

    _, taken = read(text, at=at)

    understood = taken.accepted + taken.unknown + getattr(taken, "doubtful", 0)
    assert (understood, [one.code for one in taken.faults]) == (17, ["unknown_airport"])


def history_of(name: str, number: str, **words: str) -> str:
    text = shared_file(f"data/field_cases/{name}").read_text().replace("{NUMBER}", number)
    for hours in ("2", "20"):
        text = text.replace(f"{{T+{hours}}}", (NOON + timedelta(hours=int(hours))).isoformat())
    for old, new in words.items():
        text = text.replace(f">{old[1:]}<", f">{new}<")
    return text


def test_two_operations_of_one_second_are_both_kept(known, make_parcels, happen):
    [parcel] = make_parcels(1)
    happen([parcel], "departed")
    text = history_of("t10-two-operations-of-one-second.russian_post.template.xml", parcel.number)

    _, first = read(text, at=NOON + timedelta(hours=30))
    _, again = read(text, at=NOON + timedelta(hours=31))

    assert (first.accepted, first.faults, again.repeated) == (3, [], 3)


def test_an_operation_nobody_knows_waits_and_its_neighbours_count(known, make_parcels, happen):
    [parcel] = make_parcels(1)
    happen([parcel], "departed")
    name = "t10-two-operations-of-one-second.russian_post.template.xml"

    _, taken = read(history_of(name, parcel.number, _15="77"), at=NOON + timedelta(hours=30))

    assert (taken.accepted, taken.unknown, taken.outcome) == (2, 1, "read")


def courier(parcel: Parcel, code: str, hours: float) -> bytes:
    moment = NOON + timedelta(hours=hours)
    told = RawEvent(f"parcel:{parcel.number}", "cdek", code, moment, "r")
    return webhook.build(told, cdek_number="1105678901", uuid="u")


def test_what_was_not_delivered_waits_in_no_pick_up_point(known, make_parcels, happen):
    [parcel] = make_parcels(1)
    happen([parcel], "departed", "arrived", "at_hub", "handed_over")
    at = NOON + timedelta(hours=40)

    read(courier(parcel, "ACCEPTED_AT_PICK_UP_POINT", 30.3), at=at)
    read(courier(parcel, "NOT_DELIVERED", 30), at=at)

    parcel.refresh_from_db()
    assert parcel.movement == "returning"


def test_a_return_order_of_its_own_number_is_linked_or_kept(known, make_parcels, happen):
    [parcel] = make_parcels(1)
    Parcel.objects.update(last_mile_number="1105678901")
    happen([parcel], "departed", "arrived", "at_hub", "handed_over")
    attributes = {
        "number": "10000200",
        "cdek_number": "10000200",
        "is_return": True,
        "code": "DELIVERED",
        "status_date_time": (NOON + timedelta(hours=30)).isoformat(),
    }

    def tell(**more) -> Taken:
        body = {"type": "ORDER_STATUS", "attributes": attributes | more}
        return read(json.dumps(body), at=NOON + timedelta(hours=40))[1]

    alone = tell()
    assert ([code for _, code, _ in alone.refused], alone.outcome) == (
        ["unknown_subject"],
        "refused",
    )
    assert Message.objects.get().is_open
    linked = tell(related_entities=[{"type": "direct_order", "cdek_number": "1105678901"}])
    parcel.refresh_from_db()
    assert (linked.refused, parcel.movement) == ([], "returned")
