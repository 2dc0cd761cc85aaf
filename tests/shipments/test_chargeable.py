"""Chargeable weight (china_air.md 4.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipments.chargeable import chargeable_grams


@pytest.mark.parametrize(
    ("grams", "sizes", "divisor", "step", "charged"),
    [
        (14_000, (300, 450, 650), 6000, 500, 15_000),
        (14_000, (300, 450, 650), 6000, 1000, 15_000),
        (14_000, (300, 450, 650), 5000, 500, 18_000),
        (15_000, (300, 450, 650), 6000, 500, 15_000),
        (15_001, (300, 450, 650), 6000, 500, 15_500),
        (400, (100, 100, 100), 6000, 500, 500),
        (400, (100, 100, 100), 6000, 1, 400),
        (100, (105, 100, 100), 6000, 1, 184),
        (100, (104, 100, 100), 6000, 1, 167),
    ],
)
def test_the_larger_weight_is_rounded_up_to_the_step(grams, sizes, divisor, step, charged):
    found = chargeable_grams(grams=grams, sizes_mm=sizes, divisor=divisor, step_grams=step)

    assert found == charged


SIZES = st.tuples(*[st.integers(1, 3000)] * 3)


@given(st.integers(1, 100_000), SIZES, st.sampled_from([1, 100, 500, 1000]))
def test_a_parcel_is_never_charged_below_its_weight_nor_a_step_above(grams, sizes, step):
    found = chargeable_grams(grams=grams, sizes_mm=sizes, divisor=6000, step_grams=step)
    exact = chargeable_grams(grams=grams, sizes_mm=sizes, divisor=6000, step_grams=1)

    assert found >= grams
    assert found % step == 0
    assert exact <= found < exact + step
