"""The import registry: filed once with a line a parcel, presented on landing, concluded at last."""

from datetime import date
from decimal import Decimal

import pytest

from customs.declarations.assessment import assess_by_hand, assess_missing
from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.models import ImportLine, ImportRegistry
from customs.declarations.queries import person_needed
from customs.declarations.registry import (
    conclude_registries,
    file_registries,
    file_registry,
    file_withdrawn,
    present_arrived,
    register_registry,
)
from customs.duty.models import DutyRegime
from customs.reference import load_reference_data
from shipments.actor import Actor, Role, system
from shipments.containers.contents import put, take_out, taken_off
from shipments.containers.models import Consolidation
from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.flights.models import Leg
from shipments.parcels.models import Parcel
from shipments.rates.models import ExchangeRate
from shipments.tracking.actions import project_contents
from shipments.tracking.models import Event
from tests.customs.declarations.conftest import hours
from tests.world import NOON

BY = system("t")
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))


def test_a_registry_has_a_line_a_parcel_and_is_told_once(registered, consolidation):
    registry = registered(3)

    assert file_registry(consolidation=consolidation, by=BY, at=hours(4)) is None
    assert list(registry.lines.order_by("position").values_list("position", flat=True)) == [1, 2, 3]
    assert Event.objects.filter(code="import_pre_declared").count() == 1
    assert set(Parcel.objects.values_list("import_clearance", flat=True)) == {"pre_declared"}


def test_what_was_offloaded_before_has_no_line(make_parcels, consolidation):
    load_reference_data()
    flown, left = make_parcels(2)
    put([(p.pk, None, None) for p in (flown, left)], consolidation_id=consolidation.pk, at=NOON)
    take_out([left.pk], at=hours(1), end=taken_off("held"))

    file_registry(consolidation=consolidation, by=BY, at=hours(2))

    assert list(ImportLine.objects.values_list("parcel", flat=True)) == [flown.pk]


def test_what_is_within_the_norms_owes_nothing_and_has_no_working(registered):
    registered(2)

    assert set(ImportLine.objects.values_list("duty_rub", flat=True)) == {Decimal(0)}
    assert [line.working for line in ImportLine.objects.all()] == [[], []]


def test_the_working_is_kept_beside_the_duty(registered):
    registered(1, value_rub=Decimal("29467.20"))

    line = ImportLine.objects.get()

    assert line.duty_rub == Decimal("1546.70")
    assert [step["word"] for step in line.working] == [
        "regime",
        "value",
        "by_value",
        "by_weight",
        "duty",
    ]


def test_weight_alone_above_the_norm_owes_too(registered):
    registered(1, declared_grams=35_000)

    assert ImportLine.objects.get().duty_rub == Decimal("766.23")


def test_everything_departed_is_filed_and_presented_on_landing(make_parcels, consolidation):
    load_reference_data()
    [parcel] = make_parcels(1)
    put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    Leg.objects.update(actual_departure=hours(1), actual_arrival=hours(7))
    rows = Consolidation.objects.filter(pk=consolidation.pk)

    assert file_registries(by=BY, at=hours(2)) == 0
    rows.update(status="departed")
    assert (file_registries(by=BY, at=hours(2)), present_arrived(by=BY, at=hours(2))) == (1, 0)
    rows.update(status="arrived")
    assert (file_registries(by=BY, at=hours(8)), present_arrived(by=BY, at=hours(8))) == (0, 1)
    project_contents(at=hours(8))

    parcel.refresh_from_db()
    assert (parcel.import_clearance, parcel.import_at) == ("presented", hours(7))


def test_a_registry_is_concluded_when_nothing_of_it_waits(registered, happen):
    registry = registered(2)
    ImportRegistry.objects.update(presented_at=hours(4))
    first, second = Parcel.objects.order_by("pk")
    numbers = [first.number, second.number]
    decisions = [ImportDecision(number, "10", hours(5)) for number in numbers]
    record_decisions(decisions=decisions, by=BY, at=hours(6))

    happen([first], "handed_over", at=hours(7))
    assert conclude_registries(by=BY, at=hours(8)) == 0
    happen([second], "handed_over", at=hours(7))
    assert conclude_registries(by=BY, at=hours(8)) == 1

    registry.refresh_from_db()
    assert registry.status == "concluded"


