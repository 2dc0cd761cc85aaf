"""One parcel at customs: goods, declarations, duty, holds, messages, story, and its actions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from customs.declarations.assessment import assess_by_hand, assess_missing
from customs.declarations.consolidation_clearance import PAID_MARK
from customs.declarations.payments import open_rub, pay_duty
from customs.declarations.queries import declaration_of, holds_of, receipts_of
from customs.declarations.rules import offers
from customs.web.consignee import consignee_of, show_for_a_while
from customs.web.duty_explanation import present_duty_steps
from customs.web.goods import goods_of, in_three, weights_of
from customs.web.presenters import decided_words, present_changes, present_receipts, words_of
from shipments import clock
from shipments.history.queries import changes_of_all
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.models import Hold
from shipments.holds.queries import effective_holds
from shipments.moments import DayField
from shipments.orders.reveals import reveal_buyer, reveals_of
from shipments.parcels.models import ImportClearance, Parcel
from shipments.tracking.tracks import Track
from shipments.web.known import known_story
from shipments.web.refusals import refusals_go_to, refusals_in
from shipments.web.requests import ActorRequest, or_404

LOOKS = 5
OURS = [choice for choice in Hold.Reason.choices if choice[0] in ("customs", "documents")]


class HoldForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=OURS)
    note = forms.CharField(label=_("What is wrong"), max_length=300)
    releases_when = forms.CharField(label=_("What sets it free"), max_length=200, required=False)


class DutyForm(forms.Form):
    duty_rub = forms.DecimalField(
        label=_("Duty, ₽"), min_value=0, max_digits=11, decimal_places=2, localize=True
    )
    note = forms.CharField(label=_("How it was worked out"), max_length=300)


class PaidForm(forms.Form):
    reference = forms.CharField(label=_("Number of the payment"), max_length=80)
    amount_rub = forms.DecimalField(
        label=_("Sum, ₽"), min_value=0, max_digits=11, decimal_places=2, localize=True
    )
    paid_on = DayField(
        label=_("Day of the payment"), widget=forms.DateInput(attrs={"type": "date"})
    )


@require_GET
def declaration(request: ActorRequest, number: str) -> HttpResponse:
    """One parcel: goods and values, both declarations, duty with its working, holds, story."""
    return _page(request, _found(request, number))


@require_POST
def hold(request: ActorRequest, number: str) -> HttpResponse:
    """Hold the parcel."""
    parcel, form = _found(request, number), HoldForm(request.POST)

    def place() -> None:
        place_holds(
            subject="parcel", ids=[parcel.pk], by=request.actor, at=clock.now(), **form.cleaned_data
        )

    return _done(request, parcel, form, place, _("The parcel is on hold."), "hold_form")


@require_POST
@refusals_go_to("customs:declaration", "number")
def release(request: ActorRequest, number: str) -> HttpResponse:
    """Release the holds of customs that stand on the parcel itself."""
    parcel = _found(request, number)
    mine = [hold for hold in holds_of(parcel) if _is_ours(hold)]
    release_holds(
        holds=mine, by=request.actor, at=clock.now(), why=request.POST.get("why", "")[:300]
    )
    messages.success(request, _("The holds of customs are released."))
    return redirect("customs:declaration", number)


def _is_ours(hold: Hold) -> bool:
    """Whether a hold stands on the parcel itself, for a reason of customs."""
    return (
        hold.status == Hold.Status.PLACED
        and hold.parcel_id is not None
        and hold.reason in dict(OURS)
    )


@require_POST
@refusals_go_to("customs:declaration", "number")
def duty(request: ActorRequest, number: str) -> HttpResponse:
    """Work out a duty that no rule could tell before, or write what a person has worked out."""
    parcel, form = _found(request, number), DutyForm(request.POST)
    who: dict[str, Any] = {"parcel_id": parcel.pk, "by": request.actor, "at": clock.now()}
    if request.POST.get("anew"):
        assess_missing(**who)
        return redirect("customs:declaration", number)

    def write() -> None:
        assess_by_hand(**form.cleaned_data, **who)

    return _done(request, parcel, form, write, _("The duty is written down."), "duty_form")


@require_POST
def paid(request: ActorRequest, number: str) -> HttpResponse:
    """Record a payment of the duty: its number, its sum, its day."""
    parcel, form = _found(request, number), PaidForm(request.POST)

    def pay() -> None:
        pay_duty(parcel=parcel, by=request.actor, at=clock.now(), **form.cleaned_data)

    return _done(request, parcel, form, pay, _("The payment is recorded."), "paid_form")


@require_POST
@refusals_go_to("customs:declaration", "number")
def reveal(request: ActorRequest, number: str) -> HttpResponse:
    """Show the consignee unmasked for a while, and write down who looked and why."""
    parcel = _found(request, number)
    why = request.POST.get("why", "").strip()[:300]
    reveal_buyer(order=parcel.order, why=why, by=request.actor, at=clock.now())
    show_for_a_while(request, parcel.order)
    return redirect("customs:declaration", number)


def _done(
    request: ActorRequest,
    parcel: Parcel,
    form: forms.Form,
    act: Callable[[], None],
    told: Any,
    name: str,
) -> HttpResponse:
    """Act where the form is good; else show the page again with what was typed."""
    if form.is_valid():
        with refusals_in(form):
            act()
            messages.success(request, told)
            return redirect("customs:declaration", parcel.number)
    return _page(request, parcel, status=422, **{name: form})


def _found(request: ActorRequest, number: str) -> Parcel:
    return or_404(declaration_of(request.actor, number))


def _page(
    request: ActorRequest, parcel: Parcel, *, status: int = 200, **forms_shown: forms.Form
) -> HttpResponse:
    language, now = get_language() or "en", clock.now()
    lines, holds = list(parcel.import_lines.all()), list(effective_holds(parcel))
    export, words = getattr(parcel, "export_declaration", None), words_of("import", language)
    goods, open_duty = goods_of(parcel), open_rub(parcel)
    context = {
        "parcel": parcel,
        "export": export,
        "now": now,
        "receipt_words": words_of("export", language).get(export.last_receipt) if export else "",
        "value": in_three(parcel.value_rub, parcel.order),
        "goods": goods,
        "weights": weights_of(parcel, goods),
        "consignee": consignee_of(request, parcel.order),
        "looks": reveals_of(request.actor, parcel.order)[:LOOKS],
        "lines": [
            (line, present_duty_steps(line), decided_words(line, words, language)) for line in lines
        ],
        "needs_person": bool(lines) and lines[-1].needs_person,
        "open_duty": open_duty,
        "may_try": bool(lines) and lines[-1].needs_person and lines[-1].duty_day is None,
        "payments": list(parcel.duty_payments.order_by("pk")),
        "may_pay": parcel.import_clearance in (ImportClearance.DUTY_DUE, ImportClearance.DUTY_PAID),
        "duty_left_open": parcel.import_clearance == ImportClearance.RELEASED
        and open_duty != 0
        and bool(lines)
        and lines[-1].decision != PAID_MARK,
        "holds": holds,
        "may_release": any(map(_is_ours, holds)),
        "receipts": present_receipts(receipts_of(parcel), language),
        "changes": _changes(parcel, lines),
        **known_story(request, parcel),
        "offers": [
            (side, [(code.code, code.text(language)) for code in found])
            for side, track in (("export", Track.EXPORT), ("import", Track.IMPORT))
            if (found := offers(parcel, track))
        ],
        "hold_form": HoldForm(),
        "duty_form": DutyForm(),
        "paid_form": PaidForm(),
        **forms_shown,
    }
    return render(request, "customs/declaration.html", context, status=status)


def _changes(parcel: Parcel, lines: list[Any]) -> list[Any]:
    export = getattr(parcel, "export_declaration", None)
    things = [
        each_line
        for each_line in (export, *(line.registry for line in lines), *holds_of(parcel))
        if each_line
    ]
    return present_changes(changes_of_all(things), things)
