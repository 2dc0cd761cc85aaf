"""The seller's files: give one in, see how it is read, watch it, take the refused rows back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import Right
from shipments.errors import NotAllowed
from shipments.exports.writing import MEDIA_TYPES
from shipments.imports.actions import Options, dismiss_import
from shipments.imports.columns import COLUMNS
from shipments.imports.drafts import change_draft, confirm_import, draft_import
from shipments.imports.layouts.registry import LAYOUTS
from shipments.imports.models import ImportRun
from shipments.imports.preview import columns_of, preview_of
from shipments.imports.queries import (
    import_for,
    imports_for,
    kept_rows,
    reasons_of,
    seller_of,
)
from shipments.imports.samples import FORMS, sample_file
from shipments.imports.sheets import errors_file
from shipments.imports.table import DELIMITERS, ENCODINGS
from shipments.web.base import attachment, keyset_page
from shipments.web.refusals import refusals_go_to, refusals_in, refusals_told
from shipments.web.requests import ActorRequest, or_404
from shipments.web.templatetags.naming import marketplace

SHOWN = 100
ZONES = ("Asia/Shanghai", "Europe/Moscow", "Asia/Yekaterinburg", "UTC")
POLICIES = [
    ("reject-rows", _("leave that row out")),
    ("reject-all", _("import nothing")),
]
RECOGNISED = ("", _("recognise it"))
DELIMITER_NAMES: dict[str, Any] = {
    ",": _("comma ,"),
    ";": _("semicolon ;"),
    "\t": _("tab"),
    "|": _("bar |"),
}
DAY_FIRST = [
    ("", _("is an error")),
    ("yes", _("is 3 November")),
    ("no", _("is 11 March")),
]


class UploadForm(forms.Form):
    """A file of orders, products or inbound shipments."""

    file = forms.FileField(label=_("File (CSV or XLSX)"))
    kind = forms.ChoiceField(
        label=_("What it holds"),
        choices=[
            ("orders", _("Orders")),
            ("products", _("Products")),
            ("inbound", _("Inbound shipments")),
        ],
    )


class DraftForm(forms.Form):
    """How the file is read."""

    layout = forms.ChoiceField(
        label=_("Layout"),
        choices=[("auto", _("recognise it")), *((name, marketplace(name)) for name in LAYOUTS)],
    )
    timezone = forms.ChoiceField(
        label=_("Time zone for times without one"), choices=[(zone, zone) for zone in ZONES]
    )
    day_first = forms.ChoiceField(
        label=_("A date such as 03/11/2026"), choices=DAY_FIRST, required=False
    )
    policy = forms.ChoiceField(label=_("If a row has errors"), choices=POLICIES)
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        choices=[RECOGNISED, *((name, name) for name in ENCODINGS)],
        required=False,
    )
    delimiter = forms.ChoiceField(
        label=_("Delimiter"),
        required=False,
        choices=[RECOGNISED, *((sign, DELIMITER_NAMES.get(sign, sign)) for sign in DELIMITERS)],
    )

    @property
    def options(self) -> Options:
        """What was chosen, of a form that is valid."""
        given = self.cleaned_data
        return Options(
            layout=given["layout"],
            policy=given["policy"],
            timezone=given["timezone"],
            encoding=given["encoding"],
            delimiter=given["delimiter"],
            day_first={"yes": True, "no": False}.get(given["day_first"]),
        )


def _form_of(run: ImportRun, *, is_sheet: bool) -> DraftForm:
    """The form as the draft is read now; a sheet has no encoding and no delimiter."""
    day_first = {True: "yes", False: "no", None: ""}[run.day_first]
    form = DraftForm(
        initial={
            "layout": run.layout,
            "timezone": run.timezone,
            "policy": run.policy,
            "encoding": run.encoding,
            "delimiter": run.delimiter,
            "day_first": day_first,
        }
    )
    if is_sheet:
        del form.fields["encoding"], form.fields["delimiter"]
    if run.kind != ImportRun.Kind.ORDERS:
        moments = () if run.kind == ImportRun.Kind.INBOUND else ("timezone", "day_first")
        for name in ("layout", *moments):
            form.fields[name].widget = forms.HiddenInput()
    return form


def _may_import(request: ActorRequest) -> bool:
    return request.actor.can_write and request.actor.may(Right.IMPORT)


@require_http_methods(["GET", "POST"])
def import_list(request: ActorRequest) -> HttpResponse:
    """The upload form and the files given in before."""
    asked = {"kind": request.GET.get("kind", "orders")}
    form = UploadForm(request.POST or None, request.FILES or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "file"), refusals_told(request, NotAllowed):
            return _take_in(request, form)
    page = keyset_page(request, imports_for(request.actor), by="created_at")
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "page": page,
        "may_write": _may_import(request),
        "samples": [(kind, ImportRun.Kind(kind).label, COLUMNS[kind]) for kind in COLUMNS],
    }
    return render(request, "seller/imports.html", context, status=status)


def _take_in(request: ActorRequest, form: UploadForm) -> HttpResponse:
    """Keep the file; a job parses it for the page that shows how it would be read."""
    given = form.cleaned_data["file"]
    run = draft_import(
        kind=form.cleaned_data["kind"],
        content=given.read(),
        filename=given.name,
        seller=seller_of(request.actor),
        by=request.actor,
        at=clock.now(),
    )
    return redirect("seller:import", run.number)


def _found(request: ActorRequest, number: str) -> ImportRun:
    return or_404(import_for(request.actor, number))


@require_GET
def import_run(request: ActorRequest, number: str) -> HttpResponse:
    """A draft's preview, else what the file came to; htmx asks for the moving part alone."""
    run = _found(request, number)
    if run.status == ImportRun.Status.DRAFT:
        return _preview(request, run) if run.parsed_at else _parsing(request, run)
    kept = [
        (kind, reasons_of(run, kind), kept_rows(run, kind)[:SHOWN])
        for kind in ("refused", "differing")
    ]
    context = {
        "run": run,
        "kept": [kept_row for kept_row in kept if kept_row[1]],
        "shown": SHOWN,
        "has_rows": any(rows for _, _, rows in kept),
        "under_way": run.status in ImportRun.Status.UNDER_WAY,
        "may_write": request.actor.can_write,
        "may_fix": _may_import(request),
    }
    page = "seller/_import.html" if request.htmx else "seller/import.html"
    return render(request, page, context)


