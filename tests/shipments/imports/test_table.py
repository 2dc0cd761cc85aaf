"""Files that are no tables, or hold what no database keeps."""

import io
import zipfile

import pytest

from shipments.errors import BadInput
from shipments.imports.table import read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(*rows: tuple[str, ...]) -> bytes:
    """The least an Excel file can be; cells are XML as written."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    link = f'<Relationship Id="r" Type="{OFFICE}/%s" Target="%s"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
    parts = {
        "_rels/.rels": links % ("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": links % ("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def test_a_sheet_is_read_as_text():
    table = read_table(sheet(("sku", "note"), ("A", "b")))

    assert [row.cells for row in table.rows] == [{"sku": "A", "note": "b"}]


def test_a_nul_that_excel_spells_out_is_dropped():
    [row] = read_table(sheet(("sku",), ("A_x0000_B",))).rows

    assert row.cells == {"sku": "AB"}


def test_a_nul_far_down_a_csv_is_seen():
    with pytest.raises(BadInput):
        read_table(b"sku,note\n" + b"A,b\n" * 5_000 + b"A,\x00\n")
