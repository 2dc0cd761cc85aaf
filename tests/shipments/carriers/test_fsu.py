"""The airline's status messages (china_air.md 4.2, 4.3)."""

from datetime import UTC, datetime

import pytest

from shipments.carriers.airline import transmission
from shipments.carriers.airline.codes import DEFAULT_MAP
from shipments.carriers.airline.fsu_build import Consignment, Status, build
from shipments.errors import BadMessage
from shipments.tracking.codes import CODES
from tests.shared_data import shared_file

ZONES = {"HRB": "Asia/Shanghai", "SVX": "Asia/Yekaterinburg", "SVO": "Europe/Moscow"}
RECEIVED = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)
HEAD = "FSU/15\n262-10000012HRBSVX/T143K2045.5\n"


def parse(text: str, *, received_at: datetime, zones: dict[str, str]):
    def zone_of(code: str) -> str:
        return zones.get(code, "")

    return transmission.read(text, received_at=received_at, zone_of=zone_of).or_refuse().items


def read(*lines: str, received_at: datetime = RECEIVED):
    return parse(HEAD + "\n".join(lines), received_at=received_at, zones=ZONES)


def test_the_worked_message_is_read():
    text = shared_file("domain/fsu_hrb_svx_example.txt").read_text()

    found = parse(text, received_at=RECEIVED, zones=ZONES)

    assert [one.raw_code for one in found] == [
        "BKD",
        "FOH",
        "RCS",
        "PRE",
        "MAN",
        "DEP",
        "ARR",
        "RCF",
        "NFD",
        "AWD",
        "CRC",
        "TGC",
        "CCD",
        "DIS/MSCA",
        "DLV",
        "OSI",
    ]
    assert {one.subject for one in found} == {"consolidation:262-10000012"}
    assert {one.raw_code for one in found} <= DEFAULT_MAP.keys()


@pytest.mark.parametrize(
    ("line", "code", "at", "place"),
    [
        ("DEP/U6999/03MAR/HRBSVX/T143K2045.5/A0322/E0627", "DEP", "2026-03-02T19:22", "HRB"),
        ("DEP/U6999/02MAR/HRBSVX/T143/A0010-N", "DEP", "2026-03-02T16:10", "HRB"),
        ("DEP/U6999/03MAR/HRBSVX/T143//E0627", "DEP", "2026-03-04T06:00", "HRB"),
        ("DEP/U6999/03MAR/HRBSVX/P40K800.0/A0322", "DEP/P", "2026-03-02T19:22", "HRB"),
        ("ARR/U6999/03MAR0619/SVX/T143K2045.5", "ARR", "2026-03-03T01:19", "SVX"),
        ("ARR/U6999/03MAR0619/SVX/P40", "ARR/P", "2026-03-03T01:19", "SVX"),
        ("ARR//03MAR0050-P/SVX/T143/A0000/A2050", "ARR", "2026-03-01T19:50", "SVX"),
        ("RCF/U6999/03MAR0810/SVX/P40//A0619", "RCF", "2026-03-03T03:10", "SVX"),
        ("NFD/03MAR0830/SVX/T143/SAMPLE CONSIGNEE", "NFD", "2026-03-03T03:30", "SVX"),
        ("CRC/03MAR0905/SVX/T143/U6999/03MAR/HRBSVX", "CRC", "2026-03-03T04:05", "SVX"),
        ("RCT/SU/03MAR1000/SVO/T143", "RCT", "2026-03-03T07:00", "SVO"),
        ("TFD/SU/03MAR1000/SVO/T143/768347", "TFD", "2026-03-03T07:00", "SVO"),
        ("TRM/SU/SVO/T143K1.0", "TRM", "2026-03-04T06:00", "SVO"),
        ("DIS//03MAR0810/SVX/MSCA/P1K14.3", "DIS/MSCA", "2026-03-03T03:10", "SVX"),
        ("BKD/U6999/05MAR/HRBSVX/T143/S0315/S0620/MC12.80", "BKD", "2026-03-04T06:00", "HRB"),
        ("MAN/U6999/03MAR/HRBSVX/T143/S0315/S0620", "MAN", "2026-03-02T19:15", "HRB"),
        ("PRE///HRBSVX/T18/S2000/S0500-N", "PRE", "2026-03-04T06:00", "HRB"),
        ("OSI/BAG LABEL DAMAGED", "OSI", "2026-03-04T06:00", ""),
        ("XYZ/03MAR0830/SVX/T143", "XYZ", "2026-03-03T03:30", "SVX"),
    ],
)
def test_a_line_is_read(line, code, at, place):
    [one] = read(line)

    assert (one.raw_code, one.place) == (code, place)
    assert one.happened_at == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_the_year_is_the_one_nearest_to_the_day_of_receipt():
    [december] = read("NFD/31DEC2330/SVX/T1", received_at=datetime(2027, 1, 1, 3, tzinfo=UTC))
    [january] = read("NFD/01JAN0030/SVX/T1", received_at=datetime(2026, 12, 31, 22, tzinfo=UTC))
    [leap] = read("NFD/29FEB1200/SVX/T1", received_at=datetime(2028, 3, 1, tzinfo=UTC))

    assert december.happened_at.isoformat() == "2026-12-31T23:30:00+05:00"
    assert january.happened_at.isoformat() == "2027-01-01T00:30:00+05:00"
    assert leap.happened_at.year == 2028


