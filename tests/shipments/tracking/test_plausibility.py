"""What cannot be, as far as we know it: the pure rule, table-driven."""

from datetime import UTC, datetime, timedelta

import pytest

from shipments.tracking.plausibility import Facts, doubts
from shipments.tracking.projection import Happening

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hour: float, code: str) -> Happening:
    return Happening(code, START + hour * HOUR)


def judged(known: list, told: list) -> list[str]:
    """Doubts about events of (hour, code), given what is known."""
    facts = Facts(START, [at(*one) for one in known])
    return doubts([at(*one) for one in told], facts)


FLOWN = [(1, "packed"), (5, "departed")]
LANDED = [*FLOWN, (9, "arrived")]
WITH_POST = [*LANDED, (20, "handed_over")]
BACK = [*WITH_POST, (40, "returning")]
CANCELLED = [(1, "packed"), (3, "cancelled")]


@pytest.mark.parametrize(
    ("known", "told", "doubt"),
    [
        # older than the parcel
        (FLOWN, (-25, "delivered"), "older"),
        (FLOWN, (-8760, "info_received"), "older"),
        (FLOWN, (-23, "info_received"), ""),
        # never left China
        ([], (9, "arrived"), "never_left"),
        ([(1, "packed")], (30, "delivered"), "never_left"),
        ([(1, "packed")], (30, "ready_for_pickup"), "never_left"),
        ([(1, "packed")], (30, "received_from_flight"), "never_left"),
        ([(1, "packed")], (30, "arrived_in_country"), "never_left"),
        ([(1, "packed")], (30, "delivery_failed"), "never_left"),
        ([(1, "packed")], (30, "import_released"), "never_left"),
        ([(1, "packed")], (30, "found"), "never_left"),
        ([(1, "packed")], (5, "departed"), ""),
        ([(1, "packed")], (5, "import_pre_declared"), ""),
        ([(1, "packed")], (5, "export_released"), ""),
        ([(1, "packed")], (5, "lost"), ""),
        ([(1, "packed")], (5, "in_transit"), ""),
        (FLOWN, (30, "delivered"), ""),
        (FLOWN, (4, "arrived"), ""),
        # weighed before there was a parcel
        ([(5, "packed")], (2, "measured"), "unpacked"),
        ([(1, "received")], (2, "measured"), "unpacked"),
        ([(5, "packed")], (6, "measured"), ""),
        (FLOWN, (2, "measured"), ""),
        # in no filed registry
        (LANDED, (12, "import_released"), "unfiled"),
        (LANDED, (12, "duty_due"), "unfiled"),
        (LANDED, (12, "import_refused"), "unfiled"),
        (
            [*LANDED, (10, "import_pre_declared"), (11, "import_withdrawn")],
            (12, "import_released"),
            "unfiled",
        ),
        ([*LANDED, (10, "import_pre_declared")], (12, "import_released"), ""),
        ([*LANDED, (13, "import_pre_declared")], (12, "import_released"), ""),
        (LANDED, (12, "import_presented"), ""),
        # on its way back
        (BACK, (60, "ready_for_pickup"), "returning"),
        (BACK, (60, "handed_over"), "returning"),
        (BACK, (60, "at_hub"), "returning"),
        (BACK, (60, "storage_expiring"), "returning"),
        (BACK, (65, "delivered"), "returning"),
        (BACK, (30, "delivered"), "returning"),
        (BACK, (30, "ready_for_pickup"), ""),
        ([*BACK, (50, "lost")], (60, "ready_for_pickup"), "returning"),
        ([*BACK, (50, "lost")], (60, "delivered"), "returning"),
        ([*BACK, (50, "lost")], (30, "ready_for_pickup"), ""),
        ([*BACK, (50, "lost")], (60, "returned"), ""),
        ([*BACK, (50, "found")], (60, "delivered"), ""),
        (BACK, (60, "in_transit"), ""),
        (BACK, (65, "returned"), ""),
        (BACK, (65, "destroyed"), ""),
        (BACK, (65, "lost"), ""),
        (BACK, (65, "found"), ""),
        # cancelled
        (CANCELLED, (5, "departed"), "cancelled"),
        (CANCELLED, (5, "loaded"), "cancelled"),
        ([*FLOWN, (6, "cancelled")], (4, "delivered"), "cancelled"),
        ([*FLOWN, (6, "cancelled")], (9, "found"), "cancelled"),
        (CANCELLED, (2, "loaded"), ""),
        (CANCELLED, (5, "cancelled"), ""),
        # ended otherwise
        ([*WITH_POST, (30, "delivered")], (40, "returned"), "settled"),
        ([*WITH_POST, (30, "delivered")], (25, "returned"), "settled"),
        ([*WITH_POST, (30, "delivered")], (40, "lost"), "settled"),
        ([*WITH_POST, (30, "delivered")], (40, "destroyed"), "settled"),
        ([*WITH_POST, (30, "delivered")], (40, "returning"), "settled"),
        ([*WITH_POST, (30, "returned")], (40, "delivered"), "settled"),
        ([*WITH_POST, (30, "destroyed")], (40, "delivered"), "settled"),
        ([*WITH_POST, (30, "delivered")], (25, "returning"), "settled"),
        ([*WITH_POST, (30, "delivered")], (25, "lost"), ""),
        ([*WITH_POST, (30, "returned")], (25, "returning"), ""),
        ([*WITH_POST, (30, "returned")], (35, "returning"), "settled"),
        ([*WITH_POST, (30, "lost")], (40, "delivered"), ""),
        ([*WITH_POST, (30, "lost")], (40, "returned"), ""),
        ([*WITH_POST, (30, "delivered")], (31, "delivered"), ""),
        ([*WITH_POST, (30, "delivered")], (31, "out_for_delivery"), ""),
        ([*WITH_POST, (30, "delivered")], (40, "delivery_withdrawn"), ""),
        # in other hands
        (WITH_POST, (25, "loaded"), "elsewhere"),
        (WITH_POST, (25, "offloaded"), "elsewhere"),
        (WITH_POST, (25, "departed"), "elsewhere"),
        (WITH_POST, (4, "loaded"), ""),
        (LANDED, (10, "departed"), ""),
    ],
)
def test_an_event_is_judged_by_what_is_known(known, told, doubt):
    assert judged(known, [told]) == [doubt]


def test_a_whole_history_is_judged_as_one_story():
    told = [
        (30, "delivered"),
        (9, "arrived"),
        (5, "departed"),
        (1, "received"),
        (20, "handed_over"),
        (11, "import_released"),
        (10, "import_presented"),
        (30.1, "out_for_delivery"),
    ]

    assert judged([], told) == [""] * len(told)


def test_what_follows_a_doubtful_event_is_not_built_on_it():
    """T03: what comes after the turn is doubtful, whatever else was told after it."""
    told = [
        (20, "handed_over"),
        (40, "returning"),
        (60, "ready_for_pickup"),
        (65, "delivered"),
        (70, "returned"),
    ]

    assert judged(LANDED, told) == ["", "", "returning", "returning", ""]


def test_a_departure_older_than_the_parcel_shows_nothing():
    assert judged([], [(-500, "departed"), (20, "delivered")]) == ["older", "never_left"]


def test_a_doubtful_departure_shows_nothing_either():
    told = [(10, "arrived"), (11, "departed"), (10, "returning")]

    assert judged([], told) == ["never_left", "returning", ""]
