"""Consolidations of all flights, with their weight and pieces."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shipments.consolidation.carried import carried_by, loads_shown
from shipments.consolidation.filters import ConsolidationFilter
from shipments.consolidation.models import Consolidation
from shipments.consolidation.queries import consolidations_for
from shipments.web.base import keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.requests import ActorRequest, or_404


@require_GET
def consolidation_list(request: ActorRequest) -> HttpResponse:
    """Consolidations, newest first, with weight and pieces."""
    filters = ConsolidationFilter(request.GET, consolidations_for(request.actor))
    page = keyset_page(request, filters.qs, size=30)
    carried = carried_by(page.rows)
    loads = loads_shown([row.flight for row in page.rows], carried)
    context = {
        "rows": [(row, carried[row.pk], loads[row.flight_id]) for row in page.rows],
        "page": page,
        "panel": filter_panel(request, filters),
    }
    return render(request, "staff/consolidations.html", context)


def found_consolidation(request: ActorRequest, mawb: str) -> Consolidation:
    """The consolidation of a MAWB. Raises Http404."""
    return or_404(consolidations_for(request.actor).filter(mawb=mawb).first())
