"""Joining by an invitation: the rule of the password is told before and after, to any reader."""

import re

import pytest
from django.core import mail
from django.test import Client

from shipments.parties.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(anna_reads) -> str:
    anna_reads.post("/seller/members/", {"email": "new@example.cn", "level": "seller_operator"})
    return "/join/" + re.search(r"/join/([\w-]+)/", mail.outbox[-1].body)[1] + "/"


def test_the_rule_is_told_beforehand_and_tied_to_its_field(path):
    text = Client(headers={"accept-language": "en"}).get(path).text

    assert "At least eight characters" in text
    for name in re.findall(r'aria-describedby="([^"]+)"', text):
        assert all(f'id="{one}"' in text for one in name.split())


@pytest.mark.parametrize("taken", ["OLGA", "olga", "Olga@Example.com"])
def test_nobody_takes_a_name_by_which_another_signs_in(path, taken):
    """Two names that differ in case alone would keep both from signing in."""
    olga = User.objects.create_user("olga", email="olga@example.com", password="a long good one")

    answer = Client().post(path, {"username": taken, "password": "another long good one"})

    assert answer.status_code == 422
    assert not User.objects.filter(email="new@example.cn").exists()
    words = {"login": olga.username, "password": "a long good one"}
    assert Client().post("/accounts/login/", words).status_code == 302


@pytest.mark.parametrize("language", ["ru", "zh-hans", "en"])
def test_a_short_password_is_refused_in_the_reader_s_language_and_the_name_stays(path, language):
    client = Client(headers={"accept-language": language})
    answer = client.post(path, {"username": "li", "password": "k1"})

    assert answer.status_code == 422
    assert 'value="li"' in answer.text
    assert "This password is too short" not in answer.text
    for name in re.findall(r'aria-describedby="([^"]+)"', answer.text):
        assert all(f'id="{one}"' in answer.text for one in name.split())
