"""The two queues: what waits, how long, and what narrows them."""

import pytest

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import take_receipts
from customs.declarations.filters import ExportQueueFilter, ImportQueueFilter
from customs.declarations.models import ExportDeclaration
from customs.declarations.queries import (
    counts,
    declaration_of,
    declarations_for,
    export_queue,
    import_queue,
    lines_for,
    registries_for,
)
from shipments.actor import NOBODY, Actor, Role, system
from shipments.containers.contents import End, put, take_out, taken_off
from shipments.parcels.models import Parcel
from tests.customs.declarations.conftest import hours, receipt

OLGA = Actor("olga", frozenset({Role.CUSTOMS}))
BY = system("t")


def exports(at: float = 10, **query: str) -> set[str]:
    rows = ExportQueueFilter(query, export_queue(OLGA), at=hours(at)).qs
    return set(rows.values_list("number", flat=True))


def imports(at: float = 10, **query: str) -> list[str]:
    rows = ImportQueueFilter(query, import_queue(OLGA), at=hours(at)).qs
    return list(rows.values_list("number", flat=True))


def seller(parcel: Parcel, shift: int = 0) -> Actor:
    return Actor("s", frozenset({Role.SELLER_OWNER}), seller_id=parcel.seller_id + shift)


def test_a_queue_counts_by_status_with_its_oldest(filed):
    first, second, third = filed(3)
    take_receipts(
        receipts=[receipt(first, "500", 2), receipt(second, "800", 3)], by=BY, at=hours(4)
    )

    found = counts(export_queue(OLGA), "export", at=hours(4))

    assert [(row["status"], row["n"], row["oldest"]) for row in found] == [
        ("filed", 1, hours(1)),
        ("inspection", 1, hours(2)),
    ]
    assert exports() == {first.parcel.number, third.parcel.number}


def test_the_export_queue_is_narrowed_by_each_filter(filed):
    one, other = filed(2)
    take_receipts(receipts=[receipt(one, "500", 9)], by=BY, at=hours(10))
    ExportDeclaration.objects.filter(pk=one.pk).update(mode="1210")

    assert exports(status="inspection") == {one.parcel.number}
    assert exports(mode="1210") == {one.parcel.number}
    assert exports(14, waiting="12") == {other.parcel.number}
    assert exports(12, waiting="12") == set()
    assert exports(numbers=f" {other.parcel.number.lower()} ;\nNONE") == {other.parcel.number}
    assert exports(numbers=one.parcel.order.number) == {one.parcel.number}


def test_the_import_queue_is_narrowed_by_consolidation_and_flight(registered, consolidation):
    registered(2)
    numbers = set(Parcel.objects.values_list("number", flat=True))

    assert set(imports(consolidation=consolidation.mawb)) == numbers
    assert set(imports(flight="U6999-20261104")) == numbers
    assert imports(consolidation="262-99999999") == []
    assert imports(flight="U6999-20261105") == []


def test_a_parcel_moved_within_its_consolidation_is_listed_once(registered, consolidation):
    registered(1)
    parcel = Parcel.objects.get()
    take_out([parcel.pk], at=hours(4), end=End("moved"))
    put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=hours(4))

    assert imports(consolidation=consolidation.mawb) == [parcel.number]


def test_what_was_offloaded_is_no_longer_of_that_consolidation(registered, consolidation):
    registered(1)
    take_out([Parcel.objects.get().pk], at=hours(4), end=taken_off("held"))

    assert imports(consolidation=consolidation.mawb) == []


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"flight": "U6999"},
        {"flight": "U6999-20269999"},
        {"flight": "'; drop-٢٠٢٦١١٠٤"},
        {"mode": "9999"},
        {"waiting": "-1"},
        {"consolidation": "x" * 50},
        {"numbers": "1" * 50_000},
    ],
)
def test_what_cannot_be_read_finds_nothing(registered, query):
    registered(1)

    assert imports(**query) == []


def test_what_is_released_has_left_the_queue(registered):
    registered(2)
    first, second = Parcel.objects.order_by("pk")
    record_decisions(decisions=[ImportDecision(first.number, "10", hours(5))], by=BY, at=hours(6))

    assert imports() == [second.number]


def test_sellers_see_their_own_and_nobody_sees_nothing(registered):
    registered(1)
    parcel = Parcel.objects.get()
    anna, boris = seller(parcel), seller(parcel, 1)

    assert declaration_of(anna, parcel.number) == parcel
    assert declaration_of(boris, parcel.number) is None
    assert declaration_of(NOBODY, parcel.number) is None
    assert [lines_for(actor).count() for actor in (OLGA, anna, boris, NOBODY)] == [1, 1, 0, 0]
    assert [registries_for(actor).count() for actor in (OLGA, anna, NOBODY)] == [1, 0, 0]
    assert not declarations_for(boris).exists()


def test_the_page_of_a_parcel_takes_few_queries(registered, django_assert_num_queries):
    registered(2)
    number = Parcel.objects.values_list("number", flat=True)[0]

    with django_assert_num_queries(3):
        parcel = declaration_of(OLGA, number)
        list(parcel.items.all())
        [line.registry.consolidation.mawb for line in parcel.import_lines.all()]
