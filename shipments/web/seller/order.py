"""The page of one order: goods, money, the buyer, parcels and their stories, who did what."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.catalogue.gaps import FIELDS, WORDS
from shipments.dashboards.pipeline import stop_of
from shipments.errors import Refused
from shipments.history.queries import changes_of
from shipments.holds.queries import effective_holds
from shipments.journeys.queries import journey_of
from shipments.money import rounded
from shipments.numbers.masks import last_digits, mask_name
from shipments.orders.comparing import OPEN
from shipments.orders.models import Order
from shipments.orders.queries import goods_with_gaps, order_for
from shipments.orders.receivers import CORRECTED, FROM_SHOP
from shipments.orders.reveals import reveal_buyer, reveals_of
from shipments.orders.rules import ADDRESS_INCOMPLETE, gaps_of, kept_of
from shipments.packing.actions import cancel_orders
from shipments.parcels.models import Parcel
from shipments.web.base import tell_refusal
from shipments.web.seller.today import MENDS, STOPS
from shipments.web.telling import stages_of, story_of, told_line, told_story, told_window

# How long a buyer stays unmasked for who asked, how much of a story is unfolded at first.
SHOWN_FOR = timedelta(minutes=10)
UNFOLDED, LOOKS = 6, 20
SESSION = "revealed"
# What of the history is no move of a status.
CORRECTIONS: dict[str, Any] = {
    CORRECTED: _("Receiver and address corrected"),
    FROM_SHOP: _("Receiver and address taken over from the shop"),
}


class CancelForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300)


class RevealForm(forms.Form):
    why = forms.CharField(label=_("What for"), max_length=300, required=False)


@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order: lines, money, parcels with their stories, who did what."""
    return _page(request, order_of(request, number), CancelForm())


def order_of(request: HttpRequest, number: str) -> Order:
    """The order of a number that the reader may see. Raises Http404."""
    if (found := order_for(request.actor, number)) is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Order, form: CancelForm, status: int = 200) -> HttpResponse:
    parcels = found.parcels.select_related("channel__destination", "order").order_by("pk")
    context = {
        "order": found,
        "money": _money(found),
        "parcels": [_told(parcel) for parcel in parcels],
        "mend": _mend(found),
        "goods_gaps": goods_gaps(found) if found.status in OPEN else [],
        "gaps": gaps_of(kept_of(found)) if found.status in OPEN else [],
        "may_correct": found.status in OPEN and request.actor.has(*SELLER_WRITERS),
        "changes": [_change(change) for change in changes_of(found)],
        "form": form,
        "may_cancel": found.status in ("placed", "paid", "packed") and request.actor.can_write,
        "may_write": request.actor.has(*SELLER_WRITERS),
        **_buyer(request, found),
    }
    return render(request, "seller/order.html", context, status=status)


def goods_gaps(found: Order) -> list[dict[str, Any]]:
    """Each product without its customs data, and what is missing with the field that takes it."""
    return [
        {"product": product, "missing": [(WORDS[word], FIELDS[word]) for word in words]}
        for product, words in goods_with_gaps(found)
    ]


def _money(found: Order) -> list[dict[str, Any]]:
    """Each sum in roubles, and in yuan at the rate frozen on the order."""
    total = found.goods_rub + found.shipping_rub
    named = ((_("Goods"), found.goods_rub), (_("Shipping"), found.shipping_rub),
             (_("Total"), total))  # fmt: skip
    return [
        {"label": label, "rub": amount, "cny": rounded(amount / found.rate_cny)}
        for label, amount in named
    ]


@sensitive_variables()
def _buyer(request: HttpRequest, found: Order) -> dict[str, Any]:
    """The buyer, masked but for who asked to see her a moment ago; and who ever did."""
    receiver, until = found.receiver, shown_until(request, found)
    if until:
        seen = {"name": receiver.name, "phone": receiver.phone, "street": found.street}
    else:
        seen = {
            "name": mask_name(receiver.name),
            "phone": last_digits(receiver.phone),
            "street": "",
        }
    return {
        "buyer": seen, "hidden_street": bool(found.street) and not until, "shown_until": until,
        "looks": reveals_of(request.actor, found)[:LOOKS], "reveal_form": RevealForm(prefix="look"),
    }  # fmt: skip


def shown_until(request: HttpRequest, found: Order) -> Any:
    """Until when the reader, who has asked for it, sees the buyer unmasked; None where not."""
    moment = parse_datetime(request.session.get(SESSION, {}).get(str(found.pk), ""))
    is_fresh = moment is not None and moment > clock.now()
    return moment if is_fresh and request.actor.has(*SELLER_WRITERS) else None


def _mend(found: Order) -> dict[str, Any] | None:
    """What takes the order's blocker away."""
    if found.blocker not in MENDS or found.blocker == ADDRESS_INCOMPLETE:
        return None
    page, query, text = MENDS[found.blocker]
    return {"url": f"{reverse(page)}?{query}", "text": text}


def _change(change: Any) -> dict[str, Any]:
    if change.why in CORRECTIONS:
        return {"change": change, "text": CORRECTIONS[change.why]}
    words = dict(Order.Status.choices)
    old, new = (words.get(word, word) for word in (change.old, change.new))
    return {"change": change, "text": f"{old} → {new}", "why": change.why}


def _told(parcel: Parcel) -> dict[str, Any]:
    """A parcel with its stages, its story folded after a while, and what stops it."""
    language = get_language() or "en"
    journey = journey_of(parcel, at=(now := clock.now()))
    lines = told_story(parcel, language, at=now)
    stop = stop_of(parcel)
    return {
        "parcel": parcel,
        "journey": journey,
        "stages": stages_of(journey),
        "window": told_window(journey),
        "why_moved": [told_line(line, language, at=now) for line in journey.changes],
        "story": story_of(lines[:UNFOLDED]),
        "earlier": story_of(lines[UNFOLDED:]) if len(lines) > UNFOLDED else "",
        "earlier_count": len(lines) - UNFOLDED,
        "stop": {"title": STOPS[stop[0]][0], "who": stop[1]} if stop else None,
        "holds": effective_holds(parcel) if parcel.held else [],
    }


@require_POST
def order_reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the buyer unmasked for a while to who works on the order, and write that down."""
    found, form, now = (
        order_of(request, number),
        RevealForm(request.POST, prefix="look"),
        clock.now(),
    )
    try:
        why = form.cleaned_data["why"] if form.is_valid() else ""
        reveal_buyer(order=found, why=why, by=request.actor, at=now)
    except Refused as refused:
        tell_refusal(request, refused)
        return redirect("seller:order", number)
    shown = {**request.session.get(SESSION, {}), str(found.pk): (now + SHOWN_FOR).isoformat()}
    request.session[SESSION] = {pk: until for pk, until in shown.items() if until > now.isoformat()}
    if request.POST.get("then") == "receiver":
        return redirect("seller:order-receiver", number)
    return redirect("seller:order", number)


@require_POST
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an order while its goods are in the warehouse."""
    found, form = order_of(request, number), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        moved = cancel_orders(
            orders=[found], by=request.actor, at=clock.now(), why=form.cleaned_data["why"]
        )
        moved.all_or_refuse()
        messages.success(request, _("The order is cancelled; the money goes back to the buyer."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("seller:order", number)
