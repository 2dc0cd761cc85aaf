"""Parcels, flights, consolidations, bags and holds over the wire."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shipments.containers.models import Bag, Consolidation
from shipments.estimates.queries import forget
from shipments.flights.models import Leg
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.actions import NewEvent, record_events
from tests.shipments.api.test_base import refused
from tests.world import NOON

FLIGHT = "U6999-20261104"


@pytest.fixture
def ready(make_parcels) -> list[Parcel]:
    """Three parcels that may fly."""
    parcels = make_parcels(3)
    events = [
        NewEvent("parcel", parcel.pk, code, NOON, "test", code)
        for parcel in parcels
        for code in ("packed", "export_released")
    ]
    record_events(events, at=NOON)
    return parcels


@pytest.fixture
def opened(consolidation, ready, pavel) -> str:
    """An open consolidation's MAWB."""
    return pavel.post("consolidations/", {"flight": FLIGHT}).json()["mawb"]


def test_a_parcel_is_read_with_its_tracks_contents_and_story(anna, ready):
    number = ready[0].number

    body = anna.get(f"parcels/{number}/").json()
    events = anna.get(f"parcels/{number}/events/").json()["results"]

    assert (body["headline"], body["movement"], body["flag"]) == ("export_customs", "packed", "")
    assert (body["value"], body["items"]) == ({"amount": "100.00", "currency": "RUB"}, [])
    assert [one["code"] for one in events] == ["packed", "export_released"]


def test_a_seller_is_told_the_links_the_carrier_and_the_days(
    anna, pavel, ready, key_for, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)  # a due day moves on while nothing comes
    parcel = ready[0]
    forget()
    page = f"http://127.0.0.1:8000/track/{parcel.number}/"
    post = key_for(Partner.objects.get(code="post"), "events:write")
    at = (timezone.now() - timedelta(minutes=1)).isoformat()
    post.post(
        "events/",
        {
            "events": [
                {
                    "subject": f"parcel:{parcel.number}",
                    "code": "in_transit",
                    "happened_at": at,
                    "place": "SVX",
                }
            ]
        },
    )

    body = anna.get(f"parcels/{parcel.number}/").json()
    listed = {one["number"]: one for one in anna.get("parcels/").json()["results"]}
    [of_order] = anna.get(f"orders/{parcel.order.number}/").json()["parcels"]

    assert (body["tracking_url"], body["carrier"]) == (page, "post")
    assert body["buyer_url"] == f"http://127.0.0.1:8000/t/{parcel.token}/"
    assert datetime.fromisoformat(body["estimate"]["from"]).tzinfo is not None
    assert body["estimate"] == anna.get(f"track/{parcel.number}/").json()["estimate"]
    told = ("tracking_url", "buyer_url", "carrier", "estimate", "last_mile_number")
    assert {name: listed[parcel.number][name] for name in told} == {n: body[n] for n in told}
    assert {name: of_order[name] for name in told} == {n: body[n] for n in told}
    assert listed[ready[1].number]["carrier"] == ""
    assert pavel.get(f"parcels/{parcel.number}/").json()["buyer_url"] is None


def test_a_list_of_parcels_asks_no_query_a_parcel(
    anna, make_parcels, django_assert_max_num_queries
):
    make_parcels(7)

    with django_assert_max_num_queries(9):
        assert len(anna.get("parcels/").json()["results"]) == 7


def test_a_story_is_read_page_by_page(anna, ready):
    path = f"parcels/{ready[0].number}/events/"

    first = anna.get(f"{path}?page_size=1").json()
    second = anna.client.get(first["next"], headers=anna.headers).json()

    assert [one["code"] for one in (*first["results"], *second["results"])] == [
        "packed",
        "export_released",
    ]
    assert (first["previous"], second["next"]) == (None, None)
    assert anna.client.get(second["previous"], headers=anna.headers).json() == first
    assert anna.get(f"{path}?cursor=%00").status_code == 400
    assert anna.get(f"{path}?cursor=²").status_code == 400


def test_parcels_are_filtered(anna, ready, opened, pavel):
    pavel.post(f"consolidations/{opened}/add/", {"numbers": [ready[0].number]})

    def count(query: str) -> int:
        return len(anna.get(f"parcels/?{query}").json()["results"])

    assert count("") == 3
    assert count("movement=packed&export_clearance=released") == 3
    assert count("headline=export_customs") == 3
    assert count("headline=delivered") == 0
    assert count(f"consolidation={opened}") == 1
    assert count(f"flight={FLIGHT}") == 1
    assert count("flight=U6999-99999999") == 0
    assert count("stuck=true") == 0
    assert count(f"search={ready[0].number}, {ready[1].order.number}") == 2
    refused(anna.get("parcels/?headline=nonsense"), 400, "bad_shape")


def test_a_flight_is_built_flown_and_unloaded(pavel, opened, ready):
    assert pavel.post(f"consolidations/{opened}/fill/").json()["parcels"] == 3
    assert pavel.get(f"consolidations/{opened}/").json()["parcels"] == 3
    out = {"numbers": [ready[0].number], "why": "damaged"}
    assert pavel.post(f"consolidations/{opened}/remove/", out).json()["parcels"] == 1
    refused(pavel.post(f"consolidations/{opened}/close/"), 409, "not_sealed")
    seals = [{"bag": Bag.objects.get().number, "seal": "CN1"}]
    pavel.post(f"consolidations/{opened}/close/", {"seals": seals})
    pavel.post(f"consolidations/{opened}/reopen/")
    pavel.post(f"consolidations/{opened}/close/")
    manifested = pavel.post(f"consolidations/{opened}/manifest/").json()["consolidation"]
    assert manifested["status"] == "manifested"
    departed = pavel.post(f"flights/{FLIGHT}/depart/").json()
    assert departed["legs"][0]["status"] == "departed"
    landed = {"at": (timezone.now() + timedelta(hours=6)).isoformat()}
    assert pavel.post(f"flights/{FLIGHT}/arrive/", landed).json()["legs"][0]["status"] == "arrived"
    assert pavel.post(f"consolidations/{opened}/break-down/").json()["parcels"] == 2
    assert pavel.post(f"consolidations/{opened}/hand-over/").json()["parcels"] == 0
    refused(pavel.post(f"consolidations/{opened}/close/"), 409, "wrong_state")


