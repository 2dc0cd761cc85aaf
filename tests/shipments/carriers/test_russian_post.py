"""Histories of the Russian Post (russia.md 4.2)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shipments.carriers.russian_post import batch, history
from shipments.carriers.russian_post.codes import DEFAULT_MAP
from shipments.carriers.russian_post.operation import operation
from shipments.errors import BadMessage
from shipments.tracking.codes import CODES

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def zone_of(index: str) -> str:
    return {"62": "Asia/Yekaterinburg", "69": "Asia/Vladivostok"}.get(index[:2], "Europe/Moscow")


def read_history(data: bytes):
    return history.read(data).or_refuse().items


def read_batch(data: bytes, *, zone_of):
    return batch.read(data, zone_of=zone_of).or_refuse().items


def told(kind="2", attribute="1", index="620014", barcode="LV660000018CN", text="Вручение", **more):
    return operation(
        barcode=barcode, kind=kind, attribute=attribute, at=NOON, index=index, text=text, **more
    )


EVENTS = [
    told(),
    told("8", "2", "690001", text="Обработка"),
    told("1", "2", barcode="62009147017544"),
]


def test_a_history_that_is_built_is_read_again():
    abroad = told("10", "0", "", text="Экспорт международной почты", country="CN")

    assert read_history(history.build([*EVENTS, abroad])) == [*EVENTS, abroad]


def test_a_batch_that_is_built_is_read_again():
    read = read_batch(batch.build(EVENTS, zone_of=zone_of), zone_of=zone_of)

    assert sorted(read, key=str) == sorted(EVENTS, key=str)


def test_an_operation_keeps_the_posts_own_words():
    one = told()

    assert (one.subject, one.raw_code) == ("parcel:LV660000018CN", "2/1")
    assert (one.place, one.text) == ("620014", "Вручение")
    assert one.source_ref == "LV660000018CN:2/1:20261123120000:620014"


RECORD = """<ns3:historyRecord xmlns:ns3="http://russianpost.org/operationhistory/data">
<ns3:AddressParameters><ns3:OperationAddress><ns3:Index>620960</ns3:Index>
<ns3:Description>Екатеринбург</ns3:Description></ns3:OperationAddress></ns3:AddressParameters>
<ns3:ItemParameters><ns3:Barcode>LV660000018CN</ns3:Barcode><ns3:Mass>250</ns3:Mass>
</ns3:ItemParameters><ns3:OperationParameters>
<ns3:OperType><ns3:Id>8</ns3:Id><ns3:Name>Обработка</ns3:Name></ns3:OperType>
<ns3:OperAttr><ns3:Id>2</ns3:Id><ns3:Name>Прибыло в место вручения</ns3:Name></ns3:OperAttr>
<ns3:OperDate>2026-07-09T18:08:00.000+03:00</ns3:OperDate></ns3:OperationParameters>
<ns3:UserParameters><ns3:Rcpn>ИВАНОВ И И</ns3:Rcpn></ns3:UserParameters></ns3:historyRecord>"""


def answer(inside: str) -> bytes:
    return (
        '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body>'
        '<ns7:getOperationHistoryResponse xmlns:ns7="http://russianpost.org/operationhistory">'
        '<ns3:OperationHistoryData xmlns:ns3="http://russianpost.org/operationhistory/data">'
        f"{inside}</ns3:OperationHistoryData></ns7:getOperationHistoryResponse></S:Body>"
        "</S:Envelope>"
    ).encode()


def test_a_record_as_the_service_writes_it_is_read():
    [one] = read_history(answer(RECORD))

    assert (one.raw_code, one.place) == ("8/2", "620960")
    assert one.text == "Обработка. Прибыло в место вручения"
    assert one.happened_at.utcoffset() == timedelta(hours=3)


def test_the_recipients_name_is_not_read():
    assert "ИВАНОВ" not in str(read_history(answer(RECORD)))


def test_no_operation_yet_is_no_error():
    assert read_history(answer("")) == []


def test_a_fault_is_said_as_the_post_says_it():
    fault = (
        '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body><S:Fault><S:Reason>'
        "<S:Text>нет доступа</S:Text></S:Reason></S:Fault></S:Body></S:Envelope>"
    )
    with pytest.raises(BadMessage, match="нет доступа"):
        read_history(fault.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LV660000018CN", ""),
        ("LV660000018CN", "'; DROP TABLE parcels"),
        ("<ns3:Id>8</ns3:Id>", "<ns3:Id>eight</ns3:Id>"),
        ("<ns3:Id>8</ns3:Id>", ""),
        ("2026-07-09T18:08:00.000+03:00", "yesterday"),
    ],
)
def test_a_broken_record_is_refused(old, new):
    with pytest.raises(BadMessage):
        read_history(answer(RECORD.replace(old, new)))


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<html><body/></html>"])
def test_another_document_is_no_history(data):
    with pytest.raises(BadMessage):
        read_history(data)
    with pytest.raises(BadMessage):
        read_batch(data, zone_of=zone_of)


TICKET = """<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>
<ns2:answerByTicketResponse xmlns:ns2="http://fclient.russianpost.org/postserver"
 xmlns:ns3="http://fclient.russianpost.org">
