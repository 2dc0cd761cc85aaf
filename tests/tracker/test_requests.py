"""Each request has a number and a line; what fails is answered in the shape of its interface."""

import json
import logging
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client

from shipments.parties.models import User
from tests.machines import Machine, order_body
from tracker.logs import configure
from tracker.requests import HEADER

TOKEN = "aB3dE5gH7jK9mN1p"


@pytest.fixture
def lines():
    """The log of this test as machines read it."""
    found: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(configure("json")["formatters"]["lines"]["()"]())
    handler.emit = lambda record: found.append(handler.format(record))
    root = logging.getLogger()
    root.addHandler(handler)
    yield found
    root.removeHandler(handler)


@pytest.fixture
def broken_api(key_for, anna_shop, settings) -> Machine:
    """Anna's machine, on a product whose orders end in a failure nobody foresaw."""
    machine = key_for(anna_shop)
    machine.client = Client(raise_request_exception=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shipments_receiver RENAME TO gone")
        cursor.execute("ALTER TABLE shipments_order RENAME TO gone_too")
    return machine


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [("client-4711.a_b", True), ("short", False), ("x" * 65, False), ("new\tline-9", False)],
)
def test_an_answer_names_its_number_and_takes_over_a_good_one(client, given, is_kept):
    answer = client.get("/healthz", headers={HEADER: given})

    assert (answer[HEADER] == given) is is_kept
    assert len(answer[HEADER]) >= 8


def test_a_failure_of_the_api_is_json_with_the_number_in_its_log(broken_api, lines):
    answer = broken_api.post("orders/", order_body(), X_Request_ID="from-the-proxy")

    assert answer.status_code == 500
    assert answer[HEADER] == "from-the-proxy"
    assert answer.json()["code"] == "server_error"
    assert set(answer.json()) == {"code", "message", "fields"}
    told = [json.loads(line) for line in lines if "Internal Server Error" in line]
    assert [line["request_id"] for line in told] == ["from-the-proxy"]


def test_no_line_holds_what_a_person_sent(broken_api, lines, settings):
    settings.ACCESS_LOG = True

    broken_api.post("orders/", order_body())

    text = "".join(lines)
    assert "UndefinedTable" in text
    for secret in ("4509123123", "500100732259", "+79123456789", "Bearer", "ck_live_"):
        assert secret not in text


def test_a_wrong_host_is_told_in_the_shape_of_the_interface(client, lines, db):
    machine = client.get("/api/v1/orders/", headers={"host": "evil.example"})
    person = client.get("/", headers={"host": "evil.example"})

    assert (machine.status_code, machine.json()["code"]) == (400, "bad_request")
    assert (person.status_code, person["Content-Type"][:9]) == (400, "text/html")
    assert not any("Traceback" in line or "DisallowedHost" in line for line in lines)


def test_a_line_tells_who_what_and_how_long(key_for, anna_shop, lines, settings):
    settings.ACCESS_LOG = True

    key_for(anna_shop).get("orders/?search=Иванова")

    line = next(json.loads(line) for line in lines if '"event": "request"' in line)
    told = {name: line[name] for name in ("method", "path", "status", "seller", "user", "level")}
    assert told == {
        "method": "GET",
        "path": "/api/v1/orders/",
        "status": 200,
        "seller": anna_shop.pk,
        "user": "S001: test",
        "level": "info",
    }
    assert line["ms"] > 0
    assert line["request_id"]


@pytest.mark.parametrize(
    "path",
    ["/t/{}/", "/t/{}/news/", "/join/{}/", "/news/{}/stop/", "/accounts/password/reset/key/{}/"],
)
def test_no_line_holds_the_secret_of_a_link(client, db, lines, settings, path):
    settings.ACCESS_LOG = True

    client.get(path.format(TOKEN))
    logging.getLogger("granian.access").warning("GET %s 404", path.format(TOKEN))

    assert len(lines) >= 2
    assert not any(TOKEN in line for line in lines)


def test_a_line_names_a_person_only_where_the_request_asked_who(lines, settings, db):
    settings.ACCESS_LOG = True
    client = Client()
    client.force_login(User.objects.create_user("anna"))

    client.get("/healthz")

    line = next(json.loads(line) for line in lines if '"event": "request"' in line)
    assert "user" not in line


@pytest.mark.parametrize("form", ["/track/{}/", "/api/v1/track/{}/", "/staff/parcels/{}/", "/{}/"])
@pytest.mark.parametrize("typed", ["+79435550012", "Петрова Анна", "anna@example.ru"])
def test_no_line_holds_what_somebody_typed_that_names_nothing(
    client, db, lines, settings, form, typed
):
    settings.ACCESS_LOG = True

    client.get(form.format(typed))

    assert any('"path"' in line for line in lines)
    assert not any(typed in unquote(line) for line in map(json_text, lines))


def json_text(line: str) -> str:
    """A line as people read it: no letter escaped."""
    return json.dumps(json.loads(line), ensure_ascii=False)
