"""A change of something that is no status is kept beside the moves of its status."""

import pytest

from shipments.actor import Actor
from shipments.history.actions import note_change
from shipments.history.models import Change
from tests.cast import shop
from tests.world import NOON

pytestmark = pytest.mark.django_db


def test_a_change_keeps_what_was_what_is_who_when_and_the_note():
    seller = shop("S001")

    note_change(thing=seller, old="a", new="b", by=Actor("irina"), at=NOON, note="asked by mail")

    kept = Change.objects.values("kind", "object_id", "old", "new", "by", "note", "happened_at")
    assert kept.get() == {
        "kind": "shipments.seller",
        "object_id": seller.pk,
        "old": "a",
        "new": "b",
        "by": "irina",
        "note": "asked by mail",
        "happened_at": NOON,
    }


def test_what_is_too_long_is_cut_and_never_fails():
    seller = shop("S001")

    long = "я" * 400
    change = note_change(thing=seller, old=long, new=long, by=Actor(long), at=NOON, note=long)

    change.refresh_from_db()
    assert [len(text) for text in (change.old, change.new, change.by, change.note)] == [
        24,
        24,
        80,
        300,
    ]
