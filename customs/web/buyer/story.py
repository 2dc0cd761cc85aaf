"""The buyer's own page: the story with contents, the duty with its working, what customs asks."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from customs.declarations.buyer_requests import asked_of, duty_among, lines_of, stopped_of
from customs.declarations.consolidation_clearance import PAID_MARK
from customs.declarations.models import ImportLine
from customs.declarations.payments import open_rub
from customs.web.duty_explanation import present_duty
from shipments import clock
from shipments.journeys.queries import parcel_by_token
from shipments.moments import day_of
from shipments.parcels.models import ImportClearance, Parcel
from shipments.parties.contacts import Contact, contact_of
from shipments.web.public.pages import too_many
from shipments.web.public.questions import talk_of
from shipments.web.public.tracking import page_wait, story_page
from shipments.web.requests import ActorRequest, or_404


@require_GET
def story(request: ActorRequest, token: str) -> HttpResponse:
    """The full story behind the buyer's link."""
    if wait := page_wait(request, token[:40]):
        return too_many(request, wait)
    parcel = or_404(parcel_by_token(token[:40]))
    lines = lines_of(parcel)
    line, asked = duty_among(lines), asked_of(parcel, lines, at=clock.now())
    return story_page(
        request,
        parcel,
        duty=present_duty(line, clearance=_settled(parcel, line)) if line else None,
        pay_url=settings.DUTY_PAY_URL.replace("{number}", parcel.number),
        asked=asked,
        stopped=stopped_of(parcel, lines),
        clears=_clears(parcel),
        deadline=_day(asked.until, parcel) if asked else "",
        token=token,
        **talk_of(parcel),
    )


def _clears(parcel: Parcel) -> Contact | None:
    """Who takes the channel's parcels through customs, where its row says so."""
    partner = parcel.channel.customs_carrier
    return contact_of(partner, get_language() or "ru") if partner else None


def _settled(parcel: Parcel, line: ImportLine) -> str:
    """The clearance, as far as it says of the duty what is true: a release may leave it open."""
    is_open = parcel.import_clearance == ImportClearance.RELEASED and line.decision != PAID_MARK
    return "" if is_open and open_rub(parcel) != 0 else parcel.import_clearance


def _day(moment: datetime | None, parcel: Parcel) -> str:
    if moment is None:
        return ""
    zone = parcel.channel.destination.zone
    return day_of(moment, zone, get_language() or "ru", at=clock.now())
