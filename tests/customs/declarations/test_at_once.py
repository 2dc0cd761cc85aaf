"""Jobs, machines and people who clear the same parcels at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from customs.declarations.export import (
    file_export_declarations,
    refile_rejected,
    take_receipts,
)
from customs.declarations.manual_decisions import decide
from customs.declarations.models import ExportDeclaration
from shipments.actor import Actor, Role, system
from shipments.parcels.models import Parcel
from shipments.tracking.audit import parcel_differences
from shipments.tracking.models import Event
from tests.customs.declarations.conftest import hours, receipt

BY = system("t")
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Do all of these side by side, each on its own connection."""

    def alone(action: Callable[[], Any]) -> Any:
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(alone, actions))


def test_two_jobs_side_by_side_file_each_parcel_once(packed):
    packed(60)

    def job() -> int:
        return file_export_declarations(limit=100, by=BY, at=hours(1))

    filed = at_once(job, job, job)
    filed.append(job())

    assert sum(filed) == 60
    assert ExportDeclaration.objects.filter(status="filed").count() == 60
    assert Event.objects.filter(code="export_filed").count() == 60


def test_receipts_decisions_and_filing_anew_do_not_lock_each_other_out(filed):
    declarations = filed(40)
    pks = [one.parcel_id for one in declarations]

    def receipts(code: str, at: float, step: int) -> Callable[[], Any]:
        told = [receipt(one, code, at) for one in declarations[::step]]
        return lambda: take_receipts(receipts=told, by=BY, at=hours(9))

    def by_hand() -> Any:
        return decide(
            parcel_ids=pks[::-1], code="export_inspection", reason="", by=OLGA, at=hours(6)
        )

    at_once(
        receipts("100", 2, 1),
        by_hand,
        receipts("120", 3, -1),
        receipts("777", 4, -1),
        receipts("777", 4, 1),
        lambda: refile_rejected(limit=50, by=BY, at=hours(8)),
    )

    assert parcel_differences() == (40, [])
    assert set(Parcel.objects.values_list("export_clearance", flat=True)) <= {
        "inspection",
        "filed",
    }
