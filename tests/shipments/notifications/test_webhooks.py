"""An address that hears webhooks belongs to one seller, who alone removes it."""

from dataclasses import replace

import pytest

from shipments.actor import Role
from shipments.errors import NotAllowed, NotFound
from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.webhooks import remove_webhook
from tests.world import NOON


def test_a_removed_webhook_takes_its_messages_with_it_and_no_other_s(anna, hook_of):
    hook, other = hook_of("https://a.example/hook"), hook_of("https://b.example/hook")

    remove_webhook(webhook=hook, by=anna, at=NOON)

    assert list(Webhook.objects.all()) == [other]
    assert list(Delivery.objects.values_list("webhook", flat=True)) == [other.pk]


def test_a_foreign_webhook_is_not_there_and_stays(anna, boris, hook_of):
    hook = hook_of("https://a.example/hook")
    boris = replace(boris, roles=frozenset({Role.SELLER_OWNER}))

    with pytest.raises(NotFound):
        remove_webhook(webhook=hook, by=boris, at=NOON)

    assert (Webhook.objects.count(), Delivery.objects.count()) == (1, 1)


def test_who_only_looks_removes_nothing(anna, nobody, hook_of):
    hook = hook_of("https://a.example/hook")
    viewer = replace(anna, roles=frozenset({Role.SELLER_VIEWER}))

    for person in (viewer, nobody):
        with pytest.raises(NotAllowed):
            remove_webhook(webhook=hook, by=person, at=NOON)

    assert Webhook.objects.count() == 1
