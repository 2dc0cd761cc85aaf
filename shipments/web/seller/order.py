"""The page of one order: goods, money, parcels and their stories, who did what."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.errors import Refused
from shipments.history.queries import changes_of
from shipments.journeys.queries import journey_of
from shipments.orders.models import Order
from shipments.orders.queries import order_for
from shipments.packing.actions import cancel_orders
from shipments.tracking.queries import story
from shipments.web.base import tell_refusal
from shipments.web.telling import stages_of, story_of, told_line, told_window


class CancelForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300)


@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order: lines, money, parcels with their stories, who did what."""
    return _page(request, number, CancelForm())


def _page(request: HttpRequest, number: str, form: CancelForm, status: int = 200) -> HttpResponse:
    found = order_for(request.actor, number)
    if found is None:
        raise Http404
    parcels = found.parcels.select_related("channel__destination", "order").order_by("pk")
    context = {
        "order": found,
        "total": found.goods_rub + found.shipping_rub,
        "parcels": [_told(parcel) for parcel in parcels],
        "changes": [_change(change) for change in changes_of(found)],
        "form": form,
        "may_cancel": found.status in ("placed", "paid", "packed") and request.actor.can_write,
    }
    return render(request, "seller/order.html", context, status=status)


def _change(change: Any) -> dict[str, Any]:
    words = dict(Order.Status.choices)
    old, new = (words.get(word, word) for word in (change.old, change.new))
    return {"change": change, "old": old, "new": new}


def _told(parcel: Any) -> dict[str, Any]:
    language = get_language() or "en"
    journey = journey_of(parcel, at=clock.now())
    lines = [told_line(line, language, both_clocks=True) for line in reversed(story(parcel))]
    return {
        "parcel": parcel,
        "journey": journey,
        "stages": stages_of(journey),
        "window": told_window(journey),
        "story": story_of(lines),
    }


@require_POST
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an order while its goods are in the warehouse."""
    found, form = order_for(request.actor, number), CancelForm(request.POST)
    if found is None:
        raise Http404
    if not form.is_valid():
        return _page(request, number, form, status=422)
    try:
        moved = cancel_orders(
            orders=[found], by=request.actor, at=clock.now(), why=form.cleaned_data["why"]
        )
        moved.all_or_refuse()
        messages.success(request, _("The order is cancelled; the money goes back to the buyer."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("seller:order", number)
