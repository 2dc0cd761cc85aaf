"""Holds of every kind: found, placed after a look at what they stop, and released."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.errors import BadInput
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.filters import SCOPES, HoldFilter
from shipments.holds.models import Hold
from shipments.holds.naming import MOST, meant_by, stopped_by
from shipments.holds.queries import holds_for
from shipments.parcels.queries import split_numbers
from shipments.web.base import chosen, keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.refusals import refusals_go_to, refusals_in
from shipments.web.requests import ActorRequest

HOLDERS = (Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS)


class NewHoldForm(forms.Form):
    """What is to be held, and why."""

    numbers = forms.CharField(
        label=_("Numbers of parcels, orders, bags, ULDs or MAWBs, pasted in any manner"),
        widget=forms.Textarea({"rows": 3}),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Hold.Reason.choices])
    note = forms.CharField(label=_("Note for colleagues"), required=False, max_length=300)
    releases_when = forms.CharField(label=_("Released when"), required=False, max_length=200)


@require_GET
def hold_list(request: ActorRequest) -> HttpResponse:
    """The holds that stand, or that were released, newest first."""
    given = request.GET.copy()
    given.setdefault("status", Hold.Status.PLACED)
    filters = HoldFilter(given, holds_for(request.actor))
    page = keyset_page(
        request, filters.qs if filters.is_valid() else filters.queryset.none(), by="placed_at"
    )
    stops = stopped_by(page.rows)
    may_hold = request.actor.has(*HOLDERS)
    context = {
        "panel": filter_panel(request, filters),
        "page": page,
        "now": clock.now(),
        "rows": [(hold, SCOPES[hold.subject], stops[hold.pk]) for hold in page.rows],
        "may_hold": may_hold,
        "may_release": may_hold and given["status"] == Hold.Status.PLACED,
    }
    return render(request, "staff/holds.html", context)


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Ask what to hold, show what that stops, and place the holds once it is confirmed."""
    form = NewHoldForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "may_hold": request.actor.has(*HOLDERS)}
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "staff/hold_new.html", context, status=status)
    with refusals_in(form):
        request.actor.require(*HOLDERS)
        meant = meant_by(request.actor, _numbers(form.cleaned_data["numbers"]))
        if request.POST.get("confirmed") and meant.things:
            return _place(request, meant.ids, form.cleaned_data)
        kinds = [(SCOPES[kind], len(ids)) for kind, ids in meant.ids.items()]
        return render(request, "staff/hold_new.html", {**context, "meant": meant, "kinds": kinds})
    return render(request, "staff/hold_new.html", context, status=422)


def _numbers(text: str) -> list[str]:
    numbers = split_numbers(text)
    if len(numbers) > MOST:
        sentence = _("Hold at most %(most)s things at once; hold a bag or a MAWB instead.")
        raise BadInput("too_many", str(sentence % {"most": MOST}), {"numbers": ""})
    return numbers


def _place(request: ActorRequest, ids: dict[str, list[int]], given: dict[str, str]) -> HttpResponse:
    placed = [
        hold
        for kind, pks in ids.items()
        for hold in place_holds(
            subject=kind,
            ids=pks,
            reason=given["reason"],
            note=given["note"],
            releases_when=given["releases_when"],
            by=request.actor,
            at=clock.now(),
        )
    ]
    text = ngettext("%(n)s hold is placed.", "%(n)s holds are placed.", len(placed))
    messages.success(request, text % {"n": len(placed)})
    return redirect("staff:holds")


@require_POST
@refusals_go_to("staff:holds")
def release(request: ActorRequest) -> HttpResponse:
    """Release the chosen holds, with what is to be said about it."""
    rows = list(holds_for(request.actor).filter(pk__in=chosen(request)))
    why = request.POST.get("why", "")[:300]
    if not rows:
        raise BadInput("nothing_chosen", str(_("Choose holds first.")))
    n = len(release_holds(holds=rows, by=request.actor, at=clock.now(), why=why).moved)
    text = ngettext("%(n)s hold is released.", "%(n)s holds are released.", n)
    messages.success(request, text % {"n": n})
    return redirect("staff:holds")
