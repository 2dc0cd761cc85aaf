"""Files that are no tables, or hold what no database keeps."""

import pytest

from shipments.errors import BadInput
from shipments.imports.table import read_table
from tests.shipments.imports.books import book, sheet


def test_a_sheet_is_read_as_text():
    table = read_table(sheet(("sku", "note"), ("A", "b")))

    assert [row.cells for row in table.rows] == [{"sku": "A", "note": "b"}]


def test_a_nul_that_excel_spells_out_is_dropped():
    [row] = read_table(sheet(("sku",), ("A_x0000_B",))).rows

    assert row.cells == {"sku": "AB"}


def test_a_nul_far_down_a_csv_is_seen():
    with pytest.raises(BadInput):
        read_table(b"sku,note\n" + b"A,b\n" * 5_000 + b"A,\x00\n")


KNOWN = ("sku", "note", "order_number", "Paid at", "paid_at", "Name")


def cells(content: bytes, **options) -> list[dict[str, str]]:
    return [row.cells for row in read_table(content, KNOWN, **options).rows]


def test_an_open_quote_is_refused_with_the_line_where_it_opens():
    content = 'sku,note\nA,"two\nlines"\nB,"open\nC,fine\nD,"shut"\n'

    with pytest.raises(BadInput, match="Line 4: a quote is not closed"):
        read_table(content.encode(), KNOWN)


@pytest.mark.parametrize("bad", ['B,"open', 'B,"shut" late', 'B,"a"b"\nC,c'])
def test_a_quote_that_is_not_closed_rightly_is_refused_at_the_interface(bad):
    with pytest.raises(BadInput, match="Line 3: a quote is not closed"):
        read_table(f"sku,note\nA,a\n{bad}\n".encode(), KNOWN)


def test_a_quote_closed_a_row_too_late_swallows_no_row_unseen():
    rows = list(read_table(b'sku,a,b,note\nA,1,"2,x\nB,1,2",y\nC,1,2,z\n', KNOWN).rows)

    assert [bool(row.fault) for row in rows] == [True, False]


def test_equal_heads_are_refused_by_name():
    with pytest.raises(BadInput, match="note"):
        read_table(b"sku,note, NOTE\nA,1,2\n", KNOWN)


@pytest.mark.parametrize("row", ["A,1,2", "A,1,", "A"])
def test_a_row_of_another_length_has_a_fault_and_the_others_have_none(row):
    rows = list(read_table(f"sku,note\n{row}\nB,1\n".encode(), KNOWN).rows)

    assert [bool(one.fault) for one in rows] == [True, False]
    assert rows[0].cells["sku"] == "A"


def test_blank_rows_are_no_rows_and_lines_are_counted_as_a_person_counts():
    rows = list(read_table(b'sku,note\n,\n\nA,"1\n2"\n  ,\nB,1\n', KNOWN).rows)

    assert [(row.line, row.get("sku")) for row in rows] == [(4, "A"), (7, "B")]


def test_a_title_above_the_head_is_no_head():
    table = read_table(b"Orders of November 2026,,\n\nsku,order_number,note\nA,1,x\n", KNOWN)

    assert (table.head_line, table.header) == (3, ["sku", "order_number", "note"])
    assert [row.line for row in table.rows] == [4]


def test_a_head_that_was_sorted_among_the_rows_is_refused():
    with pytest.raises(BadInput, match="Line 1 stands above"):
        read_table(b"A,17,x\nsku,order_number,note\nB,18,y\n", KNOWN)


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;\r"])
def test_the_line_that_tells_excel_the_delimiter_is_skipped(first):
    table = read_table(f"\ufeff{first}\nsku;note\nA;1,5\n".encode(), KNOWN)

    assert (table.delimiter, table.head_line) == (";", 2)
    assert [row.cells for row in table.rows] == [{"sku": "A", "note": "1,5"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "cp1251", "utf-16"])
def test_encodings_and_delimiters_are_recognised(encoding, delimiter):
    text = delimiter.join(["order_number", "sku", "note"]) + "\n"
    text += delimiter.join(["1", "A", "привет, мир; это" if delimiter in "\t|" else "привет"])
    [row] = cells(text.encode(encoding))

    assert row["note"].startswith("привет")


def test_a_delimiter_within_the_names_is_no_delimiter():
    content = "Номер;Товар, шт;Цена, руб\n1;A;1,50\n2;B;2,50\n"

    assert read_table(content.encode(), KNOWN).delimiter == ";"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unicode_text_of_excel_is_read(encoding):
    content = "\ufeffsku\tnote\r\nA\tпривет\r\n".encode(encoding)

    assert cells(content) == [{"sku": "A", "note": "привет"}]


