"""Consolidations of all flights, with their weight and pieces."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shipments.consolidation.carried import carried_by, loads_shown
from shipments.consolidation.filters import ConsolidationFilter
from shipments.consolidation.models import Consolidation
from shipments.consolidation.queries import consolidations_for
from shipments.flights.queries import channels
from shipments.web.base import keyset_page

Status = Consolidation.Status


@require_GET
def consolidation_list(request: HttpRequest) -> HttpResponse:
    """Consolidations, newest first, with weight and pieces."""
    filters = ConsolidationFilter(request.GET, consolidations_for(request.actor))
    page = keyset_page(request, filters.qs, size=30)
    carried = carried_by(page.rows)
    loads = loads_shown([one.flight for one in page.rows], carried)
    context = {
        "rows": [(one, carried[one.pk], loads[one.flight_id]) for one in page.rows],
        "page": page,
        "statuses": Status.choices,
        "given": filters.form.cleaned_data,
        "channels": channels(),
    }
    return render(request, "staff/consolidations.html", context)


def found_consolidation(request: HttpRequest, mawb: str) -> Consolidation:
    """The consolidation of a MAWB. Raises Http404."""
    found = consolidations_for(request.actor).filter(mawb=mawb).first()
    if found is None:
        raise Http404
    return found
