"""One decision for hundreds or all, another for a few: first shown, then recorded by an action.

What stands before a gate (duty owed, papers asked for, inspection) is left alone unless its box is
ticked; then it is asked for once more, in words and numbers.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs.bulk_actions.table import ACTIONS
from customs.declarations.choosing import Choice, LeftOut, all_of, left_out, named_in, split
from customs.declarations.gates import Apart, apart_of, is_release, label_of, opened
from customs.declarations.rules import ManyPreview, ask_for_words, decision_of, preview_many
from customs.web.desk import DESKS, FILTERS, TRACKS, desk_page, filtered, queue_of
from shipments import clock
from shipments.bulk.actions import open_bulk_action
from shipments.bulk.queries import bulk_action_for
from shipments.errors import BadInput, Refused
from shipments.imports.sheets import write_csv
from shipments.parcels.models import ExportClearance, ImportClearance, Parcel
from shipments.parcels.queries import parcels_for
from shipments.sentences import read
from shipments.tracking.codes import CODES
from shipments.web.base import address_of, attachment, chosen
from shipments.web.requests import ActorRequest

LABELS = {"export": dict(ExportClearance.choices), "import": dict(ImportClearance.choices)}
# The fields of the two parts of a decision: for the most, and for the few that are named.
MOST = {"code": "code", "why": "reason", "ids": "chosen", "also": "also"}
FEW = {"code": "but_code", "why": "but_reason", "ids": "but_chosen", "also": "but_also"}


@dataclass(frozen=True, slots=True)
class Part:
    """One decision, for which rows, and what it would do to them; `names` are its form's fields."""

    names: dict[str, str]
    code: str
    why: str
    ids: list[int]
    preview: ManyPreview
    moving: list[tuple[Any, int]]

    @property
    def text(self) -> str:
        return CODES[self.code].text(get_language() or "en")


@require_POST
def decide_many(request: ActorRequest, track: str) -> HttpResponse:
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


@require_POST
def left_out_file(request: ActorRequest, track: str) -> HttpResponse:
    """The numbers that the queue does not hold, each with where it stands, as a file."""
    if track not in FILTERS:
        raise Http404
    try:
        rows = left_out(request.actor, track, split(request.POST.get("numbers", "")))
    except Refused as refused:
        return desk_page(request, track, QueryDict(), error=refused)
    return _csv([(left_out.number, str(left_out.why)) for left_out in rows])


@require_GET
def left_out_of(request: ActorRequest, number: str) -> HttpResponse:
    """The same of a decision that was recorded, as it was then."""
    action = bulk_action_for(request.actor, number)
    if action is None or action.kind not in ACTIONS:
        raise Http404
    kept = action.params.get("left_out", ())
    return _csv([(item, str(read(why))) for item, why in kept])


def _csv(rows: Sequence[tuple[str, str]]) -> HttpResponse:
    """Numbers and why they were left out, as a file."""
    return attachment(write_csv([_("Number"), _("Why")], rows), "left-out.csv")


def _query(request: ActorRequest, side: str) -> QueryDict:
    """The filter the desk was shown with; the form repeats it."""
    query = QueryDict(mutable=True)
    for name in FILTERS[side].base_filters:
        if value := request.POST.get(name, ""):
            query[name] = value
    return query


def _meant(request: ActorRequest, side: str, query: QueryDict) -> Choice:
    """All that fit the filter, or what was ticked and pasted."""
    if request.POST.get("all"):
        return all_of(filtered(request, side, query).qs)
    queue = queue_of(request, side)
    pasted = named_in(queue, request.POST.get("pasted", ""))
    ticked = queue.filter(pk__in=chosen(request)).values_list("pk", flat=True)
    return Choice(list(dict.fromkeys([*pasted.ids, *ticked])), pasted.strangers)


def _preview(request: ActorRequest, side: str, query: QueryDict) -> HttpResponse:
    choice = _meant(request, side, query)
    few = named_in(queue_of(request, side), request.POST.get("but", ""))
    most, strangers = set(choice.ids) - set(few.ids), choice.strangers + few.strangers
    if not most and not few.ids and not strangers:
        message = _("Nothing was chosen: tick waybills, paste them, or choose all that match.")
        raise BadInput("nothing_chosen", message)
    parts = [_part(request, side, sorted(most), MOST)]
    if few.ids and request.POST.get("but_code"):
        parts.append(_part(request, side, sorted(few.ids), FEW))
    context = {
        "parts": parts,
        "few": few,
        **_left_out(request, side, strangers),
        "total": sum(part.preview.total for part in parts),
        "token": secrets.token_urlsafe(16),
        "may": any(part.preview.total or part.preview.apart for part in parts),
        "track": side,
        "back": query.urlencode(),
    }
    return render(request, "customs/preview.html", context)


