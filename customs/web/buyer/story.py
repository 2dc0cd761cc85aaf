"""The buyer's own page: the story with contents, and the duty with its working."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from customs.declarations.queries import duty_of
from customs.web.working import told_duty
from shipments.journeys.queries import parcel_by_token
from shipments.web.public.tracking import story_page


@require_GET
def story(request: HttpRequest, token: str) -> HttpResponse:
    """The full story behind the buyer's link."""
    parcel = parcel_by_token(token[:40])
    if parcel is None:
        raise Http404
    line = duty_of(parcel)
    duty = told_duty(line, clearance=parcel.import_clearance) if line else None
    return story_page(request, parcel, duty=duty)
