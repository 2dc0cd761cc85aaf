"""Reading what machines send: JSON without traps, and texts a database can keep."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

# An escaped NUL or half of a surrogate pair; only where one is seen are all texts looked through.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_LONGEST_NUMBER = 40
NUL = "\x00"


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON.")


def _number(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("A number is too long.")
    return int(text)


class StrictJSON(BaseParser):
    """UTF-8 JSON; NaN, endless numbers, deep nesting, NUL and broken Unicode are refused."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, context: Any = None) -> Any:
        return read_json(stream.read())


def read_json(body: bytes) -> Any:
    """The value of a JSON text. Fractions are Decimal. Raises ParseError."""
    try:
        value = json.loads(
            body.decode("utf-8-sig"),
            parse_constant=_no_constant,
            parse_int=_number,
            parse_float=Decimal,
        )
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise ParseError(_("This is no JSON that we can read: %s") % error) from None
    if _SUSPECT.search(body) and not all(is_clean(text) for text in strings_of(value)):
        raise ParseError(_("Texts must be whole Unicode without NUL."))
    return value


def strings_of(value: Any) -> Iterator[str]:
    """Every text inside a JSON value, keys too."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def is_clean(text: str) -> bool:
    """Whether a database can keep the text: no NUL, no half of a surrogate pair."""
    if NUL in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_size(request: Any, limit: int) -> None:
    """Raises RequestDataTooBig for a body longer than `limit` bytes, before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise RequestDataTooBig
