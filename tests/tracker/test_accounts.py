"""Signing in, and what a person does with the own account."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from shipments.parties.models import Membership, StaffMember, User
from tracker import accounts

PASSWORD = "a long good password"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def owner(anna_shop) -> User:
    user = User.objects.create_user("anna", "anna@example.cn", PASSWORD)
    Membership.objects.create(user=user, seller=anna_shop, level="seller_owner")
    return user


@pytest.fixture
def planner(reference) -> User:
    user = User.objects.create_user("pavel", password=PASSWORD)
    StaffMember.objects.create(user=user, roles=["planner"])
    return user


def sign_in(client: Client, name: str, password: str = PASSWORD, at: str = "192.0.2.1"):
    words = {"login": name, "password": password}
    return client.post(LOGIN, words, REMOTE_ADDR=at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "label"),
    [("ru", "Имя или e-mail"), ("zh-hans", "用户名或邮箱"), ("en", "User name or e-mail")],
)
def test_the_first_field_says_what_is_typed_there(client, language, label):
    page = client.get(LOGIN, headers={"accept-language": language})

    assert f">{label}</label>" in page.content.decode()


def test_every_way_to_the_own_account_is_linked(client, owner):
    assert 'href="/accounts/password/reset/"' in client.get(LOGIN).content.decode()
    sign_in(client, "anna")

    assert 'href="/accounts/"' in client.get("/seller/").content.decode()
    page = client.get("/accounts/").content.decode()
    ways = ("password/change/", "password/reset/", "2fa/totp/activate/", "2fa/webauthn/add/")
    for address in ways:
        assert f'href="/accounts/{address}"' in page
        # what changes the account asks for the password again, on a page of ours
        answer = client.get(f"/accounts/{address}", follow=True)
        assert answer.status_code == 200
        assert 'class="top"' in answer.content.decode()


def test_wrong_passwords_of_a_stranger_keep_no_owner_out(client, owner):
    sign_in(client, "anna")
    client.post("/accounts/logout/")
    stranger = Client()
    for _ in range(6):
        sign_in(stranger, "anna", "wrong", at="198.51.100.7")
    assert sign_in(stranger, "anna", at="198.51.100.7").status_code == 200

    elsewhere = sign_in(Client(), "anna", at="203.0.113.5")
    same_office = sign_in(client, "anna", at="198.51.100.7")

    assert (elsewhere.status_code, same_office.status_code) == (302, 302)


def test_many_places_together_guess_one_name_slowly_and_its_owner_still_comes_in(
    client, owner, monkeypatch
):
    monkeypatch.setattr(accounts, "STRANGERS_AN_HOUR", 4)
    sign_in(client, "anna")
    client.post("/accounts/logout/")
    for n in range(5):
        sign_in(Client(), "anna", "wrong", at=f"198.51.100.{n}")

    assert sign_in(Client(), "anna", at="203.0.113.5").status_code == 200
    assert sign_in(client, "anna", at="203.0.113.6").status_code == 302


def test_a_device_s_mark_that_we_did_not_sign_is_no_mark(client, owner, planner):
    client.cookies[accounts.DEVICE_COOKIE] = "WzFd:1abc:forged"
    for _ in range(6):
        sign_in(client, "anna", "wrong")

    assert sign_in(client, "anna").status_code == 200
    known = Client()
    sign_in(known, "pavel")
    known.post("/accounts/logout/")
    for _ in range(6):
        sign_in(known, "anna", "wrong", at="198.51.100.9")
    assert sign_in(known, "anna", at="198.51.100.9").status_code == 200


def test_an_unknown_address_is_told_nothing(client, owner):
    known = client.post("/accounts/password/reset/", {"email": "anna@example.cn"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.cn"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter.to for letter in mail.outbox] == [["anna@example.cn"]]
    assert mail.outbox[0].subject.startswith("HRB–SVX: ")
    assert "testserver" not in mail.outbox[0].body.replace("http://testserver/accounts", "")


def test_a_role_can_be_asked_for_a_second_step(settings, planner, owner):
    settings.MFA_ROLES = ["planner"]
    pavel, anna = Client(), Client()
    pavel.force_login(planner)
    anna.force_login(owner)

    stopped = pavel.get("/staff/")
    assert (stopped.status_code, stopped["Location"]) == (302, "/accounts/")
    told = pavel.get("/accounts/", headers={"accept-language": "en"})
    assert "set one up here" in told.content.decode()
    assert pavel.get("/api/v1/flights/").status_code == 403
    assert anna.get("/seller/").status_code == 200

    Authenticator.objects.create(user=planner, type="totp", data={"secret": "x"})
    assert pavel.get("/staff/").status_code == 200
    assert pavel.get("/api/v1/flights/").status_code == 200


def test_a_word_that_is_no_role_stops_the_start(settings, db):
    settings.MFA_ROLES = ["planer"]

    with pytest.raises(ImproperlyConfigured, match="planer"):
        Client().get("/")


def test_the_sign_in_of_desks_is_chinese_where_no_language_is_asked_for(db):
    assert 'lang="zh-hans"' in Client().get("/accounts/login/").content.decode()
    russian = Client(headers={"accept-language": "ru"}).get("/accounts/login/")
    assert 'lang="ru"' in russian.content.decode()
