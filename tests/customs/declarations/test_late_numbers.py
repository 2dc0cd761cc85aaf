"""Receipts about numbers that are not ours yet: they wait, and follow once the number is."""

from base64 import b64encode
from datetime import timedelta

import pytest

from customs.declarations.export import ExportReceipt, file_export_declarations, take_receipts
from customs.declarations.late_numbers import follow_late_numbers
from customs.declarations.models import ExportDeclaration, WaitingReceipt
from customs.messages import cn_receipts
from shipments.actor import system
from shipments.carriers.reading import read_message
from shipments.exchange.models import Message
from shipments.parcels.models import Parcel
from tests.customs.declarations.conftest import hours
from tests.shared_data import shared_file

BY = system("t")


def follow(at: float = 12) -> int:
    return follow_late_numbers(limit=100, by=BY, at=hours(at))


def cop_number(parcel: Parcel) -> str:
    return f"C{parcel.pk:012d}"


def status() -> tuple[str, str]:
    return ExportDeclaration.objects.values_list("status", "parcel__export_clearance").get()


def message(*numbers: dict[str, str], code: str = "800", kind: str = "604") -> bytes:
    receipts = [cn_receipts.Receipt(kind, "g", code, hours(2), "放行", one) for one in numbers]
    return cn_receipts.build(receipts, guid="G")


def test_a_receipt_about_a_list_not_filed_yet_waits_and_follows(packed):
    [parcel] = packed(1)
    content = message({"copNo": cop_number(parcel), "invtNo": "19002026E000000001"})

    _, taken = read_message(content=content, by=BY, at=hours(3))

    assert ([code for _, code, _ in taken.refused], taken.outcome) == (
        ["unknown_subject"],
        "waiting",
    )
    assert "not ours yet" in str(Message.objects.get().faults.get().reason)
    assert follow() == 0
    file_export_declarations(limit=1, by=BY, at=hours(1))
    assert follow() == 1
    assert status() == ("concluded", "released")
    assert ExportDeclaration.objects.get().authority_number == "19002026E000000001"
    kept = Message.objects.get()
    assert (kept.outcome, kept.accepted, kept.faults.count()) == ("read", 1, 0)
    assert follow() == 0


def test_a_message_waits_until_all_of_it_has_followed(packed):
    [parcel] = packed(1)
    numbers = [{"copNo": cop_number(parcel)}, {"copNo": "C-of-others"}]
    read_message(content=message(*numbers), by=BY, at=hours(3))
    file_export_declarations(limit=1, by=BY, at=hours(1))

    assert follow() == 1
    assert Message.objects.get().outcome == "waiting"


def test_they_follow_in_the_order_of_what_happened(packed):
    [parcel] = packed(1)
    for code, at in (("800", 4), ("120", 2), ("500", 3)):
        take_receipts(
            receipts=[ExportReceipt(cop_number(parcel), code, hours(at))], by=BY, at=hours(5)
        )
    file_export_declarations(limit=1, by=BY, at=hours(1))

    assert follow() == 3
    assert status() == ("concluded", "released")
    assert ExportDeclaration.objects.get().last_receipt == "800"


def test_a_waybill_and_an_order_become_ours_too(packed):
    number, order = f"LV{0:08d}0CN", "O0"
    told = [
        ExportReceipt("", "506/120", hours(2), waybill=number),
        ExportReceipt("", "304/120", hours(2), order_number=order),
    ]
    answer = take_receipts(receipts=told, by=BY, at=hours(3))
    assert len(answer.refused) == 2

    [parcel] = packed(1)

    assert parcel.number == number
    assert follow() == 2
    assert parcel.receipts.count() == 2


def test_one_that_is_told_again_waits_once_and_foreign_ones_harm_nothing(packed):
    packed(1)
    foreign = [ExportReceipt(f"F{n}", "800", hours(2)) for n in range(5)]
    for _ in range(2):
        take_receipts(receipts=foreign, by=BY, at=hours(3))

    assert WaitingReceipt.objects.count() == 5
    assert follow() == 0
    assert Parcel.objects.get().export_clearance == "not_filed"


def test_the_look_for_many_that_wait_is_one_query_a_chunk(packed, django_assert_max_num_queries):
    parcels = packed(40)
    told = [ExportReceipt(cop_number(one), "120", hours(2)) for one in parcels]
    take_receipts(receipts=told, by=BY, at=hours(3))
    file_export_declarations(limit=40, by=BY, at=hours(1))

    with django_assert_max_num_queries(60):
        assert follow() == 40


