"""The rule of statuses, table-driven; no database."""

from datetime import UTC, datetime, timedelta

import pytest

from shipments.tracking.codes import CODES
from shipments.tracking.projection import Happening, status_after
from shipments.tracking.tracks import LEVELS, Track

START = datetime(2026, 11, 1, tzinfo=UTC)


def told(*codes: str) -> list[Happening]:
    """Events an hour apart, in the order given."""
    return [Happening(code, START + timedelta(hours=n)) for n, code in enumerate(codes)]


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ((), None),
        (("created", "packed"), "packed"),
        (("created", "packed", "departed", "arrived"), "arrived"),
        (("departed", "delivered", "arrived"), "delivered"),
        (("delivered", "lost"), "delivered"),
        (("lost", "arrived"), "lost"),
        (("lost", "found"), "at_hub"),
        (("lost", "found", "handed_over"), "handed_over"),
        (("delivered", "delivery_withdrawn"), "handed_over"),
        (("loaded", "offloaded"), "packed"),
        (("packed", "booked", "delayed"), "packed"),
        (("handed_over", "returning", "ready_for_pickup"), "returning"),
        (("handed_over", "returning", "at_hub", "delivered"), "returning"),
        (("handed_over", "returning", "returned"), "returned"),
        (("returning", "lost"), "lost"),
        (("returning", "lost", "delivered"), "lost"),
        (("returning", "destroyed"), "destroyed"),
        (("returning", "found", "handed_over", "delivered"), "delivered"),
        (("delivered", "returning"), "delivered"),
        (("delivered", "returned"), "delivered"),
        (("returned", "delivered"), "returned"),
        (("handed_over", "lost", "ready_for_pickup", "delivered"), "delivered"),
        (("lost", "returned"), "returned"),
        (("lost", "returning"), "lost"),
        (("lost", "delivered", "lost"), "delivered"),
    ],
)
def test_movement_follows_the_events_in_order_of_happening(codes, status):
    assert status_after(Track.MOVEMENT, told(*codes))[0] == status


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (("export_filed", "export_accepted", "export_released"), "released"),
        (("export_released", "export_accepted"), "released"),
        (("export_released", "export_finalised", "export_released"), "finalised"),
        (("export_filed", "export_rejected", "export_filed"), "filed"),
        (("export_released", "export_returned"), "returned"),
        (("export_released", "export_withdrawn"), "not_filed"),
    ],
)
def test_export_never_goes_back_from_release_but_by_correction(codes, status):
    assert status_after(Track.EXPORT, told(*codes))[0] == status


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (("import_presented", "import_suspended", "suspension_lifted"), "presented"),
        (("duty_due", "import_suspended", "import_suspended", "suspension_lifted"), "duty_due"),
        (("import_suspended", "duty_due", "suspension_lifted"), "duty_due"),
        (("import_presented", "suspension_lifted", "import_suspended"), "suspended"),
        (
            ("import_presented", "import_suspended", "suspension_lifted", "import_released"),
            "released",
        ),
        (("import_released", "import_suspended", "suspension_lifted"), "released"),
        (("import_suspended", "suspension_lifted"), None),
        (("duty_due", "suspension_lifted"), "duty_due"),
        (("import_refused", "import_refiled", "import_released"), "released"),
        (("import_refused", "import_released"), "refused"),
    ],
)
def test_import_stands_as_before_once_a_suspension_is_lifted(codes, status):
    assert status_after(Track.IMPORT, told(*codes))[0] == status


def test_a_preliminary_release_is_no_release():
    happenings = told("import_presented", "preliminary_release")

    assert status_after(Track.IMPORT, happenings)[0] == "presented"


def test_tracks_do_not_touch_each_other():
    happenings = told("created", "import_pre_declared", "export_filed")

    assert status_after(Track.MOVEMENT, happenings)[0] == "created"
    assert status_after(Track.EXPORT, happenings)[0] == "filed"
    assert status_after(Track.IMPORT, happenings)[0] == "pre_declared"


def test_the_order_of_arrival_does_not_matter():
    happenings = told("created", "packed", "departed", "arrived", "delivered")

    assert status_after(Track.MOVEMENT, happenings[::-1]) == status_after(
        Track.MOVEMENT, happenings
    )


def test_that_papers_were_prepared_changes_nothing_of_what_customs_said():
    for decided in ("import_inspection", "duty_due", "import_presented"):
        happenings = told(decided, "import_pre_declared")
        assert status_after(Track.IMPORT, happenings)[0] == CODES[decided].status
    anew = told("import_inspection", "import_withdrawn", "import_pre_declared")
    assert status_after(Track.IMPORT, anew)[0] == "pre_declared"


def test_corrections_lead_to_statuses_that_are_not_settled():
    corrections = [code for code in CODES.values() if code.corrects]

    assert all(code.level <= 0 for code in corrections)


def test_every_settled_status_is_reached_by_a_code():
    reached = {(code.track, code.status) for code in CODES.values()}

    settled = {(track, status) for track, levels in LEVELS.items() for status in levels}
    assert settled <= reached


def test_every_code_has_words_in_three_languages():
    assert all(code.zh and code.ru and code.en for code in CODES.values())
