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
from shipments.imports.reading import BadCell, Fault, amount, text
from shipments.imports.table import Row
from shipments.sentences import say

COLUMNS = ("sku",)
NAMES = {"name_zh", "name_ru", "name_en"}
BATTERIES = {"", "none", "ion_in_equipment", "ion_packed", "metal_in_equipment"}


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
