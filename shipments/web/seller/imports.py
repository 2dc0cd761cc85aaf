"""The seller's files: give one in, see how it is read, watch it, take the refused rows back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.errors import Refused
from shipments.imports.actions import Options, run_import
from shipments.imports.drafts import OURS, change_draft, confirm_import, draft_import, preview_of
from shipments.imports.layouts.registry import LAYOUTS
from shipments.imports.models import ImportRun
from shipments.imports.queries import (
    import_for,
    imports_for,
    reasons_of,
    refused_rows,
    seller_of,
)
from shipments.imports.sheets import errors_file
from shipments.web.base import attachment, keyset_page, tell_refusal
from shipments.web.naming import marketplace

AT_ONCE = 2 * 1024 * 1024
SHOWN = 100
ZONES = ("Asia/Shanghai", "Europe/Moscow", "Asia/Yekaterinburg", "UTC")
POLICIES = [
    ("reject-rows", _("refuse that row only")),
    ("reject-all", _("refuse the whole file")),
]


class UploadForm(forms.Form):
    """A file of orders or products."""

    file = forms.FileField(label=_("File (CSV or XLSX)"))
    kind = forms.ChoiceField(
        label=_("What it holds"), choices=[("orders", _("Orders")), ("products", _("Products"))]
    )


class DraftForm(forms.Form):
    """How the file is read."""

    layout = forms.ChoiceField(
        label=_("Layout"),
        choices=[("auto", _("recognise it")), *((name, marketplace(name)) for name in LAYOUTS)],
    )
    timezone = forms.ChoiceField(
        label=_("Zone of times that name none"), choices=[(zone, zone) for zone in ZONES]
    )
    policy = forms.ChoiceField(label=_("If a row is wrong"), choices=POLICIES)


@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """The upload form and the files given in before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _take_in(request, form)
        except Refused as refused:
            form.add_error("file", refused.message)
    page = keyset_page(request, imports_for(request.actor), by="created_at")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "page": page, "may_write": request.actor.can_write}
    return render(request, "seller/imports.html", context, status=status)


def _take_in(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Keep the file and show how it would be read; nothing is made yet."""
    given = form.cleaned_data["file"]
    run = draft_import(
        kind=form.cleaned_data["kind"], content=given.read(), filename=given.name,
        seller=seller_of(request.actor), by=request.actor, at=clock.now(),
    )  # fmt: skip
    return redirect("seller:import", run.number)


def _found(request: HttpRequest, number: str) -> ImportRun:
    run = import_for(request.actor, number)
    if run is None:
        raise Http404
    return run


@require_GET
def import_run(request: HttpRequest, number: str) -> HttpResponse:
    """A draft's preview, else what the file came to; htmx asks for the moving part alone."""
    run = _found(request, number)
    if run.status == ImportRun.Status.DRAFT:
        return _preview(request, run)
    context = {
        "run": run, "errors": refused_rows(run)[:SHOWN], "reasons": reasons_of(run),
        "under_way": run.status in ("waiting", "running"), "shown": SHOWN,
    }  # fmt: skip
    page = "seller/_import.html" if request.htmx else "seller/import.html"
    return render(request, page, context)


def _preview(request: HttpRequest, run: ImportRun) -> HttpResponse:
    told = preview_of(run, by=request.actor, at=clock.now())
    form = DraftForm(initial={"layout": run.layout, "timezone": run.timezone, "policy": run.policy})
    context: dict[str, Any] = {
        "run": run, "told": told, "form": form, "may_write": request.actor.can_write,
        "ours": [(name, told.columns.get(name, "")) for name in OURS[run.kind]],
    }  # fmt: skip
    return render(request, "seller/import_preview.html", context)


@require_POST
def import_draft(request: HttpRequest, number: str) -> HttpResponse:
    """Read the draft otherwise, or begin in earnest; a small file is run at once."""
    run, form = _found(request, number), DraftForm(request.POST)
    if run.status != ImportRun.Status.DRAFT or not form.is_valid():
        return redirect("seller:import", number)
    columns = {name: request.POST.get(f"column-{name}", "") for name in OURS[run.kind]}
    try:
        given, by, now = form.cleaned_data, request.actor, clock.now()
        options = Options(given["layout"], given["policy"], given["timezone"])
        change_draft(run=run, options=options, columns=columns, by=by, at=now)
        if "begin" in request.POST:
            confirm_import(run=run, by=by, at=now)
            if len(run.content) <= AT_ONCE:
                run_import(run=run, by=by, at=now)
            messages.success(request, _("The file is taken in."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("seller:import", number)


@require_GET
def import_errors(request: HttpRequest, number: str) -> HttpResponse:
    """The refused rows as a file of the same layout with a reason column."""
    run = _found(request, number)
    if not run.refused:
        raise Http404
    return attachment(errors_file(run), f"{run.number}.errors.csv")
