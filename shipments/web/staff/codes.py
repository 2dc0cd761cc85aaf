"""Codes nobody has understood yet: say once what one means, and all waiting events follow."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.errors import Refused
from shipments.tracking.codes import CODES
from shipments.tracking.inbox import map_code
from shipments.tracking.queries import waiting_codes
from shipments.web.base import tell_refusal


@require_http_methods(["GET", "POST"])
def not_understood_list(request: HttpRequest) -> HttpResponse:
    """The waiting codes with how many events wait for each, and the choice of our codes."""
    if request.method == "POST":
        return _map(request)
    language = get_language() or "en"
    choices = [(code.code, code.text(language)) for code in CODES.values()]
    context = {"codes": waiting_codes(request.actor), "choices": choices}
    return render(request, "staff/codes.html", context)


def _map(request: HttpRequest) -> HttpResponse:
    try:
        answer = map_code(
            scheme=request.POST.get("scheme", ""), raw_code=request.POST.get("raw_code", ""),
            code=request.POST.get("code", ""), by=request.actor, at=clock.now(),
        )  # fmt: skip
        told = ngettext("%(n)s event followed.", "%(n)s events followed.", answer.accepted)
        messages.success(request, told % {"n": answer.accepted})
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:codes")
