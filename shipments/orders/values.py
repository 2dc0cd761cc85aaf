"""What the pieces of an order are worth to customs."""

from decimal import Decimal

from shipments.money import convert
from shipments.orders.models import Order, OrderLine


def piece_value_rub(line: OrderLine, order: Order) -> Decimal | None:
    """Roubles a piece: what the buyer paid; of a free one the declared value at the order's rate.

    None where a free one has no declared value: a person must say what it is worth.
    """
    if line.unit_price_rub:
        return line.unit_price_rub
    declared = line.product.declared_value_cny
    return convert(declared, order.rate_cny) if declared else None
