"""Reading single cells: numbers, moments, phones; a cell that cannot be read names its column."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime

from shipments.sentences import Sentence, say

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_DIGITS = re.compile(r"\D")
CANCELLED_NOTES = {
    "заказ отменён",
    "заказ отменен",
    "cancelled",
    "canceled",
    "已取消",
    "订单已取消",
}


class BadCell(Exception):
    """A cell that cannot be read: its column and what is wrong."""

    def __init__(self, column: str, reason: Sentence) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def amount(cells: Mapping[str, str], column: str, *, empty: Decimal | None = None) -> Decimal:
    """Roubles such as "1 234,56" or "1234.56", to the kopeck at most."""
    text = _SPACES.sub("", cells.get(column, "")).replace(",", ".")
    if not text and empty is not None:
        return empty
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise BadCell(column, say("'%(text)s' is not an amount.", text=text[:40])) from error
    if not found.is_finite() or abs(found) > Decimal("1e10"):
        raise BadCell(column, say("'%(text)s' is not an amount.", text=text[:40]))
    return found.quantize(Decimal("0.01"))


def whole(cells: Mapping[str, str], column: str) -> int:
    """A whole number of pieces."""
    text = _SPACES.sub("", cells.get(column, ""))
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadCell(column, say("'%(text)s' is not a whole number of pieces.", text=text[:40]))
    return int(text)


def moment(
    cells: Mapping[str, str], column: str, zone: ZoneInfo, *, required: bool = False
) -> datetime | None:
    """A moment; one without a zone is read on the clock of `zone`."""
    text = cells.get(column, "").strip()
    if not text:
        if required:
            raise BadCell(column, say("The time is missing."))
        return None
    try:
        found = parse_datetime(text.replace(" +", "+").replace("/", "-"))
    except ValueError:
        found = None
    if found is None:
        raise BadCell(
            column, say("'%(text)s' is not a time such as 2026-11-01 12:30:00.", text=text[:40])
        )
    return found if found.tzinfo else found.replace(tzinfo=zone)


def phone(text: str) -> str:
    """A Russian phone as +7 and ten digits; another stays as typed (20 characters at most)."""
    digits = _DIGITS.sub("", text)
    if len(digits) == 11 and digits[0] in "78":
        return "+7" + digits[1:]
    if len(digits) == 10 and digits[0] == "9":
        return "+7" + digits
    return text.strip()[:20]


def is_cancelled(note: str) -> bool:
    """Whether a note is one of the phrases by which shops say that an order is cancelled."""
    return note.strip().casefold() in CANCELLED_NOTES


def rouble(cells: Mapping[str, str], column: str) -> None:
    """Refuse another currency: buyers pay in roubles."""
    text = cells.get(column, "").strip().upper()
    if text not in ("", "RUB", "RUR"):
        raise BadCell(
            column, say("The currency is %(currency)s; only RUB can be read.", currency=text[:10])
        )


def text(cells: Mapping[str, str], column: str, most: int, *, required: bool = False) -> str:
    """Text without NUL and without spaces around, cut nowhere: too long is refused."""
    found = cells.get(column, "").replace("\x00", "").strip()
    if len(found) > most:
        raise BadCell(column, say("Longer than %(most)s characters.", most=most))
    if required and not found:
        raise BadCell(column, say("This must not be empty."))
    return found
