"""Schemathesis itself against a running server: its examples, coverage and random cases.

What it says of the shape of what is sent is judged by tests/shipments/api/test_schema.py: here a
number in the place of a text is read as the text, and a rule may refuse what is well shaped.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shipments.access.keys import PEOPLE
from shipments.actor import Role, system
from shipments.api import track
from shipments.parties.actions import make_key
from shipments.parties.models import Partner, Seller, StaffMember, User
from tests.machines import NOON, sign_in
from tests.naughty import FULL

log = logging.getLogger("tests.fuzzing")
TOKEN = "t" * 32
CASES = 20
NOT_HERE = "negative_data_rejection,positive_data_acceptance"


@pytest.fixture
def server(transactional_db, live_server, hers, monkeypatch, settings) -> Any:
    """A running server, a world with one of everything, and nobody has to wait."""
    monkeypatch.setattr(track, "BY_ADDRESS", 10**6)
    monkeypatch.setattr(track, "BY_NUMBER", 10**6)
    settings.PUBLIC_NUMBERS_PER_HOUR = settings.PUBLIC_NUMBERS_PER_DAY = 10**6
    settings.PUBLIC_URL = live_server.url
    return live_server


def headers_of(who: str, shop: Seller) -> list[str]:
    """How a caller says who it is: by a key of all scopes, or the administrator by a session."""
    if who == "administrator":
        user = User.objects.create_user("ada")
        StaffMember.objects.create(user=user, roles=[Role.ADMIN])
        session = sign_in(user).client.cookies["sessionid"].value
        return [f"Cookie:sessionid={session}; csrftoken={TOKEN}", f"X-CSRFToken:{TOKEN}"]
    owner = shop if who == "seller" else Partner.objects.get(code="airline")
    scopes = ["*", PEOPLE] if who == "seller" else ["*"]
    secret = make_key(owner=owner, name="fuzz", scopes=scopes, by=system("tests"), at=NOON)[1]
    return [f"Authorization:Bearer {secret}"]


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="many thousand requests: a part of make test-full")
@pytest.mark.parametrize("who", ["seller", "partner", "administrator"])
def test_whatever_is_sent_the_answers_are_those_described(who, server, anna_shop, tmp_path):
    said, told = tmp_path / "said.txt", tmp_path / "told.json"
    asked = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{server.url}/api/v1/schema/",
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        str(CASES),
        "--seed",
        "9",
        "--exclude-checks",
        NOT_HERE,
        "--continue-on-failure",
        "--suppress-health-check",
        "all",
        "--report",
        "json",
        "--report-json-path",
        str(told),
        "--report-dir",
        str(tmp_path),
    ]
    for header in headers_of(who, anna_shop):
        asked += ["--header", header]

    with said.open("w") as out:
        ended = subprocess.run(asked, stdout=out, stderr=out, check=False).returncode

    found = json.loads(told.read_text())
    log.info("%s: %s %s", who, found["operations"], found["test_cases"])
    assert found["operations"]["tested"] == found["operations"]["total"] > 80
    assert [(one["title"], one["operations"]) for one in found["failures"]] == []
    assert ended == 0, said.read_text()[-2_000:]
