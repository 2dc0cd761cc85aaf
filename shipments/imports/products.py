"""A file of products: the key is seller and SKU; a later row changes the product."""

from collections.abc import Sequence
from decimal import Decimal

from shipments.actor import Actor
from shipments.catalogue.actions import NewProduct, save_products
from shipments.imports.layouts.draft import Context
from shipments.imports.orders import Outcome, Refusal
from shipments.imports.reading import BadCell, amount, text
from shipments.imports.table import Row
from shipments.sentences import say

COLUMNS = ("seller_code", "sku", "name_zh", "weight_g")
BATTERIES = {"", "none", "ion_in_equipment", "ion_packed", "metal_in_equipment"}


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
    cells = row.cells
    code = row.get("seller_code")
    seller = context.sellers.get(code) if code else context.seller_id
    if seller is None or (context.seller_id and seller != context.seller_id):
        raise BadCell("seller_code", say("There is no seller '%(code)s' here.", code=code[:20]))
    if row.get("battery") not in BATTERIES:
        text_of = say("'%(text)s' is no battery class.", text=row.get("battery")[:30])
        raise BadCell("battery", text_of)
    return NewProduct(
        seller_id=seller,
        sku=text(cells, "sku", 64, required=True),
        name_zh=text(cells, "name_zh", 250),
        name_ru=text(cells, "name_ru", 250),
        name_en=text(cells, "name_en", 250),
        hs_code=_digits(row, "hs_code", (0, 6)),
        tnved_code=_digits(row, "tnved_code", (0, 6, 8, 9, 10)),
        weight_grams=_measure(row, "weight_g"),
        length_mm=_measure(row, "length_mm"),
        width_mm=_measure(row, "width_mm"),
        height_mm=_measure(row, "height_mm"),
        battery=row.get("battery"),
        origin_country=row.get("origin_country").upper()[:2],
        declared_value_cny=_value(row),
        product_url=text(cells, "product_url", 500),
    )


def _digits(row: Row, column: str, lengths: tuple[int, ...]) -> str:
    found = row.get(column)
    is_code = not found or (found.isascii() and found.isdigit())
    if not is_code or len(found) not in lengths:
        raise BadCell(
            column,
            say("'%(text)s' is not a code of %(n)s digits.", text=found[:20], n=lengths[-1]),
        )
    return found


def _measure(row: Row, column: str) -> int | None:
    found = row.get(column)
    if not found:
        return None
    value = amount(row.cells, column)
    if value <= 0 or value > 10_000_000:
        raise BadCell(column, say("'%(text)s' is no weight or size.", text=found[:20]))
    return int(value)


def _value(row: Row) -> Decimal | None:
    return amount(row.cells, "declared_value_cny") if row.get("declared_value_cny") else None
