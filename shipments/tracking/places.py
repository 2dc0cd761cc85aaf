"""What is known of a place named in an event: its time zone and its name for a reader."""

from bisect import bisect_right

from shipments.flights.airports import zone_of_airport
from shipments.flights.queries import known_places

# First three digits of a Russian postal index from which a zone holds (russia.md section 6).
_ZONES = [
    (0, "Europe/Moscow"),
    (236, "Europe/Kaliningrad"),
    (239, "Europe/Moscow"),
    (400, "Europe/Volgograd"),
    (405, "Europe/Moscow"),
    (410, "Europe/Saratov"),
    (414, "Europe/Astrakhan"),
    (415, "Europe/Moscow"),
    (426, "Europe/Samara"),
    (428, "Europe/Moscow"),
    (432, "Europe/Ulyanovsk"),
    (434, "Europe/Moscow"),
    (443, "Europe/Samara"),
    (447, "Europe/Moscow"),
    (450, "Asia/Yekaterinburg"),
    (463, "Europe/Moscow"),
    (614, "Asia/Yekaterinburg"),
    (630, "Asia/Novosibirsk"),
    (634, "Asia/Tomsk"),
    (637, "Asia/Yekaterinburg"),
    (644, "Asia/Omsk"),
    (647, "Asia/Krasnoyarsk"),
    (649, "Asia/Barnaul"),
    (650, "Asia/Novokuznetsk"),
    (656, "Asia/Barnaul"),
    (660, "Asia/Krasnoyarsk"),
    (664, "Asia/Irkutsk"),
    (672, "Asia/Chita"),
    (675, "Asia/Yakutsk"),
    (679, "Asia/Vladivostok"),
    (683, "Asia/Kamchatka"),
    (685, "Asia/Magadan"),
    (687, "Asia/Chita"),
    (688, "Asia/Kamchatka"),
    (689, "Asia/Anadyr"),
    (690, "Asia/Vladivostok"),
    (693, "Asia/Sakhalin"),
    (695, "Europe/Moscow"),
]
_STARTS = [start for start, _ in _ZONES]


def zone_of_place(code: str) -> str:
    """The zone's name of a place code or a Russian postal index; UTC where nothing is known."""
    if len(code) == 6 and code.isascii() and code.isdigit():
        return _ZONES[bisect_right(_STARTS, int(code[:3])) - 1][1]
    return zone_of_airport(code) or "UTC"


def name_of_place(code: str, language: str) -> str:
    """The place's name in a language; a code we have no name for stays as it is."""
    known = known_places().get(code)
    return known[1].get(language[:2], known[1]["en"]) if known else code
