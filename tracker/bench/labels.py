"""Benchmark of printing: so many labels, of two goods each, as one PDF."""

from django.utils import timezone

from shipments.actor import system
from shipments.labels.actions import print_labels
from shipments.parcels.models import Parcel
from tracker.bench.measure import Row, seconds
from tracker.bench.world import make_orders, make_parcels, run, settle

MOST_SECONDS = 20
_GOODS = """
INSERT INTO shipments_product (seller_id, sku, name_zh, name_ru, name_en, hs_code, tnved_code,
    weight_grams, battery, origin_country, product_url, updated_at)
SELECT id, 'LBL' || n, '羊毛袜', 'Носки шерстяные женские, размер ' || n, 'Wool socks', '611594',
    '6115940000', 90, 'none', 'CN', '', now()
  FROM shipments_seller, generate_series(1, 2) n WHERE code = 'S004'
"""
_LINES = """
INSERT INTO shipments_orderline (order_id, product_id, sku, quantity, unit_price_rub, shipping_rub)
SELECT o.id, p.id, p.sku, 1, 150, 0 FROM shipments_order o
  JOIN shipments_product p ON p.seller_id = o.seller_id AND p.sku LIKE 'LBL%'
 WHERE o.number LIKE 'LBL%'
"""
_ITEMS = """
INSERT INTO shipments_parcelitem (parcel_id, line_id, quantity)
SELECT p.id, l.id, l.quantity FROM shipments_parcel p
  JOIN shipments_orderline l ON l.order_id = p.order_id JOIN shipments_order o ON o.id = p.order_id
 WHERE o.number LIKE 'LBL%'
"""


def labels(count: int) -> Row:
    """From the parcels to the bytes of the file; the bar is a time: nothing bare is alike."""
    make_orders("S004", "LBL", count)
    make_parcels("LBL", movement="packed", export="not_filed")
    for statement in (_GOODS, _LINES, _ITEMS):
        run(statement)
    settle()
    parcels, made = list(Parcel.objects.filter(order__number__startswith="LBL")), [b""]

    def ours() -> None:
        made[0] = print_labels(parcels=parcels, by=system("bench"), at=timezone.now())

    spent = seconds(ours)
    ratio = spent / MOST_SECONDS
    note = f"{len(made[0]) / 1e6:.1f} MB"
    return Row(
        "labels_1000", round(spent, 2), "s", MOST_SECONDS, round(ratio, 3), 1.0, ratio <= 1, note
    )
