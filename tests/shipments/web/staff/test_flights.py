"""The flight board, a flight's page, and its actions: what follows first, then done."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from shipments import clock
from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.bags import make_bag
from shipments.containers.models import Bag, Consolidation
from shipments.flights.models import Aircraft, Flight, Leg
from tests.browsers import grows_not, seen, signed_in
from tests.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _before_departure() -> Iterator[None]:
    with clock.stopped_at(NOON - 6 * HOUR):
        yield


@pytest.fixture
def flight(consolidation) -> Flight:
    found = consolidation.flight
    consolidation.delete()
    Flight.objects.filter(pk=found.pk).update(day=NOON.date())
    found.refresh_from_db()
    return found


@pytest.fixture
def loaded(flight, make_parcels, happen) -> Consolidation:
    """An open consolidation with three parcels, each in its bag."""
    parcels = make_parcels(3)
    happen(parcels, "created", "packed", "export_released")
    by = system("t")
    opened = open_consolidation(flight=flight, by=by, at=NOON)
    for parcel in parcels:
        make_bag(consolidation=opened, by=by, at=NOON)
        add_parcels(consolidation=opened, numbers=[parcel.number], by=by, at=NOON)
    return opened


def another_flight(number: str, like: Flight) -> None:
    like = Flight.objects.get(pk=like.pk)
    leg = like.legs.get()
    like.pk, like.number = None, number
    like.save()
    leg.pk, leg.flight = None, like
    leg.save()


def page(flight: Flight, word: str = "") -> str:
    return f"/staff/flights/{flight.public_number}/{word and word + '/'}"


def confirm(client: Client, flight: Flight, word: str, **fields: str):
    """Ask what follows, then confirm it as it was shown."""
    asked = client.get(page(flight, word), fields)
    assert asked.status_code == 200, asked.content.decode()
    token = asked.context["token"]
    return client.post(page(flight, word), {**fields, "token": token}, follow=True)


def test_the_board_tells_times_on_the_clocks_of_the_airports(pavel_reads, flight):
    text = seen(pavel_reads.get("/staff/flights/"))

    assert flight.number in text
    assert "2 Nov 20:00" in text, "noon in UTC is 20:00 in Harbin"
    assert "2 Nov 23:00" in text, "18:00 in UTC is 23:00 in Yekaterinburg"
    assert "HRB UTC+8" in text
    assert "SVX UTC+5" in text


def test_a_delay_is_told_in_minutes_beside_the_planned_time(pavel_reads, flight):
    Leg.objects.update(estimated_departure=NOON + timedelta(minutes=95))

    text = seen(pavel_reads.get("/staff/flights/"))

    assert "2 Nov 21:35" in text
    assert "1 h 35 min late" in text
    assert "20:00</s>" in text


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("channel=HRB-SVX", True),
        ("channel=HRB-OVB", False),
        ("status=departed", False),
        ("status=scheduled", True),
        ("number=u6999", True),
        ("number=U1", False),
        ("day_from=2026-11-03", False),
        ("day_from=2026-10-30&day_to=2026-11-02", True),
        ("day_from=nonsense", True),
    ],
)
def test_the_board_is_narrowed(pavel_reads, flight, query, there):
    text = pavel_reads.get(f"/staff/flights/?{query}").content.decode()

    assert (page(flight) in text) is there


def test_the_board_takes_as_few_queries_however_full(pavel_reads, flight, queries_of):
    def more() -> None:
        another_flight("U6998", flight)
        another_flight("U6997", flight)

    grows_not(queries_of, pavel_reads, "/staff/flights/", more)


def test_a_flight_shows_legs_cut_offs_and_its_load(pavel_reads, flight, loaded):
    text = pavel_reads.get(page(flight)).content.decode()

    assert loaded.mawb in text
    assert "3 parcels" in text
    assert "in 6\xa0hours" in text


def test_a_flight_takes_as_few_queries_however_many_consolidations(pavel_reads, flight, queries_of):
    def more(count: int = 2) -> None:
        for _ in range(count):
            open_consolidation(flight=flight, by=system("t"), at=NOON)

    more(1)
    grows_not(queries_of, pavel_reads, page(flight), more)


def test_a_delay_is_shown_before_it_is_done(pavel_reads, flight, loaded):
    typed = {"departure": "2026-11-03T20:00", "reason": "weather", "note": "fog till noon"}

    asked = pavel_reads.get(page(flight, "delay"), typed)

    text = asked.content.decode()
    assert "3 parcels of 3 orders are told of it" in text
    assert "24 h later than was known" in text
    assert "the cut-off moves from 2 Nov 26 20:00 to 3 Nov 26 16:00" in text
    assert Leg.objects.get().estimated_departure is None
    done = pavel_reads.post(
        page(flight, "delay"), {**typed, "token": asked.context["token"]}, follow=True
    )
    assert "notice success" in done.content.decode()
    assert "pavel" in done.content.decode()
    assert "2 Nov 26 20:00 → 3 Nov 26 20:00 — bad weather: fog till noon" in done.content.decode()
    assert Leg.objects.get().estimated_departure == NOON + 24 * HOUR


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("delay", {"departure": "2026-11-03T20:00", "reason": "weather"}),
        ("cancel", {"reason": "weather"}),
        ("aircraft", {"aircraft": "75F", "reason": "aircraft"}),
    ],
)
def test_nothing_is_done_that_was_not_shown(pavel_reads, flight, word, typed):
    told = pavel_reads.post(page(flight, word), {**typed, "token": "made up"})

    assert told.status_code == 422
    assert "notice warning" in told.content.decode()
    leg = Leg.objects.get()
    assert (leg.status, leg.estimated_departure) == ("scheduled", None)
    assert Flight.objects.get().aircraft.code == "T2F"


def test_what_was_shown_before_the_flight_changed_is_shown_again(pavel_reads, flight):
    typed = {"reason": "weather"}
    token = pavel_reads.get(page(flight, "cancel"), typed).context["token"]
    Leg.objects.update(estimated_departure=NOON + 2 * HOUR)

    told = pavel_reads.post(page(flight, "cancel"), {**typed, "token": token})

    assert told.status_code == 422
    assert Leg.objects.get().status == "scheduled"
    assert told.context["token"] != token


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("delay", {"departure": "2026-11-02T23:00", "reason": ""}),
        ("delay", {"departure": "2026-11-01T23:00", "reason": "airport"}),
        ("delay", {"departure": "soon", "reason": "weather"}),
        ("cancel", {"reason": ""}),
        ("aircraft", {"aircraft": "KITE", "reason": "other"}),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(pavel_reads, flight, word, typed):
    for method in (pavel_reads.get, pavel_reads.post):
        told = method(page(flight, word), typed)
        assert told.status_code == 422
        assert 'class="error"' in told.content.decode()
        assert not typed["reason"] or f'value="{typed["reason"]}" selected' in told.content.decode()
    assert Leg.objects.get().status == "scheduled"
    assert Leg.objects.get().estimated_departure is None


def test_a_cancelled_flight_s_parcels_wait_for_the_next(pavel_reads, flight, loaded):
    asked = pavel_reads.get(page(flight, "cancel"), {"reason": "weather"}).content.decode()
    assert f"Consolidation {loaded.mawb} is cancelled" in asked
    assert "3 parcels find no room on any flight known now" in asked

    done = confirm(pavel_reads, flight, "cancel", reason="weather").content.decode()

    assert "notice success" in done
    assert Leg.objects.get().status == "cancelled"
    assert Consolidation.objects.get(pk=loaded.pk).status == "cancelled"
    assert Bag.objects.filter(aside_at__isnull=False).count() == 3, "they wait whole"


def test_a_smaller_aircraft_says_what_it_leaves_behind_and_leaves_it(pavel_reads, flight, loaded):
    Aircraft.objects.create(code="AN2", name="An-2", payload_kg=1, volume_m3=9, uld_positions=1)
    asked = pavel_reads.get(page(flight, "aircraft"), {"aircraft": "AN2", "reason": "aircraft"})
    assert "It is too small: 1 parcel of 1 orders is offloaded" in asked.content.decode()

    done = confirm(pavel_reads, flight, "aircraft", aircraft="AN2", reason="aircraft")

    assert "T2F → AN2 — the aircraft is being repaired" in done.content.decode()
    assert Bag.objects.filter(aside_at__isnull=True).count() == 2


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.CUSTOMS, Role.FINANCE])
def test_only_a_planner_changes_a_flight(flight, role, reference):
    other = signed_in("other", roles=(role,))

    assert "/cancel/" not in other.get(page(flight)).content.decode()
    told = confirm(other, flight, "cancel", reason="other")

    assert "notice error" in told.content.decode()
    assert Leg.objects.get().status == "scheduled"


@pytest.mark.parametrize("word", ["delay", "cancel", "aircraft"])
def test_a_flight_that_left_is_not_changed(pavel_reads, flight, word):
    Leg.objects.update(status="departed", actual_departure=NOON)

    text = pavel_reads.get(page(flight, word)).content.decode()

    assert "already left" in text
    assert page(flight, word) not in pavel_reads.get(page(flight)).content.decode()


@pytest.mark.parametrize("number", ["U6999", "U6999-99999999", "U6999-20261105", "'--"])
@pytest.mark.parametrize("word", ["", "delay/", "cancel/", "aircraft/"])
def test_a_flight_that_is_not_there_is_not_found(pavel_reads, flight, number, word):
    assert pavel_reads.get(f"/staff/flights/{number}/{word}").status_code == 404


def test_a_consolidation_is_opened_on_a_flight(pavel_reads, flight):
    done = pavel_reads.post(page(flight, "open"), follow=True)

    assert "notice success" in done.content.decode()
    assert Consolidation.objects.get().flight == flight


def test_the_board_s_days_stand_in_its_fields(pavel_reads, channel):
    text = pavel_reads.get("/staff/flights/?day_from=2026-11-02").content.decode()

    assert 'name="day_from" value="2026-11-02"' in text
    assert 'name="day_to" value="2026-11-08"' in text
