"""A file of orders: rows grouped into orders, read by a layout, placed in batches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from shipments.actor import Actor
from shipments.errors import Refused
from shipments.imports.layouts.draft import Context, Layout
from shipments.imports.layouts.registry import KNOWN, layout_of
from shipments.imports.models import ImportRun
from shipments.imports.reading import BadCell
from shipments.imports.table import Row, Table, read_table
from shipments.order_intake.actions import take_orders
from shipments.orders.new import NewOrder
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
        Row(row.line, {ours.get(name, name): cell for name, cell in row.cells.items()})
        for row in table.rows
    )
    header = [ours.get(name, name) for name in table.header]
    return Table(header, renamed, table.encoding, table.delimiter)


def batches(run: ImportRun, *, skip: int = 0) -> Iterator[list[list[Row]]]:
    """The file's rows, grouped by order, in batches; `skip` groups have been done before."""
    table = open_table(run)
    layout = layout_of(table.header, run.layout)
    groups = iter(list(_groups(layout, table.rows).values())[skip:])
    while batch := list(islice(groups, BATCH)):
        yield batch


def _groups(layout: Layout, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by order, in the order of the file; rows of one order may stand apart."""
    found: dict[str, list[Row]] = {}
    last = ""
    for row in rows:
        last = layout.key(row, last) or f"line {row.line}"
        found.setdefault(last, []).append(row)
    return found


def context_of(run: ImportRun) -> Context:
    sellers = dict(Seller.objects.values_list("code", "pk"))
    return Context(sellers, run.seller_id, ZoneInfo(run.timezone))


def layout_of_run(run: ImportRun) -> Layout:
    return layout_of(open_table(run).header, run.layout)


def place_batch(
    groups: Sequence[Sequence[Row]], layout: Layout, context: Context, *, by: Actor, at: datetime
) -> Outcome:
    """Place the orders of some groups; one bad group harms no other."""
    outcome, drafts = Outcome(groups=len(groups)), []
    for rows in groups:
        try:
            drafts.append((rows, _draft(layout, rows, context)))
        except BadCell as bad:
            outcome.refused.append(Refusal(rows, bad.column, bad.reason))
    placed = take_orders(new=[draft for _, draft in drafts], by=by, at=at)
    outcome.created = len(placed.created)
    outcome.repeated = len(placed.repeated) + len(placed.changed)
    for index, refused in placed.refused:
        outcome.refused.append(_refusal(drafts[index][0], refused))
    _count_lines(outcome, placed.created, [draft for _, draft in drafts])
    return outcome


def _draft(layout: Layout, rows: Sequence[Row], context: Context) -> NewOrder:
    draft = layout.read(rows, context)
    if not draft.seller_id:
        text = say("Name the seller: this layout does not say whose orders these are.")
        raise BadCell("seller_code", text)
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
