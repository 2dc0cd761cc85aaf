"""Export declarations: filed once, answered in any order, filed anew when rejected."""

import random
import re
from itertools import permutations

import pytest
from django.db.models import F

from customs.declarations.export import (
    MAX_ATTEMPTS,
    ExportReceipt,
    file_export_declarations,
    refile_rejected,
    take_receipts,
)
from customs.declarations.manual_decisions import decide
from customs.declarations.models import ExportDeclaration, Receipt
from shipments.actor import Actor, Role, system
from shipments.cases.actions import close_cases
from shipments.cases.models import Case
from shipments.errors import NotAllowed
from shipments.flights.models import Channel
from shipments.holds.actions import place_holds
from shipments.parcels.models import Parcel
from shipments.tracking.intake import map_code
from shipments.tracking.models import Event, PartnerCode, UnmappedEvent
from tests.customs.declarations.conftest import hours, receipt
from tests.shared_data import shared_file
from tests.world import NOON

BY = system("t")
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))
WEI = Actor("wei", frozenset({Role.WAREHOUSE}))


def take(*receipts: ExportReceipt, at: float = 9):
    return take_receipts(receipts=receipts, by=BY, at=hours(at))


def status_of(declaration: ExportDeclaration) -> tuple[str, str]:
    """The declaration's own status and its parcel's clearance."""
    row = ExportDeclaration.objects.select_related("parcel").get(pk=declaration.pk)
    return row.status, row.parcel.export_clearance


def test_every_packed_parcel_is_filed_once(packed):
    parcels = packed(3)

    first = file_export_declarations(limit=100, by=BY, at=hours(1))
    second = file_export_declarations(limit=100, by=BY, at=hours(2))

    assert (first, second) == (3, 0)
    assert set(Parcel.objects.values_list("export_clearance", flat=True)) == {"filed"}
    found = ExportDeclaration.objects.values_list("parcel", "status", "mode", "filed_at")
    assert set(found) == {(p.pk, "filed", "9610", hours(1)) for p in parcels}


def test_filing_stops_at_its_limit(packed):
    packed(3)

    assert file_export_declarations(limit=2, by=BY, at=hours(1)) == 2
    assert Parcel.objects.filter(export_clearance="not_filed").count() == 1


def test_each_is_filed_and_answered_where_its_channel_begins(packed):
    Channel.objects.update(origin=F("destination"), destination=F("origin"))
    [parcel] = packed(1)
    file_export_declarations(limit=1, by=BY, at=hours(1))

    take(receipt(ExportDeclaration.objects.get(), "800", 5))

    told = Event.objects.filter(parcel=parcel, code__startswith="export_")
    assert set(told.values_list("place", "zone")) == {("SVX", "Asia/Yekaterinburg")}
    assert told.count() == 2


def test_what_is_held_or_not_packed_waits(packed, make_parcels, happen):
    [held], [unpacked] = packed(1), make_parcels(1)
    happen([unpacked], "created")
    place_holds(subject="parcel", ids=[held.pk], reason="customs", by=OLGA, at=NOON)

    assert file_export_declarations(limit=10, by=BY, at=hours(1)) == 0


def test_the_warehouse_files_nothing(packed):
    packed(1)

    with pytest.raises(NotAllowed):
        file_export_declarations(limit=10, by=WEI, at=NOON)
    assert not ExportDeclaration.objects.exists()


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (["120"], ("accepted", "accepted")),
        (["120", "300"], ("accepted", "review")),
        (["120", "500"], ("accepted", "inspection")),
        (["120", "599"], ("accepted", "detained")),
        (["120", "399", "800"], ("concluded", "released")),
        (["120", "800", "899"], ("concluded", "finalised")),
        (["100"], ("rejected", "rejected")),
        (["-302"], ("rejected", "rejected")),
        (["120", "700"], ("concluded", "returned")),
        (["3"], ("filed", "filed")),
    ],
)
def test_receipts_lead_the_declaration_and_the_parcel(filed, codes, status):
    [one] = filed(1)

    take(*(receipt(one, code, 2 + n) for n, code in enumerate(codes)))

    assert status_of(one) == status


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_does_not_matter(filed, order):
    [one] = filed(1)
    receipts = [receipt(one, "120", 2), receipt(one, "300", 3), receipt(one, "800", 4)]

    for index in order:
        take(receipts[index])

    assert status_of(one) == ("concluded", "released")
    one.refresh_from_db()
    assert (one.last_receipt, one.last_receipt_at) == ("800", hours(4))


