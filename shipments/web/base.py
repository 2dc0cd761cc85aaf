"""What pages share: keyset pages, ticked rows, files, and that a form is sent once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from shipments.keyset import behind
from shipments.moments import read_place
from shipments.parties.actions import digest

PAGE = 50
# Seconds for which a form that was sent is known by its token.
REMEMBERED = 3600


@dataclass(slots=True)
class Page:
    """One keyset page: its rows, the query strings of the next and of the first page."""

    rows: Sequence[Any]
    next_query: str
    first_query: str
    newer: bool


def keyset_page(
    request: HttpRequest, rows: QuerySet, *, by: str = "", size: int = PAGE, rising: bool = False
) -> Page:
    """The page after the place named in `?after=`, newest first, by a time column and the row id.

    `rising` gives the oldest first. As quick at the millionth row as at the first: no offset, no
    count.
    """
    fields = [by, "pk"] if by else ["pk"]
    order = fields if rising else [f"-{name}" for name in fields]
    after = _place(request.GET.get("after", ""))
    if after:
        rows = rows.filter(_behind(by, *after, rising=rising))
    found = list(rows.order_by(*order)[: size + 1])
    more = found[size - 1] if len(found) > size else None
    query = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != "after" and value
    ]
    following = urlencode([*query, ("after", _name(more, by))]) if more else ""
    return Page(found[:size], following, urlencode(query), bool(after))


def _name(row: Any, by: str) -> str:
    moment = getattr(row, by).isoformat() if by else ""
    return f"{moment}~{row.pk}"


def _place(text: str) -> tuple[datetime | None, int] | None:
    moment, _, pk = text.rpartition("~")
    if not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
        return None
    try:
        return (read_place(moment) if moment else None), int(pk)
    except ValueError:
        return None


def _behind(by: str, moment: datetime | None, pk: int, *, rising: bool) -> Q:
    """Rows behind a place; one that names no moment is the row alone."""
    if not by or moment is None:
        return behind(["pk"], [pk], downwards=not rising)
    return behind([by, "pk"], [moment, pk], downwards=not rising)


def chosen(request: HttpRequest, name: str = "chosen") -> list[int]:
    """The row ids ticked in a form, each in a field of its own or many in one, by commas."""
    texts = ",".join(request.POST.getlist(name)).split(",")
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def attachment(
    content: bytes, filename: str, kind: str = "text/csv; charset=utf-8"
) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def address_of(page: str, query: str) -> str:
    """The address of a page of ours with a query a form sent back."""
    sent = QueryDict(query).urlencode()
    return reverse(page) + (f"?{sent}" if sent else "")


def is_first_click(request: HttpRequest, form: str) -> bool:
    """Whether the form with this token is sent for the first time; the token may be any text."""
    token = digest(request.POST.get("token", "").encode("utf-8", "replace").decode())
    return bool(cache.add(f"{form}:{token}", 1, timeout=REMEMBERED))
