"""Saving products, many at a time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.catalogue.models import Product
from shipments.errors import NotAllowed

FIELDS = (
    "name_zh", "name_ru", "name_en", "hs_code", "tnved_code", "weight_grams", "length_mm",
    "width_mm", "height_mm", "battery", "origin_country", "declared_value_cny", "product_url",
)  # fmt: skip


@dataclass(slots=True)
class NewProduct:
    """A product to save: grams and millimetres of the packed piece, yuan a piece.

    `given` names the fields that were said, all of them where it is None.
    """

    seller_id: int
    sku: str
    name_zh: str = ""
    name_ru: str = ""
    name_en: str = ""
    hs_code: str = ""
    tnved_code: str = ""
    weight_grams: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    battery: str = ""
    origin_country: str = "CN"
    declared_value_cny: Decimal | None = None
    product_url: str = ""
    given: frozenset[str] | None = None


@dataclass(slots=True)
class Saved:
    """How many products were new, how many changed, how many were as given already."""

    created: int = 0
    changed: int = 0
    same: int = 0


@transaction.atomic
def save_products(*, new: Sequence[NewProduct], by: Actor) -> Saved:
    """Make or change products by (seller, SKU); of two in one call the later one counts."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    if by.seller_id is not None and any(one.seller_id != by.seller_id for one in new):
        raise NotAllowed("foreign_seller", _("A seller changes his own products only."))
    wanted = {(one.seller_id, one.sku): one for one in new}
    known = _known(wanted)
    saved = Saved(same=len(new) - len(wanted))
    fresh = [Product(**_fields(one)) for key, one in sorted(wanted.items()) if key not in known]
    Product.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2000)
    changed = [
        known[key]
        for key, one in sorted(wanted.items())
        if key in known and _differs(known[key], one)
    ]
    Product.objects.bulk_update(changed, FIELDS, batch_size=500)
    saved.created, saved.changed = len(fresh), len(changed)
    saved.same += len(wanted) - len(fresh) - len(changed)
    return saved


def _fields(one: NewProduct) -> dict[str, Any]:
    found = asdict(one)
    del found["given"]
    return found


def _known(wanted: dict[tuple[int, str], NewProduct]) -> dict[tuple[int, str], Product]:
    rows = Product.objects.filter(
        seller_id__in={seller for seller, _ in wanted}, sku__in=[sku for _, sku in wanted]
    ).order_by("pk")
    return {(row.seller_id, row.sku): row for row in rows.select_for_update()}


def _differs(product: Product, one: NewProduct) -> bool:
    """Write what is given onto the product; whether that changed anything."""
    before = [getattr(product, name) for name in FIELDS]
    for name in FIELDS:
        setattr(product, name, getattr(one, name))
    return before != [getattr(product, name) for name in FIELDS]
