"""A file of orders: rows grouped into orders, read by a layout, placed in batches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from shipments.actor import Actor
from shipments.imports.grouping import Group, group_rows, key_of
from shipments.imports.layouts.draft import Context, Layout
from shipments.imports.layouts.registry import layout_of
from shipments.imports.models import ImportRun
from shipments.imports.outcome import Kept, Outcome, Told, read_apart, take_apart
from shipments.imports.reading import BadRows, Fault
from shipments.imports.table import Row
from shipments.order_intake.actions import Taken, take_orders
from shipments.orders.intake import NewOrder
from shipments.orders.queries import orders_going_on
from shipments.sentences import say


@dataclass(frozen=True, slots=True)
class OrderFile:
    """How a file of orders is read: its layout, and the context of the run."""

    layout: Layout
    context: Context

    @classmethod
    def of(cls, run: ImportRun, header: Sequence[str], context: Context) -> Self:
        """Raises BadInput where the columns belong to no layout, or not to the one named."""
        return cls(layout_of(header, run.layout), context)

    @property
    def name(self) -> str:
        return self.layout.name

    @property
    def reads(self) -> frozenset[str]:
        return self.layout.reads

    def groups(self, rows: Iterable[Row]) -> list[Group]:
        return group_rows(self.layout, rows)

    def read(self, group: Group) -> NewOrder:
        """The order of a group of rows. Raises BadRows with all that is wrong with it."""
        draft = read_apart(group, lambda rows: self.layout.read(rows, self.context))
        if not draft.seller_id:
            text = say("Name the seller: this layout does not say whose orders these are.")
            raise BadRows([Fault(group.rows[0].line, "seller_code", text)])
        return draft

    def take(self, groups: Sequence[Group], *, by: Actor, at: datetime) -> Outcome:
        """Place the orders of some groups; one bad order harms no other."""
        outcome, placed = take_apart(
            groups, self.read, lambda new: _present(take_orders(new=new, by=by, at=at))
        )
        outcome.kept = self._with_warnings(outcome.kept)
        for draft in (draft for draft, word in placed if word == "created"):
            outcome.lines += len(draft.lines)
            outcome.total_rub += sum(line.quantity * line.unit_price_rub for line in draft.lines)
        return outcome

    def _with_warnings(self, kept: Sequence[Kept]) -> list[Kept]:
        """Say of refused rows that their order is here and goes on: a refund would not stop it."""
        named = {
            id(kept_row): self._order_of(kept_row.rows[0])
            for kept_row in kept
            if kept_row.word == "refused"
        }
        going_on = orders_going_on(set(named.values()))
        return [
            _warned(kept_row) if named.get(id(kept_row)) in going_on else kept_row
            for kept_row in kept
        ]

    def _order_of(self, row: Row) -> tuple[int, str]:
        owner, number = key_of(self.layout, row)
        return self.context.seller_id or self.context.sellers.get(owner, 0), number


def _warned(kept: Kept) -> Kept:
    text = say(
        "An order of this number is here already and goes on: cancel it or put it on hold if it "
        "must not be shipped."
    )
    return replace(kept, faults=[*kept.faults, Fault(kept.rows[0].line, "", text)])


def _present(taken: Taken) -> list[Told]:
    faults: dict[int, list[Fault]] = {
        index: [Fault(0, next(iter(refused.fields), ""), refused.sentence)]
        for index, refused in taken.refused
    }
    faults |= {
        index: [Fault(0, "", sentence) for sentence in sentences]
        for index, sentences in taken.differing
    }
    return [(word, faults.get(index, [])) for index, word in enumerate(taken.words)]
