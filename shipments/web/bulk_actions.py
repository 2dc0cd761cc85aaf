"""An action done to many: how far it is, what became of each row, and taking it back."""

from collections import Counter
from collections.abc import Collection
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.bulk.actions import ask_undo
from shipments.bulk.models import BulkAction
from shipments.bulk.queries import bulk_action_for, bulk_actions_for, troubles_of
from shipments.bulk.undoing import may_take_back
from shipments.sentences import read
from shipments.web.base import keyset_page
from shipments.web.refusals import refusals_told
from shipments.web.requests import ActorRequest, or_404


@require_GET
def bulk_action(request: ActorRequest, number: str) -> HttpResponse:
    """The progress, and in the end the result; htmx asks for the moving part alone."""
    found = _found(request, number)
    page = "shared/_bulk_action.html" if request.htmx else "shared/bulk_action.html"
    return render(
        request,
        page,
        {
            **_frame(request),
            "action": found,
            **_state(request, found),
            "undo_url": _undo_url(request, number),
            "back": found.params.get("back", ""),
        },
    )


@require_POST
def undo(request: ActorRequest, number: str) -> HttpResponse:
    """Take an action back while its ten minutes last."""
    found = _found(request, number)
    with refusals_told(request):
        ask_undo(action=found, by=request.actor, at=clock.now())
        messages.success(request, _("It is being taken back."))
    return redirect(f"{_interface(request)}:bulk-action", number)


@require_GET
def bulk_action_list(request: ActorRequest, kinds: Collection[str] = ()) -> HttpResponse:
    """What was done to many, newest first; of some kinds only where a desk does no others."""
    found = bulk_actions_for(request.actor)
    found = found.filter(kind__in=kinds) if kinds else found
    page = keyset_page(request, found, by="created_at")
    return render(request, "shared/bulk_actions.html", {**_frame(request), "page": page})


def _found(request: ActorRequest, number: str) -> BulkAction:
    return or_404(bulk_action_for(request.actor, number))


def _interface(request: ActorRequest) -> str:
    return request.resolver_match.namespaces[0]


def _frame(request: ActorRequest) -> dict:
    return {"frame": f"{_interface(request)}/frame.html"}


def _undo_url(request: ActorRequest, number: str) -> str:
    return reverse(f"{_interface(request)}:bulk-action-undo", args=[number])


def _present(found: BulkAction) -> dict:
    """What else was said when it was asked for: which gates were opened, what was left out."""
    left_out = Counter(str(read(why)) for _number, why in found.params.get("left_out", ()))
    although = found.params.get("although", ())
    return {
        "left_out": left_out.most_common(),
        "although": [(str(read(why)), n, Decimal(rub)) for why, n, rub in although],
    }


def _state(request: ActorRequest, found: BulkAction) -> dict:
    seconds = (found.undo_until - timezone.now()).total_seconds() if found.undo_until else 0
    is_open = found.status == BulkAction.Status.DONE and seconds > 0 and found.done > 0
    may_undo = is_open and may_take_back(request.actor, found)
    return {
        "under_way": found.status in BulkAction.Status.UNDER_WAY,
        "minutes_to_undo": int(seconds // 60) + 1 if may_undo else 0,
        **_present(found),
        "troubles": troubles_of(found) if found.status not in BulkAction.Status.UNDER_WAY else [],
    }
