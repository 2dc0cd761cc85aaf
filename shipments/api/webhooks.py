"""Webhooks: where a seller's machine hears news, and the log of what was sent."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, Body, Nothing, Text, listed
from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.queries import deliveries_for, webhooks_for
from shipments.notifications.webhooks import (
    MOST_TOPICS,
    change_webhook,
    remove_webhook,
    replay_delivery,
    rotate_secret,
    send_test,
    subscribe,
)


class WebhookIn(Body):
    url = serializers.URLField(max_length=500)
    topics = serializers.ListField(
        child=Text(40, required=True), max_length=MOST_TOPICS, required=False
    )


class WebhookChange(Body):
    url = serializers.URLField(max_length=500, required=False)
    topics = serializers.ListField(
        child=Text(40, required=True), max_length=MOST_TOPICS, required=False
    )
    is_active = serializers.BooleanField(required=False)


class WebhookOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    url = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    is_active = serializers.BooleanField()
    failures = serializers.IntegerField()
    failing_since = serializers.DateTimeField(allow_null=True)
    paused_until = serializers.DateTimeField(allow_null=True)
    off_reason = serializers.ChoiceField(choices=["", *Webhook.OffReason.values])
    old_secret_until = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class WebhookMade(WebhookOut):
    """The secret is told here only."""

    secret = serializers.CharField()


class DeliveryOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    message_id = serializers.CharField()
    topic = serializers.CharField()
    status = serializers.ChoiceField(choices=Delivery.Status.choices)
    attempts = serializers.IntegerField()
    next_try_at = serializers.DateTimeField()
    answer_status = serializers.IntegerField(allow_null=True)
    answer = serializers.CharField()
    fault = serializers.ChoiceField(choices=["", *Delivery.Fault.values])
    sent_at = serializers.DateTimeField(allow_null=True)
    sent_headers = serializers.DictField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)
    payload = serializers.DictField()


class WebhookView(ApiListView):
    resource = "webhooks"
    serializer_class = WebhookOut

    def rows(self) -> QuerySet[Webhook]:
        return webhooks_for(self.actor)


class Webhooks(WebhookView):
    @listed("webhooks", WebhookOut, "Your webhooks")
    def get(self, request: Request) -> Response:
        """The addresses that hear your news, with the topics each wants."""
        return self.page()

    @extend_schema(summary="Subscribe an address", request=WebhookIn, responses={201: WebhookMade})
    def post(self, request: Request) -> Response:
        """Your address hears each topic as it happens; without topics it hears all. The signing
        secret is answered here and never again. At most 20 webhooks a seller."""
        given = self.read(WebhookIn)
        made = subscribe(
            url=given["url"], topics=given.get("topics", []), by=self.actor, at=self.at
        )
        return Response(WebhookMade(made).data, status=201)


class WebhookPage(WebhookView):
    @extend_schema(summary="One webhook")
    def get(self, request: Request, pk: int) -> Response:
        """Without its secret, which was told when it was made."""
        return Response(WebhookOut(self.one(self.rows(), pk=pk)).data)

    @extend_schema(summary="Change a webhook", request=WebhookChange)
    def patch(self, request: Request, pk: int) -> Response:
        """Only what is given changes: the address, the topics, whether it is on."""
        webhook = self.one(self.rows(), pk=pk)
        given = self.read(WebhookChange)
        changed = change_webhook(webhook=webhook, by=self.actor, at=self.at, **given)
        return Response(WebhookOut(changed).data)

    @extend_schema(summary="Remove a webhook with its log", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Nothing more is sent to it; what waits is not sent either."""
        remove_webhook(webhook=self.one(self.rows(), pk=pk), by=self.actor, at=self.at)
        return Response(status=204)


class WebhookTest(WebhookView):
    @extend_schema(summary="Queue a test message", request=Nothing, responses={202: DeliveryOut})
    def post(self, request: Request, pk: int) -> Response:
        """A message of the topic `test` with empty `data`, signed like any other."""
        self.read(Nothing)
        made = send_test(webhook=self.one(self.rows(), pk=pk), by=self.actor, at=self.at)
        return Response(DeliveryOut(made).data, status=202)


class WebhookRotate(WebhookView):
    @extend_schema(
        summary="Make a new secret; the old one signs too for 24 hours",
        request=Nothing,
        responses={200: WebhookMade},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Told this once. For a day every message bears both signatures, so that your machine can
        learn the new one without missing any."""
        webhook = self.one(self.rows(), pk=pk)
        return Response(WebhookMade(rotate_secret(webhook=webhook, by=self.actor, at=self.at)).data)


class Deliveries(ApiListView):
    resource = "webhooks"
    serializer_class = DeliveryOut

    def rows(self) -> QuerySet[Delivery]:
        return deliveries_for(self.actor).filter(webhook=self.kwargs.get("pk"))

    @listed("deliveries", DeliveryOut, "What was sent, newest first")
    def get(self, request: Request, pk: int) -> Response:
        """Each message with its last answer, and when it is tried again."""
        self.one(webhooks_for(self.actor), pk=pk)
        return self.page()


class Replay(WebhookView):
    @extend_schema(
        summary="Send a message again, with the same id",
        request=Nothing,
        responses={202: DeliveryOut},
    )
    def post(self, request: Request, pk: int, delivery: int) -> Response:
        """Your receiver can tell by `webhook-id` that it has this message already."""
        self.read(Nothing)
        rows = deliveries_for(self.actor).filter(webhook=pk)
        again = replay_delivery(delivery=self.one(rows, pk=delivery), by=self.actor, at=self.at)
        return Response(DeliveryOut(again).data, status=202)
