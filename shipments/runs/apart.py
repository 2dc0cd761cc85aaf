"""Doing a thing to many: what raises is kept and tried later, and never stops the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from shipments.runs.failures import Failure, fault_of, in_a_job, tell
from shipments.runs.models import Setback

R = TypeVar("R")
Row = TypeVar("Row", bound=models.Model)

# An item rests after each failure twice as long as after the one before.
FIRST_REST, LONGEST_REST = timedelta(seconds=15), timedelta(minutes=15)
# Where so many fail it is no item's fault: the others wait for the next run.
MOST = 50
# What people call a row, where it has such a column.
NAMES = ("number", "mawb", "flight_number", "code")


def each(step: str, rows: Iterable[Row], do: Callable[[Row], R], *, at: datetime) -> list[R]:
    """Do a thing to each of these rows, each in a transaction of its own; what came of each.

    One that raises is rolled back, kept as a Setback, and rests for a while; the others are done.
    Where no job hears of it, an ExceptionGroup is raised in the end.
    """
    found = {row.pk: row for row in rows}
    if not found:
        return []
    model = type(next(iter(found.values())))
    work = _Work(step, model, at, lambda pks: do(found[pks[0]]))
    return work.through([[pk] for pk in work.awake(list(found))])


def in_pieces(
    step: str,
    model: type[models.Model],
    pks: Sequence[int],
    do: Callable[[list[int]], R],
    *,
    at: datetime,
    most: int = MOST,
) -> list[R]:
    """Do a thing to many rows at once, by their ids; where that raises, to halves of them, in turn.

    `do` reads its rows anew, for a rollback leaves what was read untrue. What came of each piece is
    returned; a row that raises alone is treated as in `each`. After `most` of those the rest is
    left for the next run.
    """
    work = _Work(step, model, at, do, most)
    awake = work.awake(pks)
    return work.through([awake] if awake else [])


def put_off(step: str, row: models.Model, error: Exception, *, at: datetime) -> Failure:
    """Let a row rest that has failed in a loop of the caller's own; who calls tells the failure."""
    work = _Work[None](step, type(row), at, lambda pks: None)
    work.awake([row.pk])
    work.fell([row.pk], error)
    return work.failures[0]


def forgive(step: str, *rows: models.Model) -> None:
    """Rows of one kind that were put off have been done."""
    kind, pks = rows[0]._meta.model_name, [row.pk for row in rows]
    Setback.objects.filter(step=step, kind=kind, item_id__in=pks).delete()


def resting(step: str, *, at: datetime) -> QuerySet[Setback, int]:
    """The ids of the rows that a job is not to try yet; where a person acts, nothing rests."""
    rows = Setback.objects.filter(step=step, retry_at__gt=at)
    return (rows if in_a_job() else rows.none()).values_list("item_id", flat=True)


def due(step: str, *, at: datetime) -> QuerySet[Setback, int]:
    """The ids of the rows that failed in this step and are to be tried again."""
    return Setback.objects.filter(step=step, retry_at__lte=at).values_list("item_id", flat=True)


@dataclass(slots=True)
class _Work(Generic[R]):
    """One step under way: what has failed in it before, and what fails now."""

    step: str
    model: type[models.Model]
    at: datetime
    do: Callable[[list[int]], R]
    most: int = MOST
    known: dict[int, Setback] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def awake(self, pks: Sequence[int]) -> list[int]:
        """Those that do not rest; where a person acts, nothing does."""
        kind = self.model._meta.model_name
        self.known = {row.item_id: row for row in Setback.objects.filter(step=self.step, kind=kind)}
        if not in_a_job():
            return list(pks)
        return [pk for pk in pks if pk not in self.known or self.known[pk].retry_at <= self.at]

    def through(self, pieces: list[list[int]]) -> list[R]:
        """Work through the pieces in their order; what raises is cut in two."""
        done: list[R] = []
        left = pieces[::-1]
        while left and len(self.failures) < self.most:
            piece = left.pop()
            try:
                with transaction.atomic():
                    done.append(self.do(piece))
            except SoftTimeLimitExceeded as ended:
                self.fell(piece, ended)
                raise
            except Exception as error:
                left += self.fell(piece, error)
            else:
                self._forget(piece)
        tell(self.failures)
        return done

    def fell(self, piece: list[int], error: Exception) -> list[list[int]]:
        """The halves to be tried, the first one last; none where the one at fault is found."""
        if half := len(piece) // 2:
            return [piece[half:], piece[:half]]
        self.failures.append(Failure(self.step, self._keep(piece[0], error), error))
        return []

    def _keep(self, pk: int, error: Exception) -> str:
        """Leave the setback of a row; returns its name."""
        attempts = self.known[pk].attempts + 1 if pk in self.known else 1
        rest = min(FIRST_REST * 2 ** min(attempts - 1, 10), LONGEST_REST)
        now, name = timezone.now(), self._name(pk)
        fields = {
            "name": name,
            "attempts": attempts,
            "error": fault_of(error),
            "failed_at": now,
            "retry_at": self.at + rest,
        }
        self.known[pk], _ = Setback.objects.update_or_create(
            step=self.step,
            kind=self.model._meta.model_name,
            item_id=pk,
            defaults=fields,
            create_defaults={**fields, "began_at": now},
        )
        return name

    def _forget(self, piece: list[int]) -> None:
        healed = [self.known.pop(pk).pk for pk in piece if pk in self.known]
        if healed:
            Setback.objects.filter(pk__in=healed).delete()

    def _name(self, pk: int) -> str:
        own = {get_field.name for get_field in self.model._meta.get_fields()}
        column = next((name for name in NAMES if name in own), "pk")
        word = self.model._default_manager.filter(pk=pk).values_list(column, flat=True).first()
        return f"{self.model._meta.model_name} {word or pk}"[:80]
