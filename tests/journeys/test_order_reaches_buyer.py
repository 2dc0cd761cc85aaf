"""One order on its whole way: placed and paid by Anna's machine, delivered by the post."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from customs.reference import load_reference_data
from shipments import clock
from shipments.flights.models import Place
from shipments.parcels.models import Parcel
from shipments.tracking.codes import CODES
from shipments.tracking.queries import story
from shipments.tracking.tracks import Track
from tests.machines import NOON, Machine, order_body
from tracker.simulation.chance import Dice
from tracker.simulation.world import step

STEP = timedelta(hours=1)
LONGEST = timedelta(days=25)
STAGES = [
    (code, "done")
    for code in (
        "accepted",
        "at_harbin",
        "export_customs",
        "in_flight",
        "in_russia",
        "import_customs",
        "last_mile",
        "delivered",
    )
]
PASSED = {
    Track.MOVEMENT: [
        "created",
        "packed",
        "loaded",
        "departed",
        "arrived",
        "at_hub",
        "handed_over",
        "ready_for_pickup",
        "delivered",
    ],
    Track.EXPORT: ["filed", "accepted", "released", "finalised"],
    Track.IMPORT: ["pre_declared", "presented", "released"],
}


class UsualDice(Dice):
    """A world where only the usual happens, whatever numbers the parcels were given."""

    def chance(self, name: str, what: str) -> float:
        return 0.5


@pytest.fixture
def anna(key_for, anna_shop, stocked) -> Machine:
    load_reference_data()
    Place.objects.filter(code="SVX").update(hands_over_by_clock=True, breaks_down_by_clock=True)
    stocked(anna_shop)
    return key_for(anna_shop)


def at(moment: datetime, action) -> dict:
    """What Anna's machine is answered at a moment of the world."""
    with clock.stopped_at(moment):
        answer = action()
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def hours() -> Iterator[datetime]:
    """The world's hours, each after it was played."""
    moment = NOON
    while moment < NOON + LONGEST:
        step(UsualDice(7), since=moment, until=moment + STEP, per_day=0)
        moment += STEP
        yield moment


def test_an_order_passes_every_status_from_placing_to_delivery(anna):
    placed = at(NOON, lambda: anna.post("orders/", order_body()))
    paid = at(NOON, lambda: anna.post("orders/A-1/pay/"))

    seen = [placed["status"], paid["status"]]
    for moment in hours():
        add(seen, at(moment, lambda: anna.get("orders/A-1/"))["status"])
        if seen[-1] == "delivered":
            break

    assert seen == ["placed", "paid", "packed", "shipped", "delivered"]
    parcel = Parcel.objects.get()
    assert {track: statuses(parcel, track) for track in Track} == PASSED
    told = at(moment, lambda: Machine().get(f"track/{parcel.number}/"))
    assert [(stage["code"], stage["state"]) for stage in told["stages"]] == STAGES
    moments = [stage["at"] for stage in told["stages"]]
    assert moments == sorted(moments)
    lines = [(line["code"], line["happened_at"]) for line in told["events"]]
    assert len(lines) == len(set(lines)), "what two of them tell is read once"


def statuses(parcel: Parcel, track: Track) -> list[str]:
    """What a track passed through, each status once in a row."""
    seen: list[str] = []
    for line in story(parcel):
        code = CODES[line.code]
        if code.track == track:
            add(seen, code.status)
    return seen


def add(seen: list, status: object) -> bool:
    """Remember a status where it is another than the last."""
    is_new = seen[-1:] != [status]
    seen += [status] if is_new else []
    return is_new
