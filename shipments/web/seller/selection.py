"""What is done to many orders at once: first what will happen, then the action."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shipments import clock
from shipments.bulk.actions import open_bulk_action
from shipments.cancellation.preview import cancelling, held_parcels
from shipments.exports.actions import start_export
from shipments.holds.preview import holding, own_held, releasing
from shipments.labels.actions import print_labels
from shipments.orders.queries import newest_order
from shipments.web.base import address_of, attachment, chosen
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest
from shipments.web.seller.orders import narrowed

# So many labels are drawn while one waits; more are drawn in the background.
AT_ONCE = 300
TABLES = ("csv", "xlsx")
PREVIEWS: dict[str, Callable[[QuerySet], dict[str, Any]]] = {
    "cancel": cancelling,
    "hold": holding,
    "release": releasing,
}
TITLES = {
    "cancel": gettext_lazy("Cancel orders"),
    "hold": gettext_lazy("Hold parcels"),
    "release": gettext_lazy("Release holds"),
}


def _list_as_narrowed(request: ActorRequest) -> str:
    return address_of("seller:orders", request.POST.get("query", ""))


@require_POST
@refusals_go_to(_list_as_narrowed)
def act(request: ActorRequest) -> HttpResponse:
    """Show what an action will do to the chosen orders; files are made at once."""
    action, rows = request.POST.get("do", ""), _rows(request)
    if rows is None:
        messages.error(request, _("Choose some orders first."))
        return _back(request)
    if action in (*TABLES, "labels"):
        return _file(request, action, rows)
    if action not in PREVIEWS:
        return _back(request)
    context = {
        "action": action,
        "title": TITLES[action],
        "counts": PREVIEWS[action](rows),
        "token": secrets.token_urlsafe(24),
        "ids": ",".join(map(str, chosen(request))),
        "all": request.POST.get("all", ""),
        "query": request.POST.get("query", ""),
        "newest": newest_order(),
    }
    return render(request, "seller/selection.html", context)


@require_POST
@refusals_go_to(_list_as_narrowed)
def file(request: ActorRequest) -> HttpResponse:
    """Ask for the chosen orders as a table; who may only look may ask for that too."""
    action, rows = request.POST.get("do", ""), _rows(request)
    if rows is None or action not in TABLES:
        messages.error(request, _("Choose some orders first."))
        return _back(request)
    return _file(request, action, rows)


def _rows(request: ActorRequest) -> QuerySet | None:
    """The orders that were ticked, or all that fit the list's filter; None for no choice.

    What was placed after the preview was shown is no part of it.
    """
    if request.POST.get("all"):
        rows = narrowed(request, QueryDict(request.POST.get("query", "")))[1]
        newest = request.POST.get("newest", "")[:18]
        return rows.filter(pk__lte=int(newest)) if newest.isdecimal() else rows
    ids = chosen(request)
    return narrowed(request, QueryDict())[1].filter(pk__in=ids) if ids else None


def _file(request: ActorRequest, action: str, rows: QuerySet) -> HttpResponse:
    if action == "labels":
        parcels = list(held_parcels(rows)[: AT_ONCE + 1])
        if len(parcels) <= AT_ONCE:
            drawn = print_labels(parcels=parcels, by=request.actor, at=clock.now())
            return attachment(drawn, f"labels-{len(parcels)}.pdf", "application/pdf")
    kind, form = ("labels", "pdf") if action == "labels" else ("orders", action)
    params = _params(request, rows)
    start_export(kind=kind, form=form, params=params, by=request.actor, at=clock.now())
    return redirect("seller:exports")


def _params(request: ActorRequest, rows: QuerySet) -> dict[str, Any]:
    """What a job needs to find the same orders: the query, or the rows where it cannot."""
    query, zone = request.POST.get("query", ""), timezone.get_current_timezone_name()
    if request.POST.get("all") and "pasted=" not in query:
        return {"query": query, "zone": zone}
    return {"ids": list(rows.order_by().values_list("pk", flat=True)), "zone": zone}


@require_POST
@refusals_go_to(_list_as_narrowed)
def do(request: ActorRequest) -> HttpResponse:
    """Open the action that was shown; a job carries it out."""
    action, rows, why = request.POST.get("do", ""), _rows(request), request.POST.get("why", "")
    if rows is None or action not in PREVIEWS:
        return _back(request)
    made = _action(action, rows, why.strip())
    made["params"]["back"] = _list_as_narrowed(request)
    opened = open_bulk_action(
        **made,
        token=request.POST.get("token", ""),
        by=request.actor,
        at=clock.now(),
        may_be_undone=True,
    )
    return redirect("seller:bulk-action", opened.number)


def _action(action: str, rows: QuerySet, why: str) -> dict[str, Any]:
    if action == "hold":
        subjects = held_parcels(rows).values_list("pk", "number")
        return {
            "kind": "place_holds",
            "subjects": subjects.iterator(),
            "params": {"reason": "seller", "why": why[:300]},
        }
    if action == "release":
        subjects = own_held(rows).values_list("pk", "number")
        return {
            "kind": "release_holds",
            "subjects": subjects.iterator(),
            "params": {"why": why[:300]},
        }
    subjects = rows.prefetch_related(None).order_by("pk").values_list("pk", "number")
    why = why or _("by the seller")
    return {"kind": "cancel_orders", "subjects": subjects.iterator(), "params": {"why": why[:300]}}


def _back(request: ActorRequest) -> HttpResponse:
    return redirect(_list_as_narrowed(request))
