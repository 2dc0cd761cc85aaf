"""The files somebody asked for: how far they are, and the files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shipments.exports.models import ExportRun
from shipments.exports.queries import export_for, exports_for
from shipments.exports.writing import MEDIA_TYPES
from shipments.web.base import attachment, keyset_page
from shipments.web.requests import ActorRequest


@require_GET
def export_list(request: ActorRequest) -> HttpResponse:
    """The files, newest first; the page asks again while one is being written."""
    page = keyset_page(request, exports_for(request.actor), by="created_at")
    under_way = any(run.status in ExportRun.Status.UNDER_WAY for run in page.rows)
    name = "seller/_exports.html" if request.htmx else "seller/exports.html"
    return render(request, name, {"page": page, "under_way": under_way})


@require_GET
def export_file(request: ActorRequest, number: str) -> HttpResponse:
    """The file itself."""
    run = export_for(request.actor, number)
    if run is None or run.content is None:
        raise Http404
    return attachment(bytes(run.content), run.filename, MEDIA_TYPES[run.form])
