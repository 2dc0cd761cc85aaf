"""A receipt that nobody understood moves its declaration once its code is explained."""

from decimal import Decimal

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import take_receipts
from customs.declarations.late_mapping import follow_mapped
from customs.declarations.models import ExportDeclaration, ImportLine, Receipt
from shipments.actor import Actor, Role, system
from shipments.parcels.models import Parcel
from shipments.tracking.intake import map_code
from tests.customs.declarations.conftest import hours, receipt

BY = system("t")
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))


def explain(code: str, *, raw: str = "850", scheme: str = "cn_customs", at: float = 8) -> None:
    map_code(scheme=scheme, raw_code=raw, code=code, by=OLGA, at=hours(at))


def follow(at: float = 9) -> int:
    return follow_mapped(limit=100, by=BY, at=hours(at))


def test_the_declaration_follows_as_its_parcel_does(filed):
    one, other = filed(2)
    take_receipts(receipts=[receipt(one, "850", 2)], by=BY, at=hours(3))
    assert (follow(), Receipt.objects.get().code) == (0, "")

    explain("export_released")

    assert (follow(), follow()) == (1, 0)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("concluded", "filed")
    assert one.parcel.export_clearance == "released"
    assert Receipt.objects.get().code == "export_released"


def test_what_was_answered_later_stands(filed):
    [one] = filed(1)
    take_receipts(receipts=[receipt(one, "850", 2)], by=BY, at=hours(3))
    take_receipts(receipts=[receipt(one, "800", 4)], by=BY, at=hours(5))

    explain("export_rejected")
    follow()

    one.refresh_from_db()
    assert (one.status, one.parcel.export_clearance) == ("concluded", "released")


def test_duty_that_was_asked_for_in_a_strange_code_is_worked_out(registered):
    registered(1, value_rub=Decimal("29467.20"))
    ImportLine.objects.update(duty_rub=0, duty_day=None)
    number = Parcel.objects.get().number
    record_decisions(decisions=[ImportDecision(number, "35", hours(5))], by=BY, at=hours(6))

    explain("duty_due", raw="35", scheme="ru_customs")
    follow()

    assert ImportLine.objects.get().duty_rub == Decimal("1546.70")
    assert Parcel.objects.get().import_clearance == "duty_due"


def test_a_receipt_is_kept_once_however_often_it_comes(filed):
    [one] = filed(1)

    for at in (3, 4):
        take_receipts(receipts=[receipt(one, "500", 2, info="开箱")], by=BY, at=hours(at))

    kept = Receipt.objects.get()
    assert (kept.raw_code, kept.code, kept.text) == ("500", "export_inspection", "开箱")
    assert (kept.happened_at, kept.recorded_at) == (hours(2), hours(3))
    assert ExportDeclaration.objects.get().last_receipt == "500"
