"""A file of products: the key is seller and SKU; a later row changes what it says of a product."""

from collections.abc import Sequence

from shipments.actor import Actor
from shipments.catalogue.actions import NewProduct, new_product, save_products
from shipments.catalogue.rules import checked
from shipments.imports.layouts.draft import Context
from shipments.imports.orders import Outcome, Refusal
from shipments.imports.reading import BadCell
from shipments.imports.table import Row
from shipments.sentences import say

COLUMNS = ("seller_code", "sku", "name_zh", "weight_g")
# The product's fields by the columns that say them.
FIELDS = {
    "sku": "sku", "name_zh": "name_zh", "name_ru": "name_ru", "name_en": "name_en",
    "hs_code": "hs_code", "tnved_code": "tnved_code", "weight_g": "weight_grams",
    "length_mm": "length_mm", "width_mm": "width_mm", "height_mm": "height_mm",
    "battery": "battery", "origin_country": "origin_country",
    "declared_value_cny": "declared_value_cny", "product_url": "product_url",
}  # fmt: skip


def save_batch(rows: Sequence[Row], context: Context, *, by: Actor) -> Outcome:
    """Save the products of some rows; one bad row harms no other."""
    outcome, good = Outcome(groups=len(rows)), []
    for row in rows:
        try:
            good.append(_product(row, context))
        except BadCell as bad:
            outcome.refused.append(Refusal([row], bad.column, bad.reason))
    saved = save_products(new=good, by=by)
    outcome.created, outcome.repeated = saved.created, saved.changed + saved.same
    outcome.lines = len(good)
    return outcome


def _product(row: Row, context: Context) -> NewProduct:
    """The product of a row: what stands in its cells; an empty cell says nothing."""
    code = row.get("seller_code")
    seller = context.sellers.get(code) if code else context.seller_id
    if seller is None or (context.seller_id and seller != context.seller_id):
        raise BadCell("seller_code", say("There is no seller '%(code)s' here.", code=code[:20]))
    told = {field: row.get(column) for column, field in FIELDS.items() if row.get(column)}
    values, faults = checked({"sku": "", **told})
    for column, field in FIELDS.items():
        if field in faults:
            raise BadCell(column, faults[field])
    return new_product(seller, values.pop("sku"), values)
