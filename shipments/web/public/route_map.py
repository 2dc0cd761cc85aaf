"""The route map: a drawing on the server, by latitude and longitude, with the parcel on it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from math import acos, cos, degrees, radians, sin, sqrt

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shipments.journeys.queries import PublicJourney
from shipments.parcels.models import Headline, Movement
from shipments.tracking.regions import City, Point, region_of
from shipments.web.public.geography import (
    BAIKAL,
    DOTS,
    ENDS,
    LAKE_NAME,
    RIVERS,
)

WIDTH, HEIGHT = 360, 168
# The middle of the drawing, and how many units an earth's radius is long.
_MIDDLE, _SCALE, _LEFT, _TOP = (58.0, 92.0), 274.0, 190.0, 112.0
_STEPS = 24
# Room for a city's name above its dot.
_ABOVE = 22
_IN_CHINA = {Headline.ACCEPTED, Headline.AT_HARBIN, Headline.EXPORT_CUSTOMS}
# Tales after which nobody waits for a parcel on a map.
_NOWHERE = Movement.GONE


def drawn(point: Point) -> tuple[float, float]:
    """Where a point lies in the drawing: an equal-area projection around its middle."""
    north, east = radians(point[0]), radians(point[1] - _MIDDLE[1])
    middle = radians(_MIDDLE[0])
    k = sqrt(2 / (1 + sin(middle) * sin(north) + cos(middle) * cos(north) * cos(east)))
    x = k * cos(north) * sin(east)
    y = k * (cos(middle) * sin(north) - sin(middle) * cos(north) * cos(east))
    return round(_LEFT + _SCALE * x, 1), round(_TOP - _SCALE * y, 1)


def between(first: Point, last: Point, share: float) -> Point:
    """The point on the great circle that lies so far on the way."""
    (a, b), (c, d) = (tuple(map(radians, point)) for point in (first, last))
    angle = acos(min(1.0, sin(a) * sin(c) + cos(a) * cos(c) * cos(d - b)))
    if angle < 1e-6:
        return last
    near, far = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    x = near * cos(a) * cos(b) + far * cos(c) * cos(d)
    y = near * cos(a) * sin(b) + far * cos(c) * sin(d)
    z = near * sin(a) + far * sin(c)
    east = degrees(acos(max(-1.0, min(1.0, x / sqrt(x * x + y * y)))))
    return degrees(acos(sqrt(x * x + y * y))) if z >= 0 else 0.0, east if y >= 0 else -east


def route_map(journey: PublicJourney, language: str) -> SafeString:
    """The map of a journey, or nothing where there is no place to show."""
    origin, _dash, destination = journey.channel_code.partition("-")
    if journey.situation in _NOWHERE or origin not in ENDS or destination not in ENDS:
        return mark_safe("")
    step = round(journey.flown * _STEPS) if journey.headline == Headline.IN_FLIGHT else 0
    return _map(origin, destination, journey.region, journey.headline, step, language)


@lru_cache(maxsize=2048)
def _map(
    origin: str, destination: str, region: str, stage: str, step: int, language: str
) -> SafeString:
    """Few maps differ, so a process keeps those it has drawn."""
    start, hub, home = ENDS[origin], ENDS[destination], _home(region)
    home = None if home and home.en == hub.en else home
    here = _here(start, hub, home, stage, step)
    top = _top(home)
    parts = [
        f'<figure class="route"><svg viewBox="0 {top} {WIDTH} {HEIGHT - top}" role="img"',
        f' aria-label="{escape(_present(start, hub, home, stage, language))}">',
        _ground(language),
        _line(_arc(start.at, hub.at), "way"),
        _line(_arc(hub.at, home.at), "way last") if home else "",
        *_names(start, hub, home, language),
        _marker(here) if here else "",
        "</svg></figure>",
    ]
    return mark_safe("".join(parts))


def _top(home: City | None) -> int:
    """Where the drawing begins: higher up for a city beyond it, as Anadyr."""
    return min(0, int(drawn(home.at)[1]) - _ABOVE) if home else 0


def _home(region: str) -> City | None:
    found = region_of(region)
    return found.city if found else None


def _here(start: City, hub: City, home: City | None, stage: str, step: int) -> Point | None:
    if stage in _IN_CHINA:
        return start.at
    if stage == Headline.IN_FLIGHT:
        return between(start.at, hub.at, step / _STEPS)
    if stage == Headline.LAST_MILE and home:
        return between(hub.at, home.at, 0.5)
    if stage == Headline.DELIVERED and home:
        return home.at
    return hub.at


def _present(start: City, hub: City, home: City | None, stage: str, language: str) -> str:
    """What the map shows, for who cannot see it."""
    names = [item.name(language) for item in (start, hub, home) if item]
    way = _("The way: %(places)s.") % {"places": " → ".join(names)}
    return f"{way} {_where(start, hub, home, stage, language)}"


def _where(start: City, hub: City, home: City | None, stage: str, language: str) -> str:
    if stage == Headline.IN_FLIGHT:
        return _("The parcel is in the air.")
    if stage == Headline.LAST_MILE and home:
        return _("The parcel is on the way to your region.")
    beyond = home if home and stage == Headline.DELIVERED else hub
    city = start if stage in _IN_CHINA else beyond
    return _("The parcel is here: %(city)s.") % {"city": city.name(language)}


def _names(start: City, hub: City, home: City | None, language: str) -> Sequence[str]:
    """The cities with their names, on the sides where no line runs."""
    if home is None:
        return [_city(start, language, above=False), _city(hub, language, above=True)]
    is_north = drawn(home.at)[1] < drawn(hub.at)[1]
    is_east = home.at[1] > _MIDDLE[1]
    return [
        _city(start, language, above=False),
        _city(hub, language, above=is_east or not is_north),
        _city(home, language, above=is_east or is_north),
    ]


@lru_cache(maxsize=4)
def _ground(language: str) -> str:
    """Rivers, Baikal and a few cities, alike on every map."""
    rivers = "".join(_line(map(drawn, river), "river") for river in RIVERS)
    lake = " ".join(f"{x},{y}" for x, y in map(drawn, BAIKAL))
    dots = "".join(f'<circle class="town" cx="{x}" cy="{y}" r="1.5"/>' for x, y in map(drawn, DOTS))
    x, y = drawn(LAKE_NAME.at)
    name = f'<text class="water" x="{x}" y="{y}">{escape(LAKE_NAME.name(language))}</text>'
    return f'{rivers}<polygon class="lake" points="{lake}"/>{dots}{name}'


def _arc(first: Point, last: Point) -> Sequence[tuple[float, float]]:
    return [drawn(between(first, last, step / _STEPS)) for step in range(_STEPS + 1)]


def _line(points: Iterable[tuple[float, float]], name: str) -> str:
    joined = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline class="{name}" points="{joined}"/>'


def _city(city: City, language: str, *, above: bool) -> str:
    x, y = drawn(city.at)
    anchor = "start" if x < WIDTH * 0.2 else "end" if x > WIDTH * 0.8 else "middle"
    down = -9 if above else 17
    return (
        f'<circle class="stop" cx="{x}" cy="{y}" r="3.5"/>'
        f'<text x="{x}" y="{round(y + down, 1)}" text-anchor="{anchor}">'
        f"{escape(city.name(language))}</text>"
    )


def _marker(point: Point) -> str:
    x, y = drawn(point)
    return (
        f'<circle class="here-ring" cx="{x}" cy="{y}" r="9"/>'
        f'<circle class="here" cx="{x}" cy="{y}" r="5"/>'
    )
