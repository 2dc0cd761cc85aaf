"""The description of the API: OpenAPI 3.1, and a page to read it on that needs no other host."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings

from shipments.api.described import METHODS

MEDIA_TYPE = "application/vnd.oai.openapi+json"


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI document, in English; it changes with the code only, so a process makes it
    once."""
    generator = SchemaGenerator(api_version=spectacular_settings.VERSION)
    with override("en"):
        return generator.get_schema(request=None, public=True)


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The document for machines."""
    return JsonResponse(description(), content_type=MEDIA_TYPE)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The document for people."""
    document = description()
    found = {"tags": operations_by_tag(document["paths"] | document["webhooks"], document)}
    return render(request, "api/docs.html", found)


def operations_by_tag(
    paths: dict[str, Any], document: dict[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """Each tag's operations in the order of the document: method, path, words, inputs, answers."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in paths.items():
        for method in METHODS:
            if operation := methods.get(method):
                tag = operation.get("tags", ["other"])[0]
                found.setdefault(tag, []).append(_operation(document, method, path, operation))
    return found


def _operation(document: dict, method: str, path: str, operation: dict) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    answers = {s: item for s, item in operation["responses"].items() if s.startswith("2")}
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "example": _example(body),
        "refusals": _refusals(operation),
        "parameters": operation.get("parameters", []),
        "body": _fields(document, _schema(body)),
        "answers": [
            (status, _fields(document, _schema(answer.get("content", {}))))
            for status, answer in answers.items()
        ],
    }


def _schema(content: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The schema of a body in the first of its types."""
    first = next(iter(content.values()), None)
    return first.get("schema", {}) if first else {}


def _example(body: dict[str, Any]) -> str:
    """The example of a JSON body, as text."""
    told = body.get("application/json", {}).get("example")
    return json.dumps(told, ensure_ascii=False, indent=2) if told else ""


def _refusals(operation: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """By status: the codes and what they mean."""
    return [
        (status, [(code, each_code["summary"]) for code, each_code in _codes(answer).items()])
        for status, answer in operation["responses"].items()
        if status.startswith("4")
    ]


def _codes(answer: dict[str, Any]) -> dict[str, Any]:
    return answer["content"]["application/json"]["examples"]


def _fields(document: dict, schema: dict, depth: int = 0) -> list[dict[str, Any]]:
    """The fields of an object as flat rows: name, type, whether it must be there, words."""
    schema = _resolved(document, schema)
    if schema.get("type") == "array":
        schema = _resolved(document, schema.get("items", {}))
    rows: list[dict[str, Any]] = []
    for name, item in schema.get("properties", {}).items():
        shape = _resolved(document, item)
        must = name in schema.get("required", ())
        words = item.get("description") or shape.get("description", "")
        rows.append(
            {"name": name, "type": _type(shape), "must": must, "words": words, "depth": depth}
        )
        if depth < 3:
            rows += _fields(document, item, depth + 1)
    return rows


def _resolved(document: dict, schema: dict) -> dict:
    """The schema behind references and single wrappers."""
    while "$ref" in schema or any(schema.get(word) for word in ("allOf", "oneOf", "anyOf")):
        inner = next((schema[w][0] for w in ("allOf", "oneOf", "anyOf") if schema.get(w)), None)
        schema = inner or document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _type(schema: dict) -> str:
    kind = schema.get("type", "object")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    return f"{kind} ({schema['format']})" if "format" in schema else kind
