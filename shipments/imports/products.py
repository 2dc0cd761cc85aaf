"""A file of products: the key is seller and SKU; a later row changes what it says of a product."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from shipments.actor import Actor
from shipments.catalogue.actions import NewProduct, new_product, save_products
from shipments.catalogue.models import Product
from shipments.catalogue.rules import checked
from shipments.imports.cleaning import unmarked
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
from shipments.imports.reading import BadRows, Cells, Fault
from shipments.imports.table import Row
from shipments.sentences import say

COLUMNS = ("sku",)
NAMES = {"name_zh", "name_ru", "name_en"}
# The product's fields by the columns that say them.
FIELDS = {
    "sku": "sku",
    "name_zh": "name_zh",
    "name_ru": "name_ru",
    "name_en": "name_en",
    "hs_code": "hs_code",
    "tnved_code": "tnved_code",
    "weight_g": "weight_grams",
    "length_mm": "length_mm",
    "width_mm": "width_mm",
    "height_mm": "height_mm",
    "battery": "battery",
    "origin_country": "origin_country",
    "declared_value_cny": "declared_value_cny",
    "product_url": "product_url",
}
# A spreadsheet may damage what names something, and marks what is to stay a text.
CODES = ("sku", "hs_code", "tnved_code", "origin_country")
MEASURES = ("weight_g", "length_mm", "width_mm", "height_mm", "declared_value_cny")
MOST = 2_000


@dataclass(frozen=True, slots=True)
class ProductFile:
    """How a file of products is read: one row a product; what has no column stays as it is."""

    context: Context
    has_names: bool = True
    name: str = "plain"
    reads: frozenset[str] = frozenset(PRODUCT)

    @classmethod
    def of(cls, run: ImportRun, header: Sequence[str], context: Context) -> Self:
        """Raises BadInput where a column is missing."""
        refuse_missing(COLUMNS, header)
        return cls(context, has_names=bool(NAMES & set(header)))

    def groups(self, rows: Iterable[Row]) -> list[Group]:
        return one_by_one(rows)

    def read(self, group: Group) -> NewProduct:
        """The product of a row. Raises BadRows with all that is wrong with it."""
        return read_apart(group, lambda rows: read_product(rows[0], self.context))

    def take(self, groups: Sequence[Group], *, by: Actor, at: datetime) -> Outcome:
        """Save the products of some rows; one bad row harms no other."""
        outcome, saved = take_apart(groups, self.read, lambda new: self._outcomes(new, by))
        outcome.lines = sum(word != "refused" for _, word in saved)
        return outcome

    def _outcomes(self, new: Sequence[NewProduct], by: Actor) -> list[Told]:
        """What became of each; a file without a column of names makes no new products."""
        nameless = [] if self.has_names else _unknown(new)
        saved = iter(
            save_products(
                new=[new_product for new_product in new if new_product not in nameless], by=by
            ).words
        )
        return [
            _refused(new_product) if new_product in nameless else (next(saved), [])
            for new_product in new
        ]


def _unknown(new: Sequence[NewProduct]) -> list[NewProduct]:
    """The products that are new."""
    rows = Product.objects.filter(
        seller_id__in={new_product.seller_id for new_product in new},
        sku__in=[new_product.sku for new_product in new],
    )
    known = set(rows.values_list("seller_id", "sku"))
    return [
        new_product for new_product in new if (new_product.seller_id, new_product.sku) not in known
    ]


def _refused(new_product: NewProduct) -> Told:
    text = say("SKU %(sku)s is new: give its name.", sku=new_product.sku)
    return "refused", [Fault(0, "name_zh", text)]


def read_product(row: Row, context: Context) -> NewProduct:
    """The product of a row: what stands in its cells; an empty cell says nothing. Raises BadRows.

    Its `given` are the fields whose cell holds something.
    """
    cells = Cells(row, context.zone, context.day_first)
    if row.fault:
        cells.refuse("", row.fault)
    seller = _seller(cells, context)
    told = {field: _present(cells, column) for column, field in FIELDS.items()}
    bad = {fault.column for fault in cells.faults}
    values, faults = checked({"sku": "", **{name: text for name, text in told.items() if text}})
    for column, field in FIELDS.items():
        if field in faults and column not in bad:
            cells.refuse(column, faults[field])
    if cells.faults:
        raise BadRows(cells.faults)
    return new_product(seller, values.pop("sku"), values)


def _present(cells: Cells, column: str) -> str:
    """A cell as the rules read it: without the marks of a spreadsheet where it is no words."""
    if column in CODES:
        return cells.number(column, MOST)
    return unmarked(cells.raw(column)) if column in MEASURES else cells.text(column, MOST)


def _seller(cells: Cells, context: Context) -> int:
    code = cells.number("seller_code", 20)
    seller = context.sellers.get(code) if code else context.seller_id
    if seller is None or (context.seller_id and seller != context.seller_id):
        text = say("There is no seller '%(code)s' here.", code=code[:20])
        cells.refuse("seller_code", text)
    return seller or 0
