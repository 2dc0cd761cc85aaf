"""The reference world every installation begins with: places, channels, aircraft, priors."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction

from shipments.estimates.models import StageTime
from shipments.flights.models import Aircraft, Channel, Place, Schedule
from shipments.parcels.models import NumberRange
from shipments.parties.models import Partner
from shipments.rates.models import ExchangeRate
from shipments.stock.models import Warehouse
from shipments.tracking.models import PartnerCode

# code, zh, ru, en, zone, country, latitude, longitude (china_air.md 4.7)
PLACES = [
    ("HRB", "哈尔滨", "Харбин", "Harbin", "Asia/Shanghai", "CN", 45.6234, 126.2503),
    (
        "SVX",
        "叶卡捷琳堡",
        "Екатеринбург",
        "Yekaterinburg",
        "Asia/Yekaterinburg",
        "RU",
        56.7431,
        60.8027,
    ),
    ("OVB", "新西伯利亚", "Новосибирск", "Novosibirsk", "Asia/Novosibirsk", "RU", 55.0126, 82.6507),
    ("SVO", "莫斯科", "Москва", "Moscow", "Europe/Moscow", "RU", 55.9719, 37.4139),
    ("KZN", "喀山", "Казань", "Kazan", "Europe/Moscow", "RU", 55.6062, 49.2787),
    ("MZL", "满洲里", "Маньчжурия", "Manzhouli", "Asia/Shanghai", "CN", 49.5978, 117.3786),
    ("SFH", "绥芬河", "Суйфэньхэ", "Suifenhe", "Asia/Shanghai", "CN", 44.3964, 131.1522),
    ("HEH", "黑河", "Хэйхэ", "Heihe", "Asia/Shanghai", "CN", 50.2454, 127.5286),
]

# code, mode, origin, destination, is open: further routes are further rows
CHANNELS = [
    ("HRB-SVX", "air", "HRB", "SVX", True),
    ("HRB-OVB", "air", "HRB", "OVB", False),
    ("HRB-SVO", "air", "HRB", "SVO", False),
    ("MZL-SVX", "rail", "MZL", "SVX", False),
    ("HEH-SVX", "road", "HEH", "SVX", False),
]

# code, name, payload kg, volume m3, positions, ULD type, kg and m3 a ULD (china_air.md 4.5, 4.6)
AIRCRAFT = [
    ("T2F", "Tu-204-100C", 27_000, 165, 12, "PAG", 2_500, 14),
    ("75F", "Boeing 757-200F", 28_000, 187, 15, "PAG", 2_500, 13),
    ("73K", "Boeing 737-800BCF", 22_000, 185, 12, "PAG", 2_300, 12),
    ("76Y", "Boeing 767-300BCF", 50_000, 438, 24, "PAG", 2_500, 15),
    ("33X", "Airbus A330-200F", 50_000, 475, 23, "PMC", 2_800, 18),
    ("IL7", "Il-76TD", 47_000, 180, 12, "PMC", 3_500, 15),
]

# number, weekday, local departure, block minutes, aircraft
SCHEDULE = [("U6999", day, time(3, 15), 365, "T2F") for day in (0, 2, 4)] + [
    ("U6997", day, time(22, 40), 365, "75F") for day in (1, 5)
]

# stage, p50 and p90 hours: hand-set priors until enough is measured (china_air.md 7.4)
PRIORS = [
    ("accepted", 14, 48),
    ("at_harbin", 3, 24),
    ("export_customs", 30, 84),
    ("in_flight", 6.1, 8),
    ("in_russia", 3, 12),
    ("import_customs", 20, 72),
    ("last_mile", 72, 192),
]

WAREHOUSES = [
    ("HRB-1", "Harbin border warehouse", "border", "HRB", "9610"),
    ("HRB-B", "Harbin bonded warehouse", "bonded", "HRB", "1210"),
    ("SVX-1", "Yekaterinburg overseas warehouse", "overseas", "SVX", "9810"),
]

PARTNERS = [
    ("airline", "Ural Airlines Cargo", "airline", "fsu"),
    ("post", "Russian Post", "last_mile", "russian_post"),
    ("cdek", "CDEK", "last_mile", "cdek"),
    ("broker", "Customs broker Yekaterinburg", "broker", "ru_customs"),
    ("singlewindow", "China customs single window", "broker", "cn_customs"),
]

# code, Russian, Chinese, phone, website, its page of a parcel, days it keeps one (russia.md 4.5):
# rows that an administrator corrects
CONTACTS = [
    (
        "post",
        "Почта России",
        "俄罗斯邮政",
        "8 800 100-00-00",
        "https://www.pochta.ru",
        "https://www.pochta.ru/tracking?barcode={number}",
        15,
    ),
    (
        "cdek",
        "СДЭК",
        "CDEK",
        "",
        "https://www.cdek.ru",
        "https://www.cdek.ru/ru/tracking/?order_id={number}",
        None,
    ),
]

# currency, day, roubles a unit; so that an order can freeze a rate before the first feed
RATES = [("CNY", date(2026, 9, 12), "12.2780"), ("EUR", date(2026, 9, 12), "95.7793")]


@transaction.atomic
def load_reference() -> None:
    """Make what is missing of the reference world; what people have changed stays as it is."""
    _keep(
        Place,
        (
            {
                "code": code,
                "name_zh": zh,
                "name_ru": ru,
                "name_en": en,
                "zone": zone,
                "country": country,
                "latitude": latitude,
                "longitude": longitude,
            }
            for code, zh, ru, en, zone, country, latitude, longitude in PLACES
        ),
    )
    places = {place.code: place for place in Place.objects.all()}
    _keep(
        Channel,
        (
            {
                "code": code,
                "mode": mode,
                "origin": places[origin],
                "destination": places[destination],
                "is_open": is_open,
            }
            for code, mode, origin, destination, is_open in CHANNELS
        ),
    )
    _keep(
        Warehouse,
        (
            {"code": code, "name": name, "kind": kind, "place": places[place], "customs_mode": mode}
            for code, name, kind, place, mode in WAREHOUSES
        ),
    )
    _keep(
        Partner,
        (
            {"code": code, "name": name, "kind": kind, "scheme": scheme}
            for code, name, kind, scheme in PARTNERS
        ),
    )
    _lay_contacts()
    _keep(
        ExchangeRate,
        (
            {"currency": currency, "day": day, "roubles": roubles, "source": "start"}
            for currency, day, roubles in RATES
        ),
    )
    _lay_flights()
    _lay_numbers()


def _lay_contacts() -> None:
    """Tell of partners that have no Russian name yet how buyers reach them."""
    for code, ru, zh, phone, website, page, days in CONTACTS:
        Partner.objects.filter(code=code, name_ru="").update(
            name_ru=ru,
            name_zh=zh,
            phone=phone,
            website=website,
            tracking_url=page,
            keeps_days=days,
        )


def _lay_flights() -> None:
    _keep(
        Aircraft,
        (
            {
                "code": code,
                "name": name,
                "payload_kg": payload,
                "volume_m3": volume,
                "uld_positions": positions,
                "uld_type": uld,
                "uld_max_kg": kg,
                "uld_max_m3": m3,
            }
            for code, name, payload, volume, positions, uld, kg, m3 in AIRCRAFT
        ),
    )
    aircraft = {aircraft.code: aircraft for aircraft in Aircraft.objects.all()}
    channels = {channel.code: channel for channel in Channel.objects.order_by("pk")}
    _keep(
        Schedule,
        (
            {
                "channel": channels["HRB-SVX"],
                "flight_number": number,
                "weekday": weekday,
                "since": date(2026, 1, 1),
                "departs": departs,
                "block_minutes": block,
                "aircraft": aircraft[code],
            }
            for number, weekday, departs, block, code in SCHEDULE
        ),
    )
    _keep(
        StageTime,
        (
            {"channel": channel, "stage": stage, "region": "", "p50_hours": p50, "p90_hours": p90}
            for channel in channels.values()
            for stage, p50, p90 in PRIORS
        ),
    )


def _lay_numbers() -> None:
    channels = list(Channel.objects.order_by("pk"))
    parcels = [{"prefix": channel.parcel_prefix, "next_serial": 10_000_000} for channel in channels]
    mawbs = [
        {"prefix": channel.mawb_prefix, "next_serial": 1_000_000, "last_serial": 9_999_999}
        for channel in channels
    ]
    _keep(NumberRange, [*parcels, *mawbs])


def load_partner_codes(scheme: str, maps: dict[str, tuple[str, str, str, str]]) -> int:
    """Make the missing rows of a code list: raw code -> (our code, zh, ru, en)."""
    rows = [
        PartnerCode(
            scheme=scheme,
            raw_code=raw,
            code=code,
            meaning_zh=zh[:200],
            meaning_ru=ru[:200],
            meaning_en=en[:200],
        )
        for raw, (code, zh, ru, en) in maps.items()
    ]
    return len(PartnerCode.objects.bulk_create(rows, ignore_conflicts=True))


def _keep(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows of a table that are not there yet; one statement."""
    model.objects.bulk_create((model(**row) for row in rows), ignore_conflicts=True)
