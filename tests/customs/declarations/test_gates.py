"""A release of many leaves alone what owes duty, lacks papers or is under inspection."""

from decimal import Decimal

import pytest

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.gates import apart_of
from customs.declarations.manual_decisions import decide
from customs.declarations.models import ImportLine
from customs.declarations.rules import preview_decision, preview_many
from shipments.actor import Actor, Role, system
from shipments.parcels.models import Parcel
from shipments.tracking.models import Event
from shipments.tracking.tracks import Track
from tests.customs.declarations.conftest import hours

BY = system("t")
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))


@pytest.fixture
def mixed(registered) -> dict[str, Parcel]:
    """Of each kind one: clear, dear, dear and asked for papers, asked, inspected, suspended."""
    registered(6)
    names = ["clear", "dear", "both", "asked", "inspected", "suspended"]
    found = dict(zip(names, Parcel.objects.order_by("pk"), strict=True))
    dear = [found["dear"].pk, found["both"].pk]
    ImportLine.objects.filter(parcel__in=dear).update(duty_rub=Decimal("1436.69"))
    marks = {"both": "70", "asked": "70", "inspected": "92", "suspended": "60"}
    told = [ImportDecision(found[name].number, code, hours(4)) for name, code in marks.items()]
    record_decisions(decisions=told, by=BY, at=hours(5))
    return found


def release(*also: str) -> dict[str, str]:
    pks = list(Parcel.objects.values_list("pk", flat=True))
    return dict(
        decide(parcel_ids=pks, code="import_released", reason="", also=also, by=OLGA, at=hours(6))[
            1
        ]
    )


def released() -> set[int]:
    return set(Parcel.objects.filter(import_clearance="released").values_list("pk", flat=True))


def test_what_is_not_clear_stands_apart_with_what_it_owes(mixed):
    apart = {
        one.gate: (one.parcels, one.open_rub)
        for one in apart_of(Parcel.objects.all(), Track.IMPORT)
    }

    assert apart == {
        "duty": (1, Decimal("1436.69")),
        "documents+duty": (1, Decimal("1436.69")),
        "documents": (1, 0),
        "inspection": (1, 0),
        "suspended": (1, 0),
    }
    preview = preview_many(rows=Parcel.objects.all(), code="import_released")
    assert (preview.total, preview.frees.parcels, len(preview.apart)) == (1, 1, 5)


def test_the_action_itself_refuses_what_no_word_opens(mixed):
    refused = release()

    assert released() == {mixed["clear"].pk}
    assert len(refused) == 5
    assert refused[mixed["dear"].number] == (
        "is released only where that is said of it: duty is owed (1436.69 ₽)"
    )


def test_a_word_opens_its_own_gate_and_no_other(mixed):
    refused = release("duty", "inspection")

    assert released() == {mixed[name].pk for name in ("clear", "dear", "inspected")}
    assert refused.keys() == {mixed[name].number for name in ("both", "asked", "suspended")}
    kept = Event.objects.get(parcel=mixed["dear"], code="import_released").detail
    assert kept == {"although": "duty", "open_duty_rub": "1436.69"}


def test_a_duty_that_nobody_has_worked_out_is_owed_too(registered):
    registered(1)
    ImportLine.objects.update(needs_person=True)

    preview = preview_decision(parcels=list(Parcel.objects.all()), code="import_released")

    assert (preview.by_status, [one.gate for one in preview.apart]) == ({}, ["duty"])


def test_other_decisions_pass_every_gate(mixed):
    pks = list(Parcel.objects.values_list("pk", flat=True))

    _recorded, refused = decide(
        parcel_ids=pks, code="import_refused", reason="no", by=OLGA, at=hours(6)
    )

    assert refused == []
    assert set(Parcel.objects.values_list("import_clearance", flat=True)) == {"refused"}
