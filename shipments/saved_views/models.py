"""SavedView: a list's filter under a name, shared in the company."""

from typing import ClassVar

from django.db import models

from shipments.parties.models import Seller
from shipments.tenancy import SellerOwned


class SavedView(models.Model):
    """The query string of one page; `seller` is empty for what staff share among themselves."""

    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True)
    page = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    by = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "page", "name"], nulls_distinct=False, name="saved_view_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
