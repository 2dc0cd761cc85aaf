"""Latin spelling of names (russia.md section 6)."""

import pytest

from shipments.names import latin


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Щербаков Юрий", "SHCHERBAKOV IURII"),
        ("Цой", "TSOI"),
        ("Объедков", "OBIEEDKOV"),
        ("Фёдорова Яна", "FEDOROVA IANA"),
        ("Хабибулин", "KHABIBULIN"),
        ("", ""),
    ],
)
def test_names_are_spelled_as_in_todays_passports(name, spelled):
    assert latin(name) == spelled
