"""What reading a message finds: things with the lines they stand on, and what cannot be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shipments.errors import BadMessage, Refused
from shipments.sentences import Told

T = TypeVar("T")
WHOLE = 0  # the line of what is said of the whole message


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read: its line (from 1; 0 is the message), the line itself, and why."""

    line: int
    text: str
    code: str
    reason: Told

    @classmethod
    def of(cls, refused: Refused, line: int = WHOLE, text: str = "") -> "Fault":
        """The fault that a refusal tells of."""
        return cls(line, text, refused.code, refused.sentence)


class NothingRead(BadMessage):
    """No part of a message can be read; `faults` say why, line by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].code, faults[0].reason)
        self.faults = faults


@dataclass(slots=True)
class Findings(Generic[T]):
    """The things found in a message in its order, the line and text of each, and the faults."""

    items: list[T] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, item: T, line: int = WHOLE, text: str = "") -> None:
        self.items.append(item)
        self.places.append((line, text))

    def or_refuse(self) -> "Findings[T]":
        """These findings. Raises NothingRead, as its first fault says, where there is nothing."""
        if self.faults and not self.items:
            raise NothingRead(self.faults)
        return self

    def refused(self, refusals: Iterable[tuple[int, str, Told]]) -> list[Fault]:
        """Refusals by the index of a thing, as faults on its line."""
        return [Fault(*self.places[index], code, why) for index, code, why in refusals]


def joined(parts: Sequence[Findings[T]]) -> Findings[T]:
    """What several messages of one transmission hold, as one."""
    whole: Findings[T] = Findings()
    for part in parts:
        whole.items += part.items
        whole.places += part.places
        whole.faults += part.faults
    return whole


def rows_of(text: str) -> list[str]:
    """The lines of a message, as readers number them from 1 and as people are shown them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
