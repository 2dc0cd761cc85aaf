"""The regimes as editable rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from customs.duty.models import DutyRegime
from customs.duty.queries import assess_parcels, basis_on, load_regimes, may_owe, regimes
from customs.duty.regimes import REGIMES
from customs.reference import load_reference_data
from shipments.catalogue.models import Product
from shipments.errors import NotFound
from shipments.orders.models import OrderLine
from shipments.parcels.models import Parcel, ParcelItem
from shipments.stock.models import Warehouse
from tests.world import NOON


def test_the_rows_are_laid_once_and_what_people_changed_stays(db):
    load_regimes()
    DutyRegime.objects.filter(code="R4").update(rate=Decimal("0.20"))

    load_regimes()

    found = {regime.code: regime for regime in regimes()}
    assert set(found) == {regime.code for regime in REGIMES}
    assert found["R4"].rate == Decimal("0.20")


def test_many_parcels_are_assessed_by_the_rows_of_the_day(make_parcels, django_assert_num_queries):
    load_reference_data()
    parcels = make_parcels(3)
    parcels[1].value_rub = Decimal("29467.20")

    with django_assert_num_queries(2):
        found = assess_parcels(parcels, basis=basis_on(NOON))

    assert [found[p.pk].duty_rub for p in parcels] == [0, Decimal("1546.70"), 0]


def test_the_day_of_a_regime_is_moscows(make_parcels):
    load_reference_data()
    [parcel] = make_parcels(1)
    parcel.value_rub = Decimal("29467.20")
    evening = datetime(2024, 3, 31, 20, 59, tzinfo=UTC)

    before = assess_parcels([parcel], basis=basis_on(evening))[parcel.pk]
    after = assess_parcels([parcel], basis=basis_on(evening.replace(hour=21)))[parcel.pk]

    assert (before.duty_rub, after.duty_rub) == (0, Decimal("1546.70"))


def test_a_person_switches_the_new_regime_on(make_parcels):
    load_reference_data()
    DutyRegime.objects.filter(code="R5").update(is_enabled=True, since=date(2026, 11, 1))
    [parcel] = make_parcels(1)
    parcel.value_rub = Decimal("29467.20")

    assert assess_parcels([parcel], basis=basis_on(NOON))[parcel.pk].duty_rub == Decimal("1473.36")


def test_what_may_owe_is_what_then_owes(make_parcels):
    load_reference_data()
    parcels = make_parcels(5)
    changes = [
        {"value_rub": Decimal("19155.86")},
        {"value_rub": Decimal("19155.87")},
        {"declared_grams": 31_000},
        {"measured_grams": 31_001},
        {},
    ]
    for parcel, change in zip(parcels, changes, strict=True):
        Parcel.objects.filter(pk=parcel.pk).update(**change)
    assessed = assess_parcels(list(Parcel.objects.all()), basis=basis_on(NOON))

    filtered = Warehouse.objects.filter(may_owe("parcel", at=NOON)).values_list("parcel", flat=True)

    assert {pk for pk, one in assessed.items() if one.duty_rub} <= set(filtered)
    assert set(filtered) == {parcels[1].pk, parcels[3].pk}


@pytest.mark.parametrize(("grams", "needs"), [(31_000, False), (31_001, True), (None, False)])
def test_a_single_piece_too_heavy_calls_a_person(make_parcels, grams, needs):
    load_reference_data()
    [parcel] = make_parcels(1)
    Parcel.objects.update(declared_grams=40_000)
    parcel.refresh_from_db()
    product = Product.objects.create(seller=parcel.seller, sku="SAFE", weight_grams=grams)
    line = OrderLine.objects.create(
        order=parcel.order, product=product, sku="SAFE", quantity=1, unit_price_rub=1
    )
    ParcelItem.objects.create(parcel=parcel, line=line, quantity=1)

    found = assess_parcels([parcel], basis=basis_on(NOON))[parcel.pk]

    assert found.needs_person is needs
    assert ("heavy_piece" in [step.word for step in found.steps]) is needs


def test_without_a_regime_nothing_is_guessed(make_parcels):
    with pytest.raises(NotFound):
        assess_parcels(make_parcels(1), basis=basis_on(NOON))
