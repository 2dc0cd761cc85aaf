"""Reads of products."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.catalogue.gaps import with_gap
from shipments.catalogue.models import Product
from shipments.errors import BadInput

# Beyond this a number only says "so many and more".
COUNTED = 1_000


def products_for(actor: Actor) -> QuerySet[Product]:
    """Products the actor may see, by SKU."""
    return Product.objects.visible_to(actor).select_related("seller").order_by("sku", "pk")


def product_for(actor: Actor, sku: str) -> Product | None:
    """The product of a SKU if the actor may see it."""
    return products_for(actor).filter(sku=sku).first()


def gaps_counted(actor: Actor) -> int:
    """How many products cannot be exported yet, COUNTED at the most."""
    return Product.objects.visible_to(actor).filter(with_gap())[:COUNTED].count()


def best_sellers(rows: QuerySet[Product], sold: Mapping[int, int], most: int) -> list[Product]:
    """Of these products the `most` that sold, by pieces, the best first; COUNTED are looked at."""
    best = sorted(sold, key=lambda pk: (-sold[pk], pk))[:COUNTED]
    found = {product.pk: product for product in rows.filter(pk__in=best)}
    return [found[pk] for pk in best if pk in found][:most]


def codes_used(actor: Actor, most: int = COUNTED) -> list[tuple[str, str]]:
    """The TN VED codes of the actor's own goods, each with a name of goods that has it."""
    rows = Product.objects.visible_to(actor).exclude(tnved_code="").order_by("tnved_code", "pk")
    named = rows.distinct("tnved_code").values_list("tnved_code", "name_zh", "name_ru", "name_en")
    return [(code, next(filter(None, names), "")) for code, *names in named[:most]]


def skus_known(actor: Actor, skus: Collection[str]) -> set[str]:
    """Those of the SKUs of which the actor has a product."""
    rows = Product.objects.visible_to(actor).filter(sku__in=skus)
    return set(rows.values_list("sku", flat=True))


def products_named(actor: Actor, skus: Sequence[str]) -> dict[str, int]:
    """The row of each SKU. Raises BadInput for one that the actor has no product of."""
    rows = Product.objects.visible_to(actor).filter(sku__in=skus)
    found = dict(rows.values_list("sku", "pk"))
    if unknown := [sku for sku in skus if sku not in found]:
        text = _("There is no product %(sku)s.") % {"sku": ", ".join(unknown[:5])}
        raise BadInput("unknown_sku", text)
    return found
