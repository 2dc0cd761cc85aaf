"""Partners' events over the wire."""

from datetime import timedelta

import pytest

from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.models import Event, UnmappedEvent
from tests.shipments.api.test_base import refused
from tests.world import NOON


@pytest.fixture
def parcels(make_parcels) -> list[Parcel]:
    return make_parcels(3)


def told(parcel: Parcel, code: str = "departed", **more) -> dict:
    moment = (NOON + timedelta(hours=1)).isoformat()
    return {"subject": f"parcel:{parcel.number}", "code": code, "happened_at": moment, **more}


def test_events_move_parcels_and_a_repeat_changes_nothing(airline, parcels):
    body = {"events": [told(parcel, source_ref="r1", place="SVX") for parcel in parcels]}

    first, again = airline.post("events/", body), airline.post("events/", body)

    none = {"accepted": 0, "repeated": 0, "unknown": 0, "doubtful": 0, "refused": []}
    assert first.json() == {**none, "accepted": 3}
    assert again.json() == {**none, "repeated": 3}
    assert set(Parcel.objects.values_list("movement", flat=True)) == {"departed"}
    assert set(Event.objects.values_list("source", "place")) == {("airline", "SVX")}


def test_one_bad_event_harms_no_other(airline, parcels):
    body = {
        "events": [
            "no object",
            told(parcels[0]),
            {**told(parcels[1]), "happened_at": "2026-11-02T12:00:00"},
            {**told(parcels[1]), "subject": "parcel:NOBODY"},
            {**told(parcels[1]), "happened_at": "2099-01-01T00:00:00Z"},
            told(parcels[1], code="quite new"),
            {**told(parcels[2]), "place": "x" * 11},
        ]
    }

    answer = airline.post("events/", body).json()

    assert (answer["accepted"], answer["unknown"]) == (1, 1)
    assert [(one["index"], one["code"]) for one in answer["refused"]] == [
        (0, "bad_shape"),
        (2, "bad_shape"),
        (3, "unknown_subject"),
        (4, "in_the_future"),
        (6, "bad_shape"),
    ]
    assert UnmappedEvent.objects.get().raw_code == "quite new"


def test_what_cannot_be_is_counted_apart_and_kept(key_for, parcels):
    courier = key_for(Partner.objects.get(code="cdek"), "events:write")

    answer = courier.post("events/", {"events": [told(parcels[0], code="delivered")]}).json()

    assert (answer["accepted"], answer["doubtful"], answer["refused"]) == (0, 1, [])
    assert UnmappedEvent.objects.get().doubt == "never_left"
    assert not Event.objects.exists()


def test_one_reference_names_one_event(airline, parcels):
    """Field case T18: the second and third event under one reference are not lost in silence."""
    body = [told(parcels[0], code=code, source_ref="REF") for code in ("departed", "arrived")]
    later = {**body[0], "happened_at": (NOON + timedelta(hours=2)).isoformat()}
    unknown = {**body[0], "code": "quite new"}

    first = airline.post("events/", {"events": [*body, body[0]]}).json()
    again = airline.post("events/", {"events": [later, body[0], unknown]}).json()

    assert (first["accepted"], first["repeated"]) == (1, 1)
    assert (again["accepted"], again["repeated"], again["unknown"]) == (0, 1, 0)
    taken = [(one["index"], one["code"]) for one in (*first["refused"], *again["refused"])]
    assert taken == [(1, "reference_taken"), (0, "reference_taken"), (2, "reference_taken")]
    assert "REF" in first["refused"][0]["message"]
    assert Event.objects.count() == 1


def test_an_airline_releases_nothing_from_customs(airline, parcels):
    body = {"events": [told(parcels[0], code="import_released")]}

    answer = airline.post("events/", body).json()

    assert [(one["index"], one["code"]) for one in answer["refused"]] == [(0, "code_not_yours")]
    assert not Event.objects.exists()


def test_too_many_events_are_a_413(airline, parcels):
    body = {"events": [told(parcels[0])] * 1001}

    refused(airline.post("events/", body), 413, "too_many")


@pytest.mark.parametrize("body", [{}, {"events": {}}, {"events": None}, []])
def test_a_body_without_a_list_is_a_400(airline, body):
    refused(airline.post("events/", body), 400, "bad_shape")


def test_a_seller_tells_no_events(anna, parcels):
    refused(anna.post("events/", {"events": [told(parcels[0])]}), 403, "not_allowed")

    assert Event.objects.count() == 0


def test_a_thousand_events_take_few_queries(airline, make_parcels, django_assert_max_num_queries):
    parcels = make_parcels(1_000)
    airline.get("flights/")

    with django_assert_max_num_queries(26):
        answer = airline.post("events/", {"events": [told(parcel) for parcel in parcels]})

    assert answer.json()["accepted"] == 1_000
