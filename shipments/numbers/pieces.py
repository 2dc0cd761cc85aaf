"""Pieces of goods as people and machines write them."""

import re
import unicodedata
from typing import Any

from shipments.numbers.texts import valid_line
from shipments.sentences import say

# A comma or a point may only stand before nothing; blanks only between thousands.
_WHOLE = re.compile(r"(\d{1,9}|\d{1,3}(?: \d{3}){1,2})(?:[.,]0{1,2})?", re.ASCII)


def valid_pieces(given: Any, most: int) -> int:
    """A whole number of pieces from 1, from 2, "2.0" or "1 200". Raises ValueError."""
    text = unicodedata.normalize("NFKC", valid_line(given))
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise ValueError(say("'%(text)s' is not a whole number of pieces.", text=text[:40]))
    if not 1 <= (pieces := int(match[1].replace(" ", ""))) <= most:
        raise ValueError(
            say("The quantity must be a whole number of pieces, from 1 to %(most)s.", most=most)
        )
    return pieces
