"""How messages travel in the demo: some are doubled, some come late, all are shuffled."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from tracker.simulation.chance import Dice

T = TypeVar("T")
DOUBLED, LATE, UNKNOWN = 0.02, 0.02, 0.002
LATE_BY = timedelta(hours=10)


def arrives_by(dice: Dice, name: str, happened: datetime, at: datetime) -> bool:
    """Whether the message of a thing that happened has come in by `at`; a few take hours."""
    late = (
        LATE_BY * dice.chance(name, "late by") if dice.happens(name, "late", LATE) else timedelta(0)
    )
    return happened + late <= at


def travelled(dice: Dice, messages: Iterable[tuple[str, T]], at: datetime) -> Sequence[T]:
    """(name, message) pairs as they come in: doubled here and there, in no order."""
    pairs = list(messages)
    pairs += [(name + "+", item) for name, item in pairs if dice.happens(name, "doubled", DOUBLED)]
    pairs.sort(key=lambda pair: dice.chance(pair[0], f"order {at.isoformat()}"))
    return [item for _, item in pairs]