def test_the_same_line_is_the_same_event_whenever_it_comes():
    line = "MAN/U6999/03MAR/HRBSVX/T143/S0315/S0620"
    [first], [again] = read(line), read(line, received_at=RECEIVED.replace(hour=9))

    assert first.source_ref == again.source_ref
    assert len(first.source_ref) < 120


def test_who_took_the_goods_is_not_kept():
    [one] = read("DLV/03MAR2015/SVX/T143/IVANOV I.I.")

    assert "IVANOV" not in str(one)
    assert one.payload == {"pieces": 143, "part": "T", "total": 143}


def test_one_message_may_hold_several_waybills():
    found = read("NFD/03MAR0830/SVX/T1", "921-10667893HGHLAX/P20T30", "NFD/03MAR0830/SVX/T1")

    subjects = [one.subject for one in found]
    assert subjects == ["consolidation:262-10000012", "consolidation:921-10667893"]


def test_an_envelope_and_lines_that_go_on_do_no_harm():
    text = (
        "QD SIN05XH\n.HDQFMQR 200739\n" + HEAD + "FOH/03MAR0830/HRB/T1/X\n/MC2.96\nULD/PMC01234U6"
    )

    assert [one.raw_code for one in parse(text, received_at=RECEIVED, zones=ZONES)] == ["FOH"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "FSU/15",
        HEAD,
        "FSU/15\nNFD/03MAR0830/SVX/T1",
        HEAD.replace("10000012", "10000013") + "NFD/03MAR0830/SVX/T1",
        HEAD + "NFD/32MAR0830/SVX/T1",
        HEAD + "NFD/03MAX0830/SVX/T1",
        HEAD + "NFD/30FEB0830/SVX/T1",
        HEAD + "NFD/03MAR2530/SVX/T1",
        HEAD + "NFD/03MAR0830/XXX/T1",
        HEAD + "NFD/SVX",
        HEAD + "free words",
        "X" * 1_000_001,
    ],
)
def test_a_broken_message_is_refused(text):
    with pytest.raises(BadMessage):
        parse(text, received_at=RECEIVED, zones=ZONES)


def test_what_is_built_is_read_again():
    goods = Consignment("262-10000012", "HRB", "SVX", 143, 2_045_500)
    noon = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
    statuses = [
        Status("MAN", noon, "HRB", "U6999", "SVX"),
        Status("DEP", noon, "HRB", "U6999", "SVX"),
        Status("ARR", noon, "SVX", "U6999"),
        Status("RCF", noon, "SVX", "U6999", pieces=40),
        Status("DIS", noon, "SVX", "U6999", pieces=1, what="MSCA"),
        Status("NFD", noon, "SVX"),
    ]

    found = parse(build(goods, statuses, zones=ZONES), received_at=RECEIVED, zones=ZONES)

    assert [one.raw_code for one in found] == ["MAN", "DEP", "ARR", "RCF", "DIS/MSCA", "NFD"]
    assert {one.happened_at for one in found} == {noon}
    assert found[0].payload["weight"] == "K2045.5"


def test_every_meaning_is_an_event_of_ours():
    assert {ours for ours, *_ in DEFAULT_MAP.values()} <= CODES.keys()


def test_an_airlines_word_never_clears_customs_nor_delivers_a_parcel():
    statuses = {CODES[ours].status for ours, *_ in DEFAULT_MAP.values()}

    assert statuses == {None, "departed", "arrived"}


def found_in(text: str):
    def zone_of(code: str) -> str:
        return ZONES.get(code, "")

    return transmission.read(text, received_at=RECEIVED, zone_of=zone_of)


