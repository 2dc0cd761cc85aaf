"""What rows of a file came to: each row stands under exactly one word."""

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from shipments.errors import BadInput, Refused
from shipments.imports.grouping import Group
from shipments.imports.reading import BadRows, Fault
from shipments.imports.table import Row
from shipments.sentences import Sentence, say

# What one group of rows came to, and what is to be told of it.
Told = tuple[str, list[Fault]]
WORDS = ("created", "repeated", "changed", "differing", "refused")
T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows kept for a person, refused or differing, with all that is wrong with them.

    A fault of no line of these rows is one of them all.
    """

    word: str
    rows: Sequence[Row]
    faults: Sequence[Fault]

    def faults_of(self, row: Row) -> list[tuple[str, Sentence]]:
        """The columns and reasons of one row; of a faultless one, the line that is at fault."""
        lines = {row.line for row in self.rows}
        own = [fault for fault in self.faults if fault.line == row.line or fault.line not in lines]
        if own:
            return [(item.column, item.reason) for item in own]
        first = self.faults[0]
        reason = say(
            "Refused with line %(line)s of the same order: %(reason)s",
            line=first.line,
            reason=first.reason,
        )
        return [(first.column, reason)]


@dataclass(slots=True)
class Outcome:
    """How many groups (orders, products, sellers) and how many rows came to each word."""

    groups: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    total_rub: Decimal = Decimal(0)
    kept: list[Kept] = field(default_factory=list)

    def add(self, word: str, rows: Sequence[Row], faults: Sequence[Fault] = ()) -> None:
        """Count a group of rows; what has faults is kept for a person."""
        self.groups[word] += 1
        self.rows[word] += len(rows)
        if faults:
            self.kept.append(Kept(word, rows, faults))

    @property
    def is_all_refused(self) -> bool:
        """Whether nothing of it can be imported."""
        return bool(self.groups) and set(+self.groups) == {"refused"}


def refuse_missing(columns: Collection[str], header: Collection[str]) -> None:
    """Raises BadInput naming the columns that a head lacks."""
    if missing := sorted(set(columns) - set(header)):
        text = say("The columns %(names)s are missing.", names=", ".join(missing))
        raise BadInput("columns_missing", text)


def one_by_one(rows: Iterable[Row]) -> list[Group]:
    """Rows of which each stands for itself."""
    return [Group([row]) for row in rows]


def read_apart(group: Group, read: Callable[[Sequence[Row]], T]) -> T:
    """What a group of rows says. Raises BadRows for it alone, whatever happens while reading."""
    if group.faults:
        raise BadRows(group.faults)
    try:
        return read(group.rows)
    except (BadRows, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        line = group.rows[0].line
        raise BadRows([Fault(line, "", fault_of_ours(error, f"line {line}"))]) from error


def take_apart(
    groups: Sequence[Group], read: Callable[[Group], T], save: Callable[[Sequence[T]], list[Told]]
) -> tuple[Outcome, list[tuple[T, str]]]:
    """Read groups of rows and save what they say; one bad group harms no other.

    Returns the outcome, and what was handed to `save` with the word it came to.
    """
    outcome, good = Outcome(), []
    for group in groups:
        try:
            good.append((group, read(group)))
        except BadRows as bad:
            outcome.add("refused", group.rows, bad.faults)
    told = _saved([item for _, item in good], save)
    for (group, _), (word, faults) in zip(good, told, strict=True):
        outcome.add(word, group.rows, faults)
    return outcome, [
        (each_told, word) for (_, each_told), (word, _) in zip(good, told, strict=True)
    ]


def _saved(new: Sequence[T], save: Callable[[Sequence[T]], list[Told]]) -> list[Told]:
    """Save many; what raises anything is halved until the one at fault stands alone, refused."""
    try:
        with transaction.atomic():
            return save(new)
    except (Refused, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        if len(new) < 2:
            return [("refused", [Fault(0, "", fault_of_ours(error, "a row of a file"))])]
    half = len(new) // 2
    return [*_saved(new[:half], save), *_saved(new[half:], save)]


def fault_of_ours(error: Exception, what: str) -> Sentence:
    """Tell our staff of an error of ours, without its message, which may quote the file."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", what, type(error).__name__, frames)
    return say("This could not be read because of a fault of ours; our staff was told.")
