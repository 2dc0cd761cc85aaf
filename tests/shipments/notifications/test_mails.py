"""Letters: one by one, each written down as it is sent, and none stops another."""

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import F

from shipments.actor import system
from shipments.history.models import Change
from shipments.notifications.mails import (
    LEASE,
    REST,
    TRIES,
    claim_notices,
    give_up_tired,
    send_notices,
)
from shipments.notifications.models import BuyerNotice, Subscription
from shipments.parcels.models import Parcel
from shipments.runs.models import Run
from shipments.tasks import send_mails
from tests.world import NOON

BY = system("t")
LATER = NOON + REST


class Server(EmailBackend):
    """A mail server with moods: what each letter meets, by the address it goes to."""

    meets: dict[str, Exception] = {}
    opened = 0
    is_down = False
    is_open = False

    def open(self) -> bool:
        if Server.is_down:
            raise ConnectionRefusedError
        Server.opened += not Server.is_open
        Server.is_open = True
        return True

    def close(self) -> None:
        Server.is_open = False

    def send_messages(self, messages) -> int:
        for one in messages:
            if not Server.is_open:
                raise smtplib.SMTPServerDisconnected
            if fault := Server.meets.get(one.to[0]):
                raise fault
        return super().send_messages(messages)


@pytest.fixture
def server(settings) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.meets, Server.opened, Server.is_down, Server.is_open = {}, 0, False, False
    return Server


@pytest.fixture
def notices(make_parcels) -> list[BuyerNotice]:
    """Three letters to three people who subscribed to what was delivered."""
    parcels = make_parcels(3)
    Parcel.objects.update(movement="delivered")
    return [
        BuyerNotice.objects.create(
            parcel=parcel,
            stage="delivered",
            created_at=NOON,
            subscription=Subscription.objects.create(
                parcel=parcel, email=f"a{n}@example.ru", token=f"t{n}", created_at=NOON
            ),
        )
        for n, parcel in enumerate(parcels)
    ]


def send(at=NOON) -> tuple[int, int]:
    return send_notices(claim_notices(at=at), by=BY, at=at)


def lapse() -> None:
    """The lease of what was taken has run out, in real time."""
    BuyerNotice.objects.update(claimed_at=F("claimed_at") - LEASE)


def sent() -> list[str]:
    return [one.to[0] for one in mail.outbox]


def states() -> list[str]:
    return list(BuyerNotice.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize("address", ["нет", "a@x; b@x", "a@x.ru\nBcc: b@x.ru", "", "@", "a@"])
def test_an_address_that_is_none_is_given_up_at_once_and_stops_nobody(notices, address):
    Subscription.objects.filter(pk=notices[0].subscription_id).update(email=address)

    assert send() == (2, 1)

    assert (sent(), states()) == (["a1@example.ru", "a2@example.ru"], ["given_up", "sent", "sent"])
    first = BuyerNotice.objects.get(pk=notices[0].pk)
    assert first.error == "The address is no e-mail address."
    assert Change.objects.get(new="given_up").note == first.error
    assert (send(LATER), len(mail.outbox)) == ((0, 0), 2)


def test_an_address_the_server_refuses_for_good_is_given_up_and_for_now_tried_again(
    notices, server
):
    server.meets = {
        "a0@example.ru": smtplib.SMTPRecipientsRefused({"a0@example.ru": (550, b"a0 is gone")}),
        "a1@example.ru": smtplib.SMTPRecipientsRefused({"a1@example.ru": (450, b"a1 is busy")}),
    }

    assert send() == (1, 2)

    assert states() == ["given_up", "waiting", "sent"]
    errors = list(BuyerNotice.objects.order_by("pk").values_list("error", flat=True))
    assert errors == [
        "The server refuses the address: 550.",
        "The server refuses the address: 450.",
        "",
    ]
    server.meets = {}
    assert (send(), send(LATER), states()) == ((0, 0), (1, 0), ["given_up", "sent", "sent"])


@pytest.mark.parametrize("fault", [smtplib.SMTPServerDisconnected(), TimeoutError(), KeyError("x")])
def test_a_line_that_breaks_is_opened_anew_for_the_next_letter(notices, server, fault):
    server.meets = {"a0@example.ru": fault}

    send_mails()

    assert sent() == ["a1@example.ru", "a2@example.ru"]
    assert (server.opened, states()) == (2, ["waiting", "sent", "sent"])


def test_a_fault_of_ours_is_told_to_staff_and_one_of_the_line_counted(notices, server):
    server.meets = {"a0@example.ru": KeyError("a0"), "a1@example.ru": TimeoutError()}

    send_mails()

    run = Run.objects.get()
    assert (run.outcome, run.counts) == ("partly", {"sent": 1, "unsent": 2, "failed": 1})
    assert run.error.startswith(f"send_mails: notice {notices[0].pk}: KeyError")


def test_a_job_that_is_killed_repeats_at_most_the_letter_under_way(notices, server):
    server.meets = {"a2@example.ru": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        send()
    BuyerNotice.objects.update(status="waiting")  # so hard that nothing was written down after it

    server.meets = {}
    assert send() == (0, 0), "they are taken"
    lapse()
    assert (send(), sent()) == ((1, 0), [f"a{n}@example.ru" for n in range(3)])
    assert states() == ["sent"] * 3


def test_a_letter_that_kills_its_job_each_time_is_given_up(notices, server):
    server.meets = {"a2@example.ru": KeyboardInterrupt()}
    for _ in range(TRIES):
        with pytest.raises(KeyboardInterrupt):
            send()
        lapse()

    assert (send(), states()[2]) == ((0, 0), "waiting")
    assert give_up_tired(by=BY, at=NOON) == 1
    assert (states()[2], Change.objects.get(new="given_up").note) == ("given_up", "taken 5 times")


def test_where_time_is_up_the_others_are_put_back_and_it_was_no_try(notices, server):
    times = iter([True, False])
    taken = claim_notices(at=NOON)

    assert send_notices(taken, by=BY, at=NOON, has_time=lambda: next(times)) == (1, 0)

    rows = BuyerNotice.objects.order_by("pk").values_list("status", "attempts", "claimed_at")
    assert [row[:2] for row in rows] == [("sent", 1), ("waiting", 0), ("waiting", 0)]
    assert send() == (2, 0)


def test_after_its_last_try_a_letter_is_given_up_with_the_reason(notices, server):
    server.meets = {"a0@example.ru": TimeoutError()}
    for n in range(TRIES):
        assert states()[0] == "waiting"
        send(NOON + n * REST)

    assert states() == ["given_up", "sent", "sent"]
    assert Change.objects.get(new="given_up").note.startswith("TimeoutError")


def test_a_server_that_is_down_uses_up_no_try(notices, server):
    server.is_down = True
    for _ in range(TRIES + 1):
        with pytest.raises(ConnectionRefusedError):
            send()
    assert set(BuyerNotice.objects.values_list("attempts", "claimed_at")) == {(0, None)}

    server.is_down = False
    assert send() == (3, 0)
