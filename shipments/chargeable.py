"""Chargeable weight: the larger of true and volumetric weight, rounded up to the channel's step."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal


def chargeable_grams(*, grams: int, sizes_mm: Sequence[int], divisor: int, step_grams: int) -> int:
    """Grams charged for a parcel of `grams` and three sizes in millimetres.

    `divisor` is cm3 per kg (IATA: 6000), `step_grams` the step weights are rounded up to. Each
    size is first rounded to whole centimetres, half up (china_air.md 4.1).
    """
    volume = Decimal(1)
    for size in sizes_mm:
        volume *= (Decimal(size) / 10).quantize(Decimal(1), ROUND_HALF_UP)
    weight = max(Decimal(grams), volume * 1000 / divisor)
    return int((weight / step_grams).quantize(Decimal(1), ROUND_UP)) * step_grams
