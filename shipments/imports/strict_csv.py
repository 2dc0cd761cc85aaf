"""CSV read strictly: an open quote is refused where it opens, and swallows no row."""

import csv
import io
import re
from collections.abc import Collection, Iterator
from itertools import islice

from shipments.errors import BadInput
from shipments.imports.heads import DEPTH, Line, find_head
from shipments.sentences import Sentence, say

DELIMITERS = (",", ";", "\t", "|")
# What a table may hold: columns, and its rows times them. Some hundred thousand rows of orders.
MAX_COLUMNS, MAX_CELLS = 1_000, 8_000_000
_SEP = re.compile(r'\ufeff?"?sep=(.)"?[,;\t|]*\r?\n', re.IGNORECASE)
csv.field_size_limit(1024 * 1024)


def read_lines(text: str, known: Collection[str], delimiter: str = "") -> tuple[list[Line], str]:
    """All rows of a CSV and its delimiter, the line "sep=;" of Excel skipped. Raises BadInput."""
    if delimiter and delimiter not in DELIMITERS:
        raise BadInput("bad_delimiter", say("Choose a delimiter from the list."))
    told = _SEP.match(text)
    start = told.end() if told else 0
    if told and told[1] in DELIMITERS:
        delimiter = delimiter or told[1]
    delimiter = delimiter or _delimiter(text[start:], known)
    return list(_lines(text[start:], delimiter, 1 if told else 0)), delimiter


def check_size(columns: int, cells: int) -> None:
    """Raises BadInput for a table wider or larger than we take."""
    if columns > MAX_COLUMNS:
        text = say(
            "The table has more than %(most)s columns: leave only those that are needed.",
            most=MAX_COLUMNS,
        )
        raise BadInput("too_large", text)
    if cells > MAX_CELLS:
        raise BadInput("too_large", say("The table has more cells than we take: split it."))


def _delimiter(text: str, known: Collection[str]) -> str:
    """The one under which the first rows hold most known names, else are most alike."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text[:20_000], known, delimiter))


def _fit(text: str, known: Collection[str], delimiter: str) -> tuple[int, int, int]:
    """Known names, rows as long as the head, cells of the head."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = [Line(0, cells) for cells in islice(reader, DEPTH)]
    head = find_head(lines, known)
    if head is None or len(head.names) < 2:
        return (head.hits if head else 0, 0, 0)
    width = len(lines[head.place].cells)
    alike = sum(len(line.cells) == width for line in lines[head.place :])
    return head.hits, alike, len(head.names)


def _lines(text: str, delimiter: str, before: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins, count = 1, 0
    try:
        for cells in reader:
            count += max(len(cells), 1)
            check_size(len(cells), count)
            yield Line(before + begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        record = list(islice(io.StringIO(text, newline=""), begins - 1, reader.line_num))
        line = before + begins + _place_of_open_quote(record)
        raise BadInput("broken_csv", _sentence(line, len(record), error)) from error


def _place_of_open_quote(record: list[str]) -> int:
    """In which line of a record the quote opens that is not closed rightly."""
    opened, is_open = 0, False
    for place, line in enumerate(record):
        if line.count('"') % 2:
            opened, is_open = (place, True) if not is_open else (opened, False)
    return opened


def _sentence(line: int, lines: int, error: csv.Error) -> Sentence:
    if "field larger" in str(error) and lines == 1:
        return say("Line %(line)s: a cell is longer than a million characters.", line=line)
    return say(
        'Line %(line)s: a quote is not closed. A quote inside a cell is written twice: "".',
        line=line,
    )
