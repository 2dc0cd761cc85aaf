"""Partners' messages: the list and its filters, one with its lines, reading again, settling."""

from contextlib import suppress
from datetime import timedelta

import pytest

from customs.reference import load_reference_data
from shipments import clock
from shipments.actor import Actor, Role, system
from shipments.carriers.reading import read_asked, read_message
from shipments.containers.models import Consolidation
from shipments.errors import BadMessage
from shipments.exchange.models import Message
from shipments.flights.models import Place
from shipments.flights.queries import forget_places
from shipments.parties.models import Partner
from tests.browsers import grows_not, seen, signed_in
from tests.world import NOON

AT = NOON + timedelta(hours=8)
TEXT = """FSU/15
262-10000012HRBSVX/T7K70
RCS/02NOV1200/HRB/T7
RCF/U6999/02NOV1800/QQQ/T7
OSI/<b>
"""


@pytest.fixture
def airline(consolidation) -> Actor:
    load_reference_data()
    Consolidation.objects.update(mawb="262-10000012")
    partner = Partner.objects.get(code="airline")
    return Actor("airline", frozenset({Role.PARTNER}), partner_id=partner.pk)


def send(by: Actor, text: str = TEXT) -> Message:
    with suppress(BadMessage):
        read_message(content=text.encode(), by=by, at=AT)
    return Message.objects.latest("pk")


def numbers(answer) -> list[str]:
    return [row["message"].number for row in answer.context["rows"]]


def test_messages_stand_newest_first_and_are_found_by_what_came_of_them(pavel_reads, airline):
    partly, refused = send(airline), send(airline, "FSU/15\nnonsense")
    read = send(system("t"), TEXT.replace("RCF/U6999/02NOV1800/QQQ/T7\n", ""))

    def found(query: str = "") -> list[str]:
        return numbers(pavel_reads.get(f"/staff/messages/{query}"))

    assert found() == [read.number, refused.number, partly.number]
    assert found("?outcome=open") == [refused.number, partly.number]
    assert found("?outcome=partly") == [partly.number]
    assert found("?partner=airline") == [refused.number, partly.number]
    assert found("?format=fsu&outcome=read") == [read.number]
    assert found("?outcome=nonsense") == []


def test_one_message_shows_its_lines_and_what_is_wrong_on_them(pavel_reads, airline):
    message = send(airline)

    text = seen(pavel_reads.get(f"/staff/messages/{message.number}/"))

    assert "the time zone of airport QQQ is not known" in text
    assert '<li id="line-4" value="4" class="fault"> <code>RCF/U6999/02NOV1800/QQQ' in text
    assert "OSI/&lt;b&gt;" in text, "what a partner wrote is text and no page"
    assert text.count('class="fault"') == 1


def test_its_file_is_the_message_as_it_came(pavel_reads, airline):
    message = send(airline)

    answer = pavel_reads.get(f"/staff/messages/{message.number}/raw/")

    assert answer.content == TEXT.encode()
    assert answer["Content-Type"] == "application/octet-stream"


def test_it_is_read_again_once_the_airport_is_known(pavel_reads, airline):
    message = send(airline)
    names = dict.fromkeys(("name_zh", "name_ru", "name_en"), "Q")
    Place.objects.create(code="QQQ", zone="Asia/Yekaterinburg", country="RU", **names)
    forget_places()

    with clock.stopped_at(AT):
        pavel_reads.post(f"/staff/messages/{message.number}/read/")
    assert read_asked(limit=10, by=system("job"), at=AT) == 1

    message.refresh_from_db()
    assert (message.outcome, message.again_at) == ("read", None)
    assert read_asked(limit=10, by=system("job"), at=AT) == 0


def test_one_that_fails_again_stops_no_other(pavel_reads, airline):
    broken, partly = send(airline, "FSU/15\nnonsense"), send(airline)
    for one in (broken, partly):
        pavel_reads.post(f"/staff/messages/{one.number}/read/")

    assert read_asked(limit=10, by=system("job"), at=AT) == 2

    outcomes = dict(Message.objects.values_list("pk", "outcome"))
    assert outcomes == {broken.pk: "refused", partly.pk: "partly"}


def test_a_person_says_that_nothing_is_left_to_do(pavel_reads, airline):
    message = send(airline)
    path = f"/staff/messages/{message.number}/settle/"

    assert pavel_reads.post(path, {"note": " "}).status_code == 422
    message.refresh_from_db()
    assert message.settled_at is None
    pavel_reads.post(path, {"note": "asked the airline"})

    message.refresh_from_db()
    assert (message.note, message.settled_by) == ("asked the airline", "pavel")
    assert numbers(pavel_reads.get("/staff/messages/?outcome=open")) == []


def test_the_first_page_says_how_many_wait(pavel_reads, airline):
    send(airline)

    text = seen(pavel_reads.get("/staff/"))

    assert 'href="/staff/messages/?outcome=open"' in text


@pytest.mark.parametrize("word", ["", "raw/"])
@pytest.mark.parametrize("number", ["M0", "M999999", "X1", "M", "Mx", "M" + "9" * 30, "1"])
def test_a_number_that_is_none_is_not_there(pavel_reads, airline, number, word):
    assert pavel_reads.get(f"/staff/messages/{number}/{word}").status_code == 404


def test_nobody_but_staff_reads_a_message(anna_reads, airline, visitor):
    message = send(airline)
    officer = signed_in("olga", roles=(Role.CUSTOMS,))

    for path in ("", f"{message.number}/", f"{message.number}/raw/"):
        assert anna_reads.get(f"/staff/messages/{path}").status_code == 404
        assert visitor.get(f"/staff/messages/{path}").status_code == 302
        assert officer.get(f"/staff/messages/{path}").status_code == 200
    for word in ("read", "settle"):
        path = f"/staff/messages/{message.number}/{word}/"
        assert anna_reads.post(path, {"note": "x"}).status_code == 404
    message.refresh_from_db()
    assert (message.again_at, message.settled_at) == (None, None)


def test_the_list_takes_as_many_queries_for_many(pavel_reads, airline, queries_of):
    send(airline)

    def more() -> None:
        for n in range(3):
            send(airline, TEXT + f"OSI/{n}\n")

    grows_not(queries_of, pavel_reads, "/staff/messages/", more)


def test_a_discrepancy_is_seen_on_its_consolidation(pavel_reads, airline):
    send(airline, "FSU/15\n262-10000012HRBSVX/T7K70\nDIS/U6999/02NOV1200/HRB/OFLD/P1K10\n")

    page = seen(pavel_reads.get("/staff/consolidations/262-10000012/"))

    assert "What the airline tells" in page
    assert "DIS/U6999/02NOV1200/HRB/OFLD/P1K10" in page
    assert "Cases: missing or extra" in seen(pavel_reads.get("/staff/"))
