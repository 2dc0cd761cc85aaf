"""Raw messages of partners over the wire."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from customs.declarations.models import ExportDeclaration
from customs.messages import cn_receipts, ru_marks
from customs.reference import load_reference_data
from shipments.actor import system
from shipments.carriers import formats
from shipments.carriers.recognition import recognise
from shipments.errors import BadMessage
from shipments.exchange.models import Message
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.actions import NewEvent, record_events
from tests.machines import NOON, Machine
from tests.shipments.api.test_base import refused

FSU = "FSU/15\n{mawb}HRBSVX/T1K1.0\nRCS/{day}1200/HRB/T1K1.0\nDEP/U6999/{day}/HRBSVX/T1K1.0/A1300\n"


@pytest.fixture
def codes(reference) -> None:
    load_reference_data()


def partner(key_for, code: str) -> Machine:
    return key_for(Partner.objects.get(code=code), "messages:write")


def send(machine: Machine, content: str | bytes, kind: str = "text/plain", query: str = ""):
    path = f"/api/v1/messages/{query}"
    return machine.client.post(path, content, content_type=kind, headers=machine.headers)


@pytest.fixture
def fsu(codes, consolidation) -> str:
    day = f"{timezone.now():%d%b}".upper()
    return FSU.format(mawb=consolidation.mawb, day=day)


def test_an_airline_s_status_is_taken_in_once(key_for, fsu, consolidation):
    airline = partner(key_for, "airline")

    first, again = send(airline, fsu).json(), send(airline, fsu, query="?format=fsu").json()

    assert (first["format"], first["accepted"] + first["unknown"]) == ("fsu", 2)
    assert (again["accepted"], again["repeated"]) == (0, first["accepted"])
    assert consolidation.events.count() == first["accepted"]


def test_a_partner_sends_its_own_formats_only(key_for, fsu, consolidation):
    refused(send(partner(key_for, "cdek"), fsu), 403, "foreign_format")

    assert consolidation.events.count() == 0


def test_a_seller_sends_no_messages(anna, fsu):
    refused(send(anna, fsu), 403, "not_allowed")


@pytest.mark.parametrize(
    ("content", "kind", "query", "status", "code"),
    [
        ("", "text/plain", "", 422, "unknown_format"),
        ("hello", "text/plain", "", 422, "unknown_format"),
        ("FSU/15\nnonsense", "text/plain", "", 422, "bad_line"),
        ("FSU/15", "text/plain", "?format=telex", 422, "unknown_format"),
        (b"\xff\xfeFSU", "text/plain", "?format=fsu", 422, "not_text"),
        ("FSU/15", "image/png", "", 415, "unsupported_media_type"),
    ],
)
def test_what_cannot_be_read_is_refused(key_for, codes, content, kind, query, status, code):
    refused(send(partner(key_for, "airline"), content, kind, query), status, code)


def test_a_message_past_the_limit_of_a_body_is_neither_read_nor_kept(key_for, codes, settings):
    body = b"<CEB604Message>" + b" " * settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    refused(send(partner(key_for, "singlewindow"), body, "application/xml"), 413, "too_large")

    assert not Message.objects.exists()


def test_an_entity_bomb_is_refused(key_for, codes):
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><CEB604Message>&a;</CEB604Message>'

    answer = send(partner(key_for, "singlewindow"), bomb, "application/xml")

    refused(answer, 422, "document_type")


def test_receipts_and_marks_move_declarations_and_parcels(key_for, codes, make_parcels):
    [parcel] = make_parcels(1)
    at, by = timezone.now(), system("t")
    record_events([NewEvent("parcel", parcel.pk, "packed", NOON, "t", "p")], at=at)
    file_export_declarations(limit=1, by=by, at=at)
    filed = ExportDeclaration.objects.get()
    for code in ("departed", "import_pre_declared"):
        record_events([NewEvent("parcel", parcel.pk, code, NOON, "t", code)], at=at)
    numbers = {"copNo": filed.cop_number, "invtNo": "19002026E000000001"}
    receipt = cn_receipts.Receipt("604", "g", "800", at, "放行", numbers)
    mark = ru_marks.Decision("10502110/010324/0000001", parcel.number, "10", at)

    window, broker = partner(key_for, "singlewindow"), partner(key_for, "broker")
    taken = send(window, cn_receipts.build([receipt], guid="G"), "application/xml").json()
    decided = send(broker, ru_marks.build(mark.registration_number, [mark]), "text/xml").json()

    assert (taken["format"], taken["accepted"]) == ("ceb", 1)
    assert (decided["format"], decided["accepted"]) == ("mark", 1)
    filed.refresh_from_db()
    assert (filed.status, filed.authority_number) == ("concluded", "19002026E000000001")
    assert Parcel.objects.get().import_clearance == "released"


def test_each_format_is_recognised():
    assert recognise(b"FFM/8\n1/U6999") == "ffm"
    assert recognise(b"\xef\xbb\xbf\nFHL/4") == "fhl"
    assert recognise(b' {"type": "ORDER_STATUS"}') == "cdek"
    assert recognise(b"<a xmlns='http://russianpost.org/operationhistory'>") == "russian_post"
    assert recognise("<CEB604Message/>".encode("utf-16-le")) == "ceb"
    assert recognise(b"<ExpressCargoDeclarationCustomMark><a>CEB</a>") == "mark"
    with pytest.raises(BadMessage):
        recognise(b"<html>")


def test_the_command_reads_a_file_by_the_same_path(fsu, consolidation, tmp_path):
    file, out = tmp_path / "m.txt", StringIO()
    file.write_text(fsu)

    call_command("read_message", str(file), stdout=out)
    call_command("read_message", str(file), "--format", "fsu", stdout=out)

    first, again = out.getvalue().splitlines()
    count = consolidation.events.count()
    assert first == f"events accepted {count}, repeated 0, unknown 0, refused 0"
    assert again == f"events accepted 0, repeated {count}, unknown 0, refused 0"


def test_the_command_says_what_it_cannot_read(codes, tmp_path):
    file = tmp_path / "m.txt"
    file.write_text("hello")

    with pytest.raises(CommandError, match="no message that we know"):
        call_command("read_message", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("read_message", str(tmp_path / "none.txt"))


def test_what_could_not_be_taken_is_told_by_its_line(key_for, fsu, consolidation):
    airline = partner(key_for, "airline")
    text = fsu + "RCF/U6999/02NOV1800/QQQ/T1\n"

    told = send(airline, text).json()

    assert (told["outcome"], told["message"]) == ("partly", Message.objects.get().number)
    assert told["problems"] == [
        {
            "line": 5,
            "text": "RCF/U6999/02NOV1800/QQQ/T1",
            "message": "Line 5: the time zone of airport QQQ is not known.",
        },
    ]
    assert told["accepted"] + told["unknown"] == 2


def test_a_refused_message_is_kept_with_its_reason(key_for, codes):
    refused(send(partner(key_for, "airline"), "FSU/15\nnonsense"), 422, "bad_line")

    kept = Message.objects.get()
    assert (bytes(kept.raw), kept.source, kept.outcome) == (
        b"FSU/15\nnonsense",
        "airline",
        "refused",
    )
    assert kept.faults.get().line == 2


def test_a_refused_message_is_kept_though_its_sender_asks_for_once_only(key_for, codes):
    airline = partner(key_for, "airline")
    headers = {**airline.headers, "Idempotency-Key": "k1"}

    answer = airline.client.post(
        "/api/v1/messages/", "nothing we know", content_type="text/plain", headers=headers
    )

    assert answer.status_code == 422
    assert bytes(Message.objects.get().raw) == b"nothing we know"


def test_a_fault_of_ours_answers_and_keeps_the_message(key_for, fsu, monkeypatch):
    def throw(given):
        raise KeyError("anything")

    monkeypatch.setattr(formats, "AIRLINE", replace(formats.AIRLINE, parse=throw))

    refused(send(partner(key_for, "airline"), fsu), 422, "unreadable")

    assert (Message.objects.get().outcome, bytes(Message.objects.get().raw)) == (
        "failed",
        fsu.encode(),
    )


def test_the_command_tells_faults_apart_from_its_counts(fsu, consolidation, tmp_path):
    file, out, err = tmp_path / "m.txt", StringIO(), StringIO()
    file.write_text(fsu + "RCF/U6999/02NOV1800/QQQ/T1\n921-10667893HGHLAX/T1\nOSI/X\n")

    call_command("read_message", str(file), stdout=out, stderr=err)

    count = consolidation.events.count()
    assert out.getvalue() == f"events accepted {count}, repeated 0, unknown 0, refused 1\n"
    assert err.getvalue().splitlines() == [
        "line 5: unknown_airport: Line 5: the time zone of airport QQQ is not known.",
        "line 7: unknown_subject: Nothing of ours has this number.",
    ]