def _parsing(request: ActorRequest, run: ImportRun) -> HttpResponse:
    """The file is being read; the page asks again until it is, and then is the preview."""
    page = "seller/_import_parsing.html" if request.htmx else "seller/import_parsing.html"
    return render(request, page, {"run": run})


def _preview(request: ActorRequest, run: ImportRun) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    told = preview_of(run, by=request.actor, at=clock.now())
    context: dict[str, Any] = {
        "run": run,
        "told": told,
        "form": _form_of(run, is_sheet=told.encoding == "xlsx"),
        "may_write": _may_import(request),
        "ours": columns_of(run),
        "now": clock.now(),
    }
    return render(request, "seller/import_preview.html", context)


@require_POST
@refusals_go_to("seller:import", "number")
def import_draft(request: ActorRequest, number: str) -> HttpResponse:
    """Read the draft otherwise, or let a job begin with it in earnest."""
    run, form = _found(request, number), DraftForm(request.POST)
    if run.status != ImportRun.Status.DRAFT or not form.is_valid():
        return redirect("seller:import", number)
    columns = {
        column.name: request.POST.get(f"column-{column.name}", "") for column in COLUMNS[run.kind]
    }
    by, now = request.actor, clock.now()
    change_draft(run=run, options=form.options, columns=columns, by=by, at=now)
    if "begin" in request.POST:
        confirm_import(run=run, by=by, at=now)
    return redirect("seller:import", number)


@require_POST
def import_dismiss(request: ActorRequest, number: str) -> HttpResponse:
    """Nothing is left to be done about the file."""
    run = _found(request, number)
    dismiss_import(run=run, by=request.actor, at=clock.now())
    messages.success(request, _("%(file)s no longer needs you.") % {"file": run.filename})
    return redirect("seller:today" if "today" in request.POST else "seller:imports")


@require_GET
def import_errors(request: ActorRequest, number: str, form: str) -> HttpResponse:
    """The rows with errors or differences as a file of the same layout with a reason column.

    It names receivers in full, so it is for who gives files in.
    """
    run = _found(request, number)
    if not _may_import(request):
        raise PermissionDenied
    if not run.errors.exists():
        raise Http404
    return attachment(errors_file(run, form), f"{run.number}.errors.{form}", MEDIA_TYPES[form])


@require_GET
def import_sample(request: ActorRequest) -> HttpResponse:
    """A file to begin with: our columns of `?kind=` and an example, as `?form=`."""
    kind, form = request.GET.get("kind", "orders"), request.GET.get("form", "csv")
    if kind not in COLUMNS or form not in FORMS:
        raise Http404
    return attachment(sample_file(kind, form), f"{kind}.{form}", MEDIA_TYPES[form])
