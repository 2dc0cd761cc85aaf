"""What the import commands print and how they end."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.shop import make_product
from tests.shipments.imports.test_actions import csv, row

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def given(anna, tmp_path, capsys):
    """Import rows by the command: its exit code, and the lines it printed."""
    make_product(anna.seller_id)

    def give(*rows: str) -> tuple[int, list[str]]:
        path = Path(tmp_path) / "orders.csv"
        path.write_bytes(csv(*rows))
        code = 0
        try:
            call_command("import_orders", str(path))
        except SystemExit as end:
            code = int(end.code or 0)
        return code, capsys.readouterr().out.splitlines()

    return give


def test_each_row_is_accounted_for_before_the_last_line(given, tmp_path):
    given(row("old"), row("other", paid_at=""))

    code, lines = given(
        row("old"), row("other"), row("new"), row("old-2", quantity="x"), row("new", sku="")
    )

    assert code == 0
    assert lines == [
        f"refused rows: {tmp_path / 'orders.csv.errors.csv'}",
        "orders changed 1, differing 0",
        "rows 5 = created 0 + repeated 1 + changed 1 + differing 0 + refused 3",
        "orders created 0, repeated 1, refused 2, lines 0, total RUB 0.00",
    ]


def test_rows_that_differ_are_written_beside_the_file(given, tmp_path):
    given(row("1"))

    code, lines = given(row("1", quantity="5"))

    assert code == 0
    assert lines[1:3] == [
        "orders changed 0, differing 1",
        "rows 1 = created 0 + repeated 0 + changed 0 + differing 1 + refused 0",
    ]
    assert "reason" in (tmp_path / "orders.csv.errors.csv").read_text("utf-8-sig")


def test_where_all_is_refused_the_command_fails(given):
    code, lines = given(row("1", quantity="x"))

    assert code == 1
    assert lines[-1] == "orders created 0, repeated 0, refused 1, lines 0, total RUB 0.00"
