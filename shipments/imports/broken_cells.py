"""Cells of a sheet whose formula is broken: the library leaves them empty, here they are seen."""

import html
import re
import zipfile
from collections.abc import Iterator

_SHEET = re.compile(r'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_LINK = re.compile(r"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(Id|Target)="([^"]*)"')
_BROKEN = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?:(?!</c>).)*?<v>([^<]{1,40})</v>',
    re.DOTALL,
)
# Row and column, both from 1, and what stands there, such as #REF!.
BrokenCell = tuple[int, int, str]
_CHUNK, _OVERLAP = 4 * 1024 * 1024, 64 * 1024


def broken_cells(archive: zipfile.ZipFile) -> dict[str, list[BrokenCell]]:
    """The broken cells of each sheet by its name."""
    found = {}
    for name, path in _parts(archive).items():
        if path in archive.NameToInfo:
            found[name] = list(dict.fromkeys(_of_sheet(archive, path)))
    return found


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


def _of_sheet(archive: zipfile.ZipFile, path: str) -> Iterator[BrokenCell]:
    with archive.open(path) as part:
        tail = b""
        while chunk := part.read(_CHUNK):
            text = tail + chunk
            if b't="e"' in text:
                for letters, row, value in _BROKEN.findall(text):
                    yield int(row), column_number(letters), value.decode(errors="replace")
            tail = text[-_OVERLAP:]
