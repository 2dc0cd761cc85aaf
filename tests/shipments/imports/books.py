"""The least an Excel file can be, for these tests."""

import io
import zipfile
from string import ascii_uppercase

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(*rows: tuple, **more: str) -> bytes:
    """The least an Excel file can be of one sheet; cells are XML as written, or numbers."""
    return book([rows], **more)


def book(
    sheets: list, *, merged: str = "", dimension: str = "", hidden: int | None = None
) -> bytes:
    """The least an Excel file can be; `merged` and `dimension` are those of the first sheet."""
    numbers = range(1, len(sheets) + 1)
    places = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    names = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"{_state(n, hidden)}/>' for n in numbers
    )
    parts = {
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _links(places),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets>'
        "</workbook>",
    }
    for n, rows in zip(numbers, sheets, strict=True):
        first = n == 1
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(
            rows, merged if first else "", dimension if first else ""
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def _state(number: int, hidden: int | None) -> str:
    return ' state="hidden"' if number == hidden else ""


def _links(places: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(places, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'


def _sheet(rows, merged: str, dimension: str) -> str:
    cells = "".join(
        f'<row r="{n}">'
        + "".join(_cell(f"{ascii_uppercase[at]}{n}", cell) for at, cell in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    size = f'<dimension ref="{dimension}"/>' if dimension else ""
    merges = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}">{size}<sheetData>{cells}</sheetData>{merges}</worksheet>'


def _cell(place: str, cell: str | float) -> str:
    if isinstance(cell, str) and cell.startswith("#"):
        return f'<c r="{place}" t="e"><f>A1</f><v>{cell}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'
