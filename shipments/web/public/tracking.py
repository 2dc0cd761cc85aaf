"""The buyer's pages: where the parcel is, when it comes, whether anything must be done."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from shipments import clock, page_cache
from shipments.access.throttling import address_of, wait_for_numbers
from shipments.actor import Role
from shipments.journeys.health import channel_health
from shipments.journeys.queries import (
    PublicJourney,
    contents_of,
    journey_of,
    public_journey,
    public_journeys,
)
from shipments.journeys.situation import OPEN_END, OVER
from shipments.moments import day_of
from shipments.notifications.unlock import contents_by_number
from shipments.numbers.typed import doubt, normalised, numbers_in
from shipments.parcels.models import Parcel
from shipments.parties.contacts import shop_of
from shipments.visits import OF_PAGES
from shipments.web.language import theme_of
from shipments.web.public.next_steps import coming
from shipments.web.public.pages import (
    digits_form,
    filled,
    for_one_reader,
    for_revisits,
    mark,
    own_page,
    page,
    parts_of,
    picture_of,
    too_many,
)
from shipments.web.public.route_map import route_map
from shipments.web.public.sentences import told
from shipments.web.public.unlock import COOKIE, is_opened
from shipments.web.requests import ActorRequest
from shipments.web.timeline import present_line, present_window, stages_of, story_of

MOST = 40
MOST_CHANGES = 3
# So many readers at once, each within his own limit, may follow one number.
OF_A_NUMBER = 5


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """The search box."""
    context = {
        "health": channel_health(at=clock.now()),
        "picture": picture_of("in_flight", "HRB–SVX"),
    }
    return page(request, "public/home.html", context)


@require_GET
def many(request: ActorRequest) -> HttpResponse:
    """One number goes to its page; many are listed with a line each."""
    typed = numbers_in(request.GET.get("numbers", ""))
    numbers = list(dict.fromkeys(normalised(text) or text for text in typed))
    if not numbers:
        return redirect("public:home")
    if len(numbers) == 1:
        return redirect("public:track", numbers[0])
    if wait := page_wait(request, *numbers[:MOST]):
        return too_many(request, wait)
    found = public_journeys(numbers[:MOST], at=clock.now())
    rows = [_row(number, found.get(number)) for number in numbers[:MOST]]
    left_out = {"most": MOST, "left_out": len(numbers) - MOST}
    return page(request, "public/many.html", {"rows": rows, **left_out})


def _row(number: str, journey: PublicJourney | None) -> dict[str, Any]:
    """A line of the table: a sentence and the days; of an unknown number what its digits tell."""
    if journey is None:
        return {"number": number, "doubt": doubt(number)}
    words = told(journey.situation, get_language() or "ru", journey.held_for)
    return {"number": number, "journey": journey, "told": words, "window": present_window(journey)}


@require_GET
def track(request: ActorRequest, number: str) -> HttpResponse:
    """Stages and checkpoints of a number: no name, no address, no contents."""
    if wait := page_wait(request, number):
        return too_many(request, wait)
    if COOKIE in request.COOKIES:
        return _page_of(request, number)[0]
    name, form = normalised(number), f"{get_language()} {theme_of(request)}"
    kept = page_cache.find(name, form)
    if kept and kept.body:
        return for_revisits(request, HttpResponse(kept.body))
    response, parcel_id = _page_of(request, number)
    if parcel_id:
        body = response.content
        page_cache.keep(kept, number=name, parcel_id=parcel_id, form=form, body=body)
        return for_revisits(request, response)
    return response


def _page_of(request: ActorRequest, number: str) -> tuple[HttpResponse, int]:
    """The page of a number, and the parcel's id where anybody may be shown the same."""
    journey = public_journey(number, at=clock.now())
    if journey is None:
        context = {"number": number, "doubt": doubt(number)}
        return page(request, "public/unknown.html", context, status=404), 0
    language = get_language() or "ru"
    parts = _parts(_shape(journey), language, theme_of(request))
    if not is_opened(request, journey.number):
        values = _values(journey, language, digits_form(journey.number))
        return filled(parts, values), journey.parcel_id
    goods = get_template("public/_goods.html")
    inside = goods.render({"goods": contents_by_number(journey.number, language)})
    return for_one_reader(filled(parts, _values(journey, language, inside))), 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What the page of a number is like, whichever number it is; few shapes are in use at a time.

    The fields are those of `PublicJourney`; `has_window` and `has_events` tell what stands there.
    """

    situation: str
    held_for: str
    headline: str
    headline_text: str
    action: str
    has_window: bool
    has_events: bool


def _shape(journey: PublicJourney) -> Shape:
    return Shape(
        journey.situation,
        journey.held_for,
        journey.headline,
        journey.headline_text,
        journey.action,
        journey.window is not None,
        bool(journey.events),
    )


@lru_cache(maxsize=512)
def _parts(shape: Shape, language: str, theme: str) -> list[str]:
    """The page of a shape, rendered once, with marks where parcels differ."""
    window = {"first": mark("first"), "last": mark("last")} if shape.has_window else None
    names = ("address", "stages", "ahead", "why", "map", "story", "inside", "carrier")
    context = {name: mark(name) for name in names} | {
        "journey": {"number": mark("number"), "action": shape.action, "events": shape.has_events},
        "picture": picture_of(shape.headline, shape.headline_text),
        "told": told(shape.situation, language, shape.held_for),
        "window": window,
        "is_open_end": shape.situation in OPEN_END,
    }
    return parts_of("public/track.html", language, theme, context)


def _values(journey: PublicJourney, language: str, inside: str) -> dict[str, str]:
    """What the page of one parcel says at each of the marks."""
    window = present_window(journey) or {}
    return {
        "number": escape(journey.number),
        "address": escape(f"{settings.PUBLIC_URL}/track/{journey.number}/"),
        **{name: escape(day) for name, day in window.items()},
        **_drawn(journey, language),
        "inside": inside,
    }


def _drawn(journey: PublicJourney, language: str) -> dict[str, str]:
    """The parts of a journey that are HTML already."""
    at = journey.at
    return {
        "stages": stages_of(journey),
        "ahead": coming(journey),
        "why": _why(journey, language),
        "map": route_map(journey, language),
        "carrier": _carrier(journey, language),
        "story": story_of(present_line(line, language, at=at) for line in journey.events),
    }


def _carrier(journey: PublicJourney, language: str) -> str:
    """Who delivers it and, where it waits, at which point and until when; else nothing."""
    if (mile := journey.last_mile) is None:
        return ""
    until = day_of(mile.until, journey.zone, language, at=journey.at) if mile.until else ""
    return get_template("public/_carrier.html").render({"mile": mile, "until": until})


def _why(journey: PublicJourney, language: str) -> str:
    """Why the days have changed; nothing where they have not."""
    if not journey.changes:
        return ""
    lines = [present_line(line, language, at=journey.at) for line in journey.changes[:MOST_CHANGES]]
    return get_template("public/_why.html").render({"changes": lines})


def story_page(request: ActorRequest, parcel: Parcel, **more: Any) -> HttpResponse:
    """The full story for the buyer: contents too, and what else the caller knows."""
    journey, language = journey_of(parcel, at=clock.now()), get_language() or "ru"
    context = {
        "journey": journey,
        "address": f"{settings.PUBLIC_URL}/t/{parcel.token}/",
        "picture": picture_of(journey.headline, journey.headline_text),
        "told": told(journey.situation, language, journey.held_for),
        "window": present_window(journey),
        "is_open_end": journey.situation in OPEN_END,
        "is_over": journey.situation in OVER,
        "goods": contents_of(parcel, language),
        "parcel": parcel,
        "shop": shop_of(parcel.seller),
        "site": settings.PUBLIC_URL,
        **_drawn(journey, language),
        **more,
    }
    return own_page(request, "public/story.html", context)


def page_wait(request: ActorRequest, *numbers: str) -> int:
    """Seconds to wait for who asks too much, and for a number that is asked for too much.

    Known and unknown numbers count alike, before anything is looked up.
    """
    limit = settings.PUBLIC_PER_MINUTE
    of_numbers = [("track of", normalised(number), limit * OF_A_NUMBER, 1) for number in numbers]
    who = address_of(request)
    wait = OF_PAGES.wait([("track", who, limit, len(numbers)), *of_numbers])
    return wait or wait_for_numbers(who, [normalised(number) for number in numbers])


@require_GET
def enter(request: ActorRequest) -> HttpResponse:
    """After signing in: each to his own interface."""
    actor = request.actor
    if not request.user.is_authenticated:
        return redirect("account_login")
    if actor.is_seller:
        return redirect("seller:orders")
    if actor.roles & {Role.CUSTOMS}:
        return redirect("customs:desk")
    return redirect("staff:floor") if actor.is_staff else redirect("public:home")
