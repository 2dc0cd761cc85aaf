"""The seller's files: give one in, watch it, take the refused rows back."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shipments import clock
from shipments.errors import Refused
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.layouts.registry import LAYOUTS
from shipments.imports.queries import import_for, imports_for, refused_rows, seller_of
from shipments.imports.sheets import errors_file
from shipments.web.base import attachment, keyset_page

AT_ONCE = 2 * 1024 * 1024


class UploadForm(forms.Form):
    """A file of orders or products."""

    file = forms.FileField(label=_("File (CSV or XLSX)"))
    kind = forms.ChoiceField(
        label=_("What it holds"), choices=[("orders", _("Orders")), ("products", _("Products"))]
    )
    layout = forms.ChoiceField(
        label=_("Layout"),
        choices=[("auto", _("recognise it")), *((name, name) for name in LAYOUTS)],
    )
    policy = forms.ChoiceField(
        label=_("If a row is wrong"),
        choices=[
            ("reject-rows", _("refuse that row only")),
            ("reject-all", _("refuse the whole file")),
        ],
    )


@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """The upload form and the files given in before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _start(request, form)
        except Refused as refused:
            form.add_error("file", refused.message)
    page = keyset_page(request, imports_for(request.actor), by="created_at")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "page": page, "may_write": request.actor.can_write}
    return render(request, "seller/imports.html", context, status=status)


def _start(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Take the file in; a small one is run at once, a large one by the job."""
    given, now = form.cleaned_data["file"], clock.now()
    run = start_import(
        kind=form.cleaned_data["kind"],
        content=given.read(),
        filename=given.name,
        seller=seller_of(request.actor),
        options=Options(form.cleaned_data["layout"], form.cleaned_data["policy"]),
        by=request.actor,
        at=now,
    )
    if given.size <= AT_ONCE:
        run_import(run=run, by=request.actor, at=now)
    return redirect("seller:import", run.number)


@require_GET
def import_run(request: HttpRequest, number: str) -> HttpResponse:
    """What one file came to, with the first refused rows."""
    run = import_for(request.actor, number)
    if run is None:
        raise Http404
    return render(request, "seller/import.html", {"run": run, "errors": refused_rows(run)[:100]})


@require_GET
def import_errors(request: HttpRequest, number: str) -> HttpResponse:
    """The refused rows as a file of the same layout with a reason column."""
    run = import_for(request.actor, number)
    if run is None or not run.refused:
        raise Http404
    return attachment(errors_file(run), f"{run.number}.errors.csv")
