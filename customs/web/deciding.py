"""One decision for hundreds or all, another for a few: first shown, then recorded by a deed."""

import secrets
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customs.declarations.choosing import Choice, all_of, named_in
from customs.declarations.rules import ManyPreview, ask_for_words, decision_of, preview_many
from customs.web.desk import FILTERS, desk_page, filtered, queue_of
from shipments import clock
from shipments.bulk.actions import open_deed
from shipments.errors import BadInput, Refused
from shipments.parcels.models import ExportClearance, ImportClearance, Parcel
from shipments.parcels.queries import parcels_for
from shipments.tracking.codes import CODES
from shipments.web.base import address_of, chosen

DESKS = {"export": "customs:export", "import": "customs:desk"}
LABELS = {"export": dict(ExportClearance.choices), "import": dict(ImportClearance.choices)}


@dataclass(frozen=True, slots=True)
class Part:
    """One decision, for which rows, and what it would do to them."""

    code: str
    why: str
    ids: list[int]
    preview: ManyPreview
    moving: list[tuple[str, int]]

    @property
    def text(self) -> str:
        return CODES[self.code].text(get_language() or "en")


@require_POST
def decide_many(request: HttpRequest, track: str) -> HttpResponse:
    """First show what a decision would do; once confirmed, a job records it."""
    if track not in FILTERS:
        raise Http404
    query = _query(request, track)
    try:
        if request.POST.get("confirmed"):
            return _record(request, track)
        return _preview(request, track, query)
    except Refused as refused:
        return desk_page(request, track, query, typed=request.POST, error=refused)


def _query(request: HttpRequest, side: str) -> QueryDict:
    """The filter the desk was shown with; the form repeats it."""
    query = QueryDict(mutable=True)
    for name in FILTERS[side].base_filters:
        if value := request.POST.get(name, ""):
            query[name] = value
    return query


def _meant(request: HttpRequest, side: str, query: QueryDict) -> Choice:
    """All that fit the filter, or what was ticked and pasted."""
    if request.POST.get("all"):
        return all_of(filtered(request, side, query).qs)
    queue = queue_of(request, side)
    pasted = named_in(queue, request.POST.get("pasted", ""))
    ticked = queue.filter(pk__in=chosen(request)).values_list("pk", flat=True)
    return Choice(list(dict.fromkeys([*pasted.ids, *ticked])), pasted.strangers)


def _preview(request: HttpRequest, side: str, query: QueryDict) -> HttpResponse:
    choice = _meant(request, side, query)
    few = named_in(queue_of(request, side), request.POST.get("but", ""))
    most = set(choice.ids) - set(few.ids)
    if not most and not few.ids:
        message = _("Nothing was chosen: tick waybills, paste them, or choose all that match.")
        raise BadInput("nothing_chosen", message)
    parts = [_part(request, side, sorted(most), "code", "reason")]
    if few.ids and request.POST.get("but_code"):
        parts.append(_part(request, side, sorted(few.ids), "but_code", "but_reason"))
    context = {
        "track": side, "parts": parts, "few": few, "strangers": choice.strangers + few.strangers,
        "total": sum(part.preview.total for part in parts), "token": secrets.token_urlsafe(16),
        "back": query.urlencode(),
    }  # fmt: skip
    return render(request, "customs/preview.html", context)


def _part(request: HttpRequest, side: str, ids: list[int], code: str, why: str) -> Part:
    word, reason = request.POST.get(code, ""), request.POST.get(why, "")[:300]
    preview = preview_many(rows=_rows(request, ids), code=word)
    ask_for_words(word, reason, why)
    moving = [(LABELS[side].get(status, status), n) for status, n in preview.by_status.items()]
    return Part(word, reason, ids, preview, moving)


def _rows(request: HttpRequest, ids: list[int]) -> QuerySet[Parcel]:
    return parcels_for(request.actor).filter(pk__in=ids)


def _record(request: HttpRequest, side: str) -> HttpResponse:
    post, but = request.POST, chosen(request, "but_chosen")
    token = (post.get("token") or secrets.token_urlsafe(16))[:40]
    words = [post.get("code", "")] + ([post.get("but_code", "")] if but else [])
    for code, name in zip(words, ("reason", "but_reason"), strict=False):
        decision_of(code)
        ask_for_words(code, post.get(name, ""), name)
    params = {
        "code": words[0], "why": post.get("reason", "")[:300], "deed": token, "but": but,
        "but_code": words[-1], "but_why": post.get("but_reason", "")[:300],
        "back": address_of(DESKS[side], post.get("back", "")),
    }  # fmt: skip
    rows = _rows(request, [*chosen(request), *but]).order_by("pk").values_list("pk", "number")
    deed = open_deed(
        kind=f"decide_{side}", token=token, subjects=rows.iterator(), params=params,
        by=request.actor, at=clock.now(), may_be_undone=True,
    )  # fmt: skip
    return redirect("customs:deed", deed.number)
