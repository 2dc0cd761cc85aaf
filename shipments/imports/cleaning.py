"""Cells as they were meant: without invisible signs, a spreadsheet's marks, the web's spaces."""

import re
import unicodedata

from shipments.sentences import Sentence, say

# Zero width, soft hyphen, marks of direction; joiners stay, since emoji and names need them.
_INVISIBLE = re.compile(
    "[\x00\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_TO_TIDY = re.compile(_INVISIBLE.pattern + r"|[^\S \t\r\n]")
_JOINERS = re.compile("[\u200c\u200d]")
_ODD_SPACES = re.compile(r"[^\S \t\r\n]")
_MARKED = re.compile(r'=?"(.*)"|=(\d+)|[\'`]+(.*)', re.DOTALL)
_DAMAGED = re.compile(r"\d+(?:[.,]\d+)?E[+-]\d{1,3}|\d[.,]\d{2,}E\d{2,3}", re.ASCII | re.IGNORECASE)
# A SKU such as 1-2 becomes a day in a spreadsheet: 2026-02-01, 01.02.2026, 1-Feb, 01.фев, 2月1日.
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
    "янв|фев|мар|апр|май|мая|июн|июл|авг|сен|окт|ноя|дек"
)
_DATED = re.compile(
    r"\d{4}-\d\d-\d\d(?:T[\d:.]+)?|\d{1,2}([./])\d{1,2}\1(?:19|20)\d\d|\d{1,2}月\d{1,2}日"
    rf"|\d{{1,2}}[.-](?:{_MONTHS})\.?|(?:{_MONTHS})[.-]\d\d",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"#{3,}|#[^\W\d][\w/]*[!?]|#N/A|#Н/Д")
_WHOLE = re.compile(r"(\d+)[.,]0{1,2}", re.ASCII)
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+", re.ASCII)


class Unread(Exception):
    """What a cell holds cannot be read; the reason says what to write instead."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


def tidy(text: str) -> str:
    """Words as typed, without invisible signs and without spaces around."""
    if _TO_TIDY.search(text):
        text = _ODD_SPACES.sub(" ", _INVISIBLE.sub("", text))
    return text.strip()


def plain(text: str) -> str:
    """A number, a date or a word of a list: full width made plain (NFKC), spaces single."""
    if not text.isascii() or "\x00" in text:
        text = _JOINERS.sub("", unicodedata.normalize("NFKC", tidy(text)))
    return " ".join(text.split())


def unmarked(text: str) -> str:
    """What stands behind the marks that keep a number as text: '12, ="12", 12.0, 12 345."""
    found = plain(text)
    while match := _MARKED.fullmatch(found):
        found = next(part for part in match.groups() if part is not None).strip()
    if match := _WHOLE.fullmatch(found):
        return match[1]
    return found.replace(" ", "") if _SPACED.fullmatch(found) else found


def is_broken(text: str) -> bool:
    """Whether a cell shows that its formula is broken: #REF!, #N/A, #ЗНАЧ!, or no room: ####."""
    return bool(_BROKEN.fullmatch(plain(text)))


def identifier(text: str) -> str:
    """A number that names something: an order, a SKU, a phone. Raises Unread where damaged."""
    if not text or (text.isascii() and text.isalnum()):
        return text
    found = unmarked(text)
    if any(known.fullmatch(found) for known in (_DAMAGED, _DATED, _BROKEN)):
        raise Unread(
            say(
                "'%(text)s': this number was damaged by a spreadsheet. Take it from the shop again "
                "and keep its column as text.",
                text=found[:40],
            )
        )
    if _GROUPED.fullmatch(found):
        raise Unread(
            say("'%(text)s' is cut into thousands: write its digits alone.", text=found[:40])
        )
    return found
