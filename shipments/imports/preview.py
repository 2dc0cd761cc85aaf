"""A file looked at before it is begun: its first rows as they will be read, and a trial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from shipments.actor import Actor
from shipments.errors import Refused
from shipments.imports.columns import COLUMNS, columns_missing
from shipments.imports.drafts import LOOKED_AT, sample_of
from shipments.imports.models import ImportRun
from shipments.imports.opened import Opened, open_table, renamed
from shipments.imports.outcome import Outcome, fault_of_ours
from shipments.imports.reading import BadRows
from shipments.numbers.masks import last_digits, mask_name
from shipments.orders.intake import NewLine, NewOrder
from shipments.sentences import Sentence, say

# Groups that are tried, groups and faults that are shown.
TRIED, SHOWN = 200, 10


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order as it will be read; of the receiver only what a seller knows him by."""

    number: str
    ordered_at: datetime
    paid_at: datetime | None
    cancelled: bool
    receiver: str
    phone: str
    place: str
    lines: Sequence[NewLine]
    total_rub: Decimal


@dataclass(slots=True)
class Preview:
    """How a file is understood: layout ("" where none), encoding, delimiter, its own columns.

    `rows` are its first orders or products as they will be read, `trial` is what the first
    `tried` of all `groups` would come to, `problem` why they cannot be read.
    """

    layout: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    rows: Sequence[Any] = ()
    tried: int = 0
    is_whole: bool = False
    trial: Outcome | None = None
    problem: Sentence | None = None

    @property
    def is_hopeless(self) -> bool:
        """Whether nothing of what was tried can be imported."""
        return self.trial is None or self.trial.is_all_refused

    @property
    def faults(self) -> list[tuple[int, str, Sentence]]:
        """What is wrong with the first rows that are kept: line, column, reason."""
        kept = self.trial.kept[:SHOWN] if self.trial else []
        return [
            (row.line, column, reason)
            for kept_row in kept
            for row in kept_row.rows
            for column, reason in kept_row.faults_of(row)
        ]


class _TakeBack(Exception):
    """Ends a trial: what it did is taken back."""


def preview_of(run: ImportRun, *, by: Actor, at: datetime) -> Preview:
    """How a draft that was parsed is read, and what its first orders or products would come to.

    It is read and tried just as it will be in earnest, so both say the same.
    """
    told = Preview(columns=run.columns)
    try:
        table = sample_of(run)
        told.encoding, told.delimiter, told.header = table.encoding, table.delimiter, table.header
        opened = open_table(run, table)
        told.layout, told.unused = opened.reader.name, opened.unused
        _try(told, opened, opened.rows_total < LOOKED_AT, by, at)
    except Refused as refused:
        told.problem = refused.sentence
    except Exception as error:
        told.problem = fault_of_ours(error, f"preview of import {run.number}")
    if not told.layout:
        names = [renamed(run, name) for name in told.header]
        told.missing = columns_missing(run.kind, names) if told.header else []
    return told


def _try(told: Preview, opened: Opened, is_all: bool, by: Actor, at: datetime) -> None:
    groups = opened.groups[:TRIED]
    told.tried, told.is_whole = len(groups), is_all and len(groups) == len(opened.groups)
    if not groups:
        told.problem = say("The file has column names but no rows.")
        return
    told.rows = _rows(opened)
    try:
        with transaction.atomic():
            told.trial = opened.reader.take(groups, by=by, at=at)
            raise _TakeBack
    except _TakeBack:
        return


def _rows(opened: Opened) -> list[Any]:
    """The first groups that can be read, as people know them."""
    found = []
    for group in opened.groups[:TRIED]:
        try:
            item = opened.reader.read(group)
        except BadRows:
            continue
        found.append(_shown(item) if isinstance(item, NewOrder) else item)
        if len(found) == SHOWN:
            break
    return found


def _shown(order: NewOrder) -> ShownOrder:
    buyer = order.buyer
    goods = sum((line.quantity * line.unit_price_rub for line in order.lines), Decimal(0))
    return ShownOrder(
        number=order.number,
        ordered_at=order.ordered_at,
        paid_at=order.paid_at,
        cancelled=order.cancelled_at is not None,
        receiver=mask_name(buyer.name),
        phone=last_digits(buyer.phone),
        place=" ".join(filter(None, (order.postal_code, order.city))),
        lines=order.lines,
        total_rub=goods + sum((line.shipping_rub for line in order.lines), Decimal(0)),
    )


def columns_of(run: ImportRun) -> list[tuple[Any, str]]:
    """Our columns of such a file, each with the file's own that was mapped to it."""
    return [(column, run.columns.get(column.name, "")) for column in COLUMNS[run.kind]]
