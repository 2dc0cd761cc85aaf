"""A translation with a hole in it is seen, and every text is found."""

import pytest
from babel.messages.catalog import Catalog

from tools import translations


@pytest.mark.parametrize(
    ("said", "good"),
    [
        (("%(n)s посылка", "%(n)s посылки", "%(n)s посылок"), True),
        (("%(n)s посылка", "%(n)s посылки", ""), False),
        (("%(n)s посылка", "%(n)s посылки", "посылок"), True),
        (("посылка", "посылки", "посылок"), False),
        (("%(m)s посылка", "%(m)s посылки", "%(m)s посылок"), False),
    ],
)
def test_a_hole_in_a_text_is_seen(said, good):
    catalogue = Catalog(locale="ru")
    message = catalogue.add(("%(n)s parcel", "%(n)s parcels"), said, flags=["python-format"])

    assert translations.is_good(message, catalogue) is good


def test_texts_in_code_and_templates_are_found():
    found = {text for text, _ in translations.messages()}

    assert {
        "Where is my parcel?",
        "Order accepted",
        "The order is cancelled.",
    } <= found
