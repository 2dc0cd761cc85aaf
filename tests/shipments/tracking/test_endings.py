"""How a containment ended is a column."""

import pytest
from django.db import IntegrityError, transaction

from shipments.containers import contents
from shipments.tracking.models import Containment
from tests.world import NOON

Ending = Containment.Ending


@pytest.fixture
def lies(make_parcels, make_consolidation) -> Containment:
    [parcel] = make_parcels(1)
    consolidation = make_consolidation()
    contents.put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    return Containment.objects.get()


@pytest.mark.parametrize(
    "wrong", [{"ended_by": "moved"}, {"until": NOON}, {"reason": "held"}], ids=str
)
def test_what_has_ended_has_a_word_for_it_and_nothing_else_has(lies, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Containment.objects.update(**wrong)


def test_a_reason_of_the_list_is_a_reason_and_another_text_a_note():
    assert contents.taken_off("held") == contents.End(Ending.OFFLOADED, reason="held")
    assert contents.taken_off("wet box") == contents.End(Ending.OFFLOADED, note="wet box")