<value FileName="" FileTypeID="2" FileNumber="1" DatePreparation="17.09.2026 17:20:48">
<ns3:Item Barcode="62009147017544"><ns3:Operation OperTypeID="1" OperCtgID="1" OperName="Прием"
 DateOper="08.09.2026 17:07:00" IndexOper="620014"/></ns3:Item>
<ns3:Item Barcode="LV660000018CN"><ns3:Error ErrorTypeID="12" ErrorName="Нет информации"/>
</ns3:Item>
</value></ns2:answerByTicketResponse></S:Body></S:Envelope>"""


def test_a_batch_tells_local_times_of_its_offices():
    [one] = read_batch(TICKET.encode(), zone_of=zone_of)

    assert one.happened_at == datetime(2026, 9, 8, 12, 7, tzinfo=UTC)
    assert one.happened_at.astimezone(timezone(timedelta(hours=5))).hour == 17
    assert one.raw_code == "1/1"


def test_an_answer_that_is_not_ready_is_no_answer():
    start, end = TICKET.index("<value"), TICKET.index("</value>") + len("</value>")
    late = TICKET[:start] + '<error ErrorTypeID="6" ErrorName="Ответ не готов"/>' + TICKET[end:]

    with pytest.raises(BadMessage, match="6 Ответ не готов"):
        read_batch(late.encode(), zone_of=zone_of)


@pytest.mark.parametrize(
    ("old", "new"), [("08.09.2026", "2026-09-08"), ('OperTypeID="1"', ""), ("62009147017544", "")]
)
def test_a_broken_batch_is_refused(old, new):
    with pytest.raises(BadMessage):
        read_batch(TICKET.replace(old, new).encode(), zone_of=zone_of)


def test_every_meaning_is_an_event_of_ours():
    assert {ours for ours, *_ in DEFAULT_MAP.values()} <= CODES.keys()


@pytest.mark.parametrize("raw", ["2/2", "2/4", "2/7", "2/9"])
def test_handing_over_to_the_sender_is_a_return(raw):
    assert DEFAULT_MAP[raw][0] == "returned"


@pytest.mark.parametrize("raw", ["39/2", "14/2", "14/4", "14/14", "14/17", "14/20", "14/6", "39/9"])
def test_a_refusal_or_a_preliminary_word_is_no_release(raw):
    assert DEFAULT_MAP[raw][0] != "import_released"


def test_only_a_delivery_delivers():
    delivered = {raw for raw, (ours, *_) in DEFAULT_MAP.items() if ours == "delivered"}

    assert {raw.split("/")[0] for raw in delivered} <= {"2", "21", "48"}


def test_data_of_a_marketplace_are_not_yet_a_parcel_at_customs():
    assert DEFAULT_MAP["39/7"][0] == "import_pre_declared"


def test_a_record_that_cannot_be_read_stops_no_other():
    broken = RECORD.replace("2026-07-09T18:08:00.000+03:00", "yesterday")

    found = history.read(answer(f"{RECORD}\n{broken}\n{RECORD}"))

    assert [one.raw_code for one in found.items] == ["8/2", "8/2"]
    [fault] = found.faults
    assert (fault.code, fault.line > 1, "yesterday" in fault.text) == ("bad_time", True, True)


def test_what_the_post_weighed_and_its_office_in_words_are_kept():
    [one] = read_history(answer(RECORD))

    assert one.payload == {"place_text": "Екатеринбург", "grams": 250}
    assert read_history(history.build([one])) == [one]


def test_an_operation_without_an_hour_tells_the_day_alone():
    midnight = RECORD.replace("T18:08:00.000+03:00", "T00:00:00.000+03:00")
    [one] = read_history(answer(midnight))
    [local] = read_batch(TICKET.replace("17:07:00", "00:00:00").encode(), zone_of=zone_of)

    assert (one.payload["day_only"], local.payload) == (True, {"day_only": True})
    assert "day_only" not in read_history(answer(RECORD))[0].payload
