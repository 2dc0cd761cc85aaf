"""Cursor paging: what `?cursor=` holds, and the links of a page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from shipments.api.errors import BadShape
from shipments.api.strict import is_clean
from shipments.keyset import behind, order_of, values_of
from shipments.moments import read_moment

USUAL, MOST = 50, 200
UNREADABLE = (
    ValueError,
    TypeError,
    ArithmeticError,
    ValidationError,
    RecursionError,
    FieldDoesNotExist,
)


class Pages(BasePagination):
    """`?cursor=` and `?page_size=`; the answer is {"next", "previous", "results"}.

    The order is the query's own; all its fields run in one direction and the last is unique.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.url = request.build_absolute_uri()
        self.size = page_size(request.query_params.get("page_size"))
        self.fields, self.descending = order_of(queryset)
        backwards, values = read_cursor(request.query_params.get("cursor"), queryset, self.fields)
        rows = queryset.reverse() if backwards else queryset
        if values is not None:
            rows = rows.filter(behind(self.fields, values, downwards=self.descending != backwards))
        found = list(rows[: self.size + 1])
        more, page = len(found) > self.size, found[: self.size]
        self.page = page[::-1] if backwards else page
        self.has_next = more if not backwards else values is not None
        self.has_previous = more if backwards else values is not None
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next(), "previous": self._previous(), "results": data})

    def _next(self) -> str | None:
        return self._link(self.page[-1], backwards=False) if self.page and self.has_next else None

    def _previous(self) -> str | None:
        return self._link(self.page[0], backwards=True) if self.page and self.has_previous else None

    def _link(self, row: Any, *, backwards: bool) -> str:
        return replace_query_param(self.url, "cursor", write_cursor(row, self.fields, backwards))

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": [*properties], "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        return [
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": "Where the page begins: follow `next` and `previous`, which hold it",
            },
            {
                "name": "page_size",
                "in": "query",
                "schema": size,
                "description": "Rows a page",
            },
        ]


def page_of(things: Sequence[Any], request: Request) -> tuple[Sequence[Any], dict[str, str | None]]:
    """A page of what was read whole and only grows at its end, with its links. Raises BadShape."""
    size, cursor = (
        page_size(request.query_params.get("page_size")),
        request.query_params.get("cursor"),
    )
    start = _place(cursor)
    places = {
        "next": start + size if start + size < len(things) else None,
        "previous": max(start - size, 0) if start else None,
    }
    url = request.build_absolute_uri()
    links = {
        name: None if place is None else replace_query_param(url, "cursor", str(place))
        for name, place in places.items()
    }
    return things[start : start + size], links


def _place(text: str | None) -> int:
    """How many lie before a page; nothing before the first."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise _stranger()
    return int(text)


def page_size(text: str | None) -> int:
    """How many rows a page has. Raises BadShape."""
    if text is None:
        return USUAL
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    if not (is_number and 0 < int(text) <= MOST):
        raise BadShape(_("A page has 1 to 200 rows."), {"page_size": text[:40]})
    return int(text)


def write_cursor(row: Any, fields: list[str], backwards: bool) -> str:
    """A row's place as text."""
    values = map(_text, values_of(row, fields))
    return urlsafe_b64encode(json.dumps([int(backwards), *values]).encode()).decode().rstrip("=")


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def read_cursor(
    text: str | None, queryset: QuerySet, fields: list[str]
) -> tuple[bool, list | None]:
    """Whether to go backwards, and the values to go on from. Raises BadShape."""
    if not text:
        return False, None
    try:
        padded = text[:500] + "=" * (-len(text[:500]) % 4)
        backwards, *values = json.loads(urlsafe_b64decode(padded.encode()))
        columns = [_column(queryset.model, field) for field in fields]
        read = [column.to_python(value) for column, value in zip(columns, values, strict=True)]
    except UNREADABLE as error:
        raise _stranger() from error
    if not all(map(_can_be_asked_for, read)):
        raise _stranger()
    return bool(backwards), read


def _can_be_asked_for(value: Any) -> bool:
    """Whether the database takes it: clean text, an aware moment of our years, a number."""
    if isinstance(value, datetime):
        return not isinstance(read_moment(value.isoformat()), str)
    return is_clean(value) if isinstance(value, str) else value is not None


def _stranger() -> BadShape:
    return BadShape(_("This cursor is none of ours; begin without it."), {"cursor": ""})


def _column(model: Any, field: str) -> Any:
    *way, last = field.split("__")
    for part in way:
        model = model._meta.get_field(part).related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)
