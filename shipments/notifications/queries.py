"""Reads of webhooks and their deliveries."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.notifications.models import Delivery, Webhook


def webhooks_for(actor: Actor) -> QuerySet[Webhook]:
    """Webhooks the actor may see, newest first."""
    return Webhook.objects.visible_to(actor).order_by("-pk")


def deliveries_for(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries with their webhooks, newest first."""
    rows = Delivery.objects.visible_to(actor).select_related("webhook")
    return rows.order_by("-pk")
