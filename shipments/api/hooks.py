"""The messages that webhooks send, as the description tells them: a topic each, with its shape."""

from typing import Any

from shipments.tracking.codes import CODES

# What a container's news are about; they name the parcels inside, as news of parcels do.
OF_CONTAINERS = {
    "leg": ("departed", "arrived", "delayed", "flight_cancelled"),
    "consolidation": ("departed", "arrived"),
}
ORDERS = {
    "placed": "An order was placed",
    "paid": "An order was paid, and its goods are reserved",
    "cancelled": "An order was cancelled",
    "restored": "A cancellation was taken back",
}
HEADERS = {
    "webhook-id": "Names the message; a repeat has the same",
    "webhook-timestamp": "Seconds since 1970 when it was signed; older than five minutes: refuse",
    "webhook-signature": "`v1,` and the HMAC-SHA256 of id.timestamp.body with your secret, base64",
}


def webhooks(schemas: dict[str, Any]) -> dict[str, Any]:
    """The section `webhooks`; the shapes of the messages are put among the schemas."""
    schemas["OrderNews"] = _shape("orders", "numbers of orders")
    schemas["ParcelNews"] = _shape("parcels", "our tracking numbers, up to 1,000 a message")
    schemas["TestNews"] = _message({"type": "object", "maxProperties": 0})
    found = {f"order.{word}": _post(f"order.{word}", told, "OrderNews")
             for word, told in ORDERS.items()}  # fmt: skip
    for code in CODES.values():
        if code.news:
            topic = f"parcel.{code.code}"
            found[topic] = _post(topic, code.en, "ParcelNews")
    for family, words in OF_CONTAINERS.items():
        for word in words:
            topic = f"{family}.{word}"
            found[topic] = _post(topic, f"{CODES[word].en}: the parcels inside", "ParcelNews")
    return {**found, "test": _post("test", "You asked for it; `data` is empty", "TestNews")}


def _shape(key: str, told: str) -> dict[str, Any]:
    by_number = {"type": "object", "additionalProperties": {"type": "string"}}
    properties = {
        key: {"type": "array", "items": {"type": "string"}, "description": told},
        "count": {"type": "integer", "description": "How many there are in all"},
        "happened_at": {**by_number, "description": "When it happened, by number"},
        "status": {**by_number, "description": "The status when this was sent, by number"},
    }
    return _message({"type": "object", "required": [*properties], "properties": properties})


def _message(data: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "type": {"type": "string", "description": "The topic"},
        "timestamp": {"type": "string", "format": "date-time"},
        "data": data,
    }
    return {"type": "object", "required": [*properties], "properties": properties}


def _post(topic: str, told: str, shape: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{shape}"}}
    parameters = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"},
         "description": text}
        for name, text in HEADERS.items()
    ]  # fmt: skip
    return {
        "post": {
            "operationId": f"news_{topic.replace('.', '_')}",
            "summary": told,
            "description": "Answer with any 2xx within ten seconds; else it is sent again after "
            "1, 5 and 30 minutes, 2, 6, 12 and 24 hours.",
            "tags": ["webhooks"],
            "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": content}},
            "responses": {"2XX": {"description": "Taken"}},
        }
    }
