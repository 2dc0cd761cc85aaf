"""Reading the cells of a row: what cannot be read is noted with its line and column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from shipments.imports.cleaning import Unread, identifier, is_broken, plain, tidy, unmarked
from shipments.imports.dates import read_moment
from shipments.imports.table import Row
from shipments.orders.rules import MOST, amount_of, fault_of, normal, normal_phone, pieces_of
from shipments.sentences import Sentence, say

T = TypeVar("T")
CANCELLED_NOTES = {
    "заказ отменён",
    "заказ отменен",
    "cancelled",
    "canceled",
    "已取消",
    "订单已取消",
}
RUSSIA = {
    "",
    "ru",
    "rus",
    "russia",
    "russian federation",
    "россия",
    "российская федерация",
    "рф",
    "俄罗斯",
    "俄罗斯联邦",
}
NOWHEN = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file: its line, its column ("" for the row), the reason."""

    line: int
    column: str
    reason: Sentence


class BadRows(Exception):
    """Rows that cannot be read, with everything that is wrong in them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault.reason) for fault in faults))
        self.faults = faults


def read_amount(text: str) -> Decimal:
    """A sum such as "1 234,56" or "1234.56", in hundredths at most. Raises Unread."""
    clean = unmarked(text) if text[:1] in "='" else plain(text)
    return _by_rule(amount_of, clean)


def read_pieces(text: str, rule: Callable[[str], int] = pieces_of) -> int:
    """A number that is exactly whole ("2", "2.0", "1 200"). Raises Unread."""
    return _by_rule(rule, unmarked(text))


def _by_rule(rule: Callable[[str], T], clean: str) -> T:
    try:
        return rule(clean)
    except ValueError as error:
        raise Unread(error.args[0]) from error


def phone(text: str) -> str:
    """The first Russian phone of a cell as +7 and ten digits; another stays as typed."""
    return normal_phone(unmarked(text))


def _receivers_number(text: str) -> str:
    """A number of the receiver; a broken formula stays, as a gap that a person closes."""
    return plain(text) if text.startswith("#") and is_broken(text) else identifier(text)


def is_cancelled(note: str) -> bool:
    """Whether a note is one of the phrases by which shops say that an order is cancelled."""
    return plain(note).casefold() in CANCELLED_NOTES


@dataclass(slots=True)
class Cells:
    """The cells of one row being read; a bad one is noted and reading goes on.

    `zone` is the clock of moments without an offset, `day_first` what 03/11/2026 means. Each
    method gives a stand-in for what it could not read: `faults` must be looked at in the end.
    """

    row: Row
    zone: ZoneInfo
    day_first: bool | None = None
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, column: str, reason: Sentence) -> None:
        """Note what is wrong in a column of this row."""
        self.faults.append(Fault(self.row.line, column, reason))

    def raw(self, column: str) -> str:
        """The words of a cell as typed; empty where there is no such column."""
        return tidy(self.row.cells.get(column, ""))

    def word(self, column: str) -> str:
        """A word of a closed list: a status, a currency, a class; in small letters."""
        return plain(self.row.cells.get(column, "")).casefold()

    def _read(self, column: str, read: Callable[[str], T], otherwise: T) -> T:
        try:
            return read(self.row.cells.get(column, ""))
        except Unread as unread:
            self.refuse(column, unread.reason)
            return otherwise

    def amount(self, column: str, *, empty: Decimal | None = None) -> Decimal:
        """A sum in hundredths at most, never below zero."""
        if empty is not None and not self.raw(column):
            return empty
        return self._read(column, read_amount, Decimal(0))

    def pieces(self, column: str, rule: Callable[[str], int] = pieces_of) -> int:
        """A whole number of pieces, from 1, as `rule` wants it."""
        return self._read(column, lambda text: read_pieces(text, rule), 1)

    def moment(self, column: str) -> datetime | None:
        """A moment; None where the cell is empty."""
        if not self.raw(column):
            return None
        return self._read(column, lambda text: read_moment(text, self.zone, self.day_first), NOWHEN)

    def required_moment(self, column: str) -> datetime:
        """A moment that must be there."""
        found = self.moment(column)
        if found is None:
            self.refuse(column, say("The time is missing."))
        return found or NOWHEN

    def text(self, column: str, most: int, *, required: bool = False) -> str:
        """Words as typed, cut nowhere: too long is refused."""
        return self.fitting(column, self.raw(column), most, required)

    def number(self, column: str, most: int, *, required: bool = False) -> str:
        """A number that names something (an order, a SKU), without a spreadsheet's marks."""
        return self.fitting(column, self._read(column, identifier, ""), most, required)

    def digits(self, column: str, most: int) -> str:
        """A code of digits (INN, passport, index) without the spaces people put between."""
        found = self._read(column, identifier, "")
        return self.fitting(column, found.replace(" ", ""), most)

    def index(self, column: str) -> str:
        """A postal code; "RU-620014" is 620014."""
        found = normal("postal_code", self._read(column, _receivers_number, "")).replace(" ", "")
        return self.fitting(column, found, MOST["postal_code"])

    def phone(self, column: str) -> str:
        """A phone; what is none stays as typed, for a person."""
        return self.fitting(column, phone(self.row.cells.get(column, "")), MOST["phone"])

    def email(self, column: str) -> str:
        """An e-mail address; one to which no mail can go is refused."""
        found = self.raw(column)
        if reason := fault_of("email", found):
            self.refuse(column, reason)
        return found

    def fitting(self, column: str, found: str, most: int, required: bool = False) -> str:
        """A text cut nowhere: one longer than `most` is refused."""
        if len(found) > most:
            self.refuse(column, say("This is longer than %(most)s characters.", most=most))
        if required and not found and not self.is_refused(column):
            self.refuse(column, say("This must not be empty."))
        return found

    def is_refused(self, column: str) -> bool:
        """Whether something is wrong in a column of this row."""
        return any(f.line == self.row.line and f.column == column for f in self.faults)

    def roubles(self, column: str) -> None:
        """Refuse another currency: buyers pay in roubles."""
        found = self.word(column).upper()
        if found not in ("", "RUB", "RUR"):
            text = say("The currency is %(currency)s; only RUB can be read.", currency=found[:10])
            self.refuse(column, text)

    def russia(self, column: str) -> None:
        """Refuse a receiver in another country."""
        if self.word(column) not in RUSSIA:
            text = say("'%(country)s': parcels go to Russia only.", country=self.raw(column)[:40])
            self.refuse(column, text)
