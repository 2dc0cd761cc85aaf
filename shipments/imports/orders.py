"""A file of orders: rows grouped into orders, read by a layout, placed in batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from shipments.actor import Actor
from shipments.errors import Refused
from shipments.imports.grouping import Group, group_rows
from shipments.imports.layouts.draft import Context, Layout
from shipments.imports.layouts.registry import KNOWN, layout_of
from shipments.imports.models import ImportRun
from shipments.imports.reading import BadRows, Fault
from shipments.imports.table import Row, Table, read_table
from shipments.orders.new import NewOrder
from shipments.orders.placing import place_orders
from shipments.parties.models import Seller
from shipments.sentences import Sentence, say

BATCH = 500


@dataclass(slots=True)
class Refusal:
    """One refused group of rows: what is wrong, in which column, and the rows themselves."""

    rows: Sequence[Row]
    column: str
    reason: Sentence


@dataclass(slots=True)
class Outcome:
    """What a batch came to; `rows` is how many rows of the file it took."""

    created: int = 0
    repeated: int = 0
    lines: int = 0
    total_rub: Decimal = Decimal(0)
    refused: list[Refusal] = field(default_factory=list)
    groups: int = 0


def open_table(run: ImportRun) -> Table:
    """The run's file, its columns named as we name them where they were mapped by hand."""
    table = read_table(bytes(run.content), KNOWN)
    ours = {theirs: name for name, theirs in run.columns.items()}
    if not ours:
        return table
    renamed = (
        replace(row, cells={ours.get(name, name): cell for name, cell in row.cells.items()})
        for row in table.rows
    )
    header = [ours.get(name, name) for name in table.header]
    return replace(table, header=header, rows=renamed)


def batches(run: ImportRun, *, skip: int = 0) -> Iterator[list[Group]]:
    """The file's rows, grouped by order, in batches; `skip` groups have been done before."""
    table = open_table(run)
    layout = layout_of(table.header, run.layout)
    groups = iter(group_rows(layout, table.rows)[skip:])
    while batch := list(islice(groups, BATCH)):
        yield batch


def context_of(run: ImportRun) -> Context:
    sellers = dict(Seller.objects.values_list("code", "pk"))
    return Context(sellers, run.seller_id, ZoneInfo(run.timezone))


def layout_of_run(run: ImportRun) -> Layout:
    return layout_of(open_table(run).header, run.layout)


def place_batch(
    groups: Sequence[Group], layout: Layout, context: Context, *, by: Actor, at: datetime
) -> Outcome:
    """Place the orders of some groups; one bad group harms no other."""
    outcome, drafts = Outcome(groups=len(groups)), []
    for group in groups:
        try:
            drafts.append((group.rows, _draft(layout, group, context)))
        except BadRows as bad:
            first = bad.faults[0]
            outcome.refused.append(Refusal(group.rows, first.column, first.reason))
    placed = place_orders(new=[draft for _, draft in drafts], by=by, at=at)
    outcome.created, outcome.repeated = len(placed.created), len(placed.repeated)
    for index, refused in placed.refused:
        outcome.refused.append(_refusal(drafts[index][0], refused))
    _count_lines(outcome, placed.created, [draft for _, draft in drafts])
    return outcome


def _draft(layout: Layout, group: Group, context: Context) -> NewOrder:
    if group.faults:
        raise BadRows(group.faults)
    draft = layout.read(group.rows, context)
    if not draft.seller_id:
        text = say("Name the seller: this layout does not say whose orders these are.")
        raise BadRows([Fault(group.rows[0].line, "seller_code", text)])
    return draft


def _refusal(rows: Sequence[Row], refused: Refused) -> Refusal:
    column = next(iter(refused.fields), "")
    return Refusal(rows, column, refused.sentence)


def _count_lines(outcome: Outcome, created: Sequence, drafts: Sequence[NewOrder]) -> None:
    made = {(order.seller_id, order.number) for order in created}
    for draft in drafts:
        if (draft.seller_id, draft.number) in made:
            outcome.lines += len(draft.lines)
            outcome.total_rub += sum(
                (line.quantity * line.unit_price_rub for line in draft.lines), Decimal(0)
            )
