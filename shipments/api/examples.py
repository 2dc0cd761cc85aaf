"""Examples of every body and answer, put together from one value a field, so that none grows old.

A schema's example holds each field it has. `VALUES` names them; `Schema.field` goes before `field`.
A field of a choice takes its first word unless a value is named.
"""

from typing import Any

from shipments.api import hooks

MB_NUMBER, PARCEL, FLIGHT = "784-12345675", "RB123456785CN", "U6999-20261104"
VALUES: dict[str, Any] = {
    # numbers and words of orders
    "number": "A-1001",
    "order": "A-1001",
    "sku": "MUG-7",
    "seller": "S001",
    "channel": "HRB-SVX",
    "marketplace": "ozon",
    "currency": "RUB",
    "language": "ru",
    "blocker": "",
    "note": "Handle with care",
    "reference": "paid",
    "why": "Damaged in the warehouse",
    "OrderOut.status": "shipped",
    "OrderFull.status": "placed",
    "OrderFull.paid_at": None,
    "OrderFull.parcels": [],
    "OrderFull.payments": [],
    "OrderFull.balance": {"amount": "0.00", "currency": "RUB"},
    "OrderFull.gaps": [],
    "Why.why": "The buyer asked for it",
    "field": "street",
    "GapOut.message": "The street is missing.",
    "ordered_at": "2026-11-02T10:00:00+08:00",
    "paid_at": "2026-11-02T10:05:00+08:00",
    "ship_by": "2026-11-05T18:00:00+08:00",
    "promised_from": "2026-11-09",
    "promised_to": "2026-11-16",
    "quantity": 2,
    "unit_price": "1290.50",
    "LineIn.shipping": "100.00",
    "amount": "2581.00",
    "MoneyOut.currency": "RUB",
    "shipping": {"amount": "100.00", "currency": "RUB"},
    "LineOut.unit_price": {"amount": "1290.50", "currency": "RUB"},
    "RateOfOrder.day": "2026-11-02",
    "PaymentOut.amount": {"amount": "2681.00", "currency": "RUB"},
    "PaymentOut.reference": "paid",
    "CNY": "11.243000",
    "EUR": "90.150000",
    "roubles": "11.243000",
    "RateOut.currency": "CNY",
    "source": "cbr",
    "StoryOut.source": "airline",
    # people and places
    "name": "Иванов Иван",
    "phone": "+79123456789",
    "email": "ivan@example.ru",
    "BuyerOut.phone": "+7 912 ***-**-89",
    "BuyerOut.email": "i***@example.ru",
    "inn": "500100732259",
    "BuyerOut.inn": "5001******59",
    "passport": "45** ****23",
    "passport_series": "4509",
    "passport_number": "123123",
    "postal_code": "620014",
    "region": "Свердловская область",
    "city": "Екатеринбург",
    "street": "ул. Ленина, 1, кв. 2",
    "place": "SVX",
    "place_name": "Koltsovo",
    "PublicEventOut.place": "Koltsovo",
    "zone": "Asia/Yekaterinburg",
    "origin": "HRB",
    "destination": "SVX",
    # goods
    "name_zh": "杯子",
    "name_ru": "Чашка",
    "name_en": "Cup",
    "hs_code": "691110",
    "tnved_code": "6911100000",
    "weight_grams": 400,
    "length_mm": 120,
    "width_mm": 120,
    "height_mm": 100,
    "battery": "none",
    "origin_country": "CN",
    "declared_value_cny": "45.00",
    "declared_value": {"amount": "45.00", "currency": "CNY"},
    "product_url": "https://shop.example/mug-7",
    "warehouse": "HRB-1",
    "on_hand": 40,
    "reserved": 2,
    "available": 38,
    "damaged": 1,
    "in_transit": 0,
    "expected": 42,
    "received": 41,
    "good": 41,
    "short": 0,
    "over": 0,
    "ReplenishmentIn.number": "R-7",
    "ReplenishmentOut.number": "R-7",
    "ReplenishmentIn.quantity": 42,
    "GoodsLine.quantity": 42,
    "to_come": 1,
    "orders": 3,
    "needed": 12,
    "to_send": 8,
    # parcels and their way
    "ConsolidationWeighed.parcels": 960,
    "ConsolidationWeighed.bags": 12,
    "SealIn.bag": "B78412345675001",
    "also": "",
    "registry": 1,
    "decided_code": "import_released",
    "decided_by": "olga",
    "reason_code": "2.1",
    "rate_eur": "90.150000",
    "needs_person": False,
    "gate": "duty",
    "ApartOut.parcels": 3,
    "is_later": False,
    "failures": 0,
    "parcel": PARCEL,
    "parcels": [PARCEL],
    "numbers": [PARCEL],
    "ParcelOut.number": PARCEL,
    "ParcelFull.number": PARCEL,
    "OrderParcelOut.number": PARCEL,
    "JourneyOut.number": PARCEL,
    "last_mile_number": "80080012345678",
    "carrier": "post",
    "tracking_url": f"https://tracker.example/track/{PARCEL}/",
    "buyer_url": "https://tracker.example/t/3mVq0dXwYb7rTt1uQk9zLA/",
    "headline": "in_flight",
    "headline_text": "In flight",
    "flag": "",
    "flag_text": "",
    "movement": "departed",
    "export_clearance": "released",
    "import_clearance": "not_filed",
    "held": False,
    "declared_grams": 800,
    "measured_grams": 830,
    "chargeable_grams": 830,
    "code": "departed",
    "EventIn.code": "arrived",
    "StageOut.code": "in_flight",
    "StageOut.text": "In flight",
    "state": "current",
    "text": "Departed",
    "day_only": False,
    "reason": None,
    "Estimate.from": "2026-11-09T09:00:00+05:00",
    "Estimate.to": "2026-11-14T20:00:00+05:00",
    "action": None,
    "by": "buyer",
    "ActionOut.url": f"https://tracker.example/track/{PARCEL}/",
    "ActionOut.code": "pay_duty",
    "ActionOut.text": "Duty is due",
    "doubts": {},
    "unknown": [],
    "AcceptedOut.unknown": 0,
    "MessageOut.unknown": 0,
    "doubtful": 0,
    "subject": f"parcel:{PARCEL}",
    "source_ref": "a1",
    "EventIn.text": "",
    "accepted": 1,
    "repeated": 0,
    "refused": [],
    "BulkOut.refused": 0,
    "ImportOut.refused": 0,
    "index": 0,
    "created": 1,
    "changed": 0,
    "differing": 0,
    "message": "",
    "fields": {},
    "BulkOne.code": "",
    "RefusedOut.code": "unknown_subject",
    "RefusedOut.message": "There is no parcel:X.",
    "RefusedParcel.message": "There is no such parcel.",
    # flights and what flies
    "flight": FLIGHT,
    "FlightOut.number": FLIGHT,
    "mawb": MB_NUMBER,
    "consolidation": MB_NUMBER,
    "DeedOut.parcels": 1,
    "BagMoved.parcels": 30,
    "BagOut.number": "HRBSVX0000123",
    "LegOut.status": "departed",
    "ConsolidationOut.status": "open",
    "closed_at": None,
    "ConsolidationWeighed.status": "open",
    "document_cutoff": "2026-11-03T20:00:00+08:00",
    "customs_cutoff": "2026-11-04T02:00:00+08:00",
    "cargo_cutoff": "2026-11-04T04:00:00+08:00",
    "seal": "CN0456789",
    "uld": "PMC12345U6",
    "to": "784-12345686",
    "pieces": 1200,
    "grams": 960000,
    "aircraft": "B738F",
    "leg": 1,
    "sequence": 1,
    "is_delayed": False,
    "at": "2026-11-04T09:20:00+08:00",
    "made": 4,
    "until": "2026-11-30",
    "day": "2026-11-04",
    "departure": "2026-11-04T13:00:00+08:00",
    "estimated_departure": None,
    "estimated_arrival": None,
    "actual_arrival": None,
    "FlightCancel.reason": "weather",
    "LegDelay.reason": "weather",
    "planned_departure": "2026-11-04T09:00:00+08:00",
    "actual_departure": "2026-11-04T09:20:00+08:00",
    "planned_arrival": "2026-11-04T12:30:00+05:00",
    # holds and customs
    "id": 17,
    "subjects": [f"parcel:{PARCEL}"],
    "HoldIn.reason": "seller",
    "HoldOut.reason": "seller",
    "releases_when": "The buyer confirms the address",
    "placed_by": "S001: shop",
    "released_by": "",
    "released_at": None,
    "import_at": None,
    "mode": "9610",
    "cop_number": "HRB9610A1001",
    "authority_number": "",
    "attempt": 1,
    "last_receipt": "2",
    "last_receipt_info": "Accepted",
    "export": None,
    "BothOut.lines": [],
    "position": 12,
    "registration_number": "10502110/041126/0001234",
    "decision": "10",
    "ImportLineOut.reason": "",
    "DecisionIn.code": "export_inspection",
    "DecisionIn.reason": "Random check",
    "working": [],
    "by_status": {"accepted": 1},
    "DutyPaid.reference": "bank 4711",
    # files, messages, webhooks
    "file": "orders.csv",
    "kind": "orders",
    "form": "csv",
    "filter": {"status": ["paid"]},
    "filename": "orders.csv",
    "layout": "auto",
    "policy": "reject-rows",
    "timezone": "Asia/Shanghai",
    "dry_run": False,
    "encoding": "",
    "delimiter": "",
    "day_first": None,
    "total": 512,
    "done": 512,
    "error": "",
    "ImportOut.status": "done",
    "ExportOut.status": "done",
    "lines": 1,
    "total_rub": "2681.00",
    "rows_total": 1,
    "rows_read": 1,
    "rows_created": 1,
    "rows_repeated": 0,
    "rows_changed": 0,
    "rows_differing": 0,
    "rows_refused": 0,
    "ImportOut.number": "I261102a1b2c3d4e5",
    "ExportOut.number": "E261102a1b2c3d4e5",
    "format": "fsu",
    "MessageOut.message": "M261102a1b2c3d4e5",
    "problems": [],
    "line": 3,
    "ProblemOut.text": "DEP/U6999/04NOV",
    "ProblemOut.message": "This line cannot be read.",
    "url": "https://shop.example/hooks",
    "topics": ["parcel.delivered", "order.*"],
    "is_active": True,
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "topic": "parcel.delivered",
    "message_id": "msg_4711_0",
    "attempts": 1,
    "answer_status": 200,
    "DeliveryOut.status": "delivered",
    "answer": "ok",
    "payload": {"type": "test", "timestamp": "2026-11-04T09:20:00+08:00", "data": {}},
    "type": "parcel.delivered",
    "TestNews.type": "test",
    "count": 1,
    "happened_at": "2026-11-04T09:20:00+08:00",
    "timestamp": "2026-11-04T09:20:00+08:00",
    "TestNews.data": {},
    "News.subject": "parcel",
    "News.detail": {},
    "News.recorded_at": "2026-11-04T09:21:00+08:00",
    "NewsOfParcel.number": PARCEL,
    "NewsOfParcel.stage": "delivered",
    "NewsOfParcel.movement": "delivered",
    "NewsOfParcel.import_clearance": "released",
    "NewsOfParcel.last_mile_number": None,
    "NewsOfParcel.estimate": None,
    "NewsOfOrder.status": "paid",
    "next": None,
    "previous": None,
}
MOMENT, DAY, LINK = "2026-11-04T09:20:00+08:00", "2026-11-04", "https://tracker.example/"
FILES = {
    "text/plain": "FSU/15\n784-12345675HRBSVX/T1200K960\nDEP/U6999/04NOV/HRBSVX/T1200K960\n",
    "application/xml": "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'"
    " xmlns:ns2='http://fclient.russianpost.org/postserver'"
    " xmlns:ns3='http://fclient.russianpost.org'><S:Body><ns2:answerByTicketResponse><value>"
    "<ns3:Item Barcode='RB123456785CN'><ns3:Operation OperTypeID='8' OperCtgID='2'"
    " OperName='Обработка' DateOper='23.11.2026 12:00:00' IndexOper='620014'/></ns3:Item>"
    "</value></ns2:answerByTicketResponse></S:Body></S:Envelope>",
    "text/csv": "order_number,sku,quantity,reason\nA-1001,NO,1,SKU NO is not in the catalogue\n",
}
# A message of CDEK as it comes.
CDEK = {
    "type": "ORDER_STATUS", "uuid": "72753031-9d1d-4d0b-a2a5-5a1d2b0b4c11",
    "attributes": {
        "is_return": False, "cdek_number": "1106321645", "number": PARCEL, "code": "DELIVERED",
        "status_code": "4", "status_date_time": "2026-11-23T14:10:11+0300",
        "city_name": "Екатеринбург", "city_code": "250",
    },
}  # fmt: skip


