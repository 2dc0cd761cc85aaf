"""Decisions per waybill, from Russian customs and by hand; duty asked and paid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.manual_decisions import decide
from customs.declarations.models import DutyPayment, ExportDeclaration, ImportLine, Receipt
from customs.declarations.payments import pay_duty
from customs.declarations.registry import file_registry
from customs.declarations.rules import decisions_on, preview_decision
from shipments.actor import Actor, Role, system
from shipments.containers.contents import put
from shipments.errors import BadInput, Duplicate, NotAllowed, WrongState
from shipments.flights.models import Channel
from shipments.holds.actions import place_holds
from shipments.parcels.models import Parcel
from shipments.tracking.actions import project_contents
from shipments.tracking.audit import parcel_differences
from shipments.tracking.intake import follow_doubts
from shipments.tracking.models import Event, UnmappedEvent
from shipments.tracking.tracks import Track
from tests.customs.declarations.conftest import hours
from tests.world import NOON

BY = system("t")
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))
PAVEL = Actor("pavel", frozenset({Role.PLANNER}))
ANNA = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=1)


def parcels() -> list[Parcel]:
    return list(Parcel.objects.order_by("pk"))


def say(*told: tuple[Parcel, str, float], reason: str = "", at: float = 20):
    decisions = [ImportDecision(p.number, code, hours(when), reason) for p, code, when in told]
    return record_decisions(decisions=decisions, by=BY, at=hours(at))


def by_hand(code: str, chosen: list[Parcel], *, by: Actor = OLGA, at: float = 10, reason: str = ""):
    pks = [parcel.pk for parcel in chosen]
    return decide(parcel_ids=pks, code=code, reason=reason, by=by, at=hours(at))


def pay(parcel: Parcel, reference: str, rub: str, *, day: int = 2, by: Actor = OLGA, at: float = 6):
    return pay_duty(
        parcel=parcel,
        reference=reference,
        amount_rub=Decimal(rub),
        paid_on=date(2026, 11, day),
        by=by,
        at=hours(at),
    )


def cleared() -> list[str]:
    return list(Parcel.objects.order_by("pk").values_list("import_clearance", flat=True))


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (["10"], "released"),
        (["31"], "duty_due"),
        (["31", "32"], "released"),
        (["90"], "refused"),
        (["90", "30"], "return_allowed"),
        (["60"], "suspended"),
        (["70"], "documents_required"),
        (["92", "10"], "released"),
        (["50"], "pre_declared"),
        (["51"], "pre_declared"),
        (["10", "40"], "not_filed"),
        (["60", "62"], "pre_declared"),
        (["31", "60", "61", "62"], "duty_due"),
        (["60", "62", "60"], "suspended"),
        (["62"], "pre_declared"),
        (["60", "62", "10"], "released"),
        (["90", "10"], "refused"),
    ],
)
def test_marks_lead_the_parcel(registered, codes, status):
    registered(1)
    [parcel] = parcels()

    for n, code in enumerate(codes):
        say((parcel, code, 5 + n))

    assert cleared() == [status]


def test_a_mark_is_set_where_the_channel_ends(registered):
    registered(1)
    Channel.objects.update(origin=F("destination"), destination=F("origin"))
    [parcel] = parcels()

    say((parcel, "10", 5))

    told = Event.objects.get(parcel=parcel, code="import_released")
    assert (told.place, told.zone) == ("HRB", "Asia/Shanghai")


FIRST, SECOND = "10502110/281126/0000001", "10502110/291126/0000002"


def answered(parcel: Parcel, *told: tuple[str, str, float]):
    """Marks (code, registration number, hour) on a parcel, in one message each."""
    for code, registration, when in told:
        one = ImportDecision(parcel.number, code, hours(when), registration_number=registration)
        record_decisions(decisions=[one], by=BY, at=hours(20))


@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([("90", FIRST, 5), ("10", SECOND, 8)], "released"),
        ([("90", FIRST, 5), ("31", SECOND, 7), ("32", SECOND, 8)], "released"),
        ([("90", FIRST, 5), ("10", FIRST, 8)], "refused"),
        ([("90", FIRST, 5), ("10", "", 8)], "refused"),
        ([("10", FIRST, 5), ("90", SECOND, 8)], "released"),
        ([("90", FIRST, 5), ("90", SECOND, 8)], "refused"),
    ],
)
def test_what_was_refused_is_released_under_a_new_registration_number_only(
    registered, told, status, shuffled
):
    """russia.md 2.3: 90 is final for its filing; in whichever order the messages come."""
    registered(1)
    [parcel] = parcels()

    answered(parcel, *(reversed(told) if shuffled else told))

    assert cleared() == [status]
    assert parcel_differences() == (1, [])


def test_the_registration_number_of_a_mark_is_kept(registered):
    registered(1)
    [parcel] = parcels()

    answered(parcel, ("31", FIRST, 5), ("32", SECOND, 6))

    line = ImportLine.objects.select_related("registry").get()
    assert (line.registration_number, line.registry.registration_number) == (SECOND, FIRST)


def test_a_release_in_harbin_waits_for_a_person_and_frees_nothing(packed):
    """Staff review 18a: a broker's typing error released a parcel in no registry."""
    [parcel] = packed(1)

    answer = say((parcel, "10", 5))

    assert (answer.accepted, answer.doubts) == (0, [(0, "never_left")])
    assert cleared() == ["not_filed"]
    assert not Receipt.objects.exists()
    kept = UnmappedEvent.objects.get()
    assert (kept.doubt, kept.raw_code, kept.resolved_at) == ("never_left", "10", None)


