"""A run's file, opened once: decoded, its columns under our names, its rows in groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from celery.exceptions import SoftTimeLimitExceeded

from shipments.actor import Actor
from shipments.errors import BadInput, Refused
from shipments.imports.grouping import Group
from shipments.imports.inbound import InboundFile
from shipments.imports.layouts.draft import Context
from shipments.imports.layouts.registry import KNOWN
from shipments.imports.models import ImportRun
from shipments.imports.orders import OrderFile
from shipments.imports.outcome import Outcome, fault_of_ours
from shipments.imports.parsing import parse_table
from shipments.imports.products import ProductFile
from shipments.imports.sellers import SellerFile
from shipments.imports.table import Row, Table
from shipments.parties.models import Seller

Kind = ImportRun.Kind


class Reader(Protocol):
    """How a kind of file is read: its columns, its groups of rows, and what a batch comes to."""

    @property
    def name(self) -> str: ...

    @property
    def reads(self) -> frozenset[str]: ...

    def groups(self, rows: Any) -> list[Group]: ...

    def read(self, group: Group) -> Any: ...

    def take(self, groups: Sequence[Group], *, by: Actor, at: datetime) -> Outcome: ...


READERS: dict[str, Any] = {
    Kind.ORDERS: OrderFile,
    Kind.PRODUCTS: ProductFile,
    Kind.SELLERS: SellerFile,
    Kind.INBOUND: InboundFile,
}


@dataclass(slots=True)
class Opened:
    """Groups of rows and how many rows those must be; `unused` are columns nobody reads."""

    reader: Reader
    groups: list[Group]
    rows_total: int
    unused: list[str]


def table_of(run: ImportRun, *, most: int | None = None) -> Table:
    """The file's own table, parsed apart. Raises BadInput where it is none, whatever happens."""
    content = bytes(run.content or b"")
    try:
        return parse_table(
            content, KNOWN, encoding=run.encoding, delimiter=run.delimiter, most=most
        )
    except (Refused, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        raise BadInput("unreadable", fault_of_ours(error, f"import {run.number}")) from error


def renamed(run: ImportRun, name: str) -> str:
    """A column of the file by our name; nothing where another was mapped to that name."""
    ours = {theirs: ours for ours, theirs in run.columns.items()}
    if name in ours:
        return ours[name]
    return "" if name in run.columns else name


def reader_of(run: ImportRun, table: Table) -> Reader:
    """Who reads the file. Raises BadInput where its columns are not enough."""
    header = [renamed(run, name) for name in table.header]
    sellers = dict(Seller.objects.values_list("code", "pk"))
    context = Context(sellers, run.seller_id, ZoneInfo(run.timezone), day_first=run.day_first)
    return READERS[run.kind].of(run, header, context)


def open_table(run: ImportRun, table: Table) -> Opened:
    """A run's table as its kind is read. Raises BadInput where its columns are not enough."""
    reader = reader_of(run, table)
    counted = _Counted(table, run)
    groups = reader.groups(iter(counted))
    unused = [name for name in table.header if renamed(run, name) not in reader.reads]
    return Opened(reader, groups, counted.rows, unused)


class _Counted:
    """Rows under our names, counted as they pass: what is grouped must come to as many."""

    def __init__(self, table: Table, run: ImportRun) -> None:
        self.table, self.rows = table, 0
        names = {name: renamed(run, name) for name in table.header}
        self.names = {old: new for old, new in names.items() if new} if run.columns else {}

    def __iter__(self) -> Iterator[Row]:
        for row in self.table.rows:
            self.rows += 1
            yield self._named(row) if self.names else row

    def _named(self, row: Row) -> Row:
        cells = {self.names[name]: cell for name, cell in row.cells.items() if name in self.names}
        return replace(row, cells=cells)
