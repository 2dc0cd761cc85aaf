"""Holds of every kind: found, placed after a look at what they stop, and released."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.errors import BadInput, Refused
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.filters import HoldFilter
from shipments.holds.models import Hold
from shipments.holds.naming import MOST, meant_by, stopped_by
from shipments.holds.queries import holds_for
from shipments.parcels.queries import split_numbers
from shipments.web.base import chosen, keyset_page, tell_refusal

HOLDERS = (Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS)
SCOPES: dict[str, Any] = {
    "parcel": _("Parcel"),
    "order": _("Order"),
    "bag": _("Bag"),
    "uld": _("ULD"),
    "consolidation": _("MAWB"),
}


class HoldsForm(forms.Form):
    """What the list is narrowed to."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    scope = forms.ChoiceField(label=_("What is held"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    by = forms.CharField(label=_("Placed by"), required=False, max_length=80)
    days = forms.IntegerField(
        label=_("Stands at least, days"), required=False, min_value=0, max_value=3650
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["status"].choices = Hold.Status.choices
        self.fields["scope"].choices = [("", _("all")), *SCOPES.items()]
        self.fields["reason"].choices = [("", _("all")), *Hold.Reason.choices]


class NewHoldForm(forms.Form):
    """What is to be held, and why."""

    numbers = forms.CharField(
        label=_("Numbers of parcels, orders, bags, ULDs or MAWBs, pasted in any manner"),
        widget=forms.Textarea({"rows": 3}),
    )
    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(label=_("Note for colleagues"), required=False, max_length=300)
    releases_when = forms.CharField(label=_("Released when"), required=False, max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].choices = [("", "—"), *Hold.Reason.choices]


@require_GET
def hold_list(request: HttpRequest) -> HttpResponse:
    """The holds that stand, or that were released, newest first."""
    given = QueryDict(mutable=True)
    given.update({"status": Hold.Status.PLACED, **request.GET.dict()})
    form = HoldsForm(given)
    rows = holds_for(request.actor)
    rows = HoldFilter(form.cleaned_data, rows).qs if form.is_valid() else rows.none()
    page = keyset_page(request, rows, by="placed_at")
    stops = stopped_by(page.rows)
    context = {
        "form": form,
        "page": page,
        "now": clock.now(),
        "rows": [(hold, SCOPES[hold.subject], stops[hold.pk]) for hold in page.rows],
        "narrowed": bool(request.GET) and set(request.GET) != {"after"},
        "may_hold": request.actor.has(*HOLDERS),
        "may_release": request.actor.has(*HOLDERS) and given["status"] == Hold.Status.PLACED,
    }
    return render(request, "staff/holds.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask what to hold, show what that stops, and place the holds once it is confirmed."""
    form = NewHoldForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "may_hold": request.actor.has(*HOLDERS)}
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "staff/hold_new.html", context, status=status)
    try:
        request.actor.require(*HOLDERS)
        meant = meant_by(request.actor, _numbers(form.cleaned_data["numbers"]))
        if request.POST.get("confirmed") and meant.things:
            return _place(request, meant.ids, form.cleaned_data)
    except Refused as refused:
        return render(
            request, "staff/hold_new.html", {**context, "wrong": refused.message}, status=422
        )
    context["meant"] = meant
    context["kinds"] = [(SCOPES[kind], len(ids)) for kind, ids in meant.ids.items()]
    return render(request, "staff/hold_new.html", context)


def _numbers(text: str) -> list[str]:
    numbers = split_numbers(text)
    if len(numbers) > MOST:
        text = _("Hold at most %(most)s things at once; hold a bag or a MAWB instead.")
        raise BadInput("too_many", text % {"most": MOST}, {"numbers": ""})
    return numbers


def _place(request: HttpRequest, ids: dict[str, list[int]], given: dict[str, str]) -> HttpResponse:
    placed = sum(
        len(
            place_holds(
                subject=kind,
                ids=pks,
                reason=given["reason"],
                note=given["note"],
                releases_when=given["releases_when"],
                by=request.actor,
                at=clock.now(),
            )
        )
        for kind, pks in ids.items()
    )
    text = ngettext("%(n)s hold is placed.", "%(n)s holds are placed.", placed)
    messages.success(request, text % {"n": placed})
    return redirect("staff:holds")


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Release the chosen holds, with what is to be said about it."""
    rows = list(holds_for(request.actor).filter(pk__in=chosen(request)))
    why = request.POST.get("why", "")[:300]
    try:
        if not rows:
            raise BadInput("nothing_chosen", _("Choose holds first."))
        done = release_holds(holds=rows, by=request.actor, at=clock.now(), why=why)
        n = len(done.moved)
        text = ngettext("%(n)s hold is released.", "%(n)s holds are released.", n)
        messages.success(request, text % {"n": n})
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:holds")
