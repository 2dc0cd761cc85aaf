"""Correcting who receives an order and where, while it is not packed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.numbers.masks import last_digits, mask_email, mask_inn, mask_name, mask_passport
from shipments.orders.models import Order
from shipments.orders.receivers import correct_receiver
from shipments.orders.rules import CODES, MOST, gaps_of, kept_of
from shipments.web.refusals import faults_in
from shipments.web.requests import ActorRequest
from shipments.web.seller.order import order_of, shown_until

MASKS: dict[str, Any] = {
    "name": mask_name,
    "phone": last_digits,
    "email": mask_email,
    "inn": mask_inn,
    "passport": mask_passport,
    "street": lambda text: "•••" if text else "",
}


def _line(field: str, label: Any, hint: Any = "", **attrs: str) -> forms.CharField:
    most = {} if field in CODES else {"maxlength": str(MOST[field])}  # codes are typed in groups
    widget = forms.TextInput(attrs={"autocomplete": "off", **most, **attrs})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


class ReceiverForm(forms.Form):
    """Texts as typed; the action judges them."""

    name = _line("name", _("Full name"), _("Surname, first name and patronymic"))
    phone = _line("phone", _("Phone"), _("A Russian number, as +79121234567"), inputmode="tel")
    email = _line("email", _("E-mail"), inputmode="email")
    postal_code = _line("postal_code", _("Postal index"), _("Six digits"), inputmode="numeric")
    region = _line("region", _("Region"))
    city = _line("city", _("City or settlement"))
    street = _line("street", _("Street, house, flat"))
    inn = _line("inn", _("Taxpayer's number (INN)"), _("Twelve digits"), inputmode="numeric")
    passport = _line(
        "passport", _("Passport"), _("Four digits of series, six of number"), inputmode="numeric"
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": MOST["note"]}),
    )


@require_http_methods(["GET", "POST"])
@sensitive_variables()
def receiver(request: ActorRequest, number: str) -> HttpResponse:
    """The form; its fields are filled in for who has asked to see the buyer, else empty stays."""
    found = order_of(request, number)
    if not request.actor.has(*SELLER_WRITERS):
        return redirect("seller:order", number)
    seen = shown_until(request, found) is not None
    kept = kept_of(found) if seen else {}
    form = ReceiverForm(request.POST or None, initial={**kept, "note": found.note})
    if request.method == "POST" and form.is_valid() and _corrected(request, found, form):
        return redirect("seller:order", number)
    status = 422 if request.method == "POST" else 200
    return render(request, "seller/receiver.html", _context(found, form, seen), status=status)


def _corrected(request: ActorRequest, found: Order, form: ReceiverForm) -> bool:
    """Write what was typed; an empty field clears only what its reader could see."""
    whole = "seen" in request.POST and shown_until(request, found) is not None
    given = dict(form.cleaned_data)
    note = given.pop("note") if "note" in request.POST else None
    fields = {name: text for name, text in given.items() if name != "note" and (text or whole)}
    with faults_in(form):
        fresh = correct_receiver(
            order=found, fields=fields, note=note, by=request.actor, at=clock.now()
        )
        _tell_corrected(request, fresh)
    return form.is_valid()


def _tell_corrected(request: ActorRequest, fresh: Order) -> None:
    if gaps_of(kept_of(fresh)):
        messages.warning(request, _("Saved; something is missing still."))
    else:
        messages.success(request, _("Saved. The order goes on as soon as its goods are there."))


def _context(found: Order, form: ReceiverForm, seen: bool) -> dict[str, Any]:
    # The note is shown to everybody who works on the order.
    kept = {**kept_of(found), "note": ""}
    reasons = {gap.field: gap.reason for gap in gaps_of(kept)}
    rows = [
        {
            "field": form[name],
            "gap": reasons.get(name, ""),
            "kept": "" if seen else MASKS.get(name, str)(kept[name]),
        }
        for name in form.fields
    ]
    return {
        "order": found,
        "form": form,
        "rows": rows,
        "seen": seen,
        "open": found.status in Order.Status.OPEN,
    }