def test_of_two_receipts_of_one_instant_the_further_one_counts(filed):
    [one] = filed(1)

    take(receipt(one, "899", 3), receipt(one, "800", 3))

    one.refresh_from_db()
    assert (one.last_receipt, status_of(one)) == ("899", ("concluded", "finalised"))


def test_a_repeated_receipt_changes_nothing(filed):
    [one] = filed(1)
    told = receipt(one, "800", 3, info="放行", authority_number="190020261E000000001")
    first = take(told)
    before = (Event.objects.count(), status_of(one))

    again = take(told, told)

    assert (first.accepted, again.accepted, again.repeated) == (1, 0, 2)
    assert (Event.objects.count(), status_of(one)) == before


def test_shuffled_and_doubled_receipts_of_many_end_as_in_order(filed):
    declarations = filed(20)
    chain = [("120", 2), ("500", 3), ("800", 4), ("899", 5)]
    receipts = [receipt(one, code, at) for one in declarations for code, at in chain] * 2
    random.Random(7).shuffle(receipts)

    for start in range(0, len(receipts), 13):
        take(*receipts[start : start + 13])

    assert {status_of(one) for one in declarations} == {("concluded", "finalised")}


def test_a_later_receipt_without_a_number_keeps_the_authoritys_number(filed):
    [one] = filed(1)

    take(receipt(one, "120", 2, authority_number="190020261E000000001"), receipt(one, "500", 3))
    take(receipt(one, "800", 4))

    one.refresh_from_db()
    assert one.authority_number == "190020261E000000001"


def test_a_receipt_about_nothing_of_ours_is_refused_by_its_index(filed):
    [one] = filed(1)

    answer = take(ExportReceipt("C-strange", "800", hours(2)), receipt(one, "800", 3))

    assert [(index, code) for index, code, _ in answer.refused] == [(0, "unknown_subject")]
    assert status_of(one) == ("concluded", "released")


def test_a_receipt_from_the_future_is_refused_and_leaves_no_trace(filed):
    [one] = filed(1)

    answer = take(receipt(one, "800", 30), at=3)

    assert [code for _, code, _ in answer.refused] == ["in_the_future"]
    one.refresh_from_db()
    assert (one.last_receipt, status_of(one)) == ("", ("filed", "filed"))


def test_an_unknown_receipt_waits_for_a_person_and_moves_nothing(filed):
    [one] = filed(1)

    answer = take(receipt(one, "777", 3, info="新代码"))

    assert (answer.unknown, status_of(one)) == (1, ("filed", "filed"))
    waiting = UnmappedEvent.objects.get()
    assert (waiting.scheme, waiting.raw_code, waiting.payload["text"]) == (
        "cn_customs",
        "777",
        "新代码",
    )
    map_code(scheme="cn_customs", raw_code="777", code="export_review", by=OLGA, at=hours(5))
    assert status_of(one)[1] == "review"


def test_the_table_of_codes_decides_what_a_receipt_means(filed):
    [one] = filed(1)
    PartnerCode.objects.filter(scheme="cn_customs", raw_code="599").update(code="export_released")

    take(receipt(one, "599", 3))

    assert status_of(one) == ("concluded", "released")


def test_what_is_rejected_is_filed_again_with_the_next_attempt(filed):
    [one] = filed(1)
    take(receipt(one, "100", 2))

    assert refile_rejected(limit=10, by=BY, at=hours(10)) == 1
    assert refile_rejected(limit=10, by=BY, at=hours(10)) == 0

    one.refresh_from_db()
    assert (one.attempt, one.filed_at, *status_of(one)) == (2, hours(10), "filed", "filed")
    take(receipt(one, "800", 11), at=12)
    assert status_of(one) == ("concluded", "released")


def test_the_old_rejection_told_again_does_not_reject_the_new_attempt(filed):
    [one] = filed(1)
    rejection = receipt(one, "100", 2)
    take(rejection)
    refile_rejected(limit=10, by=BY, at=hours(10))

    take(rejection, receipt(one, "-1", 3), at=12)

    assert status_of(one) == ("filed", "filed")


