"""The Bank of Russia's lists of rates, of one day or of one currency, in roubles for one unit."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from shipments.errors import BadMessage
from shipments.partner_xml import Element, local_name, needed, read_xml
from shipments.rates.listed import Listed, Rate, RowFault, exactly
from shipments.sentences import say

_NUMBER = re.compile(r"\d{1,9}([.,]\d{1,8})?", re.ASCII)
_DAY = re.compile(r"(\d{2})[./](\d{2})[./](\d{4})", re.ASCII)
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
MAX_BYTES = 2 * 1024 * 1024
SHOWN = 200
# The bank's own names of currencies in its dynamic lists, as its daily lists pair them.
IDS = {
    "R01010": "AUD",
    "R01035": "GBP",
    "R01060": "AMD",
    "R01090B": "BYN",
    "R01100": "BGN",
    "R01115": "BRL",
    "R01135": "HUF",
    "R01200": "HKD",
    "R01215": "DKK",
    "R01235": "USD",
    "R01239": "EUR",
    "R01270": "INR",
    "R01335": "KZT",
    "R01350": "CAD",
    "R01370": "KGS",
    "R01375": "CNY",
    "R01500": "MDL",
    "R01535": "NOK",
    "R01565": "PLN",
    "R01585F": "RON",
    "R01589": "XDR",
    "R01625": "SGD",
    "R01670": "TJS",
    "R01700J": "TRY",
    "R01710A": "TMT",
    "R01717": "UZS",
    "R01720": "UAH",
    "R01760": "CZK",
    "R01770": "SEK",
    "R01775": "CHF",
    "R01810": "ZAR",
    "R01815": "KRW",
    "R01820": "JPY",
    "R01020A": "AZN",
}


def read_cbr(data: bytes, *, currency: str = "") -> Listed:
    """Every rate of a day's list or of a currency's (russia.md section 5), and the rows at fault.

    `Date` is the day in force, not the day of asking. Value stands for Nominal units (CNY was 10
    once, KRW is 1000) and has a comma or a point. Raises BadMessage for another document, or a
    list of a currency that neither its `ID` nor `currency` names.
    """
    root = read_xml(data, max_bytes=MAX_BYTES)
    if local_name(root) != "ValCurs":
        text = say("This is no list of rates of the Bank of Russia.")
        raise BadMessage("not_rates", text)
    found = Listed()
    if root.find("Record") is not None or root.get("ID"):
        code = _currency_of(root.get("ID", ""), currency)
        _each(root, "Record", found, lambda row: _rate(row, code, _day(row.get("Date", ""))))
    else:
        day = _day(root.get("Date", ""))
        _each(root, "Valute", found, lambda row: _rate(row, _code(row), day))
    return found


def _each(root: Element, name: str, found: Listed, rate_of: Callable[[Element], Rate]) -> None:
    for row in root.iterfind(name):
        try:
            found.rates.append(rate_of(row))
        except BadMessage as bad:
            text = " ".join(" ".join(row.itertext()).split())[:SHOWN]
            found.faults.append(RowFault(row.sourceline or 0, text, bad.sentence))


def _currency_of(name: str, given: str) -> str:
    known = IDS.get(name.strip(), "")
    if given and known and given != known:
        text = say("This is a list of %(known)s, not of %(given)s.", known=known, given=given)
        raise BadMessage("another_currency", text)
    if not (known or CURRENCY.fullmatch(given)):
        text = say("The list does not say a currency that we know (%(id)s): name it.", id=name[:20])
        raise BadMessage("bad_currency", text)
    return known or given


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, reversed(match.groups() if match else ())))
    except (TypeError, ValueError):
        raise BadMessage(
            "bad_time", say("“%(text)s” is no day of rates.", text=text[:20])
        ) from None


def _code(row: Element) -> str:
    currency = needed(row, "CharCode")
    if not CURRENCY.fullmatch(currency):
        text = say("“%(text)s” is no currency.", text=currency[:20])
        raise BadMessage("bad_currency", text)
    return currency


def _rate(row: Element, currency: str, day: date) -> Rate:
    value, nominal = number_of(needed(row, "Value")), number_of(needed(row, "Nominal"))
    return Rate(currency, day, exactly(value, nominal))


def number_of(text: str) -> Decimal:
    """A number of a list of rates, with a comma or a point. Raises BadMessage for another."""
    if not _NUMBER.fullmatch(text) or not text.strip("0.,"):
        raise BadMessage("bad_number", say("“%(text)s” is no number of a rate.", text=text[:20]))
    return Decimal(text.replace(",", "."))
