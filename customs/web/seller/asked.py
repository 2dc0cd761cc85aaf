"""What Russian customs wants of a seller's parcel: papers or duty, by when, and from whom."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from customs.declarations.for_buyer import asked_of, duty_among, lines_of
from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.moments import day_of
from shipments.parcels.queries import parcel_for
from shipments.web.requests import ActorRequest, or_404


@require_GET
def asked(request: ActorRequest, number: str) -> HttpResponse:
    """Customs' own words, the last day, and what may be done; 404 for another seller's parcel."""
    parcel = or_404(parcel_for(request.actor, number))
    lines, now = lines_of(parcel), clock.now()
    found, due = asked_of(parcel, lines, at=now), duty_among(lines)
    zone, language = parcel.channel.destination.zone, get_language() or "en"
    context = {
        "parcel": parcel,
        "asked": found,
        "status": parcel.import_clearance,
        "until": day_of(found.until, zone, language, at=now) if found and found.until else "",
        "duty": due.duty_rub if due else None,
        "may_write": request.actor.has(*SELLER_WRITERS),
    }
    return render(request, "seller/asked.html", context)
