"""The seller's parcels and their labels, one or many."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.errors import Refused
from shipments.labels.actions import draw_labels, print_labels
from shipments.parcels.models import ExportClearance, Headline, ImportClearance
from shipments.parcels.queries import parcel_for, parcels_chosen, parcels_for
from shipments.tracking.filters import ParcelFilter
from shipments.web.base import attachment, chosen, keyset_page, tell_refusal

KINDS = {"pdf": "application/pdf", "zpl": "application/zpl"}


class NarrowForm(forms.Form):
    """What the list is narrowed to; the names are those of the API's filter."""

    headline = forms.ChoiceField(label=_("Stage"), required=False)
    export_clearance = forms.ChoiceField(label=_("Export customs"), required=False)
    import_clearance = forms.ChoiceField(label=_("Import customs"), required=False)
    label_printed = forms.ChoiceField(
        label=_("Label"), required=False,
        choices=[("", _("all")), ("true", _("printed")), ("false", _("not printed yet"))],
    )  # fmt: skip
    stuck = forms.BooleanField(label=_("Longer than usual"), required=False)
    search = forms.CharField(
        label=_("Numbers, up to 1,000"), required=False, max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Of parcels, orders or the last mile, with blanks or commas between"),
    )  # fmt: skip

    def __init__(self, data) -> None:
        super().__init__(data)
        for name, words in (
            ("headline", Headline.choices),
            ("export_clearance", ExportClearance.choices),
            ("import_clearance", ImportClearance.choices),
        ):
            self.fields[name].choices = [("", _("all")), *words]


@require_GET
def parcel_list(request: HttpRequest) -> HttpResponse:
    """Parcels, newest first, with what their labels need."""
    filters = ParcelFilter(request.GET, parcels_for(request.actor))
    page = keyset_page(request, filters.qs, by="created_at")
    context = {
        "page": page, "form": NarrowForm(request.GET), "narrowed": any(request.GET.values()),
        "may_print": request.actor.can_write,
    }  # fmt: skip
    return render(request, "seller/parcels.html", context)


@require_POST
def labels(request: HttpRequest) -> HttpResponse:
    """The chosen parcels' labels as one PDF to print."""
    found = parcels_chosen(request.actor, chosen(request))
    try:
        drawn = print_labels(parcels=found, by=request.actor, at=clock.now())
    except Refused as refused:
        tell_refusal(request, refused)
        return redirect("seller:parcels")
    return attachment(drawn, f"labels-{len(found)}.pdf", KINDS["pdf"])


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
