"""Why something changed is a word and a note; what stood in one text before is read once."""

from importlib import import_module

import pytest
from django.db import connection

from shipments.flights.reasons import kept_reason, present_reason
from shipments.history.models import Change
from tests.world import NOON

OLD = import_module("shipments.migrations.0030_facts_as_columns")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "new", "text", "reason", "note"),
    [
        ("order", "placed", "order_placed", "order_placed", ""),
        ("order", "placed", "receiver_from_shop", "receiver_from_shop", ""),
        ("order", "placed", "lines: MUG: 1 → 2", "lines", "MUG: 1 → 2"),
        ("order", "paid", "cancellation undone", "cancellation_undone", ""),
        ("order", "cancelled", "never paid", "never_paid", ""),
        (
            "order",
            "cancelled",
            "cancelled in the shop",
            "cancelled_in_shop",
            "cancelled in the shop",
        ),
        ("order", "cancelled", "lines: too long", "", "lines: too long"),
        ("order", "cancelled", "weather: bad", "", "weather: bad"),
        ("replenishment", "2026-11-05", "expected_at", "expected_at", ""),
        ("seller", "深圳", "company: city_zh", "company", "city_zh"),
        ("case", "closed", "moves: found: twice", "moves", "found: twice"),
        ("case", "closed", "answered: ", "answered", ""),
        ("case", "closed", "no words of ours: x", "", "no words of ours: x"),
        ("leg", "cancelled", "weather", "weather", ""),
        ("flight", "B738", "other: the crew", "other", "the crew"),
        ("leg", "cancelled", "туман: Харбин", "", "туман: Харбин"),
        ("consolidation", "cancelled", "nothing to carry", "nothing_to_carry", ""),
        ("consolidation", "cancelled", "flight_cancelled", "flight_cancelled", ""),
        ("importrun", "failed", "equal_heads", "equal_heads", ""),
        ("hold", "released", "other: released", "", "other: released"),
    ],
)
def test_an_old_text_is_read_as_a_word_and_a_note(kind, new, text, reason, note):
    change = Change.objects.create(
        kind=f"shipments.{kind}", object_id=1, old="placed", new=new, note=text, happened_at=NOON
    )

    with connection.cursor() as cursor:
        cursor.execute(OLD.READ_REASONS)

    change.refresh_from_db()
    assert (change.reason, change.note) == (reason, note)


@pytest.mark.parametrize(
    ("given", "note", "kept", "told"),
    [
        ("weather", "", ("weather", ""), "bad weather"),
        ("weather", "snow", ("weather", "snow"), "bad weather: snow"),
        ("fog", "Harbin", ("", "fog: Harbin"), "fog: Harbin"),
        ("fog", "", ("", "fog"), "fog"),
        ("", "", ("", ""), ""),
    ],
)
def test_a_chosen_reason_of_a_flight_is_a_word_and_a_written_one_a_note(given, note, kept, told):
    found = kept_reason(given, note)

    assert (found["reason"], found["note"]) == kept
    assert present_reason(**found) == told
