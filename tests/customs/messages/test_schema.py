"""Messages against the authority's schema."""

import pytest

from customs.messages.schema import complaints
from tests.shared_data import shared_file


def test_without_a_schema_nothing_is_said(tmp_path):
    assert complaints(b"<a/>", folder=tmp_path) == []


@pytest.mark.parametrize("number", [303, 403, 505, 507, 509, 603, 604, 605, 607, 701])
def test_the_worked_examples_follow_the_schema(number):
    message = shared_file(f"domain/ceb_examples/CEB{number}Message.xml").read_bytes()

    assert complaints(message, folder=shared_file("data/customs_cn")) == []


def test_a_fault_is_named_with_its_line():
    message = shared_file("domain/ceb_examples/CEB604Message.xml").read_bytes()
    spoiled = message.replace(b"20260302101501123", b"soon")

    [first, *_] = complaints(spoiled, folder=shared_file("data/customs_cn"))
    assert "returnTime" in first
