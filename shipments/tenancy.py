"""The one place that filters rows by seller."""

from typing import Self

from django.db import models

from shipments.actor import Actor


class SellerOwned(models.QuerySet):
    """Rows that belong to a seller; the model states the way to it in `seller_path`."""

    def visible_to(self, actor: Actor) -> Self:
        """All rows for staff and jobs, own rows for a seller, none for anybody else."""
        if actor.sees_all_sellers:
            return self
        if actor.seller_id is None:
            return self.none()
        path: str = getattr(self.model, "seller_path")  # noqa: B009 - each model states its own
        return self.filter(**{path: actor.seller_id})
