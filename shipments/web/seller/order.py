"""The page of one order: goods, money, the buyer, parcels and their stories, who did what."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.cancellation.actions import cancel_orders
from shipments.cases.models import Case
from shipments.cases.money import money_case_of
from shipments.catalogue.gaps import FIELDS, WORDS
from shipments.dashboards.pipeline import stop_of
from shipments.history.queries import changes_of
from shipments.holds.actions import release_holds
from shipments.holds.models import Hold
from shipments.holds.queries import acts_first, acts_for, effective_holds, own_holds
from shipments.journeys.queries import journey_of
from shipments.money import rounded
from shipments.numbers.masks import last_digits, mask_name
from shipments.orders.models import Order
from shipments.orders.queries import goods_with_gaps, order_for
from shipments.orders.reveals import reveal_buyer, reveals_of
from shipments.orders.rules import ADDRESS_INCOMPLETE, gaps_of, kept_of
from shipments.packing.leaving import why_kept
from shipments.parcels.models import ImportClearance, Parcel
from shipments.tracking.lateness import promise_day
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.seller.activity import activity_of
from shipments.web.seller.delays import late_part
from shipments.web.seller.today import MENDS, STOPS
from shipments.web.timeline import present_line, present_story, present_window, stages_of, story_of

# How long a buyer stays unmasked for who asked, how much of a story is unfolded at first.
SHOWN_FOR = timedelta(minutes=10)
UNFOLDED, LOOKS = 6, 20
SESSION = "revealed"


class CancelForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300)


class RevealForm(forms.Form):
    why = forms.CharField(label=_("Reason for viewing"), max_length=300, required=False)


@require_GET
def order(request: ActorRequest, number: str) -> HttpResponse:
    """One order: lines, money, parcels with their stories, who did what."""
    return _page(request, order_of(request, number), CancelForm())


def order_of(request: ActorRequest, number: str) -> Order:
    """The order of a number that the reader may see. Raises Http404."""
    return or_404(order_for(request.actor, number))


def _page(request: ActorRequest, found: Order, form: CancelForm, status: int = 200) -> HttpResponse:
    parcels = found.parcels.select_related("channel__destination", "order").order_by("pk")
    context = {
        "order": found,
        "money": _money(found),
        "rate_is_older": found.rate_day < promise_day(found.ordered_at),
        "parcels": [_present(parcel) for parcel in parcels],
        "refund": _refund(found),
        "ends": _ends(parcels),
        "mend": _mend(found),
        "goods_gaps": goods_gaps(found) if found.status in Order.Status.OPEN else [],
        "gaps": gaps_of(kept_of(found)) if found.status in Order.Status.OPEN else [],
        "may_correct": found.status in Order.Status.OPEN and request.actor.has(*SELLER_WRITERS),
        "activity": activity_of(found, list(parcels)),
        "form": form,
        **_cancelling(request, found),
        "may_pay": found.status == Order.Status.PLACED and request.actor.has(*SELLER_WRITERS),
        "may_write": request.actor.has(*SELLER_WRITERS),
        **_buyer(request, found),
    }
    return render(request, "seller/order.html", context, status=status)


def _cancelling(request: ActorRequest, found: Order) -> dict[str, Any]:
    """Whether the order can be cancelled here, and where its parcel lies if that keeps it."""
    may = found.status in Order.Status.CANCELLABLE and request.actor.has(*SELLER_WRITERS)
    kept = why_kept(found) if may and found.status == Order.Status.PACKED else None
    return {"may_cancel": may and kept is None, "why_kept": kept}


def goods_gaps(found: Order) -> list[dict[str, Any]]:
    """Each product without its customs data, and what is missing with the field that takes it."""
    return [
        {"product": product, "missing": [(WORDS[word], FIELDS[word]) for word in words]}
        for product, words in goods_with_gaps(found)
    ]


def _money(found: Order) -> list[dict[str, Any]]:
    """Each sum in roubles, and in yuan at the rate frozen on the order."""
    total = found.goods_rub + found.shipping_rub
    named = (
        (_("Goods"), found.goods_rub),
        (_("Shipping"), found.shipping_rub),
        (_("Total"), total),
    )
    return [
        {"label": label, "rub": amount, "cny": rounded(amount / found.rate_cny)}
        for label, amount in named
    ]


@sensitive_variables()
def _buyer(request: ActorRequest, found: Order) -> dict[str, Any]:
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
        "buyer": seen,
        "hidden_street": bool(found.street) and not until,
        "shown_until": until,
        "looks": reveals_of(request.actor, found)[:LOOKS],
        "reveal_form": RevealForm(prefix="look"),
    }


def shown_until(request: ActorRequest, found: Order) -> Any:
    """Until when the reader, who has asked for it, sees the buyer unmasked; None where not."""
    moment = parse_datetime(request.session.get(SESSION, {}).get(str(found.pk), ""))
    is_fresh = moment is not None and moment > clock.now()
    return moment if is_fresh and request.actor.has(*SELLER_WRITERS) else None


def _refund(found: Order) -> dict[str, Any] | None:
    """Whether money of an order that never reached its buyer is decided; None for others."""
    case = money_case_of(found)
    if case is None:
        return None
    is_open = case.status == Case.Status.OPEN
    ended = None if is_open else changes_of(case).last()
    outcome = dict(Case.Outcome.choices).get(ended.reason, "") if ended else ""
    note = ended.note if ended else ""
    return {"case": case, "open": is_open, "outcome": outcome, "note": note, "ended": ended}


def _ends(parcels: Iterable[Parcel]) -> list[Parcel]:
    """The parcels, where not all of them are at the same point: each is told then."""
    found = list(parcels)
    return found if len({parcel.movement for parcel in found}) > 1 else []


def _mend(found: Order) -> dict[str, Any] | None:
    """What takes the order's blocker away."""
    if found.blocker not in MENDS or found.blocker == ADDRESS_INCOMPLETE:
        return None
    page, query, text = MENDS[found.blocker]
    return {"url": f"{reverse(page)}?{query}", "text": text}


