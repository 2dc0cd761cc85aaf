"""The seller's parcels and their labels, one or many."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.errors import Refused
from shipments.holds.narrowing import ACTS, SellerParcelFilter
from shipments.labels.actions import draw_labels, print_labels
from shipments.orders.queries import COUNTED, counted
from shipments.parcels.models import ExportClearance, ImportClearance, Movement
from shipments.parcels.queries import (
    MANY,
    parcel_for,
    parcels_chosen,
    parcels_for,
    split_numbers,
    without_parcel,
)
from shipments.tracking.filters import WORDS
from shipments.web.base import attachment, chosen, keyset_page, tell_refusal

KINDS = {"pdf": "application/pdf", "zpl": "application/zpl"}
STATUSES = {
    "headline": WORDS,
    "movement": Movement.choices,
    "export_clearance": ExportClearance.choices,
    "import_clearance": ImportClearance.choices,
}
MORE = ("movement", "export_clearance", "import_clearance")  # after the two that are asked most
FILTERS = (*MORE, "headline", "label_printed", "stuck", "late")
# What other pages narrow this list to; the form has no field for it, a chip takes it off.
NAMED = {
    "flight": gettext_lazy("Flight"),
    "consolidation": gettext_lazy("Waybill"),
    "bag": gettext_lazy("Bag"),
    "order": gettext_lazy("Order"),
    "created_after": gettext_lazy("Packed since"),
    "created_before": gettext_lazy("Packed before"),
    "held": gettext_lazy("On hold"),
    "acts": gettext_lazy("On hold, waiting for"),
}


class NarrowForm(forms.Form):
    """What the list is narrowed to; the names are those of the API's filter."""

    headline = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    movement = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    export_clearance = forms.ChoiceField(label=gettext_lazy("Export customs"), required=False)
    import_clearance = forms.ChoiceField(label=gettext_lazy("Import customs"), required=False)
    label_printed = forms.ChoiceField(
        label=gettext_lazy("Label"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            ("true", gettext_lazy("printed")),
            ("false", gettext_lazy("not printed yet")),
        ],
    )
    stuck = forms.BooleanField(label=gettext_lazy("Longer than usual"), required=False)
    late = forms.BooleanField(label=gettext_lazy("Late"), required=False)
    search = forms.CharField(
        label=gettext_lazy("Numbers, up to 1,000"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(
            attrs={"rows": 1, "placeholder": gettext_lazy("Numbers, up to 1,000")}
        ),
        help_text=gettext_lazy(
            "Of parcels, orders or the last mile, with blanks or commas between"
        ),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for name, words in STATUSES.items():
            self.fields[name].choices = [("", _("all")), *words]
            if len(data.getlist(name)) > 1:
                del self.fields[name]


@require_GET
def parcel_list(request: HttpRequest) -> HttpResponse:
    """Parcels, newest first, with what their labels need."""
    filters, rows = _narrowed(request, request.GET)
    page = keyset_page(request, rows, by="created_at")
    form, may_print = NarrowForm(request.GET), request.actor.can_write
    numbers = split_numbers(request.GET.get("search", ""))
    context = {
        "page": page,
        "filters": filters,
        "form": form,
        "query": _query(request.GET),
        "named": _named(request.GET, form),
        "may_print": may_print,
        "counted": COUNTED,
        "more": MORE,
        "opened": any(request.GET.get(name) for name in FILTERS),
        "fitting": counted(rows) if may_print and page.rows else 0,
        "missing": without_parcel(request.actor, numbers) if numbers else [],
    }
    return render(request, "seller/parcels.html", context)


def _narrowed(request: HttpRequest, data: QueryDict) -> tuple[SellerParcelFilter, QuerySet]:
    """The filter of a query and the parcels that fit it; none where it cannot be read."""
    filters = SellerParcelFilter(QueryDict(_query(data)), parcels_for(request.actor))
    return filters, filters.qs if filters.is_valid() else filters.queryset.none()


def _query(data: QueryDict, without: str = "") -> str:
    """What narrows the list, as a query string without the place in it and without one name."""
    pairs = [(name, value) for name, values in data.lists() for value in values]
    return urlencode([one for one in pairs if one[1] and one[0] not in ("after", without)])


def _named(data: QueryDict, form: NarrowForm) -> list[dict[str, Any]]:
    """What narrows the list beside the form, each with the address that takes it off."""
    labels = {name: field.label for name, field in form.base_fields.items()} | NAMED
    return [
        {
            "name": name,
            "label": labels[name],
            "values": data.getlist(name),
            "told": ", ".join(_told(name, value) for value in data.getlist(name)),
            "href": f"?{_query(data, name)}",
        }
        for name in (*NAMED, *STATUSES)
        if data.get(name) and name not in form.fields
    ]


def _told(name: str, text: str) -> str:
    """A filter's value in the reader's words."""
    if name == "acts":
        return str(dict(ACTS).get(text, text))
    words = dict(STATUSES.get(name, {"true": _("yes"), "false": _("no")}.items()))
    return str(words.get(text, text))


@require_POST
def labels(request: HttpRequest) -> HttpResponse:
    """The labels of the chosen parcels, or of all that fit, as one file to print."""
    form = "zpl" if request.POST.get("form") == "zpl" else "pdf"
    found = _chosen(request)
    try:
        drawn = print_labels(parcels=found, form=form, by=request.actor, at=clock.now())
    except Refused as refused:
        tell_refusal(request, refused)
        return _back(request)
    return attachment(drawn, f"labels-{len(found)}.{form}", KINDS[form])


def _chosen(request: HttpRequest) -> list:
    """The parcels that were ticked, or all that fit the list's filter, and one too many at most."""
    if request.POST.get("all"):
        return list(_narrowed(request, QueryDict(request.POST.get("query", "")))[1][: MANY + 1])
    return parcels_chosen(request.actor, chosen(request))


def _back(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    return redirect(reverse("seller:parcels") + (f"?{query}" if query else ""))


@require_GET
def label(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """One label, to look at or for a thermal printer."""
    found = parcel_for(request.actor, number)
    if found is None:
        raise Http404
    try:
        drawn = draw_labels(parcels=[found], form=form, by=request.actor)
    except Refused as refused:
        tell_refusal(request, refused)
        return redirect("seller:parcels")
    return attachment(drawn, f"{found.number}.{form}", KINDS[form])