def test_after_the_last_attempt_a_person_must_look(filed):
    [one] = filed(1)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        take(receipt(one, "100", 10 * attempt), at=10 * attempt)
        refile_rejected(limit=10, by=BY, at=hours(10 * attempt + 5))

    one.refresh_from_db()
    assert (one.attempt, *status_of(one)) == (MAX_ATTEMPTS, "rejected", "rejected")


def test_a_rejected_parcel_that_was_cancelled_is_not_filed_again(filed, happen):
    [one] = filed(1)
    take(receipt(one, "100", 2))
    happen([one.parcel], "cancelled", at=hours(3))

    assert refile_rejected(limit=10, by=BY, at=hours(10)) == 0


def test_what_was_withdrawn_by_hand_is_filed_by_the_next_attempt(filed):
    [one] = filed(1)
    decide(
        parcel_ids=[one.parcel_id],
        code="export_withdrawn",
        reason="wrong weight",
        by=OLGA,
        at=hours(3),
    )
    assert status_of(one) == ("withdrawn", "not_filed")

    assert file_export_declarations(limit=10, by=BY, at=hours(4)) == 0
    assert refile_rejected(limit=10, by=BY, at=hours(4)) == 1

    assert status_of(one) == ("filed", "filed")


def exists_text() -> str:
    text = shared_file("data/field_cases/t19-receipt-list-exists-already.ceb604.template.xml")
    return re.search(r"<returnInfo>(.*?)</returnInfo>", text.read_text())[1]


@pytest.mark.parametrize("before", ["120", "800"])
def test_a_refusal_of_a_duplicate_changes_nothing_but_calls_a_person(filed, before):
    [one] = filed(1)
    take(receipt(one, before, 2, info="ok"))
    stood = (status_of(one), ExportDeclaration.objects.values().get())

    answer = take(receipt(one, "-1", 3, info=exists_text()))

    assert answer.accepted == 1
    assert (status_of(one), ExportDeclaration.objects.values().get()) == stood
    assert refile_rejected(limit=10, by=BY, at=hours(4)) == 0
    case = Case.objects.get()
    assert (case.kind, case.owner, list(case.parcels.all())) == ("receipt", "customs", [one.parcel])
    kept = Receipt.objects.get(raw_code="<0/exists")
    assert "清单数据已存在" in kept.text


@pytest.mark.parametrize(
    ("code", "info", "is_known"),
    [
        ("-1", "处理失败：清单数据已存在", True),
        ("-1", "数据已经存在", True),
        ("-1", "重复发送", True),
        ("-621001", "校验失败:[请勿重复申报]", True),
        ("-621004", "", True),
        ("-301014", "", True),
        ("100", "[Code:13035;Desc:清单编号重复]", True),
        ("-1", "订单不存在", False),
        ("-621027", "商品序号重复", False),
        ("-621001", "校验失败", False),
        ("100", "[Code:13035;Desc:支付企业未备案]", False),
    ],
)
def test_a_duplicate_is_told_by_its_code_or_its_words(filed, code, info, is_known):
    [one] = filed(1)

    take(receipt(one, code, 3, info=info))

    assert (status_of(one)[0] == "filed") is is_known
    assert Case.objects.filter(kind="receipt").exists() is is_known


def test_a_duplicate_s_refusal_hides_no_release_that_comes_late(filed):
    [one] = filed(1)

    take(receipt(one, "-1", 5, info="清单数据已存在"))
    take(receipt(one, "800", 4))

    assert status_of(one) == ("concluded", "released")


def test_what_the_port_could_not_send_is_one_case_with_all_its_parcels(filed):
    declarations = filed(3)
    failed = [receipt(one, "4", 3, info="发送海关失败") for one in declarations]

    take(*failed[:2])
    take(*failed)

    case = Case.objects.get()
    assert (case.kind, case.parcels.count()) == ("receipt", 3)
    assert {status_of(one) for one in declarations} == {("filed", "filed")}
    close_cases(cases=[case], by=BY, at=hours(5), note="sent again")
    take(*failed)
    assert not Case.objects.filter(status="open").exists(), "told again, it opens nothing"