def _present(parcel: Parcel) -> dict[str, Any]:
    """A parcel with its stages, its story folded after a while, and what stops it."""
    language = get_language() or "en"
    journey = journey_of(parcel, at=(now := clock.now()))
    lines = present_story(parcel, language, at=now)
    holds = list(effective_holds(parcel)) if parcel.held else []
    known: Any = parcel
    known.acts = acts_first(holds)
    stop = stop_of(known)
    return {
        "parcel": parcel,
        "journey": journey,
        "stages": stages_of(journey),
        "window": present_window(journey),
        **late_part(parcel, journey),
        "why_moved": [present_line(line, language, at=now) for line in journey.changes],
        "story": story_of(lines[:UNFOLDED]),
        "earlier": story_of(lines[UNFOLDED:]) if len(lines) > UNFOLDED else "",
        "earlier_count": len(lines) - UNFOLDED,
        "stop": {"title": STOPS[stop[0]][0], "who": stop[1]} if stop else None,
        "link": f"{settings.PUBLIC_URL}{reverse('buyer:story', args=[parcel.token])}",
        "asked": stop is not None and stop[0] in ImportClearance.ASKED,
        "holds": [_held(hold) for hold in holds],
    }


def _held(hold: Hold) -> dict[str, Any]:
    """A hold with who must act, what it lies on, and whether the seller releases it."""
    own = hold.reason == Hold.Reason.SELLER and hold.parcel_id is not None
    around = hold.bag or hold.uld or hold.consolidation
    return {"hold": hold, "who": acts_for(hold), "own": own, "around": around}


@require_POST
@refusals_go_to("seller:order", "number")
def order_release(request: ActorRequest, number: str, hold: int) -> HttpResponse:
    """Release one hold of the seller's own on a parcel of the order."""
    found = order_of(request, number)
    parcels = found.parcels.values_list("pk", flat=True)
    standing = list(own_holds(request.actor, parcels).filter(pk=hold))
    moved = release_holds(holds=standing, by=request.actor, at=clock.now())
    if moved.moved:
        messages.success(request, _("The hold is released."))
    else:
        messages.warning(request, _("This hold stands no more."))
    return redirect("seller:order", number)


@require_POST
@refusals_go_to("seller:order", "number")
def order_reveal(request: ActorRequest, number: str) -> HttpResponse:
    """Show the buyer unmasked for a while to who works on the order, and write that down."""
    found, form, now = (
        order_of(request, number),
        RevealForm(request.POST, prefix="look"),
        clock.now(),
    )
    why = form.cleaned_data["why"] if form.is_valid() else ""
    reveal_buyer(order=found, why=why, by=request.actor, at=now)
    shown = {**request.session.get(SESSION, {}), str(found.pk): (now + SHOWN_FOR).isoformat()}
    request.session[SESSION] = {pk: until for pk, until in shown.items() if until > now.isoformat()}
    if request.POST.get("then") == "receiver":
        return redirect("seller:order-receiver", number)
    return redirect("seller:order", number)


@require_POST
@refusals_go_to("seller:order", "number")
def order_cancel(request: ActorRequest, number: str) -> HttpResponse:
    """Cancel an order while its goods are in the warehouse."""
    found, form = order_of(request, number), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    paid = sum((payment.amount_rub for payment in found.payments.all()), Decimal(0))
    moved = cancel_orders(
        orders=[found], by=request.actor, at=clock.now(), why=form.cleaned_data["why"]
    )
    moved.all_or_refuse()
    if paid:
        text = _("The order is cancelled; %(sum)s ₽ are booked as returned to the buyer.")
        messages.success(request, text % {"sum": f"{paid:.2f}"})
    else:
        messages.success(request, _("The order is cancelled."))
    return redirect("seller:order", number)
