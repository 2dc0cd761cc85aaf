"""What is known of a place named in an event: its time zone and its name for a reader."""

from functools import cache

from babel.core import get_global

from shipments.flights.airports import zone_of_airport
from shipments.flights.queries import known_places
from shipments.parcels.models import Movement
from shipments.tracking.codes import CODES
from shipments.tracking.regions import zone_of_city, zone_of_index
from shipments.tracking.tracks import Track

_COUNTRIES = {"russian_post": "RU", "cdek": "RU", "ru_customs": "RU", "cn_customs": "CN"}
_COURSE = Movement.values
_IN_CHINA = _COURSE[: _COURSE.index(Movement.ARRIVED)]
_IN_RUSSIA = _COURSE[_COURSE.index(Movement.ARRIVED) : _COURSE.index(Movement.CANCELLED)]
UNKNOWN = "UTC"


def country_of(scheme: str, code: str) -> str:
    """In which country a partner's word is said: by whose words they are, else by what it tells.

    `code` is one of ours. "" where neither says it, as of a loss.
    """
    told = CODES[code]
    if told.track == Track.EXPORT or (told.track and told.status in _IN_CHINA):
        by_code = "CN"
    else:
        by_code = "RU" if told.track == Track.IMPORT or told.status in _IN_RUSSIA else ""
    return _COUNTRIES.get(scheme, by_code)


def zone_of_place(code: str, *, country: str = "", city: str = "") -> str:
    """The zone's name of a place told in an event of a country; UNKNOWN where nothing tells it.

    `code` is a Place's code, a postal index, an airport's or a country's code. China's indexes have
    six digits too, so six digits are Russia's only in Russia's events: country "RU". `city` is what
    CDEK says instead of a code: the name of the city in Russian.
    """
    own = known_places().get(code)
    if own:
        return own[0]
    if country == "RU" and (zone := zone_of_index(code) if code else zone_of_city(city)):
        return zone
    return zone_of_airport(code) or _zone_of_country(code) or _zone_of_country(country) or UNKNOWN


@cache
def _zone_of_country(code: str) -> str:
    """The zone of a country by its two letters; "" where it has several. China keeps but one."""
    zones = get_global("territory_zones").get(code, ())
    return zones[0] if len(zones) == 1 or code == "CN" else ""


def name_of_place(code: str, language: str) -> str:
    """The place's name in a language; a code we have no name for stays as it is."""
    known = known_places().get(code)
    return known[1].get(language[:2], known[1]["en"]) if known else code
