"""The seller's goods: what each lacks for export, what sells, the page that mends it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods
from django_filters import ChoiceFilter

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.catalogue.actions import FIELDS, new_product, save_products
from shipments.catalogue.filters import ProductFilter
from shipments.catalogue.gaps import CUSTOMS, SIDES, WORDS, gaps_of
from shipments.catalogue.gaps import FIELDS as FIELD_OF
from shipments.catalogue.models import Product
from shipments.catalogue.queries import best_sellers, codes_used, product_for, products_for
from shipments.catalogue.rules import HEAVIEST, LONGEST, checked
from shipments.dashboards.sales import days_left, sold_lately
from shipments.stock.queries import levels_of
from shipments.web.base import Page, keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.requests import ActorRequest, or_404, seller_written_for

BEST = 200
# Gaps for whose sake orders wait; sizes are wanted, but stop nothing.
STOPPING = (*CUSTOMS, "weight")
# The list of codes that a browser offers while one types.
CODES_LIST = "codes-used"


class ListFilter(ProductFilter):
    """Beside the API's filter: the order in which the rows stand."""

    sort = ChoiceFilter(
        method="as_they_are",
        choices=[("sales", _("best sellers first"))],
        label=_("Order of rows"),
        empty_label=_("newest first"),
    )

    def as_they_are(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The page sorts: what sells is no column."""
        return rows


LABELS: dict[str, Any] = {
    "name_zh": _("Chinese name"),
    "name_ru": _("Russian name"),
    "name_en": _("English name"),
    "tnved_code": _("TN VED code (10 digits)"),
    "hs_code": _("HS code (6 digits)"),
    "weight_grams": _("Weight, packed, g"),
    "length_mm": _("Length, mm"),
    "width_mm": _("Width, mm"),
    "height_mm": _("Height, mm"),
    "battery": _("Battery"),
    "origin_country": _("Country of origin"),
    "declared_value_cny": _("Declared value, ¥"),
    "product_url": _("Address of the goods' page"),
}
MOST = {"weight_grams": HEAVIEST, **dict.fromkeys(SIDES, LONGEST)}


class ProductForm(forms.Form):
    """All that customs and the packer ask of a product; the catalogue's rules read it."""

    def __init__(self, product: Product, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={name: getattr(product, name) for name in FIELDS})
        if not product.sku:
            self.fields["sku"] = forms.CharField(label=_("SKU"), required=False)
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(label=label, required=False, widget=_widget(name))

    def clean(self) -> dict[str, Any]:
        """The values as they are kept; what is wrong is told at its field."""
        given = {name: text for name, text in self.cleaned_data.items() if name in self.data}
        values, faults = checked(given)
        for name, told in faults.items():
            self.add_error(name, str(told))
        return values


def _widget(name: str) -> forms.Widget:
    if name == "battery":
        return forms.Select(choices=Product.Battery.choices)
    if name in MOST:
        return forms.NumberInput({"min": 1, "max": MOST[name]})
    if name == "declared_value_cny":
        return forms.NumberInput({"min": "0.01", "step": "0.01"})
    if name == "tnved_code":
        return forms.TextInput({"list": CODES_LIST})
    return forms.URLInput() if name == "product_url" else forms.TextInput()


# The form's parts, as they are read on the page.
PARTS: list[tuple[Any, tuple[str, ...]]] = [
    (_("Names"), ("name_zh", "name_ru", "name_en", "product_url")),
    (
        _("For customs"),
        ("tnved_code", "hs_code", "declared_value_cny", "origin_country", "battery"),
    ),
    (_("Packed piece"), ("weight_grams", "length_mm", "width_mm", "height_mm")),
]


@require_GET
def product_list(request: ActorRequest) -> HttpResponse:
    """Products with what they lack, what sells, what is on the shelf."""
    filters = ListFilter(request.GET, products_for(request.actor))
    sold = sold_lately(request.actor, at=clock.now())
    if request.GET.get("sort") == "sales":
        rows = best_sellers(filters.qs, sold, BEST)
        page = Page(rows, "", "", newer=False)
    else:
        page = keyset_page(request, filters.qs)
    free = levels_of(request.actor, [product.pk for product in page.rows])
    context = {
        "page": page,
        "panel": filter_panel(request, filters, ("search", "incomplete", "gap", "sort")),
        "best": BEST,
        "rows": [_present(product, sold.get(product.pk, 0), free) for product in page.rows],
    }
    return render(request, "seller/products.html", context)


def _present(product: Product, sold: int, free: dict[int, int]) -> dict[str, Any]:
    left, gaps = free.get(product.pk, 0), _gaps(product)
    return {
        "product": product,
        "gaps": gaps,
        "more": len(gaps) - 1,
        "told": ", ".join(str(gap) for gap, _stops in gaps[1:]),
        "sold": sold,
        "free": left,
        "days": days_left(left, sold),
    }


def _gaps(product: Product) -> list[tuple[Any, bool]]:
    """What it lacks in words, each with whether orders wait for it."""
    return [(WORDS[word], word in STOPPING) for word in gaps_of(product)]


@require_http_methods(["GET", "POST"])
def product_new(request: ActorRequest) -> HttpResponse:
    """The form of a new product."""
    seller_id = seller_written_for(request)
    asked = request.POST if request.method == "POST" else None
    form = ProductForm(Product(), {"sku": "", **asked.dict()} if asked else None)
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        if product_for(request.actor, sku := values.pop("sku")) is None:
            save_products(new=[new_product(seller_id, sku, values)], by=request.actor)
            _tell_saved(request, sku, _("The product is added."))
            return redirect("seller:product", sku)
        form.add_error("sku", _("There is a product of this SKU already: open it and change it."))
    context = {
        "form": form,
        "parts": _parts(form, {}),
        "sku": form["sku"],
        "may_write": True,
        "codes": codes_used(request.actor),
        "codes_list": CODES_LIST,
    }
    return render(request, "seller/product.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def product(request: ActorRequest, sku: str) -> HttpResponse:
    """One product: its form, what it lacks, what sells, the shelf."""
    found = or_404(product_for(request.actor, sku))
    gaps = gaps_of(found)  # before the form is read: the page tells of what is saved
    form = ProductForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _save(request, found, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "seller/product.html", _page(request, found, form, gaps), status=status)


def _page(request: ActorRequest, found: Product, form: ProductForm, gaps: list[str]) -> dict:
    sold = sold_lately(request.actor, at=clock.now()).get(found.pk, 0)
    free = levels_of(request.actor, [found.pk]).get(found.pk, 0)
    return {
        "product": found,
        "form": form,
        "gaps": [WORDS[word] for word in gaps],
        "is_stopped": any(word in STOPPING for word in gaps),
        "parts": _parts(form, _lacking(found, gaps)),
        "codes": codes_used(request.actor),
        "codes_list": CODES_LIST,
        "sold": sold,
        "free": free,
        "days": days_left(free, sold),
        "may_write": request.actor.has(*SELLER_WRITERS),
    }


def _parts(form: ProductForm, lacking: dict[str, Any]) -> list[tuple[Any, list[Any]]]:
    """The parts of the form: each field with what its being empty means, if anything."""
    return [
        (title, [(form[name], lacking.get(name, "")) for name in names]) for title, names in PARTS
    ]


def _lacking(found: Product, gaps: list[str]) -> dict[str, Any]:
    """The fields with something missing, each with what that means."""
    told = {
        word: _("Missing: orders wait for it") if word in STOPPING else _("Missing")
        for word in gaps
    }
    sides = [name for name in SIDES if getattr(found, name) is None]
    fields = {FIELD_OF[word]: text for word, text in told.items() if word != "sizes"}
    return fields | dict.fromkeys(sides, _("Missing"))


def _tell_saved(request: ActorRequest, sku: str, text: Any) -> None:
    """Say that it is saved, and whether something still keeps its orders back."""
    saved = product_for(request.actor, sku)
    missing = [str(WORDS[word]) for word in gaps_of(saved) if word in STOPPING] if saved else []
    messages.success(request, text)
    if missing:
        told = _("Its orders wait until this is filled in: %(names)s.")
        messages.warning(request, told % {"names": ", ".join(missing)})


def _save(request: ActorRequest, found: Product, form: ProductForm) -> HttpResponse:
    new = new_product(found.seller_id, found.sku, form.cleaned_data)
    saved = save_products(new=[new], by=request.actor)
    _tell_saved(request, found.sku, _("Saved.") if saved.changed else _("Nothing was changed."))
    return redirect("seller:product", found.sku)
