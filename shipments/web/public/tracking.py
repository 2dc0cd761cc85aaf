"""The buyer's pages: where the parcel is, when it comes, whether anything must be done."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.access import address_of, longest_wait, wait_for_numbers
from shipments.actor import Role
from shipments.journeys.health import channel_health
from shipments.journeys.opening import contents_by_number
from shipments.journeys.queries import PublicJourney, contents_of, journey_of, public_journey
from shipments.journeys.tales import OPEN_END, OVER
from shipments.numbers.typed import doubt, normalised, numbers_in
from shipments.parcels.models import Parcel
from shipments.web.public.coming import coming
from shipments.web.public.opening import is_opened
from shipments.web.public.pages import digits_form, own_page, page, picture_of, too_many
from shipments.web.public.route_map import route_map
from shipments.web.public.sentences import told
from shipments.web.telling import stages_of, story_of, told_line, told_window

MOST = 40
MOST_CHANGES = 3
# So many readers at once, each within his own limit, may follow one number.
OF_A_NUMBER = 5


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The search box."""
    context = {
        "health": channel_health(at=clock.now()),
        "picture": picture_of("in_flight", "HRB–SVX"),
    }
    return page(request, "public/home.html", context)


@require_GET
def many(request: HttpRequest) -> HttpResponse:
    """One number goes to its page; many are listed with a line each."""
    typed = numbers_in(request.GET.get("numbers", ""))
    numbers = list(dict.fromkeys(normalised(one) or one for one in typed))
    if not numbers:
        return redirect("public:home")
    if len(numbers) == 1:
        return redirect("public:track", numbers[0])
    if wait := page_wait(request, *numbers[:MOST]):
        return too_many(request, wait)
    found = [(number, public_journey(number, at=clock.now())) for number in numbers[:MOST]]
    rows = [_row(number, journey) for number, journey in found]
    left_out = {"most": MOST, "left_out": len(numbers) - MOST}
    return page(request, "public/many.html", {"rows": rows, **left_out})


def _row(number: str, journey: PublicJourney | None) -> dict[str, Any]:
    """A line of the table: a sentence and the days; of an unknown number what its digits tell."""
    if journey is None:
        return {"number": number, "doubt": doubt(number)}
    words = told(journey.tale, get_language() or "ru", journey.held_for)
    return {"number": number, "journey": journey, "told": words, "window": told_window(journey)}


@require_GET
def track(request: HttpRequest, number: str) -> HttpResponse:
    """Stages and checkpoints of a number: no name, no address, no contents."""
    if wait := page_wait(request, number):
        return too_many(request, wait)
    journey = public_journey(number, at=clock.now())
    if journey is None:
        context = {"number": number, "doubt": doubt(number)}
        return page(request, "public/unknown.html", context, status=404)
    own = f"/track/{journey.number}/"
    if not is_opened(request, journey.number):
        form = digits_form(journey.number)
        return page(request, "public/track.html", {**_told(journey, own), "digits_form": form})
    goods = contents_by_number(journey.number, get_language() or "ru")
    return own_page(request, "public/track.html", {**_told(journey, own), "goods": goods})


def story_page(request: HttpRequest, parcel: Parcel, **more: Any) -> HttpResponse:
    """The full story for the buyer: contents too, and what else the caller knows."""
    journey = journey_of(parcel, at=clock.now())
    goods = contents_of(parcel, get_language() or "ru")
    told_of = _told(journey, f"/t/{parcel.token}/")
    context = {**told_of, "goods": goods, "parcel": parcel, **more}
    return own_page(request, "public/story.html", context)


def _told(journey: PublicJourney, path: str) -> dict[str, Any]:
    language, at = get_language() or "ru", journey.at
    return {
        "journey": journey,
        "address": f"{settings.PUBLIC_URL}{path}",
        "picture": picture_of(journey.headline, journey.headline_text),
        "told": told(journey.tale, language, journey.held_for),
        "stages": stages_of(journey),
        "window": told_window(journey),
        "is_open_end": journey.tale in OPEN_END,
        "is_over": journey.tale in OVER,
        "changes": [told_line(line, language, at=at) for line in journey.changes[:MOST_CHANGES]],
        "ahead": coming(journey),
        "map": route_map(journey, language),
        "story": story_of(told_line(line, language, at=at) for line in journey.events),
    }


def page_wait(request: HttpRequest, *numbers: str) -> int:
    """Seconds to wait for who asks too much, and for a number that is asked for too much.

    Known and unknown numbers count alike, before anything is looked up.
    """
    limit = settings.PUBLIC_PER_MINUTE
    of_numbers = [("track of", normalised(one), limit * OF_A_NUMBER, 1) for one in numbers]
    who = address_of(request)
    wait = longest_wait([("track", who, limit, len(numbers)), *of_numbers])
    return wait or wait_for_numbers(who, [normalised(one) for one in numbers])


@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """After signing in: each to his own door."""
    actor = request.actor
    if not request.user.is_authenticated:
        return redirect("account_login")
    if actor.is_seller:
        return redirect("seller:orders")
    if actor.roles & {Role.CUSTOMS}:
        return redirect("customs:desk")
    return redirect("staff:floor") if actor.is_staff else redirect("public:home")