def test_a_line_that_cannot_be_read_stops_no_other():
    found = found_in(
        HEAD
        + "RCF/U6999/03MAR0810/QQQ/T143\nNFD/03MAR0830/SVX/T143\nNFD/SVX\n"
        + "262-10000013HRBSVX/T1K1.0\nNFD/03MAR0830/SVX/T1\n921-10667893HGHLAX/T20\nfree words\n"
        + "NFD/03MAR0830/SVX/T20\n"
    )

    assert [(one.subject[-12:], one.raw_code) for one in found.items] == [
        ("262-10000012", "NFD"),
        ("921-10667893", "NFD"),
    ]
    assert [place for place, _ in found.places] == [4, 10]
    assert [(fault.line, fault.code) for fault in found.faults] == [
        (3, "unknown_airport"),
        (5, "bad_line"),
        (6, "bad_line"),
        (7, "bad_line"),
        (9, "bad_line"),
    ]
    assert str(found.faults[0].reason) == "Line 3: the time zone of airport QQQ is not known."
    assert found.faults[3].text == "NFD/03MAR0830/SVX/T1", "never told under another waybill"


def test_all_lines_of_security_and_of_service_are_kept():
    rows = ["OCI/RU/HWB/M/HRB00000001", *(f"/HK/ISS/RA/{n:05d}" for n in range(11))]
    found = found_in(HEAD + "\n".join(rows) + "\nOSI/OFLOADED\n/IF DELAYED WILL COMPLETE\n")

    assert [one.text for one in found.items] == [
        "\n".join(rows),
        "OSI/OFLOADED\n/IF DELAYED WILL COMPLETE",
    ]
    assert found.faults == []


@pytest.mark.parametrize(
    ("waybill", "line", "code", "total"),
    [
        ("/P8K80T20", "DEP/U6999/03MAR/HRBSVX/T8K80/A0322", "DEP/P", 20),
        ("/P8K80", "DEP/U6999/03MAR/HRBSVX/T8K80/A0322", "DEP/P", None),
        ("/T20K200", "DEP/U6999/03MAR/HRBSVX/T8K80/A0322", "DEP/P", 20),
        ("/T20K200", "DEP/U6999/03MAR/HRBSVX/P8K80/A0322", "DEP/P", 20),
        ("", "DEP/U6999/03MAR/HRBSVX/P8K80/A0322", "DEP/P", None),
        ("", "DEP/U6999/03MAR/HRBSVX/P8K80T20/A0322", "DEP/P", 20),
        ("/P8K80T20", "DEP/U6999/03MAR/HRBSVX/T20K200/A0322", "DEP", 20),
        ("/T20K200", "DEP/U6999/03MAR/HRBSVX/S20K200/A0322", "DEP", 20),
        ("", "DEP/U6999/03MAR/HRBSVX/T8K80/A0322", "DEP", 8),
        ("/P8K80T20", "ARR/U6999/03MAR0619/SVX/T8K80", "ARR/P", 20),
        ("/P8K80T20", "RCF/U6999/03MAR0810/SVX/T8K80", "RCF", 20),
    ],
)
def test_a_part_is_told_by_the_waybill_s_line_too(waybill, line, code, total):
    [one] = found_in(f"FSU/15\n262-10000012HRBSVX{waybill}\n{line}\n").items

    assert (one.raw_code, one.payload.get("total")) == (code, total)


ENVELOPE = "\x01QD SIN05XH SVXFMU6\r\n.HDQFMQR 200739\r\n\x02"


def test_an_envelope_is_no_part_of_a_message():
    one = ENVELOPE + (HEAD + "NFD/03MAR0830/SVX/T143").replace("\n", "\r\n") + "\r\n\x03"
    other = ENVELOPE + "FSU/15\n921-10667893HGHLAX/T20\nNFD/03MAR0830/SVX/T20\n"

    for between in ("", "\r\n", "\n\n"):
        found = found_in(one + between + other)
        assert [item.subject[-12:] for item in found.items] == ["262-10000012", "921-10667893"]
        assert found.faults == []


def test_messages_of_several_kinds_come_in_one_transmission():
    manifest = "FFM/8\n1/U6999/03MAR0315/HRB\nSVX\n262-10000012HRBSVX/T143K2045.5/GOODS\nLAST"
    houses = "FHL/5\nMBI/262-10000012HRBSVX/T143K2045.5\nHBS/H1/HRBSVX/143/K2045.5//GOODS"
    booking = "FBL/4\n1/U6999/03MAR/HRB"
    envelope = "QD SIN05XH\n.HDQFMQR 200739"
    parts = [HEAD + "NFD/03MAR0830/SVX/T143", envelope, manifest, houses, envelope, booking]

    found = found_in("\n".join(parts))

    assert [getattr(item, "raw_code", "houses") for item in found.items] == ["NFD", "MAN", "houses"]
    [kept] = found.faults
    assert (kept.code, str(kept.reason)) == (
        "only_kept",
        "FBL is kept; there is nothing to read in it yet.",
    )
