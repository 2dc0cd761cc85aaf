"""Each scope opens what the description says it opens, and nothing else."""

from typing import Any

import pytest

from shipments.access.keys import PARTNER_SCOPES, PEOPLE, RESOURCES, SELLER_SCOPES
from shipments.api.schema import description
from shipments.parties.models import Partner
from shipments.web.templatetags.naming import SCOPES
from tests.shipments.api.test_base import refused

# Actions of staff, who come by browser: no key is made for them.
STAFFS = {
    "bags:write",
    "consolidations:write",
    "declarations:write",
    "flights:write",
    "stock:write",
}


def operations() -> dict[str, list[tuple[str, str]]]:
    """Method and address of the operations of each scope."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, methods in description()["paths"].items():
        for method, one in methods.items():
            if scope := one["security"][0].get("key"):
                address = path.removeprefix("/api/v1/").replace("{id}", "1")
                found.setdefault(scope[0], []).append((method, address.replace("{delivery}", "1")))
    return found


def test_every_scope_of_the_description_can_be_had():
    # The scope of people opens no operation: it shows more in those of orders.
    assert set(operations()) | {PEOPLE} == {*SELLER_SCOPES, *PARTNER_SCOPES, *STAFFS}
    assert {scope.partition(":")[0] for scope in operations()} == set(RESOURCES)
    assert {scope.partition(":")[0] for scope in SELLER_SCOPES} == set(SCOPES)


@pytest.fixture
def keys(key_for, anna_shop) -> Any:
    def key(*scopes: str) -> Any:
        owner = Partner.objects.get(code="airline")
        return key_for(anna_shop if set(scopes) <= set(SELLER_SCOPES) else owner, *scopes)

    return key


def test_a_key_with_the_scope_opens_its_operations_and_one_without_does_not(keys, anna_shop):
    for scope, found in operations().items():
        if scope in STAFFS:
            continue
        inside = keys(scope)
        outside = keys(
            *({*SELLER_SCOPES} if scope in SELLER_SCOPES else {*PARTNER_SCOPES}) - {scope}
        )
        for method, address in found:
            body = {} if method in ("post", "patch") else None
            opened = inside.send(method, address, body)
            code = opened.json()["code"] if opened.status_code == 403 else ""
            assert code != "not_allowed", (scope, method, address)
            refused(outside.send(method, address, body), 403, "not_allowed")


def test_a_partner_s_whole_key_opens_what_partners_have_and_no_more(key_for, consolidation):
    airline = key_for(Partner.objects.get(code="airline"), "*")

    assert airline.get("flights/").json()["results"]
    refused(airline.get("orders/"), 403, "not_allowed")
    refused(
        airline.post(f"flights/{consolidation.flight.public_number}/depart/"), 403, "not_allowed"
    )
    assert consolidation.flight.legs.first().status == "scheduled"


def test_a_partner_reads_what_it_must_speak_of_and_nothing_of_a_seller(
    key_for, pavel, consolidation, make_parcels
):
    made = pavel.post("bags/", {"consolidation": consolidation.mawb})
    scopes = ("flights:read", "consolidations:read", "bags:read")
    airline = key_for(Partner.objects.get(code="airline"), *scopes)
    post = key_for(Partner.objects.get(code="post"), *scopes)

    assert made.status_code == 201
    assert [one["mawb"] for one in airline.get("consolidations/").json()["results"]] == [
        consolidation.mawb
    ]
    [bag] = airline.get("bags/").json()["results"]
    assert bag["number"] == made.json()["number"]
    assert "S001" not in airline.get("bags/").content.decode()
    assert post.get("flights/").json()["results"]
    assert post.get("consolidations/").json()["results"] == []
    assert post.get("bags/").json()["results"] == []
