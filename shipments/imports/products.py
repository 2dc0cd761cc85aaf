"""A file of products: the key is seller and SKU; a later row changes the product."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from shipments.actor import Actor
from shipments.catalogue.actions import NewProduct, save_products
from shipments.catalogue.models import Product
from shipments.imports.columns import PRODUCT
from shipments.imports.grouping import Group
from shipments.imports.layouts.draft import Context
from shipments.imports.models import ImportRun
from shipments.imports.outcome import (
    Outcome,
    Told,
    one_by_one,
    read_apart,
    refuse_missing,
    take_apart,
)
from shipments.imports.reading import BadRows, Cells, Fault, read_whole
from shipments.imports.table import Row
from shipments.sentences import say

COLUMNS = ("sku",)
NAMES = {"name_zh", "name_ru", "name_en"}
BATTERIES = {"", "none", "ion_in_equipment", "ion_packed", "metal_in_equipment"}
# The largest measure that is believed, in grams or millimetres.
LARGEST = 10_000_000
# The product's fields by the column that says them.
FIELDS = {
    "name_zh": "name_zh", "name_ru": "name_ru", "name_en": "name_en", "hs_code": "hs_code",
    "tnved_code": "tnved_code", "weight_g": "weight_grams", "length_mm": "length_mm",
    "width_mm": "width_mm", "height_mm": "height_mm", "battery": "battery",
    "origin_country": "origin_country", "declared_value_cny": "declared_value_cny",
    "product_url": "product_url",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProductFile:
    """How a file of products is read: one row a product; what has no column stays as it is."""

    context: Context
    name: str = "plain"
    reads: frozenset[str] = frozenset(PRODUCT)

    @classmethod
    def of(cls, run: ImportRun, header: Sequence[str], context: Context) -> Self:
        """Raises BadInput where a column is missing."""
        refuse_missing(COLUMNS, header)
        return cls(context)

    def groups(self, rows: Iterable[Row]) -> list[Group]:
        return one_by_one(rows)

    def read(self, group: Group) -> NewProduct:
        """The product of a row. Raises BadRows with all that is wrong with it."""
        return read_apart(group, lambda rows: read_product(rows[0], self.context))

    def take(self, groups: Sequence[Group], *, by: Actor, at: datetime) -> Outcome:
        """Save the products of some rows; one bad row harms no other."""
        outcome, saved = take_apart(groups, self.read, lambda new: _told(new, by))
        outcome.lines = sum(word != "refused" for _, word in saved)
        return outcome


def _told(new: Sequence[NewProduct], by: Actor) -> list[Told]:
    """A word for each; of those saved it does not matter which one has which word."""
    nameless = _nameless(new)
    saved = save_products(new=[one for one in new if one not in nameless], by=by)
    words = ["created"] * saved.created + ["changed"] * saved.changed + ["repeated"] * saved.same
    left = iter(words)
    return [_refused(one) if one in nameless else (next(left), []) for one in new]


def _nameless(new: Sequence[NewProduct]) -> list[NewProduct]:
    """The products that are new, of a file that has no column for their name."""
    doubtful = [one for one in new if one.given is not None and not one.given & NAMES]
    rows = Product.objects.filter(
        seller_id__in={one.seller_id for one in doubtful}, sku__in=[one.sku for one in doubtful]
    )
    known = set(rows.values_list("seller_id", "sku"))
    return [one for one in doubtful if (one.seller_id, one.sku) not in known]


def _refused(one: NewProduct) -> Told:
    text = say("SKU %(sku)s is new: give its name.", sku=one.sku)
    return "refused", [Fault(0, "name_zh", text)]


def read_product(row: Row, context: Context) -> NewProduct:
    """The product of a row; its `given` are the fields whose column is there. Raises BadRows."""
    cells = Cells(row, context.zone, context.day_first)
    if row.fault:
        cells.refuse("", row.fault)
    product = NewProduct(
        seller_id=_seller(cells, context),
        sku=cells.number("sku", 64, required=True),
        name_zh=cells.text("name_zh", 250),
        name_ru=cells.text("name_ru", 250),
        name_en=cells.text("name_en", 250),
        hs_code=_code(cells, "hs_code", (0, 6)),
        tnved_code=_code(cells, "tnved_code", (0, 6, 8, 9, 10)),
        weight_grams=_measure(cells, "weight_g"),
        length_mm=_measure(cells, "length_mm"),
        width_mm=_measure(cells, "width_mm"),
        height_mm=_measure(cells, "height_mm"),
        battery=_battery(cells),
        origin_country=_country(cells),
        declared_value_cny=_value(cells),
        product_url=cells.text("product_url", 500),
        given=frozenset(field for column, field in FIELDS.items() if column in row.cells),
    )
    if cells.faults:
        raise BadRows(cells.faults)
    return product


def _seller(cells: Cells, context: Context) -> int:
    code = cells.number("seller_code", 20)
    seller = context.sellers.get(code) if code else context.seller_id
    if seller is None or (context.seller_id and seller != context.seller_id):
        text = say("There is no seller '%(code)s' here.", code=code[:20])
        cells.refuse("seller_code", text)
    return seller or 0


def _battery(cells: Cells) -> str:
    found = cells.word("battery")
    if found not in BATTERIES:
        text = say("'%(text)s' is no battery class.", text=found[:30])
        cells.refuse("battery", text)
    return found


def _code(cells: Cells, column: str, lengths: tuple[int, ...]) -> str:
    found = cells.digits(column, 40).replace(".", "")
    is_code = not found or (found.isascii() and found.isdigit())
    if not is_code or len(found) not in lengths:
        text = say("'%(text)s' is not a code of %(n)s digits.", text=found[:20], n=lengths[-1])
        cells.refuse(column, text)
    return found


def _measure(cells: Cells, column: str) -> int | None:
    """Whole grams or millimetres; None where the cell is empty."""
    if not cells.raw(column):
        return None
    found = read_whole(cells.raw(column))
    if not found or found > LARGEST:
        text = say(
            "'%(text)s' is no whole number of grams or millimetres.", text=cells.raw(column)[:20]
        )
        cells.refuse(column, text)
    return found


def _country(cells: Cells) -> str:
    found = cells.word("origin_country").upper()
    if len(found) not in (0, 2):
        text = say("'%(text)s' is no country code of two letters, as CN.", text=found[:20])
        cells.refuse("origin_country", text)
    return found


def _value(cells: Cells) -> Decimal | None:
    return cells.amount("declared_value_cny") if cells.raw("declared_value_cny") else None
