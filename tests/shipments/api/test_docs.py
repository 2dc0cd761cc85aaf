"""The description of the API, for machines and for people."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from jsonschema import Draft202012Validator

from shipments.api.base import ApiView, known_parameters
from shipments.api.refusals import MEANINGS, OF_OPERATION, OF_ROWS
from shipments.api.schema import description
from tests.machines import Machine

ROOT = Path(__file__).resolve().parents[3]
# Topics that only pages call, and so no machine hears their refusals.
PAGES_ONLY = (
    "admin",
    "web",
    "bulk",
    "cases",
    "saved_views",
    "runs",
    "parties",
    "exchange/actions",
    "flights/scheduling",
)
# What pages, files and jobs alone hear.
KEPT_INSIDE = {
    "another_currency",
    "another_number",
    "bad_currency",
    "bad_duty",
    "bad_method",
    "bad_row",
    "not_parsed",
    "not_settled",
    "not_unpaid",
    "sku_twice",
    "too_short",
    "under_way",
    "bad_uld",
    "given_up",
    "killed",
    "left",
    "no_answer",
    "no_line",
    "not_rates",
    "rows_missing",
    "uld_taken",
}
REFUSALS = {
    "WrongState",
    "Duplicate",
    "NotEnough",
    "NotAllowed",
    "NotFound",
    "BadInput",
    "BadMessage",
}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of each, of webhooks too."""
    document = description()
    for path, methods in (*document["paths"].items(), *document["webhooks"].items()):
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_openapi_3_1_and_names_every_refusal(nobody):
    answer = nobody.get("schema/")

    document = answer.json()
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
    assert document["openapi"] == "3.1.0"
    place = document["paths"]["/api/v1/orders/"]["post"]
    said = {"201", "400", "401", "403", "404", "409", "413", "415", "422"}
    assert set(place["responses"]) == said
    assert "Idempotency-Key" in {one["name"] for one in place["parameters"]}
    assert place["security"] == [{"key": ["orders:write"]}, {"session": []}]
    assert [one["url"] for one in document["servers"]] == [settings.PUBLIC_URL]
    assert "429" in document["paths"]["/api/v1/track/"]["post"]["responses"]


def test_tracking_is_documented_as_open_to_anybody(nobody):
    document = nobody.get("schema/").json()

    assert document["paths"]["/api/v1/track/{number}/"]["get"]["security"] == [{}]


def test_what_is_not_done_once_takes_no_key_for_it():
    """Tracking changes nothing and knows nobody: a header of it that is ignored is not offered."""
    many = description()["paths"]["/api/v1/track/"]["post"]

    assert "Idempotency-Key" not in {one["name"] for one in many.get("parameters", ())}
    assert "409" not in many["responses"]
    assert "headers" not in many["responses"]["200"]


def test_the_filter_of_a_file_is_described_as_it_is_read():
    shape = description()["components"]["schemas"]["ExportIn"]
    fits = Draft202012Validator(shape["properties"]["filter"]).is_valid

    assert fits({"status": ["paid"], "late": ["true"], "created_after": ["2026-11-02"]})
    assert not fits({"citty": ["X"]})
    assert not fits({"status": ["asleep"]})
    assert not fits({"stage": ["x"]})
    assert not fits({"late": ["perhaps"]})


def test_the_page_names_every_operation_and_needs_no_other_host(nobody):
    document = nobody.get("schema/").json()
    page = Machine().get("docs/").content.decode()

    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids)) > 60
    assert all(f'id="{name}"' in page for name in ids)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert "<script" not in page
    assert "style=" not in page


def test_every_operation_says_to_a_stranger_what_it_does():
    for path, method, operation in operations():
        words = operation["description"].partition("\n\nScope")[0]
        assert len(words) > 20, (method, path)
        assert not re.search(r"`(rows|resource|max_body)`|serializer|queryset", words), words


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[Any]]]:
    """Where, schema and examples of each body of an operation."""
    for where, place in {
        "body": operation.get("requestBody", {}),
        **operation["responses"],
    }.items():
        for kind, content in place.get("content", {}).items():
            told = [one["value"] for one in content.get("examples", {}).values()]
            told += [content["example"]] if "example" in content else []
            yield f"{where} {kind}", content["schema"], told


def test_every_body_has_an_example_that_fits_its_schema():
    components, seen = description()["components"], 0
    for path, method, operation in operations():
        for where, schema, told in bodies(operation):
            assert told or schema.get("format") == "binary", (method, path, where)
            check = Draft202012Validator(
                {**schema, "components": components},
                format_checker=Draft202012Validator.FORMAT_CHECKER,
            )
            for one in told:
                faults = [fault.message for fault in check.iter_errors(one)]
                assert (method, path, where, faults) == (method, path, where, [])
                seen += 1
    assert seen > 500


