"""Placing one order by a form: the same action and rules as REST and files."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.moments import LocalMomentField
from shipments.orders.comparing import differing_goods
from shipments.orders.intake import NewBuyer, NewLine, NewOrder, with_merged_lines
from shipments.orders.models import Order
from shipments.orders.placing import place_orders
from shipments.orders.queries import order_for
from shipments.orders.receivers import cleaned
from shipments.orders.rules import MOST, gaps_of, said_of, wrong_in
from shipments.orders.saying import said_hash
from shipments.orders.wording import MARKETPLACES
from shipments.web.refusals import refusals_in
from shipments.web.requests import ActorRequest, seller_written_for
from shipments.web.seller.lines import (
    PREFIX,
    Lines,
    SumField,
    found_products,
    is_asking,
    read_lines,
    shown_lines,
)
from shipments.web.seller.receiver import ReceiverForm

LOCAL = "%Y-%m-%dT%H:%M"
SOLD_ON = [(word, name) for word, name in MARKETPLACES.items() if word not in ("plain", "api")]
OWN = "own"


def moment_field(label: Any, hint: Any) -> LocalMomentField:
    """A day and time on the reader's clock, which may be left empty."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    formats = [LOCAL, "%Y-%m-%dT%H:%M:%S"]
    return LocalMomentField(
        label=label, help_text=hint, required=False, widget=widget, input_formats=formats
    )


class OrderForm(ReceiverForm):
    """An order beside its lines; the receiver's fields are those of the page that corrects them."""

    number = forms.CharField(
        label=_("Order number"),
        help_text=_("Yours, or leave the one proposed"),
        widget=forms.TextInput(attrs={"maxlength": MOST["number"]}),
    )
    marketplace = forms.ChoiceField(label=_("Sold on"), choices=SOLD_ON, initial=OWN)
    ordered_at = moment_field(_("Ordered"), _("Empty: now"))
    is_paid = forms.BooleanField(label=_("The buyer has paid"), required=False)
    paid_at = moment_field(_("Paid"), _("Empty: now"))
    shipping = SumField(label=_("Shipping paid by the buyer, ₽"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": MOST["note"]}),
    )

    def clean(self) -> dict[str, Any]:
        """What is there must be right; what is missing of the address may follow later."""
        super().clean()
        given = self.cleaned_data
        if not self.errors.get("name") and not given.get("name"):
            self.add_error("name", _("The receiver's name is missing: write the full name."))
        if given.get("paid_at") and not given.get("is_paid"):
            self.add_error("is_paid", _("A time of payment is given: tick that it is paid."))
        return given

    def new_order(self, seller_id: int, lines: list[NewLine], at: datetime) -> NewOrder:
        """The action's input; the shipping of the order stands on its first line."""
        given = self.cleaned_data
        series, _blank, number = cleaned(given["passport"]).partition(" ")
        buyer = NewBuyer(
            **{name: cleaned(given[name]) for name in ("name", "phone", "email", "inn")},
            passport_series=series,
            passport_number=number,
        )
        if lines:
            lines[0].shipping_rub = given["shipping"] or Decimal(0)
        return NewOrder(
            seller_id=seller_id,
            number=given["number"],
            marketplace=given["marketplace"],
            ordered_at=given["ordered_at"] or given["paid_at"] or at,
            buyer=buyer,
            lines=lines,
            paid_at=(given["paid_at"] or at) if given["is_paid"] else None,
            note=given["note"],
            postal_code=cleaned(given["postal_code"]),
            region=cleaned(given["region"]),
            city=cleaned(given["city"]),
            street=cleaned(given["street"]),
        )


@require_http_methods(["GET", "POST"])
@sensitive_variables()
def order_new(request: ActorRequest) -> HttpResponse:
    """The form; what is wrong is told beside its field, and a second click places nothing more."""
    seller_id = seller_written_for(request)
    if request.method == "GET":
        return _page(request, OrderForm(initial={"number": _proposed()}), shown_lines(None))
    if is_asking(request.POST):
        return _page(request, OrderForm(initial=request.POST.dict()), shown_lines(request.POST))
    form, lines = OrderForm(request.POST), Lines(request.POST, prefix=PREFIX)
    typed = read_lines(request, lines)
    if form.is_valid() and typed is not None:
        new = with_merged_lines(form.new_order(seller_id, typed, clock.now()))
        if _is_right(form, new) and (answer := _placed(request, form, new)):
            return answer
    return _page(request, form, lines, status=422)


def _proposed() -> str:
    """A number that no other order has."""
    return f"N{clock.now():%y%m%d}-{secrets.token_hex(3).upper()}"


def _is_right(form: OrderForm, new: NewOrder) -> bool:
    """Tell what of the receiver is there and wrong at its field."""
    for field, reason in wrong_in(said_of(new)).items():
        form.add_error(field, str(reason))
    return not form.errors


def _placed(request: ActorRequest, form: OrderForm, new: NewOrder) -> HttpResponse | None:
    """The way to the order that was placed; None where it was refused, and the form says why."""
    with refusals_in(form):
        placed = place_orders(new=[new], by=request.actor, at=clock.now())
        for _index, reason in placed.refused:
            name = next((field for field in reason.fields if field in form.fields), None)
            form.add_error(name, reason.message)
        if not placed.created and not placed.refused and not _is_same(request, new):
            form.add_error("number", _("There is another order with this number already."))
    if form.errors:
        return None
    _tell(request, new, is_new=bool(placed.created))
    return redirect("seller:order", new.number)


def _is_same(request: ActorRequest, new: NewOrder) -> bool:
    """Whether the order of this number is the one in the form, placed by the first click."""
    known: Order | None = order_for(request.actor, new.number)
    if known is None or known.receiver.said != said_hash(said_of(new)):
        return False
    return not differing_goods(new, known, known.lines.all())


def _tell(request: ActorRequest, new: NewOrder, *, is_new: bool) -> None:
    if not is_new:
        messages.info(request, _("This order is placed already."))
    elif gaps_of(said_of(new)):
        messages.warning(request, _("The order is placed; its address is not complete yet."))
    else:
        messages.success(request, _("The order is placed."))


def _page(
    request: ActorRequest, form: OrderForm, lines: BaseFormSet, status: int = 200
) -> HttpResponse:
    parts = [
        (_("Order"), ("number", "marketplace", "ordered_at", "shipping")),
        (_("Receiver"), ("name", "phone", "email", "postal_code", "region", "city", "street")),
        (_("For Russian customs, if known"), ("inn", "passport")),
    ]
    context = {
        "form": form,
        "lines": lines,
        "most": lines.total_form_count(),
        "parts": [(title, [form[name] for name in names]) for title, names in parts],
        **found_products(request),
    }
    return render(request, "seller/order_new.html", context, status=status)
