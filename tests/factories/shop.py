"""A seller's goods, their stock, and orders for them."""

from datetime import datetime
from decimal import Decimal

from shipments.actor import Actor, system
from shipments.catalogue.models import Product
from shipments.orders.intake import NewBuyer, NewLine, NewOrder
from shipments.orders.models import Order
from shipments.orders.placing import place_orders
from shipments.stock.actions import count_stock
from shipments.stock.models import Warehouse
from tests.world import NOON


def make_product(seller_id: int, sku: str = "MUG", **changes) -> Product:
    """A thermos mug of 420 g; any field can be changed."""
    fields = {
        "name_ru": "Термокружка",
        "name_zh": "保温杯",
        "hs_code": "961700",
        "battery": "none",
        "weight_grams": 420,
        "length_mm": 260,
        "width_mm": 85,
        "height_mm": 85,
        "declared_value_cny": Decimal(56),
        "tnved_code": "9617000000",
    }
    return Product.objects.create(seller_id=seller_id, sku=sku, **{**fields, **changes})


def put_in_stock(product: Product, pieces: int) -> None:
    count_stock(
        warehouse=Warehouse.objects.get(code="HRB-1"),
        product_id=product.pk,
        on_hand=pieces,
        why="test",
        by=system("test"),
        at=NOON,
    )


def new_order(seller_id: int, number: str = "1", **changes) -> NewOrder:
    """An unpaid order of one mug for 1,000 roubles and 90 of shipping."""
    fields = {
        "seller_id": seller_id,
        "number": number,
        "marketplace": "plain",
        "ordered_at": NOON,
        "buyer": NewBuyer("Щербаков Юрий", "+79430001122", f"{number}@example.com"),
        "postal_code": "622001",
        "city": "Нижний Тагил",
        "street": "ул. Мира, 12",
        "lines": [NewLine("MUG", 1, Decimal("1000.00"), Decimal("90.00"))],
    }
    return NewOrder(**{**fields, **changes})


def place(by: Actor, *numbers: str, at: datetime = NOON, **changes) -> list[Order]:
    new = [new_order(by.seller_id, number, **changes) for number in numbers]
    return place_orders(new=new, by=by, at=at).created
