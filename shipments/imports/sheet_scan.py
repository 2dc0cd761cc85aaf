"""A sheet looked through before the library opens it: how far it reaches, broken formulas."""

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

_SHEET = re.compile(r'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_LINK = re.compile(r"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(Id|Target)="([^"]*)"')
_BROKEN = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?:(?!</c>).)*?<v>([^<]{1,40})</v>',
    re.DOTALL,
)
# A cell that holds something; one that has only a colour is closed at once.
_CELL = re.compile(
    rb"<(?:\w{1,9}:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>"
)
# Row and column, both from 1, and what stands there, such as #REF!.
BrokenCell = tuple[int, int, str]
_CHUNK, _OVERLAP = 4 * 1024 * 1024, 64 * 1024


@dataclass(slots=True)
class Scan:
    """The last row and column of a sheet that hold anything, from 1, and its broken cells.

    `far` names the cell of the last column, such as XFD1.
    """

    rows: int = 0
    columns: int = 0
    far: str = ""
    broken: list[BrokenCell] = field(default_factory=list)


def scan_sheets(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """What stands in each sheet, by its name."""
    return {
        name: _of_sheet(archive, path)
        for name, path in _parts(archive).items()
        if path in archive.NameToInfo
    }


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The path of each sheet by its name."""
    try:
        book = archive.read("xl/workbook.xml").decode()
        links = archive.read("xl/_rels/workbook.xml.rels").decode()
    except (KeyError, UnicodeDecodeError):
        return {}
    targets = {}
    for link in _LINK.findall(links):
        attributes = dict(_ATTRIBUTE.findall(link))
        targets[attributes.get("Id")] = attributes.get("Target", "")
    return {
        html.unescape(name): f"xl/{targets.get(link, '').removeprefix('/xl/')}"
        for name, link in _SHEET.findall(book)
    }


def _of_sheet(archive: zipfile.ZipFile, path: str) -> Scan:
    scan, tail = Scan(), b""
    with archive.open(path) as part:
        while chunk := part.read(_CHUNK):
            _reach(scan, text := tail + chunk)
            if b't="e"' in text:
                scan.broken += _broken(text)
            tail = text[-_OVERLAP:]
    scan.broken = list(dict.fromkeys(scan.broken))
    return scan


def _reach(scan: Scan, text: bytes) -> None:
    """Widen a scan by the cells of a piece of the sheet."""
    cells = _CELL.findall(text)
    for letters, row in dict(cells).items():
        if (column := column_number(letters)) > scan.columns:
            scan.columns, scan.far = column, (letters + row).decode()
    scan.rows = max([scan.rows, *map(int, {row for _, row in cells})])


def _broken(text: bytes) -> Iterator[BrokenCell]:
    for letters, row, value in _BROKEN.findall(text):
        yield int(row), column_number(letters), value.decode(errors="replace")
