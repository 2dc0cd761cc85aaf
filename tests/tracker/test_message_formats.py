"""The table of formats: each name leads to what reads it."""

import pytest

from shipments.carriers.format import Format
from shipments.carriers.recognition import format_named
from tracker.message_formats import MESSAGE_FORMATS


@pytest.mark.parametrize("name", MESSAGE_FORMATS)
def test_each_name_leads_to_a_format(name):
    assert isinstance(format_named(name), Format)


def test_no_two_formats_share_a_mark():
    formats = {id(form): form for form in map(format_named, MESSAGE_FORMATS)}
    marks = [mark for form in formats.values() for mark in form.marks]

    assert len(marks) == len(set(marks))
