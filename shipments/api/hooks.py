"""The messages that webhooks send, as the description tells them: a topic each, with its shape."""

from collections.abc import Sequence
from typing import Any

from shipments.notifications.topics import (
    DATA,
    ENVELOPE,
    OF_A_PARCEL,
    OF_AN_ORDER,
    TOPICS,
    Field,
    Topic,
)
from shipments.tracking.codes import CODES

HEADERS = {
    "webhook-id": "Names the message; a repeat has the same",
    "webhook-timestamp": "Seconds since 1970 when it was signed; older than five minutes: refuse",
    "webhook-signature": "`v1,` and the HMAC-SHA256 of id.timestamp.body with your secret, base64",
}
TEST = "test"


def webhooks(schemas: dict[str, Any]) -> dict[str, Any]:
    """The section `webhooks`; the shapes of the messages are put among the schemas."""
    schemas["NewsOfParcel"] = _object(OF_A_PARCEL)
    schemas["NewsOfOrder"] = _object(OF_AN_ORDER)
    data = _object(DATA, parcels=_many("NewsOfParcel"), orders=_many("NewsOfOrder"))
    schemas["News"] = _object(ENVELOPE, data=data)
    schemas["TestNews"] = _object(ENVELOPE, data={"type": "object", "maxProperties": 0})
    found = {name: _post(name, _told(topic), "News") for name, topic in TOPICS.items()}
    return {**found, TEST: _post(TEST, "You asked for it; `data` is empty", "TestNews")}


def tell(name: str, message: dict[str, Any]) -> None:
    """Make of an example the one of a topic."""
    message["type"] = name
    if topic := TOPICS.get(name):
        other = "parcels" if topic.subject == "order" else "orders"
        message["data"] |= {"subject": topic.subject, "code": topic.code, other: []}


def _told(topic: Topic) -> str:
    return str(topic.text) if topic.text else f"{topic.subject}: {CODES[topic.code].en}"


def _object(fields: Sequence[Field], **inner: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object with these fields; `inner` are the shapes of those that hold more."""
    properties = {
        field.name: {**inner.get(field.name, _shape(field)), "description": str(field.text)}
        for field in fields
    }
    required = [field.name for field in fields if "left out" not in str(field.text)]
    return {"type": "object", "required": required, "properties": properties}


def _shape(field: Field) -> dict[str, Any]:
    if field.kind == "date-time":
        return {"type": "string", "format": "date-time"}
    kinds = field.kind.split("|")
    items = {"items": {"type": "string"}} if field.kind == "array" else {}
    return {"type": kinds if len(kinds) > 1 else field.kind, **items}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


def _post(topic: str, told: str, shape: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{shape}"}}
    parameters = [
        {
            "name": name,
            "in": "header",
            "required": True,
            "schema": {"type": "string"},
            "description": text,
        }
        for name, text in HEADERS.items()
    ]
    return {
        "post": {
            "operationId": f"news_{topic.replace('.', '_')}",
            "summary": told,
            "description": "Answer with any 2xx within fifteen seconds; else it is sent again "
            "after 1, 5 and 30 minutes, 2, 6, 12 and 24 hours.",
            "tags": ["webhooks"],
            "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": content}},
            "responses": {"2XX": {"description": "Taken"}},
        }
    }