def test_without_a_regime_the_registry_goes_and_its_lines_wait_for_a_person(registered):
    DutyRegime.objects.update(is_enabled=False)

    registry = registered(2, value_rub=Decimal("29467.20"))

    assert registry.status == "filed"
    assert [(one.needs_person, one.duty_rub) for one in registry.lines.all()] == [(True, 0)] * 2
    assert person_needed(OLGA) == 2


def test_duty_asked_for_without_a_regime_calls_a_person(registered):
    registered(1, value_rub=Decimal("29467.20"))
    DutyRegime.objects.update(is_enabled=False)
    ImportLine.objects.update(duty_rub=0, duty_day=None)
    number = Parcel.objects.get().number

    record_decisions(decisions=[ImportDecision(number, "31", hours(5))], by=BY, at=hours(6))

    assert ImportLine.objects.get().needs_person
    assert Parcel.objects.get().import_clearance == "duty_due"


def withdraw(parcel: Parcel, at: float) -> None:
    told = [ImportDecision(parcel.number, "40", hours(at))]
    record_decisions(decisions=told, by=BY, at=hours(at))


def test_what_was_withdrawn_is_filed_anew_alone(registered, consolidation):
    first = registered(3)
    Consolidation.objects.update(status="broken_down")
    one, *_others = Parcel.objects.order_by("pk")
    assert present_arrived(by=BY, at=hours(4)) == 1
    project_contents(at=hours(4))
    withdraw(one, 5)

    assert file_withdrawn(by=BY, at=hours(6)) == 1
    assert file_withdrawn(by=BY, at=hours(6)) == 0
    second = ImportRegistry.objects.exclude(pk=first.pk).get()
    assert (second.sequence, second.status) == (2, "filed")
    assert list(second.lines.values_list("parcel", "position")) == [(one.pk, 1)]
    present_arrived(by=BY, at=hours(7))

    assert dict(Parcel.objects.values_list("pk", "import_at"))[one.pk] == hours(7)
    assert set(Parcel.objects.values_list("import_clearance", flat=True)) == {"presented"}


def test_withdrawn_and_released_twice_it_has_a_third_registry(registered):
    registered(1)
    Consolidation.objects.update(status="broken_down")
    for at in (4, 6):
        withdraw(Parcel.objects.get(), at)
        assert file_withdrawn(by=BY, at=hours(at + 1)) == 1

    assert list(ImportRegistry.objects.order_by("pk").values_list("sequence", flat=True)) == [
        1,
        2,
        3,
    ]


def test_what_is_held_after_a_withdrawal_waits(registered):
    registered(1)
    withdraw(Parcel.objects.get(), 4)
    Parcel.objects.update(held=True)

    assert file_withdrawn(by=BY, at=hours(5)) == 0
    assert ImportRegistry.objects.count() == 1


def test_the_warehouse_files_no_registry(consolidation):
    with pytest.raises(NotAllowed):
        file_registry(
            consolidation=consolidation, by=Actor("wei", frozenset({Role.WAREHOUSE})), at=NOON
        )
    assert not ImportRegistry.objects.exists()


def test_a_figure_stands_whatever_rates_and_messages_follow(registered):
    """Domain review 8: 300 euro owed 1,436.69 roubles, and 710.07 once the euro was 120."""
    registered(1, value_rub=Decimal("28733.79"))
    ExchangeRate.objects.create(currency="EUR", day=hours(24).date(), roubles=120, source="CBR")
    number = Parcel.objects.get().number

    for code in ("31", "60", "62"):
        told = [ImportDecision(number, code, hours(30))]
        record_decisions(decisions=told, by=BY, at=hours(31))

    line = ImportLine.objects.get()
    assert (line.duty_rub, line.duty_day, line.rate_eur, line.rate_day) == (
        Decimal("1436.69"),
        hours(3).date(),
        Decimal("95.7793"),
        date(2026, 9, 12),
    )


def test_what_is_filed_anew_is_worked_out_anew_and_the_old_figure_is_kept(registered):
    registered(1, value_rub=Decimal("28733.79"))
    ExchangeRate.objects.create(currency="EUR", day=hours(24).date(), roubles=120, source="CBR")
    withdraw(Parcel.objects.get(), 25)

    assert file_withdrawn(by=BY, at=hours(26)) == 1

    figures = ImportLine.objects.order_by("pk").values_list("duty_rub", "duty_day", "decision")
    assert list(figures) == [
        (Decimal("1436.69"), hours(3).date(), "40"),
        (Decimal("710.07"), hours(26).date(), ""),
    ]


