"""On which clock an airport lives: what an administrator entered, else the world's airports.

The table of the world is the library `airportsdata` (MIT), put right where we know better.
"""

from functools import cache

import airportsdata

from shipments.flights.queries import known_places

_SAKHALIN = ("BVV", "DEE", "EKS", "ITU", "NGK", "OHH", "UUS", "ZZO")
_HEILONGJIANG = ("DTU", "FYJ", "JGD", "JSJ")

# Put right, or missing there. Russia: Federal Law 107-FZ on the reckoning of time, as tzdata has it
# (Sakhalin is at +11; Tomponsky district, KDY, keeps the time of Yakutsk). The other rows give the
# zone of the region itself where the library names a neighbour that differs in the past only.
_RIGHT = {
    **dict.fromkeys(_SAKHALIN, "Asia/Sakhalin"),
    **dict.fromkeys(_HEILONGJIANG, "Asia/Shanghai"),
    "DPT": "Asia/Vladivostok",
    "FRU": "Asia/Bishkek",
    "JOK": "Europe/Moscow",
    "KDY": "Asia/Khandyga",
    "KVX": "Europe/Kirov",
    "NOZ": "Asia/Novokuznetsk",
    "OVB": "Asia/Novosibirsk",
    "PKC": "Asia/Kamchatka",
    "RGK": "Asia/Barnaul",
    "SEK": "Asia/Srednekolymsk",
    "SWT": "Asia/Tomsk",
    "SWV": "Asia/Magadan",
    "TSE": "Asia/Almaty",
    "ULV": "Europe/Ulyanovsk",
    "USR": "Asia/Ust-Nera",
}


def zone_of_airport(code: str) -> str:
    """The zone's name of an airport or a city of airports by its IATA code; "" where unknown.

    A place that an administrator entered wins: HRB, SVO, MOW, or one that only we know.
    """
    known = known_places().get(code)
    return known[0] if known else _world().get(code, "")


@cache
def _world() -> dict[str, str]:
    """Zone by IATA code; read at the first question, as it takes a third of a second."""
    cities = {
        code: next(iter(city["airports"].values()))["tz"]
        for code, city in airportsdata.load_iata_macs().items()
    }
    airports = {code: airport["tz"] for code, airport in airportsdata.load("IATA").items()}
    return cities | airports | _RIGHT
