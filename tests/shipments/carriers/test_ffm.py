"""Flight manifests (china_air.md 4.4)."""

from datetime import UTC, date, datetime

import pytest

from shipments.carriers.airline import ffm, transmission
from shipments.carriers.airline.imp import parts_of
from shipments.errors import BadMessage

RECEIVED = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
MANIFEST = """FFM/8
1/U6999/03MAR0315/HRB/VPBLN/RU/03MAR0620/SVX
SVX
262-10000012HRBSVX/P100K1500.0MC10.5T143/E COMMERCE
/ELI/SPX
ULD/PMC01234U6-M/HANDLE WITH CARE
262-10000012HRBSVX/P43K545.5MC2.3T143/E COMMERCE
262-10000023HRBSVX/T10K90DG06/DOCUMENTS
OSI/WITH CARE
ULD/PAG69290SU
OVB/NIL
LAST
"""


def parse(text: str, *, received_at: datetime) -> ffm.Manifest:
    """The manifest of a text; raises what its first fault says."""
    [part] = [part for part in parts_of(text) if part.kind == "FFM"] or [parts_of("FFM/8")[0]]
    manifest, loaded = ffm.read(part, received_at=received_at)
    for fault in loaded.faults:
        raise BadMessage(fault.code, fault.reason)
    return manifest


def events_of(text: str) -> list:
    return transmission.read(text, received_at=RECEIVED, zone_of=lambda code: "").items


def test_a_manifest_says_what_flew_and_in_which_units():
    manifest = parse(MANIFEST, received_at=RECEIVED)

    assert (manifest.flight, manifest.day, manifest.origin) == ("U6999", date(2026, 3, 3), "HRB")
    assert [(one.mawb, one.pieces, one.uld) for one in manifest.loaded] == [
        ("262-10000012", 100, ""),
        ("262-10000012", 43, "PMC01234U6"),
        ("262-10000023", 10, "PMC01234U6"),
    ]
    assert {one.destination for one in manifest.loaded} == {"SVX"}
    assert manifest.is_last


def test_each_waybill_is_manifested_once():
    events = events_of(MANIFEST)

    assert [one.subject for one in events] == [
        "consolidation:262-10000012",
        "consolidation:262-10000023",
    ]
    assert {one.raw_code for one in events} == {"MAN"}
    assert events[0].payload == {"flight": "U6999", "pieces": 143, "ulds": ["PMC01234U6"]}
    assert events[0].source_ref == "262-10000012:FFM:U6999:20260303:HRB"


def test_a_flight_with_nothing_on_it_is_no_error():
    text = "FFM/8\n1/KL2084/18MAR/AMS\nLHR/NIL\nLAST"

    assert events_of(text) == []


def test_a_manifest_that_goes_on_says_so():
    assert not parse(MANIFEST.replace("LAST", "CONT"), received_at=RECEIVED).is_last


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FFM/8", "FSU/15"),
        ("1/U6999", "U6999"),
        ("03MAR0315", "33MAR0315"),
        ("10000023", "10000024"),
        ("/T10K90DG06/DOCUMENTS", ""),
        ("PMC01234U6-M", "PMC"),
        (MANIFEST[6:], ""),
    ],
)
def test_a_broken_manifest_is_refused(old, new):
    with pytest.raises(BadMessage):
        parse(MANIFEST.replace(old, new), received_at=RECEIVED)


def test_one_foreign_waybill_of_nine_stops_no_other():
    rows = [f"262-{10_000 + n:07d}{(10_000 + n) % 7}HRBSVX/T1K1.0/GOODS" for n in range(9)]
    rows[4] = "999-12345670HRBSVX/T1K1.0/GOODS"
    text = "\n".join(["FFM/8", "1/U6999/03MAR0315/HRB", "SVX", *rows, "LAST"])

    found = transmission.read(text, received_at=RECEIVED, zone_of=lambda code: "")

    assert len(found.items) == 8
    [fault] = found.faults
    assert (fault.line, fault.text, fault.code) == (8, rows[4], "bad_line")
    assert "wrong check digit" in str(fault.reason)
