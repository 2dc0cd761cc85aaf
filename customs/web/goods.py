"""The goods of a parcel as an officer checks them: prices, declared values, both weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shipments.money import rounded
from shipments.orders.models import Order
from shipments.parcels.models import Parcel, ParcelItem

# A value that the seller declares may differ from the price by so much before it is flagged.
SHARE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Values:
    """The same value in three currencies, at the rates frozen in the order."""

    rub: Decimal
    cny: Decimal
    eur: Decimal


def in_three(rub: Decimal, order: Order) -> Values:
    return Values(rub, rub / order.rate_cny, rub / order.rate_eur)


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of goods: what a piece was sold for, what the seller declared of all, net grams."""

    item: ParcelItem
    value: Values
    piece_rub: Decimal
    declared_cny: Decimal | None
    contradicts: bool
    net_grams: int | None


@dataclass(frozen=True, slots=True)
class Weights:
    """Gross as measured, None where nobody weighed it; net by the catalogue, None where unknown."""

    gross: int | None
    net: int | None


def goods_of(parcel: Parcel) -> list[Goods]:
    """The goods in a parcel with their values; the parcel's items are read already."""
    return [_goods(item, parcel.order) for item in parcel.items.all()]


def _goods(item: ParcelItem, order: Order) -> Goods:
    product, value = item.line.product, in_three(item.value_rub, order)
    piece, grams = product.declared_value_cny, product.weight_grams
    declared = None if piece is None else rounded(piece * item.quantity)
    return Goods(
        item,
        value,
        rounded(item.value_rub / item.quantity),
        declared,
        declared is not None and abs(declared - value.cny) > SHARE * max(declared, value.cny),
        None if grams is None else grams * item.quantity,
    )


def weights_of(parcel: Parcel, goods: Sequence[Goods]) -> Weights:
    """Both weights of a parcel; a net weight is known where that of all its goods is."""
    grams = [good.net_grams for good in goods]
    known = [gram for gram in grams if gram is not None]
    return Weights(parcel.measured_grams, sum(known) if grams and known == grams else None)
