"""Saving products, many at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.catalogue.models import Product
from shipments.errors import NotAllowed

FIELDS = (
    "name_zh",
    "name_ru",
    "name_en",
    "hs_code",
    "tnved_code",
    "weight_grams",
    "length_mm",
    "width_mm",
    "height_mm",
    "battery",
    "origin_country",
    "declared_value_cny",
    "product_url",
)
CREATED, CHANGED, REPEATED = "created", "changed", "repeated"
_Key = tuple[int, str]


@dataclass(slots=True)
class NewProduct:
    """A product to save: grams and millimetres of the packed piece, yuan a piece.

    `given` names the fields that were told; a known product keeps the others. None means all.
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
    """What became of each product given, in the order given: created, changed or repeated."""

    words: list[str] = field(default_factory=list)

    @property
    def created(self) -> int:
        """How many were new."""
        return self.words.count(CREATED)

    @property
    def changed(self) -> int:
        """How many were known and are different now."""
        return self.words.count(CHANGED)

    @property
    def same(self) -> int:
        """How many were as given already."""
        return self.words.count(REPEATED)


def new_product(seller_id: int, sku: str, values: Mapping[str, Any]) -> NewProduct:
    """A product of these values alone: what is not among them stays as it is."""
    return NewProduct(seller_id=seller_id, sku=sku, given=frozenset(values), **values)


@transaction.atomic
def save_products(*, new: Sequence[NewProduct], by: Actor) -> Saved:
    """Make or change products by (seller, SKU), one after the other.

    Of a known product only the fields given are changed.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    if by.seller_id is not None and any(
        new_product.seller_id != by.seller_id for new_product in new
    ):
        raise NotAllowed("foreign_seller", _("A seller changes his own products only."))
    products, saved = _known(new), Saved()
    fresh: dict[_Key, Product] = {}
    changed: dict[_Key, Product] = {}
    for new_product in new:
        key = (new_product.seller_id, new_product.sku)
        if key not in products:
            products[key] = fresh[key] = _made(new_product)
            saved.words.append(CREATED)
        elif _differs(products[key], new_product):
            changed[key] = products[key]
            saved.words.append(CHANGED)
        else:
            saved.words.append(REPEATED)
    Product.objects.bulk_create(
        [fresh[key] for key in sorted(fresh)], ignore_conflicts=True, batch_size=2000
    )
    mended = [changed[key] for key in sorted(changed) if key not in fresh]
    Product.objects.bulk_update(mended, FIELDS, batch_size=500)
    return saved


def _known(new: Sequence[NewProduct]) -> dict[_Key, Product]:
    rows = Product.objects.filter(
        seller_id__in={new_product.seller_id for new_product in new},
        sku__in={new_product.sku for new_product in new},
    ).order_by("pk")
    return {(row.seller_id, row.sku): row for row in rows.select_for_update()}


def _made(new_product: NewProduct) -> Product:
    values = {name: getattr(new_product, name) for name in FIELDS}
    made = Product(seller_id=new_product.seller_id, sku=new_product.sku, **values)
    _tell_hs(made)
    return made


def _tell_hs(product: Product) -> None:
    """A TN VED code begins with the six digits of the harmonised system: who told it told both."""
    product.hs_code = product.hs_code or product.tnved_code[:6]


def _differs(product: Product, new_product: NewProduct) -> bool:
    """Write what is given onto the product; whether that changed anything."""
    names = (
        FIELDS
        if new_product.given is None
        else [name for name in FIELDS if name in new_product.given]
    )
    before = [getattr(product, name) for name in FIELDS]
    for name in names:
        setattr(product, name, getattr(new_product, name))
    _tell_hs(product)
    return before != [getattr(product, name) for name in FIELDS]