def test_a_bag_moves_to_another_consolidation(pavel, opened, ready):
    pavel.post(f"consolidations/{opened}/fill/")
    other = pavel.post("consolidations/", {"flight": FLIGHT}).json()["mawb"]
    bag = Bag.objects.get().number

    moved = pavel.post(f"bags/{bag}/move/", {"to": other}).json()

    assert (moved["parcels"], moved["bag"]["consolidation"]) == (3, other)
    refused(pavel.post(f"bags/{bag}/move/", {"to": "999-00000000"}), 404, "no_consolidation")


def test_a_bag_is_sealed_opened_with_a_reason_and_taken_off_whole(pavel, opened, ready):
    pavel.post(f"consolidations/{opened}/fill/")
    bag = Bag.objects.get().number
    assert pavel.post(f"bags/{bag}/seal/", {"seal": "CN1"}).json()["seal"] == "CN1"
    out = {"numbers": [ready[0].number], "why": "damaged"}
    refused(pavel.post(f"consolidations/{opened}/remove/", out), 409, "sealed")

    assert pavel.post(f"bags/{bag}/open/", {"why": "wrong parcel"}).json()["seal"] == ""
    refused(pavel.post(f"bags/{bag}/seal/", {"seal": "CN1"}), 409, "seal_broken")
    pavel.post(f"bags/{bag}/seal/", {"seal": "CN2"})

    off = pavel.post(f"bags/{bag}/off/", {"why": "no_room"}).json()
    assert (off["seal"], bool(off["waits_since"])) == ("CN2", True)


def test_a_flight_is_delayed_swapped_and_cancelled(pavel, consolidation):
    departure = (NOON + timedelta(days=3)).isoformat()

    delayed = pavel.post(f"flights/{FLIGHT}/delay/", {"departure": departure, "reason": "fog"})
    swapped = pavel.post(f"flights/{FLIGHT}/aircraft/", {"aircraft": "75F"})
    cancelled = pavel.post(f"flights/{FLIGHT}/cancel/", {"reason": "fog"})

    assert delayed.json()["legs"][0]["is_delayed"] is True
    assert swapped.json()["aircraft"] == "75F"
    assert cancelled.json()["legs"][0]["status"] == "cancelled"
    refused(pavel.post(f"flights/{FLIGHT}/depart/"), 409, "wrong_state")
    refused(pavel.post(f"flights/{FLIGHT}/depart/", {"leg": 2}), 404, "no_leg")
    refused(pavel.get("flights/U6999-2026110x/"), 404, "not_found")


def test_flights_are_made_a_year_ahead_at_most(pavel):
    refused(pavel.post("flights/", {"until": "2099-01-01"}), 422, "too_far")

    until = (timezone.now() + timedelta(days=14)).date().isoformat()
    assert pavel.post("flights/", {"until": until}).json()["made"] >= 8


def test_a_seller_sees_flights_and_builds_nothing(anna, consolidation):
    assert anna.get(f"flights/{FLIGHT}/").status_code == 200
    assert anna.get("consolidations/").json()["results"] == []
    refused(anna.post(f"flights/{FLIGHT}/depart/"), 403, "not_allowed")
    refused(anna.post("consolidations/", {"flight": FLIGHT}), 403, "not_allowed")
    assert Leg.objects.get().status == "scheduled"
    assert Consolidation.objects.count() == 1


def test_a_seller_holds_and_frees_his_own_parcels(anna, ready):
    body = {"subjects": [f"parcel:{ready[0].number}"], "reason": "seller", "note": "wrong colour"}

    [made] = anna.post("holds/", body).json()["holds"]
    assert (made["subject"], made["status"]) == (f"parcel:{ready[0].number}", "placed")
    assert Parcel.objects.filter(held=True).count() == 1
    freed = anna.post(f"holds/{made['id']}/release/", {"why": "right after all"}).json()

    assert freed["status"] == "released"
    assert Parcel.objects.filter(held=True).count() == 0
    assert len(anna.get("holds/?status=released").json()["results"]) == 1


def test_a_seller_holds_nothing_in_the_name_of_customs(anna, pavel, ready):
    body = {"subjects": [f"parcel:{ready[0].number}"], "reason": "customs"}

    refused(anna.post("holds/", body), 403, "not_your_reason")
    [made] = pavel.post("holds/", body).json()["holds"]
    refused(anna.post(f"holds/{made['id']}/release/"), 403, "not_your_reason")
    assert Hold.objects.get().status == "placed"


def test_a_hold_names_things_of_one_kind_that_are_there(pavel, boris, ready, consolidation):
    parcel, mawb = f"parcel:{ready[0].number}", f"consolidation:{consolidation.mawb}"

    def place(machine, *subjects):
        return machine.post("holds/", {"subjects": list(subjects), "reason": "seller"})

    refused(place(pavel, parcel, mawb), 400, "bad_shape")
    refused(place(pavel, "parcel:NO"), 404, "not_found")
    refused(place(pavel, "nonsense"), 404, "not_found")
    refused(place(boris, parcel), 404, "not_found")
    refused(place(boris, mawb), 404, "not_found")
    assert place(pavel, mawb).status_code == 201
