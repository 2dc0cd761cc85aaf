"""The cast, and an address of Anna's with messages that wait for it."""

from collections.abc import Callable

import pytest

from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.webhooks import new_secret
from shipments.parties.models import Seller
from tests.cast import anna, boris, nobody, olga, pavel, wei
from tests.world import NOON

__all__ = ["anna", "boris", "nobody", "olga", "pavel", "wei"]


@pytest.fixture
def hook_of(db) -> Callable[..., Webhook]:
    """Makes an address of a seller, with so many messages that are due."""

    def make(url: str, code: str = "S001", count: int = 1) -> Webhook:
        seller, _ = Seller.objects.get_or_create(
            code=code, defaults={"name_zh": code, "uscc": f"9111000060003{code}L"}
        )
        hook = Webhook.objects.create(seller=seller, url=url, secret=new_secret())
        Delivery.objects.bulk_create(
            Delivery(
                webhook=hook,
                message_id=f"msg_{hook.pk}_{n}",
                topic="test",
                next_try_at=NOON,
                payload={"type": "test"},
                created_at=NOON,
            )
            for n in range(count)
        )
        return hook

    return make
