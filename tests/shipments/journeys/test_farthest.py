"""How far a parcel came that was lost or is on its way back."""

from datetime import timedelta

from shipments.journeys.queries import public_journey
from shipments.parcels.models import Parcel
from tests.world import NOON


def states(number: str) -> dict[str, str]:
    journey = public_journey(number, at=NOON + timedelta(days=30))
    return {stage.code: stage.state for stage in journey.stages}


def test_a_parcel_lost_by_the_courier_came_to_the_last_mile(make_parcels, happen):
    parcels = make_parcels(1)
    happen(parcels, "created", "packed", "export_released", "departed", "arrived")
    happen(parcels, "import_presented", "import_released", "handed_over", at=NOON)
    happen(parcels, "lost", at=NOON + timedelta(days=5))

    told = states(Parcel.objects.get().number)

    assert told["import_customs"] == "done"
    assert told["last_mile"] == "current"
    assert told["delivered"] == "ahead"


def test_a_stage_that_lies_ahead_has_no_day(make_parcels, happen):
    parcels = make_parcels(1)
    happen(parcels, "created", "packed", "export_released")
    happen(parcels, "arrived", at=NOON - timedelta(days=2))

    journey = public_journey(Parcel.objects.get().number, at=NOON + timedelta(days=1))

    assert {one.state for one in journey.stages} > {"ahead"}
    assert [one.code for one in journey.stages if one.state == "ahead" and one.at] == []
