"""Webhooks: subscribe, try out, switch off, and the log of what was sent and answered."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import Right
from shipments.errors import NotAllowed, Refused
from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.queries import deliveries_for, webhooks_for
from shipments.notifications.webhooks import (
    change_webhook,
    remove_webhook,
    replay_delivery,
    send_test,
    subscribe,
)
from shipments.web.base import keyset_page, tell_refusal

TOPICS = [
    ("order.*", _("Orders: placed, paid, cancelled, restored")),
    ("parcel.*", _("Parcels: every step of each parcel")),
    ("parcel.delivered", _("Only deliveries")),
    ("leg.*", _("Flights: delayed, cancelled")),
    ("consolidation.*", _("Air shipments: departed, arrived")),
]


class WebhookForm(forms.Form):
    """Where news go, and which."""

    url = forms.CharField(label=_("Address, https://…"), max_length=500)
    topics = forms.MultipleChoiceField(
        label=_("Which news (none ticked: all)"), choices=TOPICS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def webhook_list(request: HttpRequest) -> HttpResponse:
    """The addresses and the form that adds one; its secret is shown this once."""
    form, made = WebhookForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = subscribe(**form.cleaned_data, by=request.actor, at=clock.now())
            form = WebhookForm()
        except NotAllowed as refused:
            tell_refusal(request, refused)
        except Refused as refused:
            form.add_error("url", refused.message)
    context = {
        "webhooks": webhooks_for(request.actor), "form": form, "made": made,
        "may_change": request.actor.can_write and request.actor.may(Right.KEYS),
    }  # fmt: skip
    return render(request, "seller/webhooks.html", context, status=422 if form.is_bound else 200)


def _found(request: HttpRequest, webhook: int) -> Webhook:
    found = webhooks_for(request.actor).filter(pk=webhook).first()
    if found is None:
        raise Http404
    return found


@require_GET
def webhook(request: HttpRequest, webhook: int) -> HttpResponse:
    """One address with the log of deliveries, newest first."""
    found = _found(request, webhook)
    rows = deliveries_for(request.actor).filter(webhook=found)
    if request.GET.get("status") in Delivery.Status.values:
        rows = rows.filter(status=request.GET["status"])
    context = {
        "webhook": found, "page": keyset_page(request, rows), "now": clock.now(),
        "statuses": Delivery.Status.choices, "status": request.GET.get("status", ""),
        "may_change": request.actor.can_write and request.actor.may(Right.KEYS),
    }  # fmt: skip
    return render(request, "seller/webhook.html", context)


@require_POST
def webhook_do(request: HttpRequest, webhook: int, act: str) -> HttpResponse:
    """Try it out, switch it on or off, or remove it."""
    found, by, at = _found(request, webhook), request.actor, clock.now()
    try:
        if act == "test":
            send_test(webhook=found, by=by, at=at)
            messages.success(request, _("A test is on its way; its answer appears in the log."))
        elif act == "remove":
            remove_webhook(webhook=found, by=by, at=at)
            messages.success(request, _("The webhook is removed."))
            return redirect("seller:webhooks")
        else:
            change_webhook(webhook=found, is_active=act == "on", by=by, at=at)
            messages.success(request, _("Saved."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("seller:webhook", found.pk)


@require_POST
def replay(request: HttpRequest, delivery: int) -> HttpResponse:
    """Send one message again."""
    found = deliveries_for(request.actor).filter(pk=delivery).first()
    if found is None:
        raise Http404
    try:
        replay_delivery(delivery=found, by=request.actor, at=clock.now())
        messages.success(request, _("It is sent again."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("seller:webhook", found.webhook_id)
