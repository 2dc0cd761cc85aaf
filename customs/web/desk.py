"""The desk: two queues, a decision for one or thousands, and one parcel's declarations."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_POST

from customs.declarations.by_hand import decide, decisions_on, preview_decision
from customs.declarations.filters import ExportQueueFilter, ImportQueueFilter
from customs.declarations.queries import counts, declaration_of, export_queue, import_queue
from customs.web.working import told_working
from shipments import clock
from shipments.errors import Refused
from shipments.holds.queries import effective_holds
from shipments.tracking.codes import CODES, Track
from shipments.tracking.queries import story
from shipments.web.base import chosen, tell_refusal
from shipments.web.telling import story_of, told_line

SHOWN, MOST = 100, 20_000
QUEUES = {
    "export": (export_queue, ExportQueueFilter, "export_clearance", "export_at", Track.EXPORT),
    "import": (import_queue, ImportQueueFilter, "import_clearance", "import_at", Track.IMPORT),
}


@require_GET
def import_desk(request: HttpRequest) -> HttpResponse:
    """What waits at the Russian border."""
    return _desk(request, "import")


@require_GET
def export_desk(request: HttpRequest) -> HttpResponse:
    """What waits for Chinese customs."""
    return _desk(request, "export")


def _desk(request: HttpRequest, track: str) -> HttpResponse:
    queue, filter_class, field, since, which = QUEUES[track]
    rows = queue(request.actor)
    now = clock.now()
    filters = filter_class(request.GET, rows, at=now)
    context = {
        "track": track,
        "counts": counts(rows, field, since),
        "filters": filters,
        "rows": filters.qs[:SHOWN],
        "total": filters.qs.order_by().count(),
        "shown": SHOWN,
        "decisions": _decisions(which),
        "now": now,
    }
    return render(request, "customs/desk.html", context)


def _decisions(track: Track) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(code.code, code.text(language)) for code in decisions_on(track)]


@require_POST
def decide_many(request: HttpRequest, track: str) -> HttpResponse:
    """First show what a decision would do; once confirmed, record it."""
    if track not in QUEUES:
        raise Http404
    ids, code = _meant(request, track), request.POST.get("code", "")
    try:
        if request.POST.get("confirmed"):
            return _record(request, track, ids, code)
        return _preview(request, track, ids, code)
    except Refused as refused:
        tell_refusal(request, refused)
        return _back(track)


def _meant(request: HttpRequest, track: str) -> list[int]:
    """The ticked rows, or all that match the filter the page was shown with."""
    if not request.POST.get("all"):
        return chosen(request)
    queue, filter_class, *_ = QUEUES[track]
    matching = filter_class(_query(request), queue(request.actor), at=clock.now()).qs
    return list(matching.values_list("pk", flat=True)[:MOST])


def _query(request: HttpRequest) -> Any:
    query = request.GET.copy()
    for name in ExportQueueFilter.base_filters:
        query[name] = request.POST.get(name, "")
    return query


def _preview(request: HttpRequest, track: str, ids: list[int], code: str) -> HttpResponse:
    rows = QUEUES[track][0](request.actor).filter(pk__in=ids)
    preview = preview_decision(parcels=list(rows), code=code)
    labels = dict(QUEUES[track][1].base_filters["status"].extra["choices"])
    context = {
        "track": track,
        "ids": ids,
        "code": code,
        "text": CODES[code].text(get_language() or "en"),
        "reason": request.POST.get("reason", ""),
        "moving": [(labels.get(status, status), n) for status, n in preview.by_status.items()],
        "total": sum(preview.by_status.values()),
        "refused": preview.refused[:50],
        "refused_total": len(preview.refused),
    }
    return render(request, "customs/preview.html", context)


def _record(request: HttpRequest, track: str, ids: list[int], code: str) -> HttpResponse:
    allowed = QUEUES[track][0](request.actor).filter(pk__in=ids).values_list("pk", flat=True)
    recorded, refused = decide(
        parcel_ids=list(allowed), code=code, reason=request.POST.get("reason", "")[:300],
        by=request.actor, at=clock.now(),
    )  # fmt: skip
    told = ngettext("%(n)s decision recorded.", "%(n)s decisions recorded.", recorded.accepted)
    messages.success(request, told % {"n": recorded.accepted})
    for number, reason in refused[:10]:
        messages.warning(request, f"{number}: {reason}")
    return _back(track)


def _back(track: str) -> HttpResponse:
    return redirect("customs:export" if track == "export" else "customs:desk")


@require_GET
def declaration(request: HttpRequest, number: str) -> HttpResponse:
    """One parcel: goods and values, both declarations, duty with its working, holds, story."""
    parcel = declaration_of(request.actor, number)
    if parcel is None:
        raise Http404
    language = get_language() or "en"
    lines = [told_line(line, language, both_clocks=True) for line in reversed(story(parcel))]
    context = {
        "parcel": parcel,
        "export": getattr(parcel, "export_declaration", None),
        "lines": [(line, told_working(line)) for line in parcel.import_lines.all()],
        "holds": effective_holds(parcel),
        "story": story_of(lines),
    }
    return render(request, "customs/declaration.html", context)
