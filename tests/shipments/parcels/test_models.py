"""What follows from a parcel's measures: the weight and the volume that loads are summed by."""

import pytest

from shipments.parcels.models import Parcel

pytestmark = pytest.mark.usefixtures("channel")


@pytest.mark.parametrize(
    ("measures", "grams", "cm3"),
    [
        ({}, 400, 0),
        ({"measured_grams": 430}, 430, 0),
        ({"length_mm": 300, "width_mm": 200}, 400, 0),
        ({"length_mm": 300, "width_mm": 200, "height_mm": 99}, 400, 5_940),
        ({"length_mm": 19, "width_mm": 10, "height_mm": 10}, 400, 1),
        ({"length_mm": 3_000, "width_mm": 3_000, "height_mm": 3_000}, 400, 27_000_000),
    ],
)
def test_weight_and_volume_follow_from_measures(make_parcels, measures, grams, cm3):
    make_parcels(1)

    Parcel.objects.update(**measures)

    assert Parcel.objects.values_list("grams", "cm3").get() == (grams, cm3)
