"""Seeded chance: the same seed, name and question always give the same answer."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """Answers depend on the seed and the words asked alone, so a killed world goes on alike."""

    seed: int

    def chance(self, name: str, what: str) -> float:
        """A number in [0, 1), evenly spread."""
        text = f"{self.seed}:{what}:{name}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest()) / 2**48

    def happens(self, name: str, what: str, share: float) -> bool:
        return self.chance(name, what) < share

    def hours(self, name: str, what: str, median: float, most: float) -> timedelta:
        """A duration whose median is `median` hours, skewed to the right, `most` at the most."""
        spread = self.chance(name, what + "?")
        hours = median * math.exp(1.1 * (spread - 0.5) * 2)
        return timedelta(hours=min(hours, most))

    def is_due(
        self, name: str, what: str, since: datetime, at: datetime, *, median: float, most: float
    ) -> datetime | None:
        """The moment a thing happens that began waiting at `since`, if it has come by `at`."""
        moment = since + self.hours(name, what, median, most)
        return moment if moment <= at else None

    def pick(self, name: str, what: str, choices: Sequence[T]) -> T:
        return choices[int(self.chance(name, what) * len(choices))]

    def between(self, name: str, what: str, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.chance(name, what) * (high - low + 1))
