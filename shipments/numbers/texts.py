"""Texts of one line: without blanks around and control characters, and no longer than is kept."""

import unicodedata
from decimal import Decimal
from typing import Any

from shipments.sentences import say


def valid_line(given: Any) -> str:
    """A text or a number as one line of text; nothing is an empty one. Raises ValueError."""
    if given is None:
        return ""
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise ValueError(say("This must be a text or a number."))
    text = " ".join(str(given).split())
    if not text.isprintable() and any(unicodedata.category(s) in ("Cc", "Cs") for s in text):
        raise ValueError(say("A text has no control characters."))
    return text


def valid_length(text: str, most: int) -> str:
    """The text, whole. Raises ValueError where it is longer than `most` characters."""
    if len(text) > most:
        raise ValueError(say("This is longer than %(most)s characters.", most=most))
    return text
