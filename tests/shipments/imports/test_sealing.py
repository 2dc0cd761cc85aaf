"""Why rows and files were refused quotes them: nobody reads it in the database."""

import pytest
from django.db import connection

from shipments.history.models import Change
from shipments.imports.models import marks_of
from shipments.imports.queries import reasons_of
from tests.shipments.imports.test_actions import csv, row, shop, take

__all__ = ["shop"]
pytestmark = pytest.mark.usefixtures("channel")
NAME = "Щербаков Юрий"


def raw(*columns: str, table: str = "rowerror") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM shipments_{table}")
        return str(cursor.fetchall())


def test_a_reason_is_read_by_people_and_not_in_the_database(shop):
    run = take(csv(row("1", quantity=NAME, unit_price=NAME), row("2", quantity="Чужой")))

    errors = list(run.errors.order_by("line"))
    told = [str(reason) for error in errors for _, reason in error.faults]
    assert NAME in told[0]
    assert len(told) == 3
    assert [error.marks for error in errors] == [marks_of(error.faults) for error in errors]
    assert NAME not in raw("reason", "further", "marks", '"row"')
    quantity, price = reasons_of(run, "refused")
    assert (quantity.column, quantity.rows, price.rows) == ("quantity", 2, 1)
    assert [NAME in str(one) for one in quantity.examples] == [True, False]


def test_of_a_file_that_is_refused_the_history_keeps_a_code_alone(shop):
    head = csv(row("1")).decode().splitlines()[0]

    run = take(f"{head},{NAME},{NAME}\n".encode())

    assert run.status == "failed"
    assert NAME in str(run.error)
    assert NAME not in raw("error", table="importrun")
    assert Change.objects.filter(new="failed").values_list("reason", flat=True)[0] == "equal_heads"
