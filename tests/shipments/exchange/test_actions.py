"""Keeping messages: whole, once, and what came of reading them."""

from datetime import timedelta

import pytest
from django.db import connection

from shipments.actor import Actor, Role, system
from shipments.errors import BadInput, BadMessage, NotAllowed
from shipments.exchange import actions
from shipments.exchange.actions import (
    Reading,
    ask_again,
    keep_message,
    note_followed,
    note_reading,
    settle_message,
    take_asked,
)
from shipments.exchange.findings import Fault, Findings, NothingRead
from shipments.exchange.models import Message
from shipments.exchange.queries import lines_of_message, message_for, messages_for
from shipments.sentences import say
from tests.world import NOON

pytestmark = pytest.mark.django_db
BY = system("t")
PAVEL = Actor("pavel", frozenset({Role.PLANNER}))
ANNA = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=1)


def keep(content: bytes = b"FSU/15\r\nx\x01y\n", at=NOON, source: str = "airline") -> Message:
    return keep_message(content=content, name="fsu", source=source, by=BY, at=at)


def fault(line: int = 2) -> Fault:
    return Fault(line, "IVANOV", "bad_line", say("Line %(line)s is bad.", line=line))


def test_every_byte_is_kept_and_the_same_bytes_once():
    raw = bytes(range(256)) * 3
    first = keep(raw)
    again = keep(raw, at=NOON + timedelta(hours=1))

    kept = Message.objects.get()
    assert (first.pk, bytes(kept.raw), kept.size) == (again.pk, raw, 768)
    assert (kept.repeats, kept.last_at) == (1, NOON + timedelta(hours=1))
    assert keep(raw, source="another").pk != first.pk


def test_what_a_message_brought_is_counted_over_its_readings():
    message = keep()
    note_reading(message=message, reading=Reading("partly", accepted=2, faults=[fault()]), at=NOON)
    note_reading(message=message, reading=Reading("read", accepted=1, repeated=2), at=NOON)

    kept = Message.objects.get()
    assert (kept.outcome, kept.accepted, kept.repeated) == ("read", 3, 0)
    assert not kept.faults.exists()


def test_what_is_above_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(actions, "MAX_BYTES", 10)

    with pytest.raises(BadMessage):
        keep(b"x" * 11)
    assert not Message.objects.exists()


def test_sellers_keep_and_read_none():
    message = keep()

    with pytest.raises(NotAllowed):
        keep_message(content=b"x", name="", source="anna", by=ANNA, at=NOON)
    for action in (
        lambda: settle_message(message=message, note="x", by=ANNA, at=NOON),
        lambda: ask_again(messages=[message], by=ANNA, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            action()
    assert (messages_for(ANNA).count(), message_for(ANNA, message.pk)) == (0, None)
    assert Message.objects.get().settled_at is None


def test_it_is_settled_once_and_with_a_note():
    message = keep()

    with pytest.raises(BadInput):
        settle_message(message=message, note=" ", by=PAVEL, at=NOON)
    settle_message(message=message, note="asked", by=PAVEL, at=NOON)
    settle_message(message=message, note="again", by=BY, at=NOON)

    kept = Message.objects.get()
    assert (kept.note, kept.settled_by, kept.is_open) == ("asked", "pavel", False)


def test_what_is_asked_for_is_handed_out_once():
    message = keep()
    settle_message(message=message, note="asked", by=PAVEL, at=NOON)
    ask_again(messages=[message], by=PAVEL, at=NOON)

    assert Message.objects.get().is_open, "whoever asks opens it again"
    assert [one.pk for one in take_asked(limit=5)] == [message.pk]
    assert take_asked(limit=5) == []


def test_only_what_waits_follows():
    waiting, partly = keep(), keep(b"other")
    note_reading(message=waiting, reading=Reading("waiting", refused=2, faults=[fault()]), at=NOON)
    note_reading(message=partly, reading=Reading("partly", refused=1, faults=[fault()]), at=NOON)

    assert note_followed(message_ids=[waiting.pk, partly.pk], at=NOON) == 1

    rows = Message.objects.order_by("pk").values_list("outcome", "accepted", "refused")
    assert list(rows) == [("read", 2, 0), ("partly", 0, 1)]
    assert partly.faults.count() == 1


def test_lines_are_shown_with_their_faults_and_strange_signs_as_marks():
    message = keep()
    faults = [fault(2), fault(0), fault(99)]
    note_reading(message=message, reading=Reading("partly", faults=faults), at=NOON)

    shown = lines_of_message(message_for(PAVEL, message.pk))

    assert [(line.number, line.text, len(line.faults)) for line in shown.lines] == [
        (1, "FSU/15", 0),
        (2, "x·y", 1),
        (3, "", 0),
    ]
    assert len(shown.whole) == 2
    assert str(shown.lines[1].faults[0].reason) == "Line 2 is bad."


def test_of_a_long_message_the_first_lines_and_all_faults_are_shown():
    message = keep(b"\n".join(b"line %d" % n for n in range(1, 3_001)))
    note_reading(message=message, reading=Reading("partly", faults=[fault(2_500)]), at=NOON)

    shown = lines_of_message(message_for(PAVEL, message.pk))

    assert (len(shown.lines), shown.hidden, shown.lines[-1].number) == (1_001, 1_999, 2_500)


def test_a_fault_s_words_are_ciphertext():
    note_reading(message=keep(), reading=Reading("partly", faults=[fault()]), at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM shipments_messagefault")
        assert "IVANOV" not in cursor.fetchone()[0]


def test_findings_refuse_only_where_nothing_was_found():
    empty, partly = Findings(faults=[fault()]), Findings(faults=[fault()])
    partly.add("event", 3, "text")

    with pytest.raises(NothingRead) as refused:
        empty.or_refuse()
    assert (refused.value.code, len(refused.value.faults)) == ("bad_line", 1)
    assert partly.or_refuse() is partly
    assert partly.refused([(0, "code", "why")]) == [Fault(3, "text", "code", "why")]
    assert Findings().or_refuse().items == []
