"""The seller's company as we know it, where she sends her goods, and whom she asks for help."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.catalogue.queries import products_for
from shipments.numbers.masks import mask_account
from shipments.orders.queries import orders_for
from shipments.parties.companies import describe_company
from shipments.parties.models import Seller
from shipments.parties.queries import seller_of
from shipments.parties.rules import CODES, COMPANY
from shipments.stock.queries import replenishments_for, warehouses
from shipments.web.refusals import faults_in
from shipments.web.requests import ActorRequest, or_404

LABELS: dict[str, Any] = {
    "name_zh": _("Chinese name"),
    "name_en": _("English name"),
    "uscc": _("Unified social credit code"),
    "customs_code": _("Customs registration code"),
    "city_zh": _("City, in Chinese"),
    "city_en": _("City, in English"),
    "contact_email": _("E-mail"),
}


class CompanyForm(forms.Form):
    """Texts as typed; the action judges them. A code that is there is not asked for again."""

    def __init__(self, seller: Seller, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={name: getattr(seller, name) for name in LABELS})
        for name, label in LABELS.items():
            if name not in CODES or not getattr(seller, name):
                attrs = {"inputmode": "email"} if "email" in name else {}
                if name not in CODES:  # a code may be typed in groups
                    attrs["maxlength"] = str(COMPANY[name])
                self.fields[name] = forms.CharField(
                    label=label, required=name == "name_zh", widget=forms.TextInput(attrs)
                )


@require_http_methods(["GET", "POST"])
def company(request: ActorRequest) -> HttpResponse:
    """Names, numbers and codes, the account masked; warehouses that have an address; help."""
    found = or_404(seller_of(request.actor))
    may_change = request.actor.has(Role.SELLER_OWNER)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = CompanyForm(found, request.POST or None)
    if form.is_bound and form.is_valid() and _described(request, found, form):
        return redirect("seller:company")
    context = {
        "seller": found,
        "account": mask_account(found.settlement_account),
        "warehouses": warehouses().exclude(address=""),
        "support": settings.SUPPORT_CONTACT,
        "form": form,
        "may_change": may_change,
    }
    return render(request, "seller/company.html", context, status=422 if form.is_bound else 200)


def _described(request: ActorRequest, found: Seller, form: CompanyForm) -> bool:
    with faults_in(form):
        describe_company(seller=found, told=form.cleaned_data, by=request.actor, at=clock.now())
        messages.success(request, _("Saved."))
    return form.is_valid()


def first_steps(actor: Actor) -> list[dict[str, Any]]:
    """What a new shop does first, each with whether it is done; nothing once all is."""
    steps = [
        ("seller:product-new", _("Add your goods"), products_for(actor)),
        ("seller:announce", _("Send goods to the warehouse"), replenishments_for(actor)),
        ("seller:imports", _("Bring in your orders"), orders_for(actor)),
    ]
    told = [
        {"page": page, "text": text, "is_done": rows.order_by().exists()}
        for page, text, rows in steps
    ]
    is_new = actor.has(*SELLER_WRITERS) and not all(step["is_done"] for step in told)
    return told if is_new else []
