"""Exchange rates: every day's, loading those of past days from a file, and correcting one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.imports.parsing import parse_rates
from shipments.moments import DayField
from shipments.rates.actions import Kept, correct_rate, load_rates
from shipments.rates.cbr import MAX_BYTES
from shipments.rates.filters import RateFilter
from shipments.rates.queries import all_rates, latest_corrections, latest_refusals
from shipments.web.base import keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.refusals import refusals_in
from shipments.web.requests import ActorRequest

ROWS, TOLD = 100, 200


class FileForm(forms.Form):
    file = forms.FileField(label=_("List of rates: XML of the Bank of Russia, or CSV"))
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Currency of a dynamic list, if it does not say"),
        required=False,
        max_length=3,
    )


class CorrectionForm(forms.Form):
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Currency"), max_length=3)
    day = DayField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    roubles = forms.DecimalField(
        label=_("Roubles for one unit"),
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=10,
        localize=True,
    )
    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)


@require_GET
def rate_list(request: ActorRequest) -> HttpResponse:
    """The rates by day and currency, newest first."""
    return _page(request)


@require_POST
def load(request: ActorRequest) -> HttpResponse:
    """Keep the rates of a file, and say row by row what was not taken."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, status=422, file_form=form)
    given = form.cleaned_data["file"]
    with refusals_in(form, "file"):
        kept = load_rates(
            content=given.read(MAX_BYTES + 1),
            name=given.name[-40:],
            by=request.actor,
            at=clock.now(),
            currency=form.cleaned_data["currency"].upper(),
            read=parse_rates,
        )
        return _page(request, kept=kept)
    return _page(request, status=422, file_form=form)


@require_POST
def correct(request: ActorRequest) -> HttpResponse:
    """Put another figure in the place of a day's rate, with why."""
    form = CorrectionForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "currency": form.cleaned_data["currency"].upper()}
        with refusals_in(form):
            correct_rate(**given, by=request.actor, at=clock.now())
            messages.success(request, _("The rate is corrected; orders keep what priced them."))
            return redirect("staff:rates")
    return _page(request, status=422, correction_form=form)


def _page(
    request: ActorRequest, *, status: int = 200, kept: Kept | None = None, **shown: forms.Form
) -> HttpResponse:
    filters = RateFilter(request.GET, all_rates())
    rows = filters.qs if filters.is_valid() else all_rates().none()
    context: dict[str, Any] = {
        "page": keyset_page(request, rows, by="day", size=ROWS),
        "panel": filter_panel(request, filters),
        "may_write": request.actor.has(Role.FINANCE),
        "now": clock.now(),
        "kept": kept,
        "told": kept.refused[:TOLD] if kept else [],
        "refusals": latest_refusals(),
        "corrections": latest_corrections(),
        "file_form": FileForm(),
        "correction_form": CorrectionForm(),
        **shown,
    }
    return render(request, "staff/rates.html", context, status=status)
