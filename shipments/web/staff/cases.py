"""Cases: parcels that stay longer than usual."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.cases.actions import close_cases
from shipments.cases.queries import cases_for
from shipments.errors import Refused
from shipments.web.base import chosen, keyset_page, tell_refusal


@require_http_methods(["GET", "POST"])
def case_list(request: HttpRequest) -> HttpResponse:
    """Open cases, newest first; those ticked can be closed with a note."""
    if request.method == "POST":
        return _close(request)
    rows = cases_for(request.actor).filter(status="open")
    return render(request, "staff/cases.html", {"page": keyset_page(request, rows, by="opened_at")})


def _close(request: HttpRequest) -> HttpResponse:
    cases = list(cases_for(request.actor).filter(pk__in=chosen(request)))
    note = request.POST.get("note", "")[:300]
    try:
        close_cases(cases=cases, by=request.actor, at=clock.now(), note=note)
        messages.success(request, _("Closed."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:cases")
