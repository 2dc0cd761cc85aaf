"""A large world made in a moment by SQL: orders and parcels for measuring."""

from typing import Any

from django.db import connection

from customs.reference import load_reference_data
from shipments.flights.models import Channel
from shipments.parties.models import Seller
from shipments.stock.models import Warehouse
from tracker.simulation.cast import make_cast


def make_world() -> None:
    """Reference rows and sellers."""
    load_reference_data()
    make_cast()


_ORDERS = """
INSERT INTO shipments_order (seller_id, number, channel_id, marketplace, status,
    postal_code, region, city, street, ordered_at, paid_at, reserved_at, goods_rub, shipping_rub,
    rate_cny, rate_eur, rate_day, rate_source, rate_eur_source, promised_to, blocker, note,
    shared_prices, held, recorded_at)
SELECT %(seller)s, %(prefix)s || n, %(channel)s, (ARRAY['ozon','shopify','aliexpress'])[1 + n %% 3],
    (ARRAY['paid','packed','shipped','delivered'])[1 + n %% 4], '620014', 'Область',
    'Город' || n %% 50, 'ул. Мира', now() - n * interval '20 seconds', now(), now(), 100, 10, 12.3,
    95.7, current_date, 'bench', 'bench', current_date, '', '', false, false, now()
  FROM generate_series(1, %(count)s) n
"""
_RECEIVERS = """
INSERT INTO shipments_receiver (order_id, name, name_latin, phone, email, language, inn, passport,
    said)
SELECT id, 'Покупатель', 'POKUPATEL', '+79430000000', '', 'ru', '', '', '' FROM shipments_order
 WHERE seller_id = %(seller)s AND number LIKE %(prefix)s || '%%'
"""
_PARCELS = """
INSERT INTO shipments_parcel (seller_id, order_id, channel_id, warehouse_id, number,
    last_mile_number, token, movement, movement_at, export_clearance, export_at, import_clearance,
    held, declared_grams, length_mm, width_mm, height_mm, chargeable_grams, value_rub, created_at)
SELECT o.seller_id, o.id, o.channel_id, %(warehouse)s, 'BN' || o.id, '', 'bench' || o.id,
    %(movement)s, now() - interval '3 days', %(export)s, now() - interval '3 days', 'not_filed',
    false, 180, 200, 100, 50, 500, 100, now() - interval '4 days'
  FROM shipments_order o WHERE o.number LIKE %(prefix)s || '%%' ORDER BY o.id
"""


def make_orders(code: str, prefix: str, count: int) -> None:
    """So many orders of a seller, twenty seconds apart, in four statuses."""
    seller = Seller.objects.get(code=code)
    values = {
        "seller": seller.pk,
        "prefix": prefix,
        "count": count,
        "channel": Channel.objects.get(code="HRB-SVX").pk,
    }
    run(_ORDERS, values)
    run(_RECEIVERS, {"seller": seller.pk, "prefix": prefix})


def make_parcels(prefix: str, *, movement: str, export: str) -> None:
    """A parcel for each order of a prefix, in the statuses given."""
    warehouse = Warehouse.objects.get(code="HRB-1").pk
    run(
        _PARCELS,
        {
            "warehouse": warehouse,
            "movement": movement,
            "export": export,
            "prefix": prefix,
        },
    )
    run(
        "UPDATE shipments_order SET status = 'packed' WHERE number LIKE %(prefix)s || '%%'",
        {"prefix": prefix},
    )


def run(sql: str, values: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def settle() -> None:
    """Let the planner know the tables, and write out what waits, so that runs are alike."""
    run("VACUUM ANALYZE")
    run("CHECKPOINT")
