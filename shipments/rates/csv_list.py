"""Rates in a table (CSV): day, currency, roubles, and for how many units."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shipments.errors import BadMessage
from shipments.rates.cbr import CURRENCY, MAX_BYTES, SHOWN, number_of
from shipments.rates.listed import Listed, Rate, RowFault, exactly
from shipments.sentences import say

HEAD = ("day", "currency", "rate", "nominal")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DOTS = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)


def read_csv(data: bytes) -> Listed:
    """The rates of a table whose head names day, currency, rate and, where it likes, nominal.

    A day is 2026-09-12 or 12.09.2026. Raises BadMessage for what is no such table.
    """
    rows = _rows(data)
    head = [cell.strip().lower() for cell in (next(rows, None) or [])]
    if set(head) - set(HEAD) or not set(HEAD[:3]) <= set(head) or len(set(head)) != len(head):
        text = say("The first line names the columns: day, currency, rate, and nominal if needed.")
        raise BadMessage("not_rates", text)
    found = Listed()
    try:
        for cells in rows:
            _take(cells, head, rows.line_num, found)
    except csv.Error:
        text = say("Line %(line)s is no line of a table.", line=rows.line_num)
        raise BadMessage("not_rates", text) from None
    return found


def _rows(data: bytes) -> Any:
    """The reader of the csv module, which has no public type."""
    if len(data) > MAX_BYTES:
        text = say("The file is above %(most)s bytes.", most=MAX_BYTES)
        raise BadMessage("message_too_large", text)
    try:
        table = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadMessage("not_text", say("The file is not text in UTF-8.")) from None
    if "\0" in table:
        raise BadMessage("not_text", say("The file is not text in UTF-8."))
    first = table.partition("\n")[0]
    mark = max(";\t,", key=first.count)
    return csv.reader(table.splitlines(keepends=True), delimiter=mark, strict=True)


def _take(cells: Sequence[str], head: Sequence[str], line: int, found: Listed) -> None:
    if not any(cell.strip() for cell in cells):
        return
    try:
        found.rates.append(_rate(cells, head))
    except BadMessage as bad:
        found.faults.append(RowFault(line, " · ".join(cells)[:SHOWN], bad.sentence))


def _rate(cells: Sequence[str], head: Sequence[str]) -> Rate:
    if len(cells) != len(head):
        text = say("The line has %(n)s cells, not %(wanted)s.", n=len(cells), wanted=len(head))
        raise BadMessage("bad_row", text)
    row = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
    if not CURRENCY.fullmatch(row["currency"]) or row["currency"] == "RUB":
        raise BadMessage(
            "bad_currency", say("“%(text)s” is no currency.", text=row["currency"][:20])
        )
    units = number_of(row["nominal"]) if row.get("nominal") else Decimal(1)
    return Rate(row["currency"], _day(row["day"]), exactly(number_of(row["rate"]), units))


def _day(text: str) -> date:
    iso, dots = _ISO.fullmatch(text), _DOTS.fullmatch(text)
    parts = iso.groups() if iso else dots.groups()[::-1] if dots else ()
    try:
        return date(*map(int, parts))
    except (TypeError, ValueError):
        raise BadMessage(
            "bad_time", say("“%(text)s” is no day of rates.", text=text[:20])
        ) from None
