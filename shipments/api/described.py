"""What each operation of the API says of itself: words, scopes, parameters, refusals, limits."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS
from rest_framework.serializers import ListSerializer, Serializer

from shipments.api import hooks, limits
from shipments.api.examples import exemplify
from shipments.api.refusals import MEANINGS, OF_OPERATION, OF_ROWS, OF_STATUS
from shipments.moments import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from shipments.api.base import ApiView

METHODS = ("get", "post", "put", "patch", "delete")
REFUSAL = {
    "type": "object",
    "required": ["code", "message", "fields"],
    "properties": {
        "code": {"type": "string", "description": "Stable, for machines"},
        "message": {"type": "string", "description": "What is wrong and what to do"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Does it once: the same key and body give the first answer again for 24 hours. "
    "What was refused, wholly or in part, is not kept: the same key tries again.",
    "schema": {"type": "string", "pattern": "^[\\x20-\\x7e]{1,120}$"},
}
REPLAYED = {
    "description": "`true` where this is the first answer again",
    "schema": {"type": "string", "enum": ["true"]},
}
RETRY_AFTER = {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}
# A text with something in it beside spaces; a moment of the years that are meant.
SAID = "\\S"
BOUNDS = {"minItems": "min_length", "maxItems": "max_length"}
MEANT = f"^(199\\d|20\\d\\d|{LAST_YEAR})-"
assert (FIRST_YEAR, LAST_YEAR) == (1990, 2100), "MEANT says these years"


class Described(AutoSchema):
    """Words come from the handler's own docstring, never from how we built the view."""

    @property
    def resource_view(self) -> "ApiView":
        return cast("ApiView", self.view)

    def get_description(self, path: str = "", method: str = "") -> str:
        handler = getattr(self.view, self.method.lower())
        return " ".join((handler.__doc__ or "").split())

    def get_auth(self) -> list[dict[str, list[str]]]:
        if not (resource := self.resource_view.resource):
            return [{}]
        verb = "write" if self.resource_view.writes or self.method not in SAFE_METHODS else "read"
        return [{"key": [f"{resource}:{verb}"]}, {"session": []}]

    def get_override_parameters(self) -> list[OpenApiParameter | Serializer | type[Serializer]]:
        is_list = getattr(getattr(self.view, self.method.lower()), "is_list", False)
        return [] if is_list else [*self.resource_view.parameters]

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        """The filters of a list, with the lengths and times that they take."""
        found = super()._get_filter_parameters()
        if filters := self.resource_view.filterset_class:
            for item in found:
                limits.bound(item["schema"], filters.base_filters[item["name"]], moment=MEANT)
        return found


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "shipments.access.keys.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of a seller or a partner, made on its page and shown once. Each "
            "operation names the scope it needs; `*` is all of the owner's.",
        }


class BrowserScheme(OpenApiAuthenticationExtension):
    target_class = "shipments.access.keys.BrowserAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "One who signed in by the browser; changes need `X-CSRFToken`.",
        }


class BodySchema(OpenApiSerializerExtension):
    """A body has no other fields than these."""

    target_class = "shipments.api.base.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        for name, field in self.target.fields.items():
            if isinstance(field, ListSerializer):
                told = {word: getattr(field, name_of) for word, name_of in BOUNDS.items()}
                schema["properties"][name].update(
                    {word: most for word, most in told.items() if most is not None}
                )
        return {**schema, "additionalProperties": False}


class TextSchema(OpenApiSerializerFieldExtension):
    """A text says how long it may be, and whether it must say something."""

    target_class = "shipments.api.base.Text"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema = {"type": "string", "maxLength": self.target.max_length}
        if pattern := getattr(self.target, "pattern", ""):
            return {**schema, "pattern": pattern}
        return schema if self.target.allow_blank else {**schema, "minLength": 1, "pattern": SAID}


