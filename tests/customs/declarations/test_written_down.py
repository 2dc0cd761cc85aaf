"""What an officer decided for many, and what receipts say, is written where it is looked for."""

import pytest

from customs.declarations.export import write_down
from customs.declarations.hand_lines import write_by_hand
from customs.declarations.manual_decisions import decide_for_action, take_back
from customs.declarations.models import ExportDeclaration, ImportLine, ImportRegistry
from customs.declarations.receipt_cases import open_receipt_cases
from shipments.actor import Actor, Role, system
from shipments.cases.models import Case
from shipments.errors import BadInput, NotAllowed
from shipments.parcels.models import Parcel
from shipments.tracking.audit import parcel_differences
from shipments.tracking.models import Event
from tests.customs.declarations.conftest import hours, receipt

BY = system("t")
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))
WEI = Actor("wei", frozenset({Role.WAREHOUSE}))


def parcel_ids() -> list[int]:
    return list(Parcel.objects.order_by("pk").values_list("pk", flat=True))


def cleared() -> list[str]:
    return list(Parcel.objects.order_by("pk").values_list("import_clearance", flat=True))


def for_many(pks: list[int], by: Actor = OLGA, code: str = "import_released", at: float = 6):
    return decide_for_action(parcel_ids=pks, code=code, reason="", action="d1", by=by, at=hours(at))


def test_each_row_of_a_decision_for_many_says_what_became_of_it(registered):
    registered(2)
    first, second = parcel_ids()
    for_many([first])

    told = for_many([first, second, 0], at=7)

    assert (told[first], told[second]) == ("already", "")
    assert str(told[0]) == "There is no such parcel."
    assert cleared() == ["released", "released"]
    assert Event.objects.filter(code="import_released").count() == 2


def test_a_decision_for_many_remembers_what_stood_before_and_is_taken_back_whole(registered):
    registered(2)
    before = cleared()
    lines = list(ImportLine.objects.order_by("pk").values())
    for_many(parcel_ids())

    kept = take_back(
        parcel_ids=parcel_ids(), code="import_released", action="d1", by=OLGA, at=hours(7)
    )

    assert (kept, cleared()) == ({}, before)
    assert list(ImportLine.objects.order_by("pk").values()) == lines
    assert parcel_differences() == (2, [])


def test_others_decide_for_nobody_and_what_is_no_decision_is_refused(registered):
    registered(1)
    before = cleared()

    with pytest.raises(NotAllowed):
        for_many(parcel_ids(), by=WEI)
    with pytest.raises(BadInput):
        for_many(parcel_ids(), code="delivered")

    assert cleared() == before
    assert not Event.objects.filter(source__startswith="desk").exists()


def test_an_officer_s_decision_stands_on_the_latest_line_of_the_parcel(registered):
    registry = registered(2)
    first, second = parcel_ids()
    old = ImportLine.objects.get(parcel=first)
    anew = ImportRegistry.objects.create(consolidation=registry.consolidation, sequence=2)
    late = ImportLine.objects.create(registry=anew, parcel_id=first, position=1)

    write_by_hand([first], code="import_refused", reason="r" * 400, by=OLGA, at=hours(6))

    late.refresh_from_db()
    assert (late.decided_code, late.decided_by, late.decided_at) == (
        "import_refused",
        "olga",
        hours(6),
    )
    assert late.reason == "r" * 300
    untouched = ImportLine.objects.filter(pk=old.pk) | ImportLine.objects.filter(parcel=second)
    assert set(untouched.values_list("decided_by", flat=True)) == {""}


def test_only_codes_that_nothing_follows_from_open_a_case_one_for_each_code(make_parcels):
    first, second, third = (parcel.pk for parcel in make_parcels(3))
    told = [(first, "4"), (second, "4"), (third, "900/<0"), (third, "800")]

    assert open_receipt_cases(told, by=BY, at=hours(1)) == 2
    assert open_receipt_cases([(first, "120")], by=BY, at=hours(1)) == 0

    found = {case.about: case for case in Case.objects.all()}
    assert set(found) == {"CEB 4", "CEB 900/<0"}
    assert found["CEB 4"].parcels.count() == 2
    assert {case.owner for case in found.values()} == {"customs"}


def test_the_latest_receipt_moves_the_declaration_and_an_older_one_does_not(filed):
    [declaration] = filed(1)

    write_down([(receipt(declaration, "800", 5), "export_released")], by=BY, at=hours(6))
    write_down([(receipt(declaration, "100", 2), "export_rejected")], by=BY, at=hours(6))

    row = ExportDeclaration.objects.get()
    assert (row.status, row.last_receipt_at) == ("concluded", hours(5))
