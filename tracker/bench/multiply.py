"""A small real world made a thousandfold by SQL: same shapes and shares, a million orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

# Statements for one copy of the world write about as much as the demo holds.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Growing:
    """A table that grows; `rows` is a condition on the rows copied, `most` how many copies."""

    name: str
    rows: str = "true"
    most: int = 1_000_000

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.name)


# What grows with the orders, in the order of their foreign keys.
WORLD = [
    Growing("shipments.Order"),
    Growing("shipments.Receiver"),
    Growing("shipments.OrderLine"),
    Growing("shipments.Payment"),
    Growing("shipments.Parcel"),
    Growing("shipments.ParcelItem"),
    Growing("shipments.Containment"),
    Growing("shipments.Case"),
    Growing("shipments.CaseParcel"),
    Growing("shipments.Hold", rows="parcel_id IS NOT NULL"),
    Growing("shipments.StockMove"),
    Growing("customs.ExportDeclaration"),
    Growing("customs.ImportLine"),
    Growing("customs.DutyPayment"),
    Growing("customs.Receipt", most=AT_ONCE),
    Growing("shipments.Event", rows="parcel_id IS NOT NULL", most=AT_ONCE),
    Growing("shipments.BuyerNotice", most=AT_ONCE),
    Growing("shipments.OutboxEvent", most=AT_ONCE),
    Growing("shipments.UnmappedEvent", most=AT_ONCE),
]


def multiply(times: int, tables: Sequence[Growing] = WORLD) -> None:
    """Lay the tables so many times more: every parcel, order, event with keys of its own.

    Rows of other tables stay as few as they were: a flight then holds a thousandfold.
    """
    taken = {table.model: _span(table.model) for table in tables}
    steps = {model: step for model, (step, _highest) in taken.items()}
    for table in tables:
        for first, last in _spans(min(times, table.most)):
            _copy(table, steps, first, last, taken[table.model][1])
        _go_on_after(table.model)


def _spans(times: int) -> Iterator[tuple[int, int]]:
    for first in range(1, times + 1, AT_ONCE):
        yield first, min(times, first + AT_ONCE - 1)


def _span(model: type[models.Model]) -> tuple[int, int]:
    """How many keys the rows take, from the lowest to the highest, and the highest."""
    found = model._default_manager.aggregate(low=models.Min("pk"), high=models.Max("pk"))
    low, high = found["low"] or 0, found["high"] or 0
    return high - low + 1, high


def _copy(table: Growing, steps: dict[type, int], first: int, last: int, highest: int) -> None:
    own = _own(table.model, steps)
    columns = [column for column in table.model._meta.concrete_fields if not column.generated]
    names = ", ".join(f'"{column.column}"' for column in columns)
    values = ", ".join(_value(column, column.name in own, steps) for column in columns)
    name = table.model._meta.db_table
    sql = (
        f'INSERT INTO "{name}" ({names}) SELECT {values} FROM "{name}" AS t, '
        f"generate_series(%s, %s) AS k WHERE t.id <= %s AND {table.rows}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first, last, highest])


def _own(model: type[models.Model], steps: dict[type, int]) -> set[str]:
    """The fields that must differ from copy to copy, as no shifted key sets their rows apart."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    groups: list[Sequence[str]] = [(name,) for name, field in columns.items() if field.unique]
    groups += [
        rule.fields for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)
    ]
    found = set()
    for group in groups:
        fields = [columns[name] for name in group]
        if fields and not any(
            field.primary_key or field.related_model in steps for field in fields
        ):
            found.add(next(field.name for field in fields if not field.related_model))
    return found


def _value(column: models.Field, is_own: bool, steps: dict[type, int]) -> str:
    """The column as the k-th copy has it."""
    name = f't."{column.column}"'
    grows = column.model if column.primary_key else column.related_model
    if grows in steps:
        return f"{name} + k * {steps[grows]}"
    if not is_own:
        return name
    if isinstance(column, models.IntegerField):
        return f"{name} + k * {steps[column.model]}"
    # What is empty is no name that two rows could share.
    return (
        f"CASE WHEN {name} = '' THEN '' "
        f"ELSE left({name}, {column.max_length} - 1 - length(k::text)) || '-' || k END"
    )


def _go_on_after(model: type[models.Model]) -> None:
    """New rows get keys after the copied ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), "
            f'(SELECT max(id) FROM "{model._meta.db_table}"))'
        )
