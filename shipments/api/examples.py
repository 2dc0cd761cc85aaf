"""Examples of every body and answer, put together from one value a field, so that none grows old.

A schema's example holds each field it has. `VALUES` names them; `Schema.field` goes before `field`.
A field of a choice takes its first word unless a value is named.
"""

from typing import Any

from shipments.api import hooks
from shipments.api.example_values import CDEK, DAY, FILES, LINK, MOMENT, VALUES


def exemplify(document: dict[str, Any]) -> None:
    """Put an example beside every JSON or form body, of requests and of successes."""
    both = [*document["paths"].items(), *document["webhooks"].items()]
    for name, methods in both:
        for operation in methods.values():
            answers = [item for code, item in operation["responses"].items() if code < "3"]
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
        return {name: example(document, shape, name, owner) for name, shape in told.items()}
    if "items" in schema:
        return [example(document, schema["items"], name, owner)]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") in ("date-time", "date", "uri"):
        return {"date-time": MOMENT, "date": DAY, "uri": LINK}[schema["format"]]
    raise LookupError(f"api/examples.py has no value of {owner}.{name}")


TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
    "number": (int, float),
}


def fits(document: dict[str, Any], schema: dict[str, Any], value: Any) -> bool:
    """Whether a value is of the kind that a schema takes: one name may stand for two kinds."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema:
            return any(fits(document, text, value) for text in schema[word])
    if "enum" in schema:
        return value in schema["enum"]
    if isinstance(value, list) and "items" in schema:
        return all(fits(document, schema["items"], item) for item in value)
    kinds = schema.get("type", "object")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(type(value) is TYPES[kind] for kind in kinds if kind in TYPES and kind != "number")
