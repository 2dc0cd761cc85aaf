"""The set-based form of the rule equals the pure one, over random histories."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipments.containers import contents
from shipments.parcels.models import Parcel
from shipments.tracking import actions, fold
from shipments.tracking.actions import NewEvent, project_contents, record_events
from shipments.tracking.codes import CODES
from shipments.tracking.projection import Happening, status_after
from shipments.tracking.tracks import SINCE, Track
from tests.world import NOON

MOVING = sorted(code.code for code in CODES.values() if code.track)
DEFAULTS = {
    Track.MOVEMENT: ("created", NOON),
    Track.EXPORT: ("not_filed", None),
    Track.IMPORT: ("not_filed", None),
}
# Few codes and few hours, so that ties, repeats and corrections are common.
told = st.tuples(st.sampled_from(MOVING), st.integers(1, 6), st.booleans())


def assert_row_equals_rule(parcel: Parcel, happenings: list[Happening]) -> None:
    parcel.refresh_from_db()
    for track in Track:
        expected = status_after(track, happenings)
        found = (getattr(parcel, str(track)), getattr(parcel, SINCE[track]))
        assert found == (expected if expected[0] else DEFAULTS[track])


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(told, min_size=1, max_size=9), data=st.data())
def test_any_history_told_in_any_order_ends_where_the_rule_says(
    make_parcels, make_consolidation, history, data
):
    """Own events and the container's, late, doubled and shuffled; part by part and all at once."""
    [parcel], consolidation = make_parcels(1), make_consolidation()
    contents.put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    ref = str(parcel.pk)

    for n, (code, hour, inside) in enumerate(data.draw(st.permutations(history))):
        subject, pk = ("consolidation", consolidation.pk) if inside else ("parcel", parcel.pk)
        happened = NOON + timedelta(hours=hour)
        event = NewEvent(subject, pk, code, happened, "test", f"{ref}-{n}")
        for _ in range(data.draw(st.integers(1, 2))):
            record_events([event], at=NOON)
        if data.draw(st.booleans()):
            project_contents(at=NOON)
    project_contents(at=NOON)

    happenings = [Happening(code, NOON + timedelta(hours=h)) for code, h, _ in history]
    assert_row_equals_rule(parcel, happenings)
    assert fold.differing([parcel.pk]) == []


def test_a_container_event_moves_only_what_lies_inside_at_that_moment(make_parcels, consolidation):
    before, inside, after = make_parcels(3)
    hours = [NOON + timedelta(hours=n) for n in range(6)]
    for parcel, since in ((before, hours[0]), (inside, hours[0]), (after, hours[4])):
        contents.put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=since)
    contents.take_out([before.pk], at=hours[2], end=contents.End("offloaded"))

    event = NewEvent("consolidation", consolidation.pk, "departed", hours[3], "airline", "DEP")
    record_events([event], at=hours[5])
    project_contents(at=hours[5])

    moved = dict(Parcel.objects.values_list("pk", "movement"))
    assert moved == {before.pk: "created", inside.pk: "departed", after.pk: "created"}


def test_a_killed_projection_goes_on_from_its_cursor(make_parcels, consolidation, monkeypatch):
    monkeypatch.setattr(actions, "CHUNK", 2)
    parcels = make_parcels(5)
    rows = [(parcel.pk, None, None) for parcel in parcels]
    contents.put(rows, consolidation_id=consolidation.pk, at=NOON)
    event = NewEvent("consolidation", consolidation.pk, "departed", NOON, "airline", "DEP")
    record_events([event], at=NOON)

    first = project_contents(at=NOON, chunks=1)
    rest = project_contents(at=NOON)

    assert (first, rest) == (2, 3)
    assert Parcel.objects.filter(movement="departed").count() == 5


def test_an_order_follows_its_parcels(make_parcels, consolidation):
    [parcel] = make_parcels(1)
    told = [("departed", "shipped"), ("delivered", "delivered")]

    for n, (code, status) in enumerate(told):
        happened = NOON + timedelta(hours=n)
        record_events([NewEvent("parcel", parcel.pk, code, happened, "t", code)], at=NOON)

        parcel.order.refresh_from_db()
        assert parcel.order.status == status


def test_a_repeated_event_changes_nothing(make_parcels):
    [parcel] = make_parcels(1)
    event = NewEvent("parcel", parcel.pk, "packed", NOON, "scanner", "1")

    first, second = record_events([event], at=NOON), record_events([event], at=NOON)

    assert (first.accepted, first.repeated) == (1, 0)
    assert (second.accepted, second.repeated) == (0, 1)
    assert parcel.events.count() == 1


def test_an_order_that_never_reaches_its_buyer_ends(make_parcels):
    """Of several parcels the worst end names the order; one that was delivered goes before."""
    ends = {
        ("returned", "returned"): "returned",
        ("lost", "lost"): "lost",
        ("destroyed", "returned"): "destroyed",
        ("lost", "returned"): "lost",
        ("delivered", "lost"): "delivered",
        ("lost", "departed"): "shipped",
    }
    for codes, status in ends.items():
        one, other = make_parcels(2)
        Parcel.objects.filter(pk=other.pk).update(order=one.order_id)
        for parcel, code in zip((one, other), codes, strict=True):
            record_events([NewEvent("parcel", parcel.pk, code, NOON, "t", code)], at=NOON)
        one.order.refresh_from_db()
        assert one.order.status == status, codes
