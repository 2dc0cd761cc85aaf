"""Lists of house waybills (china_air.md 4.4)."""

import pytest

from shipments.carriers.airline import fhl
from shipments.carriers.airline.imp import parts_of
from shipments.errors import BadMessage

LIST = """FHL/5
MBI/262-10000012HRBSVX/T143K2045.5
HBS/HRB00000001/HRBSVX/100/K1500.0//E COMMERCE GOODS
TXT/MIXED SMALL PARCELS
HTS/610910
SHP
NAM/IVANOV IVAN
ADR/SOMEWHERE 1
CNE
NAM/PETROV PETR
HBS/HRB00000002/HRBSVX/43/K545.5/4/E COMMERCE GOODS
/ELI/SPX
CVD/CNY/PP/NVD/NCV/XXX
"""


def parse(text: str) -> fhl.HouseList:
    """The one list of a text; raises what its first fault says."""
    found = fhl.read((parts_of(text) or parts_of("FHL/5"))[0])
    if found.faults:
        raise BadMessage(found.faults[0].code, found.faults[0].reason)
    return found.items[0]


def test_a_list_says_which_houses_lie_under_a_master():
    found = parse(LIST)

    assert (found.mawb, found.origin, found.destination) == ("262-10000012", "HRB", "SVX")
    assert [(house.number, house.pieces, house.weight) for house in found.houses] == [
        ("HRB00000001", 100, "K1500.0"),
        ("HRB00000002", 43, "K545.5"),
    ]
    assert found.houses[0].codes == ["610910"]
    assert found.is_whole


def test_names_are_not_read():
    assert "IVAN" not in str(parse(LIST))


def test_a_part_of_a_list_is_not_whole():
    assert not parse(LIST.replace("/43/", "/42/")).is_whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FHL/5", ""),
        ("10000012", "10000013"),
        ("MBI/", "MBX/"),
        ("HBS/HRB00000001", "HBS/HRB-0001"),
        ("HBS/", "HBX/"),
        ("HTS/610910", "HTS/shirt"),
        ("/K545.5/", "/545.5/"),
    ],
)
def test_a_broken_list_is_refused(old, new):
    with pytest.raises(BadMessage):
        parse(LIST.replace(old, new))
