"""The description of the API, for machines and for people."""

import re

from tests.machines import Machine


def test_the_document_is_openapi_3_1_and_names_every_refusal(nobody):
    answer = nobody.get("schema/")

    document = answer.json()
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
    assert document["openapi"] == "3.1.0"
    place = document["paths"]["/api/v1/orders/"]["post"]
    assert {"201", "400", "401", "403", "409", "413", "422", "429"} <= set(place["responses"])
    assert "Idempotency-Key" in {one["name"] for one in place["parameters"]}
    assert place["security"] == [{"key": []}, {"session": []}]


def test_tracking_is_documented_as_open_to_anybody(nobody):
    document = nobody.get("schema/").json()

    assert document["paths"]["/api/v1/track/{number}/"]["get"]["security"] == [{}]


def test_the_page_names_every_operation_and_needs_no_other_host(nobody):
    document = nobody.get("schema/").json()
    page = Machine().get("docs/").content.decode()

    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids)) > 60
    assert all(f'id="{name}"' in page for name in ids)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert "<script" not in page
    assert "style=" not in page