def exemplify(document: dict[str, Any]) -> None:
    """Put an example beside every JSON or form body, of requests and of successes."""
    both = [*document["paths"].items(), *document["webhooks"].items()]
    for name, methods in both:
        for operation in methods.values():
            answers = [one for code, one in operation["responses"].items() if code < "3"]
            for place in (operation.get("requestBody", {}), *answers):
                for kind, content in place.get("content", {}).items():
                    _put(document, kind, content)
                    if name in document["webhooks"]:
                        hooks.tell(name, content["example"])


def _put(document: dict[str, Any], kind: str, content: dict[str, Any]) -> None:
    if kind in ("application/json", "multipart/form-data") and content["schema"].get("$ref"):
        content["example"] = example(document, content["schema"])
    elif kind == "application/json":
        content["example"] = CDEK
    elif kind in FILES:
        content["example"] = FILES[kind]


def example(
    document: dict[str, Any], schema: dict[str, Any], name: str = "", owner: str = ""
) -> Any:
    """A value of a schema; `name` is the field, `owner` the schema it belongs to."""
    given = VALUES.get(f"{owner}.{name}", VALUES.get(name, ...))
    if given is not ... and fits(document, schema, given):
        return given
    if (reference := schema.get("$ref")) is not None:
        owner = reference.rpartition("/")[2]
        return example(document, document["components"]["schemas"][owner], name, owner)
    if inner := next(
        (schema[word] for word in ("allOf", "oneOf", "anyOf") if schema.get(word)), None
    ):
        return example(document, inner[0], name, owner)
    return _made(document, schema, name, owner)


def _made(document: dict[str, Any], schema: dict[str, Any], name: str, owner: str) -> Any:
    if schema.get("type") == "object":
        told = schema.get("properties", {})
        return {one: example(document, shape, one, owner) for one, shape in told.items()}
    if "items" in schema:
        return [example(document, schema["items"], name, owner)]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") in ("date-time", "date", "uri"):
        return {"date-time": MOMENT, "date": DAY, "uri": LINK}[schema["format"]]
    raise LookupError(f"api/examples.py has no value of {owner}.{name}")


TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "boolean": bool, "array": list, "object": dict,
    "null": type(None), "number": (int, float),
}  # fmt: skip


def fits(document: dict[str, Any], schema: dict[str, Any], value: Any) -> bool:
    """Whether a value is of the kind that a schema takes: one name may stand for two kinds."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema:
            return any(fits(document, one, value) for one in schema[word])
    if "enum" in schema:
        return value in schema["enum"]
    if isinstance(value, list) and "items" in schema:
        return all(fits(document, schema["items"], one) for one in value)
    kinds = schema.get("type", "object")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(type(value) is TYPES[kind] for kind in kinds if kind in TYPES and kind != "number")