def test_a_decision_about_what_stands_in_no_registry_waits_until_it_is_filed(
    packed, happen, consolidation
):
    [parcel] = packed(1)
    put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    happen([parcel], "departed", "arrived", at=hours(2))

    answer = say((parcel, "10", 5))
    assert answer.doubts == [(0, "unfiled")]
    file_registry(consolidation=consolidation, by=BY, at=hours(6))
    project_contents(at=hours(6))

    assert follow_doubts(at=hours(7)) == 1
    assert cleared() == ["released"]
    assert UnmappedEvent.objects.get().outcome == "recorded"


def test_each_waybill_has_its_own_decision(registered):
    registered(4)
    free, due, refused, waits = parcels()

    answer = say((free, "10", 5), (due, "31", 5), (refused, "90", 5))

    assert (answer.accepted, answer.refused) == (3, [])
    assert cleared() == ["released", "duty_due", "refused", "pre_declared"]
    lines = ImportLine.objects.order_by("position").values_list("decision", flat=True)
    assert list(lines) == ["10", "31", "90", ""]
    assert waits.number


def test_the_hold_of_one_does_not_stop_the_others(registered):
    registered(3)
    held, *others = parcels()
    place_holds(subject="parcel", ids=[held.pk], reason="customs", by=OLGA, at=hours(4))

    say(*((parcel, "10", 5) for parcel in others))

    assert cleared() == ["pre_declared", "released", "released"]


def test_a_late_mark_does_not_undo_a_release(registered):
    registered(1)
    [parcel] = parcels()

    say((parcel, "10", 8), reason="all in order")
    say((parcel, "92", 6), reason="control")

    assert cleared() == ["released"]
    line = ImportLine.objects.get()
    assert (line.decision, line.reason, line.decided_at) == ("10", "all in order", hours(8))


def test_a_repeated_mark_changes_nothing(registered):
    registered(1)
    [parcel] = parcels()
    say((parcel, "31", 5))

    answer = say((parcel, "31", 5), (parcel, "31", 5))

    assert (answer.accepted, answer.repeated) == (0, 2)
    assert Event.objects.filter(code="duty_due").count() == 1


def test_a_foreign_waybill_is_refused_by_its_index(registered):
    registered(1)
    [parcel] = parcels()
    strange = ImportDecision("LV999999990CN", "10", hours(5))
    own = ImportDecision(parcel.number, "10", hours(5))

    answer = record_decisions(decisions=[strange, own], by=BY, at=hours(6))

    assert [(index, code) for index, code, _ in answer.refused] == [(0, "unknown_subject")]
    assert cleared() == ["released"]


def test_an_unknown_mark_waits_for_a_person(registered):
    registered(1)
    [parcel] = parcels()

    answer = say((parcel, "77", 5))

    assert (answer.unknown, cleared()) == (1, ["pre_declared"])
    assert UnmappedEvent.objects.get().raw_code == "77"


def test_a_mark_from_the_future_leaves_no_trace(registered):
    registered(1)
    [parcel] = parcels()

    say((parcel, "10", 30), at=6)

    assert (ImportLine.objects.get().decision, cleared()) == ("", ["pre_declared"])


def test_duty_asked_is_worked_out_and_paid_once(registered):
    registered(1, value_rub=Decimal("29467.20"))
    [parcel] = parcels()
    ImportLine.objects.update(duty_rub=0, working=[], duty_day=None)
    say((parcel, "31", 5))
    line = ImportLine.objects.get()
    assert (line.duty_rub, line.working[-1]) == (
        Decimal("1546.70"),
        {"word": "duty", "rub": "1546.70"},
    )

    part = pay(parcel, "P-0", "1000.00")
    assert (part.accepted, cleared()) == (1, ["duty_due"])
    paid = pay(parcel, "P-1", "546.70")
    assert (paid.accepted, cleared()) == (1, ["duty_paid"])
    say((parcel, "32", 7))
    again = pay(parcel, "P-1", "546.70", at=8)

    assert (again.accepted, again.repeated, cleared()) == (0, 1, ["released"])


