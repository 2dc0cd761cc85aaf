"""Files made to stop whoever parses them."""

import io
import zipfile
from collections.abc import Callable, Mapping

from tests.shipments.imports.books import MAIN, book

HEAD = '<c r="A1" t="inlineStr"><is><t>sku</t></is></c>'


def far(cell: str) -> bytes:
    """A sheet of two cells that is as large as the place of the second."""
    row = "".join(filter(str.isdigit, cell))
    one = f'<c r="{cell}"><v>1</v></c>'
    rows = one if row == "1" else f'</row><row r="{row}">{one}'
    return _sheet(f'<row r="1">{HEAD}{rows}</row>')


def far_in_disguise() -> bytes:
    """The same, written so that our own look at it finds no place."""
    cell = "<c r='&#88;FD1048576'><v>1</v></c>"
    return _sheet(f'<row r="1">{HEAD}</row><row r="1048576">{cell}</row>')


def dense(rows: int, columns: int) -> bytes:
    """A sheet of so many cells without places, each one digit."""
    row = "<row>" + "<c><v>1</v></c>" * columns + "</row>"
    return _sheet(f'<row r="1">{HEAD}</row>' + row * rows)


def long_cell(megabytes: int) -> bytes:
    return _sheet(f'<row r="1">{HEAD}<c t="str"><v>{"x" * (megabytes << 20)}</v></c></row>')


def shared_string(times: int, megabytes: int) -> bytes:
    """One long text that many cells name."""
    cells = '<c t="s"><v>0</v></c>' * times
    text = f'<sst xmlns="{MAIN}" count="1"><si><t>{"x" * (megabytes << 20)}</t></si></sst>'
    return _sheet(f'<row r="1">{HEAD}{cells}</row>', {"xl/sharedStrings.xml": text})


def merged(rows: int, kilobytes: int) -> bytes:
    """One long text that a merged cell gives to each of so many rows."""
    one = f'<c r="B2" t="str"><v>{"x" * (kilobytes << 10)}</v></c>'
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c>{one if n == 2 else ""}</row>'
        for n in range(2, rows + 2)
    )
    head = f'<row r="1">{HEAD}<c r="B1" t="str"><v>note</v></c></row>'
    text = f'{head}{cells}</sheetData><mergeCells><mergeCell ref="B2:B{rows + 1}"/></mergeCells>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{text}</worksheet>'
    return _book({"xl/worksheets/sheet1.xml": sheet})


def deep(levels: int) -> bytes:
    return _sheet("<row>" * levels + HEAD + "</row>" * levels)


def _sheet(data: str, more: Mapping[str, str] | None = None) -> bytes:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
    return _book({"xl/worksheets/sheet1.xml": sheet, **(more or {})})


def _book(parts: dict[str, str]) -> bytes:
    least, file = zipfile.ZipFile(io.BytesIO(book([[("sku",)]]))), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in least.namelist():
            archive.writestr(name, parts.pop(name, None) or least.read(name))
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


# Each must be refused within the memory a small file is given; none is a table that we would take.
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "last cell of a sheet": lambda: far("XFD1048576"),
    "thousand columns, 100,000 rows": lambda: far("ALL100000"),
    "thousand columns, 10,000 rows": lambda: far("ALL10000"),
    "last column": lambda: far("XFD1"),
    "a place in disguise": far_in_disguise,
    "a million cells without places": lambda: dense(300, 5_000),
    "one long cell": lambda: long_cell(40),
    "one long text named often": lambda: shared_string(100_000, 1),
    "one long text merged over many rows": lambda: merged(100_000, 30),
    "10,000 columns": lambda: b"sku," * 10_000 + b"\n1",
    "four million lines of nothing": lambda: b"sku,note\n" + b"\n" * 4_000_000,
    "an open quote": lambda: b'sku,note\nA,"' + b"x,y\n" * 10_000_000,
    "a quote a row": lambda: b"sku,note\n" + b'A,"x\n' * 8_000_000,
}
