"""Redis is frozen or gone: what buyers and sellers see goes on, and does not wait for it twice."""

import os
import signal
from time import monotonic

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings

from launcher import servers, sockets
from launcher.processes import Running
from shipments import memory
from shipments.access.throttling import seconds_to_wait
from shipments.orders.models import Receiver
from shipments.parties.models import Membership, User

PAGES = ("/", "/track/RB100000009CN/", "/api/v1/track/RB100000009CN/", "/accounts/login/")


@pytest.fixture
def own_redis(tmp_path, monkeypatch):
    """A Valkey of this test alone, as the product's cache."""
    short = sockets.short_temporary_folder() / f"tracker-away-{os.getpid()}"
    running = servers.start_valkey(servers.Place(tmp_path, short, tmp_path, throwaway=True))
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    place = {"BACKEND": "shipments.memory.OpenCache", "LOCATION": sockets.redis_url(short)}
    memory.redis.cache_clear()
    monkeypatch.setattr(memory, "_rests_until", float("-inf"))
    with override_settings(CACHES={"default": {**place, "OPTIONS": options}}):
        yield running
    memory.redis.cache_clear()
    running.process.kill()
    running.process.wait()
    servers.remove_sockets(short)


@pytest.fixture
def owner(anna_shop) -> User:
    user = User.objects.create_user("anna", password="a long good password")
    Membership.objects.create(user=user, seller=anna_shop, level="seller_owner")
    return user


def frozen(running: Running) -> None:
    os.kill(running.process.pid, signal.SIGSTOP)


def gone(running: Running) -> None:
    running.process.kill()
    running.process.wait()


@pytest.mark.parametrize("end", [frozen, gone])
def test_pages_and_sign_in_go_on_without_redis(own_redis, owner, end):
    guest, person = Client(), Client()
    person.force_login(owner)
    assert person.get("/seller/").status_code == 200
    cache.set("kept", 1)

    end(own_redis)

    assert {guest.get(page).status_code for page in PAGES} <= {200, 404}
    assert person.get("/seller/").status_code == 200
    words = {"login": "anna", "password": "a long good password"}
    signed = guest.post("/accounts/login/", words)
    assert (signed.status_code, signed["Location"]) == (302, "/enter/")
    assert guest.get("/seller/").status_code == 200


@pytest.mark.parametrize("end", [frozen, gone])
def test_nobody_guesses_the_digits_of_a_phone_while_tries_are_not_counted(
    own_redis, make_parcels, happen, end
):
    [parcel] = make_parcels(1)
    happen([parcel], "created")
    Receiver.objects.update(phone="+79121234567")
    end(own_redis)

    for digits in ("0000", "4567"):
        answer = Client().post(f"/track/{parcel.number}/contents/", {"digits": digits})

        assert answer.status_code == 429
        assert "opened" not in answer.cookies


def signed_in(owner: User, code: str) -> bool:
    """Whether Anna's password and this code let somebody in, or to what asks for both again."""
    client = Client()
    client.post("/accounts/login/", {"login": "anna", "password": "a long good password"})
    client.post("/accounts/2fa/authenticate/", {"code": code})
    return client.get("/seller/").status_code == 200


@pytest.mark.parametrize("end", [frozen, gone])
def test_nobody_guesses_a_second_step_while_tries_are_not_counted(own_redis, owner, end):
    codes = RecoveryCodes.activate(owner)
    TOTP.activate(owner, generate_totp_secret())
    first, second, *_ = codes.get_unused_codes()
    assert signed_in(owner, first)
    assert not signed_in(owner, "000000")

    end(own_redis)

    assert not signed_in(owner, second)
    assert second in RecoveryCodes(codes.instance).get_unused_codes(), "nothing was used up"


@pytest.mark.parametrize("end", [frozen, gone])
def test_nor_before_a_change_of_the_own_account(own_redis, owner, end):
    codes = RecoveryCodes.activate(owner)
    TOTP.activate(owner, generate_totp_secret())
    first, second, *_ = codes.get_unused_codes()
    person = Client()
    person.force_login(owner)
    again = "/accounts/2fa/reauthenticate/"

    assert person.post(again, {"code": first}).status_code == 302
    end(own_redis)

    answer = person.post(again, {"code": second}, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "try again in a minute" in answer.content.decode()


def test_a_frozen_redis_costs_one_short_wait_and_none_after_it(own_redis):
    frozen(own_redis)

    waits = []
    for _ in range(3):
        began = monotonic()
        assert cache.get("anything", "else") == "else"
        assert seconds_to_wait("t", "a", limit=0) == 0
        waits.append(monotonic() - began)

    assert 0.3 < waits[0] < 2
    assert max(waits[1:]) < 0.2


def test_once_redis_is_back_it_counts_again(own_redis, monkeypatch):
    frozen(own_redis)
    assert cache.add("first", 1)
    os.kill(own_redis.process.pid, signal.SIGCONT)

    monkeypatch.setattr(memory, "_rests_until", float("-inf"))

    assert cache.add("second", 1)
    assert not cache.add("second", 1)
    assert seconds_to_wait("t", "a", limit=0, seconds=1000) > 0