def _left_out(request: ActorRequest, side: str, numbers: Sequence[str]) -> dict[str, Any]:
    found = left_out(request.actor, side, list(dict.fromkeys(numbers)))
    return {
        "strangers": numbers,
        "left_out": found,
        "left_out_by": Counter(str(left_out.why) for left_out in found).most_common(),
    }


def _part(request: ActorRequest, side: str, ids: list[int], names: dict[str, str]) -> Part:
    word, reason = request.POST.get(names["code"], ""), request.POST.get(names["why"], "")[:300]
    preview = preview_many(rows=_rows(request, ids), code=word)
    ask_for_words(word, reason, names["why"])
    moving = [(LABELS[side].get(status, status), n) for status, n in preview.by_status.items()]
    return Part(names, word, reason, ids, preview, moving)


def _rows(request: ActorRequest, ids: Collection[int]) -> QuerySet[Parcel]:
    return parcels_for(request.actor).filter(pk__in=ids)


@dataclass(frozen=True, slots=True)
class Meant:
    """One part of what was confirmed: the rows that stay in it, and the gates it opens."""

    names: dict[str, str]
    code: str
    why: str
    also: list[str]
    rows: QuerySet[Parcel]
    ids: list[int]

    def apart(self, side: str) -> list[Apart]:
        """What goes by an opened gate."""
        found = apart_of(self.rows, TRACKS[side]) if self.also and is_release(self.code) else []
        return [apart for apart in found if apart.gate in self.also]


def _confirmed(request: ActorRequest, side: str, names: dict[str, str]) -> Meant:
    post, track = request.POST, TRACKS[side]
    code, why = post.get(names["code"], ""), post.get(names["why"], "")[:300]
    decision_of(code)
    ask_for_words(code, why, names["why"])
    also = post.getlist(names["also"])
    rows = _rows(request, chosen(request, names["ids"]))
    ids = opened(rows, code, track, also).order_by("pk").values_list("pk", flat=True)
    return Meant(names, code, why, also, rows, list(ids))


def _record(request: ActorRequest, side: str) -> HttpResponse:
    post = request.POST
    token = (post.get("token") or secrets.token_urlsafe(16))[:40]
    parts = [_confirmed(request, side, MOST)]
    if chosen(request, "but_chosen"):
        parts.append(_confirmed(request, side, FEW))
    apart = [apart for part in parts for apart in part.apart(side)]
    if apart and not post.get("sure"):
        return _ask_again(request, side, parts, apart, token)
    most, few = parts[0], parts[-1]
    but = few.ids if len(parts) > 1 else []
    params = {
        "code": most.code,
        "why": most.why,
        "also": most.also,
        "action": token,
        "but": but,
        "but_code": few.code,
        "but_why": few.why,
        "but_also": few.also,
        "back": address_of(DESKS[side], post.get("back", "")),
        "although": [
            [label_of(stopped.gate).written(), stopped.parcels, str(stopped.open_rub)]
            for stopped in apart
        ],
        "left_out": _kept(left_out(request.actor, side, split(post.get("left_out", "")))),
    }
    rows = _rows(request, [*most.ids, *but]).order_by("pk").values_list("pk", "number")
    action = open_bulk_action(
        kind=f"decide_{side}",
        token=token,
        subjects=rows.iterator(),
        params=params,
        by=request.actor,
        at=clock.now(),
        may_be_undone=True,
    )
    return redirect("customs:bulk-action", action.number)


def _kept(rows: Sequence[LeftOut]) -> list[list[str]]:
    return [[left_out.number, left_out.why.written()] for left_out in rows]


def _ask_again(
    request: ActorRequest, side: str, parts: list[Meant], apart: list[Apart], token: str
) -> HttpResponse:
    """The second question: how many go by which gate, and what stays open, in words."""
    context = {
        "track": side,
        "parts": parts,
        "apart": apart,
        "token": token,
        "many": sum(stopped.parcels for stopped in apart),
        "rub": sum(stopped.open_rub for stopped in apart),
        "total": sum(len(part.ids) for part in parts),
        "back": request.POST.get("back", ""),
        "left_out": request.POST.get("left_out", ""),
    }
    return render(request, "customs/sure.html", context)