def test_duty_is_not_paid_where_none_is_due(registered):
    registered(1)
    [parcel] = parcels()

    with pytest.raises(WrongState):
        pay(parcel, "P-1", "100")
    with pytest.raises(NotAllowed):
        pay(parcel, "P-1", "100", by=ANNA)
    assert cleared() == ["pre_declared"]


def test_a_payment_that_cannot_be_is_refused_and_another_sum_under_its_name_too(registered):
    registered(1, value_rub=Decimal("29467.20"))
    [parcel] = parcels()
    say((parcel, "31", 5))
    pay(parcel, "P-1", "100")

    for reference, rub, day in (
        ("", "1", 2),
        ("P-2", "0", 2),
        ("P-2", "0.001", 2),
        ("P-2", "1", 3),
    ):
        with pytest.raises(BadInput):
            pay(parcel, reference, rub, day=day)
    with pytest.raises(Duplicate):
        pay(parcel, "P-1", "200")
    assert DutyPayment.objects.count() == 1
    assert cleared() == ["duty_due"]


def test_by_hand_many_are_decided_and_the_others_named_with_why(registered, packed, happen):
    registered(4)
    moving, done, gone, again = parcels()
    [here] = packed(1)
    say((done, "10", 5))
    happen([gone], "lost", at=hours(6))
    by_hand("import_refused", [again], at=8)

    recorded, refused = by_hand("import_refused", parcels(), reason="forbidden goods")

    assert recorded.accepted == 1
    assert dict(refused) == {
        done.number: "was decided already; only a correction can change that",
        gone.number: "is lost",
        again.number: "has this status already",
        here.number: "has not left China",
    }
    assert Event.objects.get(parcel=moving, code="import_refused").detail == {
        "reason": "forbidden goods"
    }


def test_the_preview_says_what_the_decision_then_does(registered):
    registered(5)
    first, second, *_ = parcels()
    say((first, "10", 5), (second, "92", 5))

    preview = preview_decision(parcels=parcels(), code="import_released")
    recorded, refused = by_hand("import_released", parcels())

    assert preview.by_status == {"pre_declared": 3}
    assert preview.refused == refused
    assert [(one.gate, one.numbers) for one in preview.apart] == [("inspection", [second.number])]
    assert (recorded.accepted, set(cleared())) == (3, {"released", "inspection"})


def test_by_hand_duty_is_worked_out_too(registered):
    registered(1, value_rub=Decimal("29467.20"))
    ImportLine.objects.update(duty_rub=0, duty_day=None)

    by_hand("duty_due", parcels())

    assert ImportLine.objects.get().duty_rub == Decimal("1546.70")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("export_released", "concluded"),
        ("export_rejected", "rejected"),
        ("export_inspection", "accepted"),
        ("export_withdrawn", "withdrawn"),
    ],
)
def test_by_hand_the_export_declaration_follows_its_parcel(filed, code, status):
    one, other = filed(2)

    by_hand(code, [one.parcel])

    found = dict(ExportDeclaration.objects.values_list("pk", "status"))
    assert found == {one.pk: status, other.pk: "filed"}


@pytest.mark.parametrize(
    "code",
    ["", "delivered", "export_filed", "duty_paid", "import_pre_declared", "no", "\0", "delayed"],
)
def test_what_is_no_decision_is_refused(registered, code):
    registered(1)

    with pytest.raises(BadInput):
        by_hand(code, parcels())
    with pytest.raises(BadInput):
        preview_decision(parcels=parcels(), code=code)


def test_only_customs_decide(registered):
    registered(1)

    for actor in (PAVEL, ANNA):
        with pytest.raises(NotAllowed):
            by_hand("import_released", parcels(), by=actor)
    assert cleared() == ["pre_declared"]


def test_what_may_be_decided_is_of_its_track_and_not_our_own_action():
    exports = {code.code for code in decisions_on(Track.EXPORT)}

    assert {"export_released", "export_rejected"} <= exports
    assert not exports & {"export_filed", "import_released"}


def test_after_all_decisions_the_rows_say_what_the_events_say(registered):
    registered(6, value_rub=Decimal("29467.20"))
    for n, code in enumerate(["31", "92", "60", "32", "50", "10"]):
        say(*((p, code, 5 + n) for p in parcels()[n:]))
    by_hand("import_refused", parcels(), at=15)

    assert parcel_differences() == (6, [])
    assert Event.objects.latest("happened_at").happened_at <= hours(15) + timedelta(seconds=1)
