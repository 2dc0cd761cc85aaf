"""What partners may tell: of our own words only those of their trade."""

import pytest

from shipments.actor import Actor, Role
from shipments.parties.models import Partner
from shipments.tracking.codes import BY_EMSEVT, CODES
from shipments.tracking.intake import accept_events
from shipments.tracking.models import Event, PartnerCode, UnmappedEvent
from shipments.tracking.partner_codes import MAY_SAY
from shipments.tracking.partner_event import RawEvent
from tests.world import NOON

# Nobody outside tells these: they are our own actions.
OURS = {
    "created",
    "cancelled",
    "cancellation_undone",
    "hold_placed",
    "hold_released",
    "hand_over_undone",
}


@pytest.fixture
def parcel(make_parcels, happen):
    """It has landed and stands in a registry."""
    parcels = make_parcels(1)
    happen(parcels, "departed", "import_pre_declared", "arrived")
    return parcels[0]


def partner(code: str) -> Actor:
    found = Partner.objects.get(code=code)
    return Actor(code, frozenset({Role.PARTNER}), partner_id=found.pk)


def say(parcel, by: Actor, *codes: str, scheme: str = "own"):
    raw = [
        RawEvent(f"parcel:{parcel.number}", scheme, code, NOON, f"{code}-{by.name}", "SVX")
        for code in codes
    ]
    return accept_events(raw, by=by, at=NOON)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("airline", "import_released"),
        ("airline", "delivered"),
        ("airline", "cancelled"),
        ("cdek", "import_released"),
        ("cdek", "departed"),
        ("cdek", "export_released"),
        ("post", "hold_released"),
        ("broker", "delivered"),
        ("broker", "departed"),
        ("airline", "EMI"),
        ("cdek", "EDC"),
    ],
)
def test_nobody_tells_another_s_news(parcel, who, code):
    told = say(parcel, partner(who), code)

    assert [(index, word) for index, word, _ in told.refused] == [(0, "code_not_yours")]
    assert (told.accepted, told.unknown) == (0, 0)
    assert not Event.objects.exclude(source="test").exists()
    assert not UnmappedEvent.objects.exists()


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("airline", "departed"),
        ("airline", "discrepancy"),
        ("airline", "EMC"),
        ("cdek", "delivered"),
        ("post", "storage_expiring"),
        ("post", "EMI"),
        ("broker", "import_released"),
        ("singlewindow", "export_released"),
        ("broker", "EDC"),
    ],
)
def test_each_tells_its_own_news(parcel, who, code):
    assert say(parcel, partner(who), code).accepted == 1


def test_one_word_too_many_harms_no_other(parcel):
    told = say(parcel, partner("cdek"), "out_for_delivery", "import_released", "delivered")

    assert (told.accepted, [index for index, *_ in told.refused]) == (2, [1])


def test_a_partner_s_own_code_means_what_a_person_said_it_means(parcel):
    PartnerCode.objects.create(scheme="fsu", raw_code="ZZZ", code="delivered")

    assert say(parcel, partner("airline"), "ZZZ", scheme="fsu").accepted == 1


def test_staff_and_jobs_may_say_all(parcel, pavel):
    assert say(parcel, pavel, *(code for code in CODES if code != "measured")).refused == []


@pytest.mark.parametrize("grams", [None, "", 0, "0", "-5", "1.5", "heavy"])
def test_a_weighing_without_grams_is_refused(parcel, wei, grams):
    told = RawEvent(
        f"parcel:{parcel.number}", "own", "measured", NOON, "m", "HRB", "", {"grams": grams}
    )

    answer = accept_events([told], by=wei, at=NOON)

    assert [(index, word) for index, word, _ in answer.refused] == [(0, "no_grams")]
    assert not Event.objects.filter(code="measured").exists()


def test_every_word_has_one_who_may_say_it():
    said = frozenset().union(*MAY_SAY.values())

    assert set(CODES) - said == OURS
    assert said <= set(CODES)
    assert set(BY_EMSEVT.values()) - said == {"cancelled"}
    assert set(MAY_SAY) == set(Partner.Kind.values)
