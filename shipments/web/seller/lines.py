"""The lines of an order in a form: a SKU is looked for and rows are added without scripts."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shipments.catalogue.filters import ProductFilter
from shipments.catalogue.queries import products_for, skus_known
from shipments.orders.intake import NewLine
from shipments.orders.rules import LINES, MOST, PIECES, amount_of, pieces_of
from shipments.stock.queries import levels_of
from shipments.web.requests import ActorRequest
from shipments.web.ruled import RuledField

ROWS, MORE, FOUND = 3, 5, 20
PREFIX = "lines"
# The buttons that only change what the form shows.
LOOK, ADD, ROW = "look", "add", "row"


class SumField(RuledField):
    """A sum in roubles as people type it, "1 234,56" or "1234.5"; empty is None."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(amount_of, widget=forms.TextInput(attrs=attrs), **options)


class LineForm(forms.Form):
    """Pieces of one product at a price; a line left empty does not count."""

    sku = forms.CharField(label=_("SKU"), required=False, max_length=MOST["sku"])
    quantity = RuledField(
        pieces_of,
        label=_("Pieces"),
        required=False,
        widget=forms.NumberInput({"min": 1, "max": PIECES}),
    )
    unit_price = SumField(label=_("Price a piece, ₽"), required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        wanted = {
            "sku": _("Which product?"),
            "quantity": _("How many pieces?"),
            "unit_price": _("At which price?"),
        }
        there = {name for name in wanted if given.get(name) not in (None, "")}
        if there or self.errors:
            for name in wanted.keys() - there - self.errors.keys():
                self.add_error(name, wanted[name])
        return given


Lines = forms.formset_factory(LineForm, extra=0, max_num=LINES, absolute_max=LINES)


def is_asking(data: QueryDict) -> bool:
    """Whether a button was pressed that only finds a product or adds a row."""
    return any(name in data for name in (LOOK, ADD, ROW))


def shown_lines(data: QueryDict | None, given: list[dict[str, Any]] | None = None) -> BaseFormSet:
    """The rows as they were typed, or as they are `given`, and what a button added to them."""
    rows = _typed(data) if data is not None else list(given or [])
    if data is not None and (sku := data.get(ADD, "")[: MOST["sku"]]):
        _put(rows, sku)
    empty = max(ROWS - len(rows), MORE if data is not None and ROW in data else 0)
    rows += [{} for _row in range(empty)]
    return Lines(initial=rows[:LINES], prefix=PREFIX)


def _typed(data: QueryDict) -> list[dict[str, Any]]:
    count = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    total = min(int(count), LINES) if count.isascii() and count.isdigit() and len(count) < 5 else 0
    return [
        {name: data.get(f"{PREFIX}-{row}-{name}", "") for name in LineForm.base_fields}
        for row in range(total)
    ]


def _put(rows: list[dict[str, Any]], sku: str) -> None:
    """A product that was found stands in the first empty row."""
    free = next((row for row in rows if not any(row.values())), None)
    if free is None:
        rows.append(free := {})
    free.update({"sku": sku, "quantity": 1})


def found_products(request: ActorRequest) -> dict[str, Any]:
    """What was looked for, and the products that fit it, with their free pieces."""
    text = request.POST.get("find", "").strip()[: MOST["sku"]]
    if LOOK not in request.POST or not text:
        return {"find": text, "found": None}
    rows = ProductFilter({"search": text}, products_for(request.actor)).qs[:FOUND]
    free = levels_of(request.actor, [product.pk for product in rows])
    return {"find": text, "found": [(product, free.get(product.pk, 0)) for product in rows]}


def read_lines(request: ActorRequest, lines: BaseFormSet) -> list[NewLine] | None:
    """The lines that were typed; None where one cannot be, and then its field says why."""
    if not lines.is_valid():
        return None
    filled = [line for line in lines if line.cleaned_data.get("sku")]
    known = skus_known(request.actor, {item.cleaned_data["sku"] for item in filled})
    strange = [item for item in filled if item.cleaned_data["sku"] not in known]
    for item in strange:
        item.add_error("sku", _("It is not in your catalogue: add the product first."))
    if strange:
        return None
    return [
        NewLine(given["sku"], given["quantity"], given["unit_price"])
        for given in (item.cleaned_data for item in filled)
    ]