def test_a_late_answer_to_the_first_filing_leaves_the_second_alone(registered):
    first, second = "10502110/021126/0000001", "10502110/031126/0000002"
    registered(1)
    number = Parcel.objects.get().number
    for code, registration, at in (("40", first, 5), ("70", second, 8), ("92", first, 9)):
        if code == "70":
            file_withdrawn(by=BY, at=hours(7))
        one = ImportDecision(number, code, hours(at), registration_number=registration)
        record_decisions(decisions=[one], by=BY, at=hours(at))

    lines = ImportLine.objects.order_by("pk").values_list("decision", "registration_number")
    assert list(lines) == [("92", first), ("70", second)]


def test_only_customs_own_number_or_an_officer_says_that_a_registry_is_registered(registered):
    registry = registered(1)
    Consolidation.objects.update(status="arrived")
    assert present_arrived(by=BY, at=hours(4)) == 1
    registry.refresh_from_db()
    assert (registry.status, registry.presented_at) == ("filed", hours(4))

    with pytest.raises(BadInput):
        register_registry(registry=registry, number="17", by=OLGA, at=hours(5))
    number = "10502110/021126/0000001"
    register_registry(registry=registry, number=number, by=OLGA, at=hours(5))
    with pytest.raises(WrongState):
        register_registry(registry=registry, number=number[:-1] + "2", by=OLGA, at=hours(5))

    registry.refresh_from_db()
    assert (registry.status, registry.registration_number) == ("registered", number)


def test_customs_first_answer_registers(registered):
    registry = registered(1)
    one = ImportDecision(
        Parcel.objects.get().number, "92", hours(5), registration_number="10502110/021126/0000001"
    )

    record_decisions(decisions=[one], by=BY, at=hours(6))

    registry.refresh_from_db()
    assert registry.status == "registered"


def test_that_papers_were_prepared_is_dated_when_they_were(registered):
    """Staff review 4: the registry was said to be filed at take-off, before anybody had done it."""
    Leg.objects.update(actual_departure=NOON)
    registered(1)

    told = Event.objects.get(code="import_pre_declared")

    assert (told.happened_at, told.recorded_at) == (hours(3), hours(3))


def test_prepared_late_each_parcel_is_told_and_an_answer_of_customs_stands(
    packed, happen, consolidation
):
    [answered, quiet] = packed(2)
    put([(p.pk, None, None) for p in (answered, quiet)], consolidation_id=consolidation.pk, at=NOON)
    happen([answered, quiet], "departed", "arrived", at=hours(1))
    happen([answered], "import_inspection", at=hours(2))
    Consolidation.objects.update(status="broken_down")

    file_registries(by=BY, at=hours(5))

    found = dict(Parcel.objects.values_list("pk", "import_clearance"))
    assert found == {answered.pk: "inspection", quiet.pk: "pre_declared"}


def test_a_registry_without_lines_is_not_concluded(consolidation):
    ImportRegistry.objects.create(
        consolidation=consolidation, status="registered", filed_at=NOON, presented_at=NOON
    )

    assert conclude_registries(by=BY, at=hours(8)) == 0


def test_what_an_officer_said_is_due_stands_whatever_customs_ask_later(registered):
    """No rule told it, or none was asked: the officer's figure is the one, also for the jobs."""
    registered(1)
    parcel = Parcel.objects.get()
    assess_by_hand(
        parcel_id=parcel.pk, duty_rub=Decimal(500), note="counted as a set", by=OLGA, at=hours(4)
    )

    told = [ImportDecision(parcel.number, "31", hours(5))]
    record_decisions(decisions=told, by=BY, at=hours(6))
    with pytest.raises(WrongState):
        assess_missing(parcel_id=parcel.pk, by=OLGA, at=hours(7))

    line = ImportLine.objects.get()
    assert (line.duty_rub, line.fee_rub, line.working[-1]["by"]) == (500, 0, "olga")
    assert (line.duty_day, line.rate_eur) == (hours(4).date(), None)
