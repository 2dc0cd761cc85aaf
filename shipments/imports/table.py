"""A file as rows of text: CSV or XLSX, its encoding and delimiter recognised. No meaning here."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineWorkbook

from shipments.errors import BadInput
from shipments.sentences import say

MAX_BYTES = 60 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
ENCODINGS = ("utf-8-sig", "gb18030", "cp1251")
DELIMITERS = ",;\t"
csv.field_size_limit(1024 * 1024)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file it begins on, and its cells by column."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(slots=True)
class Table:
    """A header, the rows below it, and how the file was written (encoding is xlsx for a sheet)."""

    header: list[str]
    rows: Iterable[Row]
    encoding: str
    delimiter: str


def read_table(content: bytes, known: Sequence[str] = ()) -> Table:
    """Recognise and open a file. `known` are columns that tell the right encoding from others.

    Raises BadInput: too large, not a table, a sheet that unpacks to a bomb.
    """
    if len(content) > MAX_BYTES:
        raise BadInput("too_large", say("The file is larger than 60 MB: split it."))
    if content[:4] == b"PK\x03\x04":
        return _read_sheet(content)
    text, encoding = _decoded(content, known)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = _header(next(reader, []))
    return Table(header, _csv_rows(reader, header), encoding, delimiter)


def _decoded(content: bytes, known: Sequence[str]) -> tuple[str, str]:
    """The text under the encoding whose header holds most known columns."""
    fits = []
    for place, encoding in enumerate(ENCODINGS):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:4000]
        known_words = sum(word in head for word in known)
        fits.append((known_words, _looks_written(text, encoding), -place, text, encoding))
    if not fits or b"\x00" in content:
        raise BadInput("not_a_table", say("This is neither a CSV file nor an Excel sheet (.xlsx)."))
    *_, text, encoding = max(fits, key=lambda fit: fit[:3])
    return text, encoding


def _looks_written(text: str, encoding: str) -> bool:
    """Whether people write so: Russian read as Chinese gives rare characters, not common ones."""
    if encoding != "gb18030":
        return True
    foreign = [char for char in text[:20_000] if ord(char) > 127]
    common = sum(_is_common(char) for char in foreign)
    return common >= 0.7 * len(foreign)


def _is_common(char: str) -> bool:
    """A character of GB 2312's first level (bytes B0 to D7), a letter or a sign."""
    return not "\u4e00" <= char <= "\u9fff" or 0xB0 <= char.encode("gb18030")[0] <= 0xD7


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(DELIMITERS, key=head.count)


def _header(cells: Sequence[str]) -> list[str]:
    header = [" ".join(cell.split()) for cell in cells]
    if not any(header):
        raise BadInput("no_header", say("The first line must name the columns."))
    return header


def _csv_rows(reader: Any, header: list[str]) -> Iterator[Row]:
    line = reader.line_num + 1
    try:
        for cells in reader:
            if any(cells):
                yield Row(line, dict(zip(header, cells, strict=False)))
            line = reader.line_num + 1
    except csv.Error as error:
        text = say("Line %(line)s: the CSV is broken (%(error)s).", line=line, error=error)
        raise BadInput("broken_csv", text) from error


def _read_sheet(content: bytes) -> Table:
    _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as error:  # calamine raises its own and plain errors for broken sheets
        raise BadInput("broken_sheet", say("The Excel sheet cannot be opened.")) from error
    if not rows:
        raise BadInput("no_header", say("The sheet is empty."))
    header = _header([_text(cell) for cell in rows[0]])
    return Table(header, _sheet_rows(rows, header), "xlsx", "")


def _refuse_bomb(content: bytes) -> None:
    try:
        sizes = [info.file_size for info in zipfile.ZipFile(io.BytesIO(content)).infolist()]
    except zipfile.BadZipFile as error:
        raise BadInput("broken_sheet", say("The Excel sheet cannot be opened.")) from error
    if sum(sizes) > MAX_UNPACKED or sum(sizes) > MAX_RATIO * len(content) + MAX_BYTES:
        raise BadInput("too_large", say("The sheet unpacks to more than we take: split it."))


def _sheet_rows(rows: list[list], header: list[str]) -> Iterator[Row]:
    for line, cells in enumerate(rows[1:], start=2):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield Row(line, dict(zip(header, texts, strict=False)))


def _text(cell: object) -> str:
    """A cell as the person sees it: 5.0 is 5, a date is ISO; without NUL, which no text holds."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell).replace("\x00", "")
