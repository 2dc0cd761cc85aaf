"""What nobody should send: one of each kind; the long list too where it is beside the project."""

import json
import os
from collections.abc import Iterator
from itertools import cycle

from tests.shared_data import SHARED

FULL = bool(os.environ.get("TEST_FULL"))
KINDS = [
    "\x00",
    "\ud800",
    "²²²²²²",
    "9" * 5000,
    "1e999999",
    "-0",
    "NaN",
    "x" * 20_000,
    "', DROP TABLE x; --",
    "﷽" * 50,
    "{{ 7*7 }}{% now %}%s%n$(id)",
    "\u202egnp.exe\u2066",
    "Z\u0351\u036b\u0343\u036a" * 20,
    "\u200b\ufeff\u00a0\u3000",
    "👩‍👩‍👧‍👦🇷🇺",
    "../../etc/passwd\\..\\",
    "<script>alert(1)</script>&amp;",
    "\r\nSet-Cookie: a=b",
    "\x1b[31m\x07\x7f",
    "undefined",
    "",
]
# What is nearly a number, a day, an e-mail or an address of the web.
NEARLY = [
    "9" * 19,
    "-1",
    "1.5",
    "1e5",
    "०१",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30T25:61",
    "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00+14:00",
    "a@\u0430.example",
    "http://[::1",
    "~",
    "~9",
    "2026-11-02~1",
    "2026-11-02T00:00:00+23:59~1",
    "9999-12-31T23:59",
    ",",
    "1,1,x",
    "I\u0307",
    "%00",
    "search=%00&sku=%00&city=%00&number=%00",
    "1" * 18,
    "9" * 10,
]
_LIST = SHARED / "data" / "bad_inputs" / "blns.json"


def all_strings() -> list[str]:
    """The whole list: for what takes many in one request."""
    return [*(json.loads(_LIST.read_text()) if _LIST.exists() else ()), *KINDS, *NEARLY]


class Spread:
    """For what costs a request each: a few in turn for each place; all with TEST_FULL."""

    def __init__(self, few: int = 1) -> None:
        self.few, self.turn = few, cycle([*KINDS, *NEARLY])
        self.strings = all_strings() if FULL else []

    def __iter__(self) -> Iterator[str]:
        if FULL:
            yield from self.strings
            return
        for _ in range(self.few):
            yield next(self.turn)
