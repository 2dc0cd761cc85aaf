"""What our own files guard comes back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from shipments.imports.guard import guarded, unguarded
from shipments.imports.table import read_table
from tests.shipments.imports.reads import PLAIN, lines_of, read_orders, written


@given(st.text(st.sampled_from("'=+-@\t\r 1a."), max_size=6))
def test_whatever_is_guarded_comes_back_the_same(cell):
    assert unguarded(guarded(cell)) == cell


def test_a_file_of_refused_rows_comes_back_as_it_was():
    row = PLAIN | {
        "sku": "'-MUG",
        "note": "'- позвонить",
        "buyer_phone": "'+7 943 000-22-01",
        "reason": "quantity: 0",
    }
    [order] = read_orders(written([row])).orders.values()

    assert lines_of(order)[0][0] == "-MUG"
    assert (order.note, order.buyer.phone) == ("- позвонить", "+79430002201")


def test_the_column_of_reasons_is_no_column_of_the_file():
    table = read_table(written([PLAIN | {"reason": "x"}]), tuple(PLAIN))

    assert table.header == list(PLAIN)
    assert "reason" not in next(iter(table.rows)).cells


def test_a_note_of_another_file_keeps_its_sign():
    [order] = read_orders(written([PLAIN | {"note": "'- позвонить"}])).orders.values()

    assert order.note == "'- позвонить"
