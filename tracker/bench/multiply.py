"""A small real world made a thousandfold by SQL: same shapes and shares, a million orders."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models

# Statements for one copy of the world write about as much as the demo holds.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Growing:
    """A table that grows with the orders; `own` are texts that must differ from copy to copy,
    `shift` numbers that must, `rows` a condition on the rows copied, `most` how many copies."""

    name: str
    own: tuple[str, ...] = ()
    shift: tuple[str, ...] = ()
    rows: str = "true"
    most: int = 1_000_000
    model: type[models.Model] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "model", apps.get_model(self.name))


def _growing() -> list[Growing]:
    """In the order of their foreign keys."""
    return [
        Growing("shipments.Buyer", own=("key",)),
        Growing("shipments.Order", own=("number",)),
        Growing("shipments.OrderLine"),
        Growing("shipments.Payment"),
        Growing("shipments.Parcel", own=("number", "token")),
        Growing("shipments.ParcelItem"),
        Growing("shipments.Containment"),
        Growing("shipments.Case", rows="parcel_id IS NOT NULL"),
        Growing("shipments.Hold", rows="parcel_id IS NOT NULL"),
        Growing("shipments.StockMove"),
        Growing("customs.ExportDeclaration", own=("cop_number",)),
        Growing("customs.ImportLine", shift=("position",)),
        Growing("customs.Receipt", most=AT_ONCE),
        Growing("shipments.Event", rows="parcel_id IS NOT NULL", most=AT_ONCE),
        Growing("shipments.BuyerNotice", most=AT_ONCE),
        Growing("shipments.News", most=AT_ONCE),
        Growing("shipments.NotUnderstood", own=("source_ref",), most=AT_ONCE),
    ]


def multiply(times: int) -> None:
    """Lay the world so many times more: every parcel, order, event with keys of its own.

    Flights, bags and goods stay as few as they were, so that each holds a thousandfold.
    """
    tables = _growing()
    steps = {table.model: _highest(table.model) for table in tables}
    for table in tables:
        for first, last in _spans(min(times, table.most)):
            _copy(table, steps, first, last)
        _go_on_after(table.model)


def _spans(times: int) -> Iterator[tuple[int, int]]:
    for first in range(1, times + 1, AT_ONCE):
        yield first, min(times, first + AT_ONCE - 1)


def _highest(model: type[models.Model]) -> int:
    found = model._default_manager.aggregate(most=models.Max("pk"))["most"]
    return found or 0


def _copy(table: Growing, steps: dict[type, int], first: int, last: int) -> None:
    names, values = [], []
    for column in table.model._meta.concrete_fields:
        names.append(f'"{column.column}"')
        values.append(_value(table, column, steps))
    sql = (
        f'INSERT INTO "{table.model._meta.db_table}" ({", ".join(names)}) '
        f'SELECT {", ".join(values)} FROM "{table.model._meta.db_table}" AS t, '
        f"generate_series(%s, %s) AS k WHERE t.id <= %s AND {table.rows}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first, last, steps[table.model]])


def _value(table: Growing, column: models.Field, steps: dict[type, int]) -> str:
    """The column as the k-th copy has it."""
    name = f't."{column.column}"'
    if column.primary_key:
        return f"{name} + k * {steps[table.model]}"
    if column.related_model in steps:
        return f"{name} + k * {steps[column.related_model]}"
    if column.name in table.shift:
        return f"{name} + k * {steps[table.model]}"
    if column.name in table.own:
        return f"left({name}, {column.max_length} - 1 - length(k::text)) || '-' || k"
    return name


def _go_on_after(model: type[models.Model]) -> None:
    """New rows get keys after the copied ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), "
            f'(SELECT max(id) FROM "{model._meta.db_table}"))'
        )
