"""Correcting the goods of an order that is not packed, and recording its payment."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.orders.lines import MOST_OF_REFERENCE, correct_lines
from shipments.orders.models import Order, Payment
from shipments.orders.new import NewLine
from shipments.orders.payments import CURRENCY, record_payment
from shipments.orders.payments import MOST_OF_REFERENCE as MOST_OF_NUMBER
from shipments.web.refusals import refusals_in
from shipments.web.requests import ActorRequest
from shipments.web.seller.lines import (
    PREFIX,
    Lines,
    SumField,
    found_products,
    is_asking,
    read_lines,
    shown_lines,
)
from shipments.web.seller.order import order_of
from shipments.web.seller.placing import moment_field


class LinesForm(forms.Form):
    """What stands beside the lines: shipping, and how a difference was settled."""

    shipping = SumField(label=gettext_lazy("Shipping paid by the buyer, ₽"))
    settled = forms.CharField(
        label=gettext_lazy("By which payment or refund the difference was settled"),
        required=False,
        max_length=MOST_OF_REFERENCE,
        help_text=gettext_lazy("Only where a paid order comes to another sum than it did"),
    )


class PaymentForm(forms.Form):
    """What somebody saw come of one order."""

    amount = SumField(label=gettext_lazy("Amount"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(CURRENCY, "RUB, ₽")])
    method = forms.ChoiceField(
        label=gettext_lazy("How it was paid"), choices=[("", "—"), *Payment.Method.choices]
    )
    reference = forms.CharField(
        label=gettext_lazy("Number of the payment"),
        max_length=MOST_OF_NUMBER,
        help_text=gettext_lazy("The bank's, the marketplace's or your own"),
    )
    paid_at = moment_field(gettext_lazy("When it came"), gettext_lazy("Empty: now"))


@require_http_methods(["GET", "POST"])
def order_lines(request: ActorRequest, number: str) -> HttpResponse:
    """The lines as they are; a POST with a button of the search only changes what is shown."""
    found = _open_to(request, number)
    if request.method == "GET" or is_asking(request.POST):
        data = request.POST if request.method == "POST" else None
        initial = data.dict() if data else {"shipping": f"{found.shipping_rub:.2f}"}
        given = [_given(line) for line in found.lines.all()]
        return _lines_page(request, found, LinesForm(initial=initial), shown_lines(data, given))
    form, lines = LinesForm(request.POST), Lines(request.POST, prefix=PREFIX)
    typed = read_lines(request, lines)
    if form.is_valid() and typed is not None and _corrected(request, found, form, typed):
        return redirect("seller:order", number)
    return _lines_page(request, found, form, lines, status=422)


def _open_to(request: ActorRequest, number: str) -> Order:
    """The order, for one who may write. Raises Http404 and PermissionDenied."""
    found = order_of(request, number)
    if not request.actor.has(*SELLER_WRITERS):
        raise PermissionDenied
    return found


def _given(line: Any) -> dict[str, Any]:
    price = f"{line.unit_price_rub:.2f}"
    return {"sku": line.sku, "quantity": line.quantity, "unit_price": price}


def _corrected(request: ActorRequest, found: Order, form: LinesForm, typed: list[NewLine]) -> bool:
    given = form.cleaned_data
    with refusals_in(form):
        correct_lines(
            order=found,
            lines=typed,
            shipping=given["shipping"],
            settled=given["settled"],
            by=request.actor,
            at=clock.now(),
        )
        messages.success(request, _("The goods of the order are corrected."))
    return form.is_valid()


def _lines_page(
    request: ActorRequest, found: Order, form: LinesForm, lines: BaseFormSet, status: int = 200
) -> HttpResponse:
    context = {
        "order": found,
        "form": form,
        "lines": lines,
        "open": found.status in Order.Status.OPEN,
        **found_products(request),
    }
    return render(request, "seller/order_lines.html", context, status=status)


@require_http_methods(["GET", "POST"])
def order_payment(request: ActorRequest, number: str) -> HttpResponse:
    """The form of a payment; its sum is the order's."""
    found = _open_to(request, number)
    due = found.goods_rub + found.shipping_rub
    form = PaymentForm(request.POST or None, initial={"amount": f"{due:.2f}"})
    if request.method == "POST" and form.is_valid() and _recorded(request, found, form):
        return redirect("seller:order", number)
    context = {
        "order": found,
        "form": form,
        "due": due,
        "open": found.status == Order.Status.PLACED,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "seller/order_payment.html", context, status=status)


def _recorded(request: ActorRequest, found: Order, form: PaymentForm) -> bool:
    now = clock.now()
    given = {**form.cleaned_data, "paid_at": form.cleaned_data["paid_at"] or now}
    with refusals_in(form):
        record_payment(order=found, **given, by=request.actor, at=now)
        messages.success(request, _("The payment is recorded."))
    return form.is_valid()
