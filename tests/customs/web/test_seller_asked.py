"""What customs asks of a parcel is told to its seller: the words, the last day, who gives it."""

import pytest

from customs.declarations.models import ImportLine, ImportRegistry
from customs.reference import load_reference_data
from shipments import clock
from shipments.parcels.models import Parcel
from tests.browsers import seen
from tests.world import NOON


@pytest.fixture
def parcel(make_parcels, happen, consolidation) -> Parcel:
    load_reference_data()
    [one] = make_parcels(1)
    happen([one], "created", "packed", "departed", "arrived", "at_hub", "documents_required")
    registry = ImportRegistry.objects.create(
        consolidation=consolidation, status="registered", filed_at=NOON
    )
    ImportLine.objects.create(registry=registry, parcel=one, position=1, reason="Нужна ссылка")
    return Parcel.objects.get()


def test_the_seller_reads_what_is_asked_and_until_when(anna_reads, boris_reads, parcel):
    path = f"/seller/asked/{parcel.number}/"
    with clock.stopped_at(NOON):
        order = seen(anna_reads.get(f"/seller/orders/{parcel.order.number}/"))
        answer = anna_reads.get(path)
        page = seen(answer)

    assert f'href="{path}"' in order
    assert "Нужна ссылка" in page
    assert "November" in answer.context["until"], "ten working days"
    assert answer.context["until"] in page
    assert "waiting for: buyer" in page
    assert boris_reads.get(path).status_code == 404


def test_where_nothing_is_asked_the_page_says_so(anna_reads, parcel, happen):
    happen([parcel], "import_released", at=NOON.replace(hour=20))

    assert "asks for nothing now" in seen(anna_reads.get(f"/seller/asked/{parcel.number}/"))
