"""What buyers see of the shop: its name, and how they reach it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.actor import Role
from shipments.parties.contacts import shop_of
from shipments.parties.queries import seller_of
from shipments.parties.rules import SHOP
from shipments.parties.shops import describe_shop
from shipments.web.refusals import faults_in
from shipments.web.requests import ActorRequest, or_404


def _line(name: str, label: Any, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput({**attrs, "maxlength": SHOP[name]})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


class ShopForm(forms.Form):
    """Texts as typed; the action judges them."""

    name = _line("name", _("Name of the shop"), _("As buyers know it"))
    email = _line("email", _("E-mail for buyers"), inputmode="email")
    phone = _line("phone", _("Phone for buyers"), _("As +7 912 123-45-67"), inputmode="tel")
    website = _line("website", _("Page or chat of the shop"), _("As https://shop.example"))


@require_http_methods(["GET", "POST"])
def shop(request: ActorRequest) -> HttpResponse:
    """The form, and how it will look to a buyer."""
    seller = or_404(seller_of(request.actor))
    kept = {name: getattr(seller, f"shop_{name}") for name in SHOP}
    form = ShopForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        with faults_in(form):
            describe_shop(seller=seller, told=form.cleaned_data, by=request.actor, at=clock.now())
            messages.success(request, _("Saved. Buyers see it from now on."))
            return redirect("seller:shop")
    context = {
        "form": form,
        "shop": shop_of(seller),
        "may_change": request.actor.has(Role.SELLER_OWNER),
    }
    status = 422 if form.is_bound else 200
    return render(request, "seller/shop.html", context, status=status)
