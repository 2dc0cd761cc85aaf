"""Codes nobody understood: explained once, with what follows told before."""

import pytest

from shipments.actor import Role, system
from shipments.parcels.models import Parcel
from shipments.tracking.intake import accept_events
from shipments.tracking.models import PartnerCode, UnmappedEvent
from shipments.tracking.partner_event import RawEvent
from tests.browsers import grows_not, seen, signed_in
from tests.world import NOON

ZEBRA = {"scheme": "cdek", "raw_code": "ZEBRA"}


@pytest.fixture
def unknown(make_parcels):
    """Events with codes that nobody knows."""

    def make(*codes: str) -> None:
        [parcel] = make_parcels(1)
        Parcel.objects.filter(pk=parcel.pk).update(movement="departed")
        raw = [
            RawEvent(
                f"parcel:{parcel.number}",
                "cdek",
                code,
                NOON,
                f"{code}-{parcel.pk}",
                "SVX",
                "striped",
            )
            for code in codes
        ]
        accept_events(raw, by=system("t"), at=NOON, source="cdek")

    return make


def waiting() -> int:
    return UnmappedEvent.objects.filter(resolved_at__isnull=True).count()


def test_waiting_codes_stand_together_with_an_example(pavel_reads, unknown):
    unknown("ZEBRA", "HORSE")
    unknown("ZEBRA")

    [zebra, horse] = pavel_reads.get("/staff/codes/").context["codes"]

    assert (zebra["raw_code"], zebra["n"], zebra["text"]) == ("ZEBRA", 2, "striped")
    assert (horse["raw_code"], horse["n"]) == ("HORSE", 1)


def test_codes_take_as_few_queries_however_many(pavel_reads, unknown, queries_of):
    unknown("A1")
    grows_not(queries_of, pavel_reads, "/staff/codes/", lambda: unknown("A2", "A3"))


def test_one_code_takes_as_few_queries_however_many_events(pavel_reads, unknown, queries_of):
    def more() -> None:
        unknown("ZEBRA")
        unknown("ZEBRA")

    unknown("ZEBRA")
    path = "/staff/codes/explain/?scheme=cdek&raw_code=ZEBRA&code=delivered"
    grows_not(queries_of, pavel_reads, path, more)


def test_what_follows_is_told_before_and_done_after(pavel_reads, unknown):
    unknown("ZEBRA")
    unknown("ZEBRA")
    UnmappedEvent.objects.create(
        **ZEBRA, subject="parcel:NOBODY", happened_at=NOON, source="cdek", source_ref="n"
    )

    asked = pavel_reads.get("/staff/codes/explain/", {**ZEBRA, "code": "delivered"})

    text = seen(asked)
    assert "2 waiting events are recorded as this. 2 are about single parcels." in text
    assert "The others are about things we do not know" in text
    assert "已签收" in text
    assert "Вручено получателю" in text
    assert waiting() == 3, "nothing is done yet"
    told = pavel_reads.post("/staff/codes/", {**ZEBRA, "code": "delivered"}, follow=True)
    assert "2 events followed" in told.content.decode()
    assert set(Parcel.objects.values_list("movement", flat=True)) == {"delivered"}
    assert waiting() == 1


def test_the_meanings_stand_by_their_tracks_in_three_languages(pavel_reads, unknown):
    unknown("ZEBRA")

    text = pavel_reads.get("/staff/codes/explain/", ZEBRA).content.decode()

    assert text.count("<optgroup") == 4
    assert "Delivered · 已签收 · Вручено получателю" in text


def test_a_meaning_that_is_none_is_refused(pavel_reads, unknown):
    unknown("ZEBRA")

    asked = pavel_reads.get("/staff/codes/explain/", {**ZEBRA, "code": "zebra"})
    told = pavel_reads.post("/staff/codes/", {**ZEBRA, "code": "zebra"}, follow=True)

    assert asked.status_code == 422
    assert "notice error" in told.content.decode()
    assert waiting() == 1


def test_a_code_nobody_waits_for_is_not_found(pavel_reads, unknown):
    unknown("ZEBRA")

    assert pavel_reads.get("/staff/codes/explain/").status_code == 404
    told = pavel_reads.get("/staff/codes/explain/", {"scheme": "cdek", "raw_code": "LION"})
    assert told.status_code == 404


def test_who_does_not_know_customs_or_routes_explains_nothing(unknown, reference):
    unknown("ZEBRA")
    irina = signed_in("irina", roles=(Role.FINANCE,))

    asked = irina.get("/staff/codes/explain/", ZEBRA).content.decode()
    told = irina.post("/staff/codes/", {**ZEBRA, "code": "delivered"}, follow=True)

    assert "<select" not in asked
    assert "notice error" in told.content.decode()
    assert waiting() == 1
    assert not PartnerCode.objects.filter(raw_code="ZEBRA").exists()


def test_a_code_explained_twice_follows_once(pavel_reads, unknown):
    unknown("ZEBRA")

    for expected in ("1 event followed", "0 events followed"):
        told = pavel_reads.post("/staff/codes/", {**ZEBRA, "code": "delivered"}, follow=True)
        assert expected in told.content.decode()


def test_codes_are_shown_with_plain_numbers_and_the_name_of_their_list(pavel_reads, unknown):
    unknown("ZEBRA")

    listed = pavel_reads.get("/staff/codes/").content.decode()
    explained = pavel_reads.get("/staff/codes/explain/", ZEBRA).content.decode()

    for text in (listed, explained):
        assert "parcel:" not in text
        assert "CDEK" in text
