"""The Bank of Russia's daily list of rates (XML_daily), read into roubles per one unit."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shipments.errors import BadMessage
from shipments.partner_xml import Element, local_name, needed, read_xml

_NUMBER = re.compile(r"\d{1,9}([.,]\d{1,8})?", re.ASCII)
_DAY = re.compile(r"(\d{2})[./](\d{2})[./](\d{4})", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rate:
    """Roubles for ONE unit of a currency; `day` is the first day it is in force."""

    currency: str
    day: date
    roubles: Decimal


def parse_rates(data: bytes) -> list[Rate]:
    """Every rate of a day's list (russia.md section 5). Raises BadMessage.

    `Date` is the day in force, not the day of asking. Value stands for Nominal units (CNY was 10
    once, KRW is 1000) and has a comma or a point.
    """
    root = read_xml(data, max_bytes=MAX_BYTES)
    if local_name(root) != "ValCurs":
        raise BadMessage("not_rates", "This is no list of rates of the Bank of Russia.")
    day = _day(root.get("Date", ""))
    return [_rate(row, day) for row in root.iterfind("Valute")]


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, reversed(match.groups() if match else ())))
    except (TypeError, ValueError):
        raise BadMessage("bad_time", f"{text!r} is no day of rates.") from None


def _rate(row: Element, day: date) -> Rate:
    currency = needed(row, "CharCode")
    if not _CURRENCY.fullmatch(currency):
        raise BadMessage("bad_currency", f"{currency!r} is no currency.")
    return Rate(currency, day, _number(row, "Value") / _number(row, "Nominal"))


def _number(row: Element, name: str) -> Decimal:
    text = needed(row, name)
    if not _NUMBER.fullmatch(text) or not text.strip("0.,"):
        raise BadMessage("bad_number", f"{text!r} is no {name} of a rate.")
    return Decimal(text.replace(",", "."))
