"""Moments as Excel, shops, Russian and Chinese habits write them; an open one is refused."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from shipments.imports.cleaning import Unread, plain
from shipments.moments import FIRST_YEAR, FURTHEST, LAST_YEAR
from shipments.sentences import say

_YEAR_FIRST = r"(?P<y>\d{4})(?P<s1>[-/.])(?P<m>\d{1,2})(?P=s1)(?P<d>\d{1,2})"
_YEAR_LAST = r"(?P<a>\d{1,2})(?P<s2>[-/.])(?P<b>\d{1,2})(?P=s2)(?P<y2>\d{4})"
_TIME = (
    r"(?P<half1>[AP]M|上午|下午)? ?(?P<h>\d{1,2}):(?P<min>\d{2})"
    r"(?::(?P<s>\d{2})(?:[.,](?P<part>\d{1,6}))?)?(?: ?(?P<half2>[AP]M))?"
)
_OFFSET = r"(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_MOMENT = re.compile(
    rf"(?:{_YEAR_FIRST}|{_YEAR_LAST})(?:(?: |T|, ?){_TIME}(?: ?{_OFFSET})?)?",
    re.ASCII | re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{6})?(?:Z|[+-]\d\d:[0-5]\d)?", re.ASCII)
_CHINESE = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]")
_CHINESE_TIME = re.compile(r"(\d{1,2}) ?[时時点] ?(\d{1,2}) ?分(?: ?(\d{1,2}) ?秒)?")


def read_moment(text: str, zone: ZoneInfo, day_first: bool | None = None) -> datetime:
    """The moment a cell says; one without an offset is read on the clock of `zone`.

    03/11/2026 is read only where `day_first` says which is the day. Raises Unread.
    """
    clean = plain(text)
    try:
        is_iso = _ISO.fullmatch(clean)
        moment = datetime.fromisoformat(clean) if is_iso else _written(_latin(clean), day_first)
    except ValueError as error:
        raise Unread(say("There is no such time as '%(text)s'.", text=clean[:40])) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Unread(say("The year %(year)s is out of range.", year=moment.year))
    if (offset := moment.utcoffset()) is None:
        return moment.replace(tzinfo=zone)
    if abs(offset) > FURTHEST:
        raise Unread(say("There is no such time as '%(text)s'.", text=clean[:40]))
    return moment


def _written(text: str, day_first: bool | None) -> datetime:
    """A moment of another habit. Raises Unread, and ValueError where there is no such day."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise Unread(say("'%(text)s' is not a time such as 2026-11-01 12:30:00.", text=text[:40]))
    return datetime(*_date(found, day_first), *_clock(found), tzinfo=_zone(found["zone"]))


def _latin(text: str) -> str:
    """2026年11月27日 10时30分 as 2026-11-27 10:30."""
    dated = _CHINESE.sub(r"\1-\2-\3 ", text)
    timed = _CHINESE_TIME.sub(lambda m: ":".join(f"{int(n):02}" for n in m.groups() if n), dated)
    return " ".join(timed.split())


def _date(found: re.Match[str], day_first: bool | None) -> tuple[int, int, int]:
    if found["y"]:
        return int(found["y"]), int(found["m"]), int(found["d"])
    year, first, second = int(found["y2"]), int(found["a"]), int(found["b"])
    if found["s2"] == ".":
        day_first = True
    if day_first is None:
        day_first = _is_day_first(first, second, found[0])
    return (year, second, first) if day_first else (year, first, second)


def _is_day_first(first: int, second: int, text: str) -> bool:
    if first <= 12 and second <= 12 and first != second:
        raise Unread(
            say(
                "'%(text)s' may be one of two days: write it as 2026-11-03 or say whether the "
                "day comes first.",
                text=text[:40],
            )
        )
    return first > 12


def _clock(found: re.Match[str]) -> tuple[int, int, int, int]:
    """Hour, minute, second and millionths; midnight where only the day is said."""
    hour, half = int(found["h"] or 0), (found["half1"] or found["half2"] or "").upper()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + 12 * (half in ("PM", "下午"))
    parts = int((found["part"] or "").ljust(6, "0"))
    return hour, int(found["min"] or 0), int(found["s"] or 0), parts


def _zone(offset: str | None) -> tzinfo | None:
    if offset is None:
        return None
    if offset.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    if digits[2:] > "59":
        raise ValueError
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if offset[0] == "-" else ahead)
