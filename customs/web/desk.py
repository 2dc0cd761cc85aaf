"""The desk: the two queues by status, age and term, and what narrows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from customs.declarations.filters import ExportQueueFilter, ImportQueueFilter, QueueFilter
from customs.declarations.finding import Found, find_beyond, numbers_of_desk
from customs.declarations.queries import counts, export_queue, import_queue, person_needed
from customs.declarations.rules import decisions_on
from customs.terms.days import Deadline
from customs.terms.queries import deadline_of, terms_of
from customs.web.presenters import decided_words, words_of
from shipments import clock
from shipments.errors import Refused
from shipments.parcels.models import Parcel
from shipments.parcels.queries import parcels_named
from shipments.tracking.tracks import Track
from shipments.web.base import chosen, keyset_page
from shipments.web.requests import ActorRequest

SHOWN = 100
FIRST = ("status", "flight", "consolidation", "due", "waiting")
DESKS = {"export": "customs:export", "import": "customs:desk"}
QUEUES = {"export": export_queue, "import": import_queue}
FILTERS: dict[str, type[QueueFilter]] = {"export": ExportQueueFilter, "import": ImportQueueFilter}
TRACKS = {"export": Track.EXPORT, "import": Track.IMPORT}


@dataclass(frozen=True, slots=True)
class Row:
    """A parcel of a queue: `answers` are its declarations, each with the latest code in words."""

    parcel: Parcel
    status: str
    since: datetime
    ends: Deadline | None
    answers: list[tuple[Any, str, str]]


@require_GET
def import_desk(request: ActorRequest) -> HttpResponse:
    """What waits at the Russian border."""
    return desk_page(request, "import", request.GET)


@require_GET
def export_desk(request: ActorRequest) -> HttpResponse:
    """What waits for Chinese customs."""
    return desk_page(request, "export", request.GET)


def filtered(request: ActorRequest, side: str, query: QueryDict) -> QueueFilter:
    """A queue narrowed by the words of a query."""
    return FILTERS[side](query, QUEUES[side](request.actor), at=clock.now())


def desk_page(
    request: ActorRequest,
    side: str,
    query: QueryDict,
    *,
    typed: QueryDict | None = None,
    error: Refused | None = None,
) -> HttpResponse:
    """A queue, longest waiting first; after a refusal with what was typed and why."""
    filters, now = filtered(request, side, query), clock.now()
    words = words_of(side, get_language() or "en")
    page = keyset_page(request, filters.qs, by=f"{side}_at", rising=True, size=SHOWN)
    ticked = chosen(request) if typed else []
    whole = counts(QUEUES[side](request.actor), side, at=now)
    narrowed = any(value for key, value in query.items() if key in filters.form.fields)
    elsewhere = set(ticked) - {row.pk for row in page.rows}
    context = {
        "ticked": ticked,
        "elsewhere": ",".join(map(str, sorted(elsewhere))),
        "track": side,
        "now": now,
        "filters": filters,
        "page": page,
        "error": error,
        "first": [filters.form[name] for name in FIRST],
        "more": _more(filters),
        "narrowed": narrowed,
        "counts": whole,
        "persons": person_needed(request.actor) if side == "import" else 0,
        "rows": _rows(page.rows, side, words),
        "words": words,
        "total": filters.qs.order_by().count()
        if narrowed
        else sum(number["n"] for number in whole),
        "decisions": decisions_of(side),
        "typed": typed or {},
        "home": reverse(DESKS[side]),
        "elsewhere_found": _elsewhere(request, side, query),
    }
    return render(request, "customs/desk.html", context, status=422 if error else 200)


def _elsewhere(request: ActorRequest, side: str, query: QueryDict) -> list[Found]:
    """The numbers that were looked for and are not in the queue, with where they stand."""
    numbers = numbers_of_desk(query.get("numbers", ""))
    if not numbers:
        return []
    queue = QUEUES[side](request.actor)
    missing = sorted(set(numbers) - parcels_named(queue, numbers).keys())
    orders = set(queue.filter(order__number__in=missing).values_list("order__number", flat=True))
    return find_beyond(request.actor, side, [number for number in missing if number not in orders])


def _more(filters: QueueFilter) -> list[Any]:
    """The fields that are needed seldom; a long paste stands below them."""
    return [field for field in filters.form if field.name not in (*FIRST, "numbers")]


def _rows(rows: Iterable[Parcel], side: str, words: dict[str, str]) -> list[Row]:
    """Each parcel with the end of the authority's term and its answers in words."""
    now, terms, answers = clock.now(), terms_of(side, at=clock.now()), ANSWERS[side]

    def told(row: Parcel) -> Row:
        status, since = getattr(row, f"{side}_clearance"), getattr(row, f"{side}_at")
        ends = deadline_of(terms, status, since, now=now)
        return Row(
            row, status, since, ends, [(n, c, _meaning(n, c, words)) for n, c in answers(row)]
        )

    return [told(row) for row in rows]


def _decisions(parcel: Parcel) -> list[tuple[Any, str]]:
    return [(line, line.decision) for line in parcel.import_lines.all()]


def _meaning(answer: Any, code: str, words: dict[str, str]) -> str:
    """What a code means, or the decision that an officer recorded without one."""
    if not code and getattr(answer, "decided_code", None):
        return decided_words(answer, words, get_language() or "en")
    return words.get(code, "")


def _receipt(parcel: Parcel) -> list[tuple[Any, str]]:
    filed = getattr(parcel, "export_declaration", None)
    return [(filed, filed.last_receipt)] if filed else []


ANSWERS: dict[str, Callable[[Parcel], list[tuple[Any, str]]]] = {
    "export": _receipt,
    "import": _decisions,
}


def decisions_of(side: str) -> list[tuple[str, str]]:
    """What may be recorded by hand on a side, in the reader's language."""
    language = get_language() or "en"
    return [(code.code, code.text(language)) for code in decisions_on(TRACKS[side])]


def queue_of(request: ActorRequest, side: str) -> QuerySet[Parcel]:
    """A whole queue of a side."""
    return QUEUES[side](request.actor)
