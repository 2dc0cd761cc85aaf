"""How a containment ended is a column; what stood as a text before is read once."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from shipments.containers import contents
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.models import Containment, Event
from tests.world import NOON

OLD = import_module("shipments.migrations.0030_facts_as_columns")
Ending = Containment.Ending


@pytest.fixture
def lies(make_parcels, make_consolidation) -> Containment:
    [parcel] = make_parcels(1)
    consolidation = make_consolidation()
    contents.put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    return Containment.objects.get()


def ending(kept: Containment) -> tuple[str, str, str]:
    kept.refresh_from_db()
    return kept.ended_by, kept.reason, kept.note


@pytest.mark.parametrize(
    ("why", "ended_by", "reason", "note"),
    [
        ("broken down", "unloaded", "", ""),
        ("flight_cancelled", "cancelled", "", ""),
        ("offloaded", "offloaded", "", ""),
        ("no_room", "offloaded", "no_room", ""),
        ("wet box", "offloaded", "", "wet box"),
        ("moved to bag B-7", "moved", "", "moved to bag B-7"),
        ("loaded for 262-12345675", "moved", "", "loaded for 262-12345675"),
        ("", "offloaded", "", ""),
    ],
)
def test_an_old_text_is_read_as_how_it_ended(lies, why, ended_by, reason, note):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE shipments_containment ADD COLUMN why text DEFAULT ''")
        cursor.execute(
            "UPDATE shipments_containment SET until = %s, ended_by = 'missing', why = %s",
            [NOON, why],
        )
        cursor.execute(OLD.READ_ENDINGS)
        assert ending(lies) == (ended_by, reason, note)
        cursor.execute(OLD.WRITE_ENDINGS)
        cursor.execute("SELECT why FROM shipments_containment")
        assert cursor.fetchone()[0] == (why or "offloaded")


def test_an_old_move_to_another_flight_is_told_by_its_word(lies):
    told = {"reason": "moved to 262-12345675"}
    event = NewEvent("parcel", lies.parcel_id, "offloaded", NOON, "t", "1", detail=told)
    record_events([event], at=NOON)

    with connection.cursor() as cursor:
        cursor.execute(OLD.READ_MOVES)

    assert Event.objects.get(code="offloaded").detail == {"reason": "another_flight"}


@pytest.mark.parametrize(
    "wrong", [{"ended_by": "moved"}, {"until": NOON}, {"reason": "held"}], ids=str
)
def test_what_has_ended_has_a_word_for_it_and_nothing_else_has(lies, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Containment.objects.update(**wrong)


def test_a_reason_of_the_list_is_a_reason_and_another_text_a_note():
    assert contents.taken_off("held") == contents.End(Ending.OFFLOADED, reason="held")
    assert contents.taken_off("wet box") == contents.End(Ending.OFFLOADED, note="wet box")
