"""How much the API takes at once, told in its description and by the schema of each filter."""

from typing import Any

from django.conf import settings
from django_filters import CharFilter, Filter

from shipments.moments import DayFilter, DayOrMomentFilter, MomentFilter
from shipments.tracking.order_filter import OrderStageFilter

MB = 1024 * 1024
# What a list is asked for beside its filters; how many values a filter of a file holds.
PAGES, MOST_VALUES = ("cursor", "page_size", "seller"), 20
INFO = f"""Orders, parcels and flights between Harbin and Yekaterinburg.

**Keys.** Send `Authorization: Bearer <key>` with every request. A key belongs to a seller or to a
partner and has scopes such as `orders:read` and `orders:write`; every operation names the one it
needs. A revoked key is refused within 5 seconds.

**Shapes.** JSON in UTF-8. Money is text with two decimals beside its currency, weights are grams,
lengths millimetres, times RFC 3339 with seconds and an offset. Texts hold no NUL. A field or a
parameter that is not documented is refused, so that a misspelt one is never ignored; new fields may
come in answers.

**Lists** are pages `{{"next", "previous", "results"}}`: follow the links; `page_size` up to 200.

**Refusals** are always `{{"code", "message", "fields"}}`: go by the `code`; `message` is for
people, in the language of `Accept-Language` (zh-hans, ru, en). Every operation lists its codes.

**Once.** A POST with an `Idempotency-Key` is done once: for 24 hours the same key and body give the
first answer again (`Idempotent-Replayed: true`), another body under the key is refused with 409
`key_reused`. Only what was done is kept: after a refusal the same key tries again.

**Limits.** A body has at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MB} MB, a file 64 MB; 1,000
orders, events or numbers at once; 200 lines an order; 40 tracking numbers at once. Tracking without
a key is counted by address and by number (429 with `Retry-After`); with a key nothing is counted.

**Webhooks** are signed by Standard Webhooks; their topics stand under `webhooks`."""


def bound(schema: dict[str, Any], filter_item: Filter, *, moment: str) -> None:
    """Write into a filter's schema what it takes."""
    if isinstance(filter_item, MomentFilter):
        schema.update(type="string", format="date-time", pattern=moment)
    elif isinstance(filter_item, DayFilter):
        schema["pattern"] = moment
    elif isinstance(filter_item, CharFilter) and (most := filter_item.extra.get("max_length")):
        schema["maxLength"] = most


def bound_files(document: dict[str, Any]) -> None:
    """Write into the filter of a file of orders what the list of orders takes, each a list."""
    asked = document["paths"]["/api/v1/orders/"]["get"]["parameters"]
    told = {item["name"]: item["schema"] for item in asked if item["name"] not in PAGES}
    names = OrderStageFilter.base_filters
    taken = {
        name: _many(told.get(name) or _words(each_name), each_name)
        for name, each_name in names.items()
    }
    shape = document["components"]["schemas"]["ExportIn"]["properties"]["filter"]
    shape.update(properties=taken, additionalProperties=False)


def _words(filter_item: Filter) -> dict[str, Any]:
    """What a filter takes that the list of orders has on its page alone: some words, yes or no."""
    choices = [str(value) for value, _label in filter_item.extra.get("choices", ())]
    return {"type": "string", "enum": choices} if choices else {"type": "boolean"}


def _many(schema: dict[str, Any], kind: Filter) -> dict[str, Any]:
    """A list of what a query says once; in a body too each is a text, and a day is a moment."""
    item = dict(schema.get("items", schema))
    if isinstance(kind, DayOrMomentFilter):
        item["anyOf"] = [{"format": "date"}, {"format": item.pop("format")}]
    if item.get("type") == "boolean":
        item = {"type": "string", "enum": ["true", "false"]}
    return {"type": "array", "items": item, "maxItems": MOST_VALUES}