def example(path: str, method: str = "post", kind: str = "application/json") -> Any:
    operation = description()["paths"][f"/api/v1/{path}"][method]
    return operation["requestBody"]["content"][kind]["example"]


def test_the_examples_of_bodies_are_taken_as_they_stand(anna, airline, make_parcels):
    statuses = {
        path: anna.post(path, example(path)).status_code
        for path in ("products/", "replenishments/", "orders/", "webhooks/", "exports/")
    }
    told = airline.post("events/", example("events/")).json()

    assert statuses == {
        "products/": 201,
        "replenishments/": 201,
        "orders/": 201,
        "webhooks/": 201,
        "exports/": 202,
    }
    assert [one["code"] for one in told["refused"]] == ["unknown_subject"]
    mended = example("orders/{number}/", "patch")
    assert anna.patch("orders/A-1001/", mended).status_code == 200
    again = anna.post("orders/bulk/", {"orders": [{**example("orders/"), "number": "A-2"}]}).json()
    assert again["created"] == 1


def codes_in(source: Path) -> set[str]:
    """The codes of refusals that a file raises by name."""
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if getattr(call.func, "id", "") in REFUSALS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_code_that_a_machine_may_hear_is_documented():
    strange = {}
    for source in sorted([*ROOT.glob("shipments/**/*.py"), *ROOT.glob("customs/**/*.py")]):
        name = source.relative_to(ROOT).as_posix()
        if not any(f"/{topic}" in name for topic in PAGES_ONLY):
            strange |= dict.fromkeys(codes_in(source) - set(MEANINGS) - KEPT_INSIDE, name)

    assert strange == {}, "say in api/refusals.py what they mean, and which operation answers them"


def test_the_tables_of_codes_name_what_there_is():
    ids = {operation["operationId"] for _, _, operation in operations()}
    told = [codes for one in OF_OPERATION.values() for codes in one.values()]
    named = {code for codes in (*told, *OF_ROWS.values()) for code in codes.split()}

    assert set(OF_OPERATION) | set(OF_ROWS) <= ids
    assert named <= set(MEANINGS)


def interfaces(found: list, prefix: str = "/") -> Iterator[tuple[str, type[ApiView]]]:
    for one in found:
        place = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from interfaces(one.url_patterns, place)
        elif isinstance(one, URLPattern) and issubclass(getattr(one.callback, "cls", str), ApiView):
            yield re.sub(r"<\w+:(\w+)>", r"{\1}", place).replace("{pk}", "{id}"), one.callback.cls


def test_the_query_that_is_documented_is_the_query_that_is_understood():
    compared = 0
    for path, interface in interfaces(get_resolver().url_patterns):
        for method, operation in description()["paths"][path].items():
            said = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
            assert (path, method, said) == (
                path,
                method,
                set(known_parameters(interface(), method)),
            )
            compared += 1
    assert compared > 70


def test_a_word_that_nobody_knows_is_refused_everywhere(anna):
    for path, method, operation in operations():
        if not path.startswith("/api/v1/") or path.endswith("/errors/"):
            continue
        address = path.removeprefix("/api/v1/").replace("{id}", "1").replace("{delivery}", "1")
        answer = anna.send(
            method, f"{address}?bogus=1", {} if method in ("post", "patch") else None
        )
        scope = operation["security"][0].get("key", [""])[0]
        assert answer.status_code == 400, (scope, path, answer.content)
        assert list(answer.json()["fields"]) == ["bogus"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("orders/", {"buyer": {"name": "x", "middle_name": "y"}}),
        ("orders/bulk/", {"orders": [], "dryrun": True}),
        ("products/", {"sku": "A", "wieght_grams": 4}),
        ("webhooks/", {"url": "https://example.com/", "secret": "mine"}),
        ("track/", {"numbers": ["A"], "language": "ru"}),
    ],
)
def test_a_field_that_nobody_knows_is_refused_by_its_name(anna, path, body):
    answer = anna.post(path, body)

    strangers = {"buyer.middle_name", "dryrun", "wieght_grams", "secret", "language"}
    assert answer.status_code == 400
    assert strangers & set(answer.json()["fields"])
    assert anna.get("webhooks/").json()["results"] == []


def test_an_event_with_a_field_that_nobody_knows_harms_no_other(airline, make_parcels):
    [parcel] = make_parcels(1)
    good = {
        "subject": f"parcel:{parcel.number}",
        "code": "no_such",
        "happened_at": "2026-11-02T12:00:00Z",
    }

    told = airline.post("events/", {"events": [{**good, "time": "x"}, good]}).json()

    assert [(one["index"], one["code"]) for one in told["refused"]] == [(0, "bad_shape")]
    assert told["unknown"] == 1
