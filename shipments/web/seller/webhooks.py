"""Webhooks: subscribe, try out, switch off, and the log of what was sent and answered."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import Right
from shipments.errors import NotAllowed
from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.queries import deliveries_for, webhooks_for
from shipments.notifications.topics import (
    DATA,
    ENVELOPE,
    FAMILIES,
    OF_A_PARCEL,
    OF_AN_ORDER,
    TOPICS,
)
from shipments.notifications.webhooks import (
    change_webhook,
    remove_webhook,
    replay_delivery,
    rotate_secret,
    send_test,
    subscribe,
)
from shipments.web.base import keyset_page
from shipments.web.refusals import refusals_go_to, refusals_in, refusals_told
from shipments.web.requests import ActorRequest, or_404
from shipments.web.templatetags.naming import topic

SHAPES = (
    ("", ENVELOPE),
    ("data", DATA),
    ("data.parcels[]", OF_A_PARCEL),
    ("data.orders[]", OF_AN_ORDER),
)


def _topics() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Every topic by its name, under its family, with its wording."""
    return [
        (
            label,
            [
                (each_topic.name, topic(each_topic.name))
                for each_topic in TOPICS.values()
                if each_topic.subject == family
            ],
        )
        for family, label in FAMILIES.items()
    ]


class WebhookForm(forms.Form):
    """Where events go, and which."""

    url = forms.CharField(label=_("Address, https://…"), max_length=500)
    topics = forms.MultipleChoiceField(
        label=_("Which events (none ticked: all)"),
        choices=[(f"{family}.*", label) for family, label in FAMILIES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exact = forms.MultipleChoiceField(
        label=_("Only some of them"),
        choices=_topics,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def chosen(self) -> dict[str, Any]:
        """The address and the topics, whole families and single ones."""
        given = self.cleaned_data
        return {"url": given["url"], "topics": [*given["topics"], *given["exact"]]}


@require_http_methods(["GET", "POST"])
def webhook_list(request: ActorRequest) -> HttpResponse:
    """The addresses and the form that adds one; its secret is shown this once."""
    form, made = WebhookForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "url"), refusals_told(request, NotAllowed):
            made = subscribe(**form.chosen(), by=request.actor, at=clock.now())
            form = WebhookForm()
    context = {
        "webhooks": webhooks_for(request.actor),
        "form": form,
        "made": made,
        "may_change": request.actor.can_write and request.actor.may(Right.KEYS),
        "topics": _topics(),
        "shapes": SHAPES,
    }
    return render(request, "seller/webhooks.html", context, status=422 if form.is_bound else 200)


def _found(request: ActorRequest, webhook: int) -> Webhook:
    return or_404(webhooks_for(request.actor).filter(pk=webhook).first())


@require_GET
def webhook(request: ActorRequest, webhook: int) -> HttpResponse:
    """One address with the log of deliveries, newest first."""
    return _page(request, _found(request, webhook))


def _page(request: ActorRequest, found: Webhook, *, secret: str = "") -> HttpResponse:
    rows, ends = deliveries_for(request.actor).filter(webhook=found), found.old_secret_until
    if request.GET.get("status") in Delivery.Status.values:
        rows = rows.filter(status=request.GET["status"])
    context = {
        "webhook": found,
        "page": keyset_page(request, rows),
        "now": clock.now(),
        "secret": secret,
        "overlaps": ends is not None and ends > timezone.now(),
        "statuses": Delivery.Status.choices,
        "status": request.GET.get("status", ""),
        "may_change": request.actor.can_write and request.actor.may(Right.KEYS),
    }
    return render(request, "seller/webhook.html", context)


@require_POST
@refusals_go_to("seller:webhook", "webhook")
def webhook_do(request: ActorRequest, webhook: int, act: str) -> HttpResponse:
    """Try it out, give it a new secret (shown this once), switch it on or off, or remove it."""
    found, by, at = _found(request, webhook), request.actor, clock.now()
    if act == "rotate":
        changed = rotate_secret(webhook=found, by=by, at=at)
        return _page(request, changed, secret=changed.secret)
    if act == "test":
        send_test(webhook=found, by=by, at=at)
        text = _("A test event waits to be sent; its answer appears in the log.")
        messages.success(request, text)
    elif act == "remove":
        remove_webhook(webhook=found, by=by, at=at)
        messages.success(request, _("The webhook is removed."))
        return redirect("seller:webhooks")
    else:
        change_webhook(webhook=found, is_active=act == "on", by=by, at=at)
        messages.success(request, _("Saved."))
    return redirect("seller:webhook", found.pk)


@require_POST
def replay(request: ActorRequest, delivery: int) -> HttpResponse:
    """Send one message again."""
    found = or_404(deliveries_for(request.actor).filter(pk=delivery).first())
    with refusals_told(request):
        replay_delivery(delivery=found, by=request.actor, at=clock.now())
        messages.success(request, _("It waits to be sent again."))
    return redirect("seller:webhook", found.webhook_id)
