"""The one place that filters rows: by seller, and by the channels and warehouses of staff."""

from typing import Any, Self, TypeVar

from django.db import models

from shipments.actor import Actor

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class SellerOwned(models.QuerySet):
    """Rows that belong to a seller; the model states the way to it in `seller_path`.

    Where they belong to a channel or lie in a warehouse, `channel_path` and `warehouse_path` are
    the ways to those.
    """

    def visible_to(self, actor: Actor) -> Self:
        """All rows of their channels and warehouses for staff, all for jobs, own rows for a seller,
        none for anybody else."""
        if actor.sees_all_sellers:
            channel = getattr(self.model, "channel_path", "")
            warehouse = getattr(self.model, "warehouse_path", "")
            return within(self, actor, channel=channel, warehouse=warehouse)
        if actor.seller_id is None:
            return self.none()
        path: str = getattr(self.model, "seller_path")  # noqa: B009 - each model states its own
        return self.filter(**{path: actor.seller_id})


def within(rows: Rows, actor: Actor, *, channel: str = "", warehouse: str = "") -> Rows:
    """The rows a staff member works with; the two are the ways from a row to its channel and to
    its warehouse. Who is tied to none sees all."""
    for way, codes in ((channel, actor.channels), (warehouse, actor.warehouses)):
        if way and codes:
            fitting = rows.model._default_manager.filter(**{f"{way}__code__in": sorted(codes)})
            rows = rows.filter(pk__in=fitting.values("pk"))
    return rows


def works_at(actor: Actor, channel_code: str) -> bool:
    """Whether a staff member works on a channel; who is tied to none works on all."""
    return not actor.channels or channel_code in actor.channels