class MoneySchema(OpenApiSerializerFieldExtension):
    target_class = "shipments.api.base.Money"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "format": "decimal", "pattern": "^\\d{1,10}(\\.\\d{1,2})?$"}


class MomentSchema(OpenApiSerializerFieldExtension):
    target_class = "shipments.api.base.Moment"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "pattern": MEANT}


def finish(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """The whole document: refusals, examples, limits, webhooks, and where it is served."""
    result["components"].setdefault("schemas", {})["Refusal"] = REFUSAL
    for methods in result["paths"].values():
        for method in METHODS:
            if operation := methods.get(method):
                _finish(operation, method)
    limits.bound_files(result)
    result["info"]["description"] = limits.INFO
    result["servers"] = [{"url": settings.PUBLIC_URL, "description": "This service"}]
    result["webhooks"] = hooks.webhooks(result["components"]["schemas"])
    exemplify(result)
    return result


def _finish(operation: dict[str, Any], method: str) -> None:
    for status, codes in refusals_of(operation, method).items():
        operation["responses"].setdefault(str(status), _refusal(status, codes))
    if method == "post" and operation["security"] != [{}]:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
        for status, text in operation["responses"].items():
            if status < "3":
                text.setdefault("headers", {})["Idempotent-Replayed"] = REPLAYED
    words = [operation.get("description", ""), *_scope(operation), *_rows(operation)]
    operation["description"] = "\n\n".join(filter(None, words))


def refusals_of(operation: dict[str, Any], method: str) -> dict[int, list[str]]:
    """The statuses and codes with which an operation can refuse."""
    found: dict[int, list[str]] = {400: ["bad_shape"]}
    is_public, has_body = operation["security"] == [{}], method in ("post", "patch")
    names_a_row = any(item["in"] == "path" for item in operation.get("parameters", ()))
    takes_seller = any(item["name"] == "seller" for item in operation.get("parameters", ()))
    for status, applies in {
        401: not is_public,
        403: not is_public,
        404: names_a_row,
        413: has_body,
        415: has_body,
        429: is_public,
    }.items():
        if applies:
            found[status] = list(OF_STATUS[status])
    if has_body:
        found[400] = list(OF_STATUS[400])
    is_once = method == "post" and not is_public
    conflicts = ["key_reused"] * is_once + ["ambiguous"] * takes_seller
    own = OF_OPERATION.get(operation["operationId"], {})
    for status, codes in {409: conflicts, **{s: c.split() for s, c in own.items()}}.items():
        found[status] = [*dict.fromkeys([*found.get(status, ()), *codes])]
    if 409 in found:
        found[409] = [*dict.fromkeys([*conflicts, *found[409]])]
    return {status: codes for status, codes in sorted(found.items()) if codes}


def _refusal(status: int, codes: list[str]) -> dict[str, Any]:
    examples = {
        code: {
            "summary": MEANINGS[code],
            "value": {"code": code, "message": MEANINGS[code], "fields": {}},
        }
        for code in codes
    }
    content = {"schema": {"$ref": "#/components/schemas/Refusal"}, "examples": examples}
    answer: dict[str, Any] = {
        "description": "; ".join(f"`{code}`: {MEANINGS[code]}" for code in codes),
        "content": {"application/json": content},
    }
    if status == 429:
        answer["headers"] = {"Retry-After": RETRY_AFTER}
    return answer


def _scope(operation: dict[str, Any]) -> list[str]:
    scopes = [text["key"][0] for text in operation["security"] if "key" in text]
    return [f"Scope: `{scopes[0]}`."] if scopes else ["No key is needed."]


def _rows(operation: dict[str, Any]) -> list[str]:
    """What is told of single rows of an answer."""
    codes = OF_ROWS.get(operation["operationId"], "").split()
    told = "; ".join(f"`{code}`: {MEANINGS[code]}" for code in codes)
    return [f"Codes of single rows: {told}."] if codes else []
