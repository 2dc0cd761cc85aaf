"""Rows of a file grouped into orders; rows that cannot be one order come with what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shipments.imports.cleaning import Unread, identifier, plain
from shipments.imports.layouts.draft import Layout
from shipments.imports.reading import Fault
from shipments.imports.table import Row
from shipments.sentences import Sentence, say


@dataclass(slots=True)
class Group:
    """The rows of one order in the order of the file, and why they cannot be one order."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def group_rows(layout: Layout, rows: Iterable[Row]) -> list[Group]:
    """Rows by order, in the order of the file; rows of one order may stand apart.

    Every row is in exactly one group.
    """
    found: dict[tuple[str, str], Group] = {}
    before: Group | None = None
    for row in rows:
        key = key_of(layout, row)
        if key[1]:
            group = found.setdefault(key, Group())
        else:
            group = found.setdefault(("", f"\n{row.line}"), Group())
            _refuse_without_number(layout, group, row, before)
        group.rows.append(row)
        before = group
    _refuse_half_owned(layout, found)
    for group in found.values():
        group.faults += _faults(layout, group.rows)
    return list(found.values())


def key_of(layout: Layout, row: Row) -> tuple[str, str]:
    """Whose order a row is of, and its number without marks; "" where it has none."""
    number = next((cell for name in layout.numbers if (cell := row.get(name))), "")
    return _clean(row.get(layout.owner)), _clean(number)


def _clean(cell: str) -> str:
    try:
        return identifier(cell)
    except Unread:
        return plain(cell)


def _damaged(layout: Layout, row: Row) -> list[Fault]:
    """What is wrong with the very names of an order: then no rows can be called one order."""
    faults = []
    for column in (*layout.numbers, layout.owner):
        try:
            identifier(row.get(column))
        except Unread as unread:
            faults.append(Fault(row.line, column, unread.reason))
    return faults


def _refuse_without_number(layout: Layout, group: Group, row: Row, before: Group | None) -> None:
    """A row without a number may belong to the order above it: neither can be taken."""
    column = layout.numbers[0]
    group.faults.append(Fault(row.line, column, say("The order's number is missing.")))
    if before is not None and not layout.is_one_row:
        text = say(
            "Line %(line)s below has no order number and may belong to this order.", line=row.line
        )
        before.faults.append(Fault(before.rows[-1].line, column, text))


def _refuse_half_owned(layout: Layout, found: dict[tuple[str, str], Group]) -> None:
    """Rows of one number of which some name a seller and some do not cannot be told apart."""
    owned = {number: group for (owner, number), group in found.items() if owner}
    for (owner, number), group in found.items():
        if not owner and number in owned:
            text = say("Other rows of this number name the seller: name him in every row.")
            for item in (group, owned[number]):
                item.faults.append(Fault(item.rows[0].line, layout.owner, text))


def _faults(layout: Layout, rows: list[Row]) -> list[Fault]:
    if damaged := [fault for row in rows for fault in _damaged(layout, row)]:
        return damaged
    faults = [Fault(row.line, "", row.fault) for row in rows if row.fault]
    faults += [
        Fault(row.line, column, say("A merged cell: write price and quantity in each row."))
        for row in rows
        for column in sorted(row.filled & layout.line)
    ]
    if len(rows) > 1 and layout.is_one_row:
        lines = ", ".join(str(row.line) for row in rows)
        text = say("One order stands in lines %(lines)s; here an order is one row.", lines=lines)
        faults.append(Fault(rows[0].line, layout.numbers[0], text))
    elif len(rows) > 1:
        faults += _disagreements(layout, rows)
    return faults


def _disagreements(layout: Layout, rows: list[Row]) -> list[Fault]:
    """The columns of an order in which a further row says something else than the first."""
    same = layout.line.union(layout.numbers, {layout.owner})
    columns = [name for name in rows[0].cells if name in layout.reads and name not in same]
    first = {name: _said(rows[0], name) for name in columns}
    return [
        Fault(row.line, name, _differs(rows[0].line))
        for row in rows[1:]
        for name in _differing(layout, first, {name: _said(row, name) for name in columns})
    ]


def _differing(layout: Layout, first: dict[str, str], other: dict[str, str]) -> list[str]:
    """Empty cells agree where all of a row's cells are empty, or where the layout leaves them."""
    if not any(other.values()):
        return []
    return [
        name
        for name, said in other.items()
        if said != first[name] and (said or not layout.is_sparse)
    ]


def _said(row: Row, name: str) -> str:
    return plain(row.cells.get(name, "")).casefold()


def _differs(line: int) -> Sentence:
    return say("Not the same as in line %(line)s, though the order's number is.", line=line)
