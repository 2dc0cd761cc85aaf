"""Which format a message is of: each by its name, or by the first signs of the message."""

import re

from django.conf import settings
from django.utils.module_loading import import_string

from shipments.carriers.airline.imp import kind_of
from shipments.carriers.format import Format
from shipments.errors import BadMessage
from shipments.sentences import say

AUTO = "auto"
FORMAT_NAMES: list[str] = list(settings.MESSAGE_FORMATS)
_AIRLINE_KINDS = {"FSU": "fsu", "FSA": "fsu", "FFM": "ffm", "FHL": "fhl"}
_SIGNS = re.compile(rb"^(?:\xef\xbb\xbf|[\x00-\x20])+")
_LOOKED_AT = 4_000


def format_named(name: str) -> Format:
    found: Format = import_string(settings.MESSAGE_FORMATS[name])
    return found


def recognise(content: bytes) -> str:
    """The format of a message by its first signs, in an envelope or not. Raises BadMessage."""
    start = _SIGNS.sub(b"", content[:_LOOKED_AT])
    if start.startswith(b"<"):
        found = _xml_format(start.replace(b"\0", b""))
    elif start.startswith(b"{"):
        found = "cdek"
    else:
        kind = kind_of(start.decode("ascii", errors="replace"))
        found = _AIRLINE_KINDS.get(kind, "airline") if kind else ""
    if not found:
        text = say("This is no message that we know; name its format.")
        raise BadMessage("unknown_format", text)
    return found


def _xml_format(start: bytes) -> str:
    """By the longest mark in it: a short one may stand in a message of another format too."""
    marks = [(mark, name) for name in FORMAT_NAMES for mark in format_named(name).marks]
    held = [(len(mark), name) for mark, name in marks if mark in start]
    return max(held)[1] if held else ""
