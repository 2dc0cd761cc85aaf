"""The seller's company as we know it, where she sends her goods, and whom she asks for help."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shipments.actor import SELLER_WRITERS, Actor
from shipments.catalogue.queries import products_for
from shipments.numbers.masks import mask_account
from shipments.orders.queries import orders_for
from shipments.parties.queries import sellers_for
from shipments.stock.queries import replenishments_for, warehouses


@require_GET
def company(request: HttpRequest) -> HttpResponse:
    """Names, numbers and codes, the account masked; warehouses that have an address; help."""
    found = sellers_for(request.actor).filter(pk=request.actor.seller_id).first()
    if found is None:
        raise Http404
    context = {
        "seller": found, "account": mask_account(found.settlement_account),
        "warehouses": warehouses().exclude(address=""), "support": settings.SUPPORT_CONTACT,
    }  # fmt: skip
    return render(request, "seller/company.html", context)


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
