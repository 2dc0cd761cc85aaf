"""A customs decision for many, another for a few, and both taken back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from customs.bulk_actions.table import ACTIONS
from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import refile_rejected, take_receipts
from customs.declarations.models import ExportDeclaration, Receipt
from shipments.access.actors import actor_of_user
from shipments.actor import Actor, Role, system
from shipments.bulk.actions import ask_undo, open_bulk_action
from shipments.bulk.models import BulkAction, BulkRow
from shipments.bulk.running import run_open_bulk_actions
from shipments.flights.models import Place
from shipments.operations.handover import hand_over_released
from shipments.parcels.models import Parcel
from shipments.parties.models import StaffMember, User
from shipments.tracking.audit import parcel_differences
from shipments.tracking.models import Event
from tests.customs.declarations.conftest import hours, receipt

SYSTEM = system("t")


@pytest.fixture
def olga(db) -> Actor:
    user = User.objects.create_user("olga")
    StaffMember.objects.create(user=user, roles=[Role.CUSTOMS])
    return actor_of_user(user)


def opened(by: Actor, kind: str, code: str, token: str = "d1", **params: Any) -> BulkAction:
    subjects = list(Parcel.objects.order_by("pk").values_list("pk", "number"))
    words = {"code": code, "why": "", "action": "d1", **params}
    return open_bulk_action(
        kind=kind,
        token=token,
        subjects=subjects,
        params=words,
        by=by,
        at=hours(5),
        may_be_undone=True,
    )


def carried(by: Actor, kind: str, code: str, *, at: datetime, **params: Any) -> BulkAction:
    action = opened(by, kind, code, **params)
    run_open_bulk_actions(table=ACTIONS, at=at)
    action.refresh_from_db()
    return action


def undone(action: BulkAction, by: Actor, *, at: datetime) -> None:
    ask_undo(action=action, by=by, at=at)
    run_open_bulk_actions(table=ACTIONS, at=at)


def cleared(field: str = "import_clearance") -> list[str]:
    return list(Parcel.objects.order_by("pk").values_list(field, flat=True))


def outcomes(action: BulkAction) -> list[str]:
    return list(
        BulkRow.objects.filter(action=action).order_by("pk").values_list("outcome", flat=True)
    )


def test_the_many_are_released_and_one_is_refused_in_one_action(registered, olga):
    registered(4)
    one = Parcel.objects.order_by("pk")[2]

    action = carried(
        olga,
        "decide_import",
        "import_released",
        at=hours(6),
        but=[one.pk],
        but_code="import_refused",
        but_why="forbidden",
    )

    assert cleared() == ["released", "released", "refused", "released"]
    assert (action.status, action.done, action.refused) == ("done", 4, 0)
    assert Event.objects.get(parcel=one, code="import_refused").detail["reason"] == "forbidden"
    assert Receipt.objects.filter(scheme="desk").count() == 4


def test_each_row_has_its_own_result(registered, olga):
    registered(3)
    first, second, _third = Parcel.objects.order_by("pk")
    told = [
        ImportDecision(first.number, "10", hours(5)),
        ImportDecision(second.number, "90", hours(5)),
    ]
    record_decisions(decisions=told, by=SYSTEM, at=hours(5))

    action = carried(olga, "decide_import", "import_released", at=hours(6))

    assert outcomes(action) == ["already", "refused", "done"]
    assert cleared() == ["released", "refused", "released"]
    assert "was decided already" in BulkRow.objects.get(outcome="refused").message


def test_taken_back_each_stands_as_it_stood_before(registered, olga):
    registered(3)
    first, *_ = Parcel.objects.order_by("pk")
    record_decisions(
        decisions=[ImportDecision(first.number, "70", hours(4))], by=SYSTEM, at=hours(5)
    )
    before = cleared()

    action = carried(olga, "decide_import", "import_released", at=hours(6), also=["documents"])
    assert set(cleared()) == {"released"}
    undone(action, olga, at=hours(6.1))

    assert cleared() == before == ["documents_required", "pre_declared", "pre_declared"]
    assert set(outcomes(action)) == {"undone"}
    assert parcel_differences() == (3, [])
    assert Event.objects.filter(code__startswith="import_taken_back").count() == 3


def test_what_has_moved_on_is_kept_with_the_reason(registered, olga, happen):
    registered(3)
    action = carried(olga, "decide_import", "import_released", at=hours(6))
    first, second, _third = Parcel.objects.order_by("pk")
    happen([first], "handed_over", at=hours(6.1))
    told = [ImportDecision(second.number, "10", hours(6.2))]
    happen([second], "return_allowed", at=hours(6.2))
    record_decisions(decisions=told, by=SYSTEM, at=hours(6.2))

    undone(action, olga, at=hours(6.5))

    assert outcomes(action) == ["kept", "kept", "undone"]
    assert cleared() == ["released", "return_allowed", "pre_declared"]
    assert list(BulkRow.objects.filter(outcome="kept").values_list("message", flat=True)) == [
        "is handed over already",
        "was decided anew since",
    ]


def over(action: BulkAction) -> None:
    """The time to take it back has passed."""
    BulkAction.objects.filter(pk=action.pk).update(undo_until=timezone.now() - timedelta(seconds=1))


def test_no_job_hands_over_what_may_still_be_taken_back(registered, olga, happen):
    registered(2)
    happen(list(Parcel.objects.all()), "arrived", "at_hub", at=hours(5))
    Place.objects.update(hands_over_by_clock=True)
    action = carried(olga, "decide_import", "import_released", at=hours(6))

    assert hand_over_released(by=SYSTEM, at=hours(6.1)) == 0
    undone(action, olga, at=hours(6.2))
    assert cleared() == ["pre_declared", "pre_declared"]

    action = opened(olga, "decide_import", "import_released", action="d2", token="d2")
    run_open_bulk_actions(table=ACTIONS, at=hours(7))
    over(action)
    assert hand_over_released(by=SYSTEM, at=hours(7.1)) == 2


def test_no_job_files_anew_what_may_still_be_taken_back(filed, olga):
    filed(2)
    action = carried(olga, "decide_export", "export_rejected", at=hours(6))

    assert refile_rejected(limit=10, by=SYSTEM, at=hours(6.1)) == 0
    over(action)
    assert refile_rejected(limit=10, by=SYSTEM, at=hours(6.2)) == 2


def test_an_export_declaration_goes_back_with_its_parcel(filed, olga):
    one, _other = filed(2)
    from_customs = [receipt(one, "500", 2)]

    take_receipts(receipts=from_customs, by=SYSTEM, at=hours(3))
    action = carried(olga, "decide_export", "export_released", at=hours(6), also=["inspection"])
    assert set(ExportDeclaration.objects.values_list("status", flat=True)) == {"concluded"}

    undone(action, olga, at=hours(6.1))

    assert cleared("export_clearance") == ["inspection", "filed"]
    assert list(ExportDeclaration.objects.order_by("pk").values_list("status", flat=True)) == [
        "accepted",
        "filed",
    ]


def test_who_lost_the_role_since_decides_nothing(registered, olga):
    registered(1)
    action = opened(olga, "decide_import", "import_released")
    StaffMember.objects.update(roles=[Role.PLANNER])

    run_open_bulk_actions(table=ACTIONS, at=hours(6))

    assert (outcomes(action), cleared()) == (["refused"], ["pre_declared"])