@pytest.mark.parametrize(
    ("kind", "numbers", "code"),
    [
        ("214", {"coElNo": "R1", "invtNo": "19002026E000000009"}, "800"),
        ("216", {"coElNo": "R1", "logisticsNo": "LV000000000CN"}, "399"),
    ],
)
def test_answers_about_returned_goods_are_kept_and_move_nothing(packed, kind, numbers, code):
    [parcel] = packed(1)
    file_export_declarations(limit=1, by=BY, at=hours(1))
    ExportDeclaration.objects.update(authority_number="19002026E000000009")

    _, taken = read_message(content=message(numbers, code=code, kind=kind), by=BY, at=hours(3))

    assert (taken.accepted, taken.faults) == (1, [])
    assert parcel.receipts.get().raw_code == f"{kind}/{code}"
    assert status() == ("filed", "filed")


SUMMARY = """<CEB792Message xmlns="http://www.chinaport.gov.cn/ceb" version="1.0" guid="G">
<SummaryResult><SummaryResultHead><guid>G</guid><sumNo>S1</sumNo><opDate>{at}</opDate>
<decState>11</decState><entryId>E1</entryId></SummaryResultHead>
<SummaryResultList><invtNo>I</invtNo><logisticsNo>LV000000000CN</logisticsNo></SummaryResultList>
</SummaryResult></CEB792Message>"""
UNREAD = """<CEB900Message xmlns="http://www.chinaport.gov.cn/ceb" version="1.0" guid="G">
<guid>G</guid><returnStatus>-1</returnStatus><returnInfo>格式错误</returnInfo>
<returnTime>{at}</returnTime><oriCopMsgId>M1</oriCopMsgId>
<oriMessageType>CEB603Message</oriMessageType><oriBizMessage><![CDATA[<ceb:CEB603Message>
<ceb:copNo>{cop}</ceb:copNo></ceb:CEB603Message>]]></oriBizMessage></CEB900Message>"""


def stamp() -> str:
    return f"{hours(2) + timedelta(hours=8):%Y%m%d%H%M%S}000"


def test_the_monthly_result_is_kept_with_each_waybill(packed):
    [parcel] = packed(1)

    _, taken = read_message(content=SUMMARY.format(at=stamp()).encode(), by=BY, at=hours(3))

    assert (taken.accepted, taken.faults) == (1, [])
    assert "decState 11" in parcel.receipts.get().text


def test_a_message_the_port_could_not_read_is_a_case(packed):
    [parcel] = packed(1)
    file_export_declarations(limit=1, by=BY, at=hours(1))
    content = UNREAD.format(at=stamp(), cop=cop_number(parcel)).encode()

    _, taken = read_message(content=content, by=BY, at=hours(3))

    assert (taken.accepted, taken.faults) == (1, [])
    assert parcel.cases.get().kind == "receipt"
    assert status() == ("filed", "filed")


def test_a_receipt_that_names_nothing_of_ours_waits(packed):
    packed(1)
    content = UNREAD.format(at=stamp(), cop="").encode()

    _, taken = read_message(content=content, by=BY, at=hours(3))

    assert taken.outcome == "waiting"
    assert WaitingReceipt.objects.get().info == "格式错误"


def test_a_receipt_in_the_port_s_wrapper_is_read(packed):
    [parcel] = packed(1)
    file_export_declarations(limit=1, by=BY, at=hours(1))
    inner = b64encode(message({"copNo": cop_number(parcel)})).decode()
    content = (
        f'<DxpMsg ver="1.0" xmlns="http://www.chinaport.gov.cn/dxp"><Data>{inner}</Data></DxpMsg>'
    )

    name, taken = read_message(content=content.encode(), by=BY, at=hours(3))

    assert (name, taken.accepted) == ("ceb", 1)
    assert status() == ("concluded", "released")


def test_one_node_that_cannot_be_read_stops_no_other(packed):
    [parcel] = packed(1)
    file_export_declarations(limit=1, by=BY, at=hours(1))
    content = message({"copNo": cop_number(parcel)}, {"copNo": "C-broken"})
    content = content.replace(b">800<", b">released<", 2).replace(b">released<", b">800<", 1)

    _, taken = read_message(content=content, by=BY, at=hours(3))

    assert (taken.accepted, taken.outcome) == (1, "partly")
    assert [fault.code for fault in taken.faults] == ["bad_status"]
    assert "C-broken" in taken.faults[0].text


@pytest.mark.parametrize(
    "name",
    [
        "t19-receipt-list-exists-already.ceb604.template.xml",
        "t20-sending-to-customs-failed.ceb604.template.xml",
    ],
)
def test_the_field_cases_of_receipts_move_nothing_and_call_a_person(packed, name):
    [parcel] = packed(1)
    file_export_declarations(limit=1, by=BY, at=hours(1))
    accepted = message({"copNo": cop_number(parcel)}, code="120")
    read_message(content=accepted, by=BY, at=hours(3))
    text = shared_file(f"data/field_cases/{name}").read_text()
    text = text.replace("{COP_NUMBER}", cop_number(parcel))

    _, taken = read_message(content=text.encode(), by=BY, at=hours(24 * 30))

    assert (taken.accepted, taken.faults) == (1, [])
    assert status() == ("accepted", "accepted")
    assert parcel.cases.get().kind == "receipt"