def test_an_encoding_and_a_delimiter_can_be_told():
    content = "sku,note\nA,привет\n".encode("cp1251")

    assert cells(content, encoding="cp1251", delimiter=",") == [{"sku": "A", "note": "привет"}]
    with pytest.raises(BadInput, match="Line 2 is not written in UTF-8"):
        read_table(content, KNOWN, encoding="utf-8-sig")
    with pytest.raises(BadInput):
        read_table(content, KNOWN, encoding="latin-1")
    with pytest.raises(BadInput):
        read_table(content, KNOWN, delimiter="x")


def test_a_file_of_two_encodings_is_refused_with_the_line():
    good = "A,Петрова Анна Ильинична Екатеринбург\n" * 5
    content = ("sku,note\n" + good).encode() + "B,Иванов".encode("cp1251") + b"\n"

    with pytest.raises(BadInput, match="Line 7 is not written in UTF-8"):
        read_table(content, KNOWN)


def test_heads_are_known_in_any_case_and_spacing():
    table = read_table(b" SKU ,Order  Number,NOTE,Colour\nA,1,x,red\n", KNOWN)

    assert table.header == ["sku", "order_number", "note", "Colour"]


@pytest.mark.parametrize(
    ("head", "spelled"),
    [("NAME,PAID AT", ["Name", "Paid at"]), ("SKU,NOTE,PAID AT", ["sku", "note", "paid_at"])],
)
def test_a_head_of_two_spellings_goes_with_its_neighbours(head, spelled):
    assert read_table(f"{head}\n1,2,3\n".encode(), KNOWN).header == spelled


def test_a_cell_under_no_head_is_a_fault_and_a_column_without_a_name_is_numbered():
    table = read_table(b",sku,note,\n0,A,x,\n1,B,y,z\n", KNOWN)

    assert table.header == ["(1)", "sku", "note"]
    assert [bool(row.fault) for row in table.rows] == [False, True]


def test_a_column_of_nothing_is_no_column():
    assert read_table(b",sku,,note\n,A,,x\n", KNOWN).header == ["sku", "note"]


def test_the_sheet_that_holds_the_table_is_found():
    content = book([[("Fill in the second sheet",)], [("sku", "note"), ("A", "x")]])

    table = read_table(content, KNOWN)

    assert (table.sheet, [row.cells for row in table.rows]) == ("s2", [{"sku": "A", "note": "x"}])


def test_two_sheets_of_rows_are_refused_by_name():
    rows = [("sku", "note"), ("A", "x")]

    with pytest.raises(BadInput, match="s1, s2"):
        read_table(book([rows, rows]), KNOWN)


def test_another_sheet_of_fewer_columns_is_not_dropped_in_silence():
    first = [("sku", "note", "order_number"), ("A", "x", "1")]
    second = [("sku", "order_number"), ("B", "2")]

    with pytest.raises(BadInput, match="s1, s2"):
        read_table(book([first, second]), KNOWN)


def test_a_title_of_two_cells_is_no_head_of_names_we_do_not_know():
    content = "Отчёт;ноябрь;;;\nnote;RUB;;;\nНомер;Товар;Штук;Цена;Валюта\n1;A;2;5;RUB\n"
    table = read_table(content.encode(), KNOWN)

    assert table.header[0] == "Номер"


def test_a_hidden_sheet_is_not_read():
    rows = [("sku", "note"), ("A", "x")]

    assert read_table(book([rows, rows], hidden=2), KNOWN).sheet == "s1"


def test_merged_cells_are_filled_down():
    content = sheet(("order_number", "sku"), ("1", "A"), ("", "B"), ("2", "C"), merged="A2:A3")

    rows = list(read_table(content, KNOWN).rows)

    assert [row.get("order_number") for row in rows] == ["1", "1", "2"]
    assert [sorted(row.filled) for row in rows] == [[], ["order_number"], []]


def test_a_number_of_a_sheet_is_what_a_person_sees():
    [row] = read_table(sheet(("sku", "note"), (7803.0, 0.1 + 0.2)), KNOWN).rows

    assert row.cells == {"sku": "7803", "note": "0.3"}


def test_a_number_of_more_digits_than_a_sheet_keeps_is_seen_to_be_damaged():
    [row] = read_table(sheet(("sku", "note"), (8190000000000001, "x")), KNOWN).rows

    assert row.cells["sku"] == "8.19000000000000E+15"


def test_a_sheet_that_says_it_is_endless_is_read_by_what_it_holds():
    [row] = read_table(sheet(("sku", "note"), ("A", "x"), dimension="A1:XFD1048576"), KNOWN).rows

    assert row.cells == {"sku": "A", "note": "x"}


def test_a_broken_formula_is_seen_and_not_taken_for_an_empty_cell():
    [row] = read_table(sheet(("sku", "note"), ("A", "#REF!")), KNOWN).rows

    assert row.cells == {"sku": "A", "note": "#REF!"}


def test_two_sheets_of_unknown_heads_are_refused_too():
    rows = [("Номер", "Товар", "Штук"), ("1", "A", "2")]

    with pytest.raises(BadInput, match="s1, s2"):
        read_table(book([rows, rows]), KNOWN)
