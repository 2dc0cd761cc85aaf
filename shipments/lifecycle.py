"""The one place that moves a decided status."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from shipments.actor import Actor
from shipments.errors import WrongState
from shipments.history.models import Change
from shipments.sentences import Sentence, Told, say, word


@dataclass(slots=True)
class Moved:
    """The outcome of a move: `moved` now, `already` there before, `refused` with reasons."""

    moved: list[Any] = field(default_factory=list)
    already: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, Told]] = field(default_factory=list)

    def all_or_refuse(self) -> "Moved":
        """This outcome, or WrongState when anything was refused (the caller's block rolls back)."""
        if self.refused:
            thing, reason = self.refused[0]
            raise WrongState("wrong_state", f"{thing}: {reason}")
        return self


class Lifecycle:
    """A table of allowed moves for one model's `status`, and its only mover."""

    def __init__(self, moves: Mapping[str, Set[str]]) -> None:
        self.moves = moves

    def may(self, old: str, new: str) -> bool:
        return new in self.moves.get(old, frozenset())

    @transaction.atomic
    def move(
        self,
        things: Sequence[Any],
        to: str,
        *,
        by: Actor,
        at: datetime,
        reason: str = "",
        note: str = "",
    ) -> Moved:
        """Move many to one status; a single thing is a list of one.

        Locks in primary-key order, then one UPDATE and one multi-row history insert for those that
        may move. Returns the moved, the already there (a retry changes nothing), the refused.
        """
        outcome = Moved()
        if not things:
            return outcome
        model = type(things[0])
        old = self._locked_statuses(model, [thing.pk for thing in things])
        for thing in things:
            self._sort(thing, old.get(thing.pk), str(to), outcome)
        moved = [thing.pk for thing in outcome.moved]
        self._write(model, moved, old, str(to), by=by, at=at, reason=str(reason), note=note)
        for thing in (*outcome.moved, *outcome.already):
            thing.status = str(to)
        return outcome

    def _locked_statuses(self, model: type[models.Model], pks: list[int]) -> dict[int, str]:
        rows = (
            model._default_manager.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",))
        )
        return dict(rows.values_list("pk", "status"))

    def _sort(self, thing: Any, old: str | None, to: str, outcome: Moved) -> None:
        if old == to:
            outcome.already.append(thing)
        elif old is not None and self.may(old, to):
            outcome.moved.append(thing)
        else:
            outcome.refused.append((thing, _why_not(thing, old, to)))

    def _write(
        self,
        model: type[models.Model],
        pks: list[int],
        old: dict[int, str],
        to: str,
        *,
        by: Actor,
        at: datetime,
        reason: str,
        note: str,
    ) -> None:
        if not pks:
            return
        model._default_manager.filter(pk__in=pks).update(status=to)
        kind = model._meta.label_lower
        with connection.cursor() as cursor:
            cursor.execute(
                f"""INSERT INTO {Change._meta.db_table}
                (kind, object_id, old, new, by, reason, note, happened_at, recorded_at)
                SELECT %s, pk, old, %s, %s, %s, %s, %s, now()
                FROM unnest(%s::bigint[], %s::text[]) AS t(pk, old)""",
                [kind, to, by.name[:80], reason, note[:300], at, pks, [old[pk] for pk in pks]],
            )


def _why_not(thing: models.Model, old: str | None, to: str) -> Sentence:
    """The refusal in the reader's words for the statuses."""
    words = dict(getattr(type(thing)._meta.get_field("status"), "flatchoices", ()))
    was, new = words.get(old, "-"), words.get(to, to)
    return say("cannot go from %(old)s to %(new)s", old=word(was), new=word(new))
