"""The public page of personal data says what is done, in each language, and nothing that is not."""

import pytest
from django.test import Client

from shipments.privacy.kinds import KINDS
from tests.browsers import seen


def page(language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get("/privacy/")
    assert answer.status_code == 200
    return seen(answer)


def test_it_names_who_answers_what_is_kept_and_for_how_long(db, settings):
    settings.OPERATOR_NAME, settings.PRIVACY_CONTACT = "Kanal LLC", "ask@kanal.example"
    settings.RETAIN = {**settings.RETAIN, "IDENTITY": 77}

    text = page()

    assert "Kanal LLC" in text
    assert "Write to ask@kanal.example" in text
    assert "77 days after the order has ended" in text
    assert all(str(kind.title).replace("'", "&#x27;") in text for kind in KINDS if kind.purpose)


def test_what_is_not_set_is_not_shown(db, settings):
    settings.OPERATOR_NAME = settings.OPERATOR_ADDRESS = settings.PRIVACY_CONTACT = ""

    text = page()

    assert "Operator" not in text
    assert "Write to" not in text


@pytest.mark.parametrize("path", ["/", "/privacy/"])
def test_every_foot_leads_to_it(db, path):
    assert 'href="/privacy/"' in Client().get(path).content.decode()
