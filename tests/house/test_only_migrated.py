"""A base that was only migrated: every page and command works or says what to run first."""

from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands

from shipments.web.beginning import ReferenceMiddleware

RUN_FIRST = "manage.py seed_reference"
OURS = ("shipments", "customs", "tracker.simulation", "tracker.bench")
# What each command says of such a base; those of the second list lay the rows themselves.
COMMANDS: dict[str, tuple[list[str], str]] = {
    "import_orders": (["FILE"], RUN_FIRST),
    "import_products": (["FILE"], RUN_FIRST),
    "import_sellers": (["FILE"], RUN_FIRST),
    "read_message": (["FILE"], RUN_FIRST),
    "check_journal": ([], "parcels 0, differences 0"),
    "load_calendar": ([], "days are there"),
    "load_rates": (["RATES"], "rates added 1"),
    "personal_data": (["--person", "nobody@example.ru", "--export", "OUT"], "Nobody is known"),
    "rotate_keys": ([], "0 written anew"),
}
LAY_THEMSELVES = {"seed_reference", "seed_demo", "simulate", "bench"}


@pytest.fixture
def empty(db, monkeypatch):
    monkeypatch.setattr(ReferenceMiddleware, "is_ready", False)


@pytest.mark.parametrize(
    "path", ["/", "/track/RB000000000CN/", "/t/x/", "/seller/", "/staff/", "/customs/", "/admin/"]
)
def test_every_page_says_in_one_sentence_what_to_run_first(client, empty, path):
    answer = client.get(path)

    assert answer.status_code == 503
    assert RUN_FIRST in answer.content.decode()


def test_a_machine_reads_it_in_the_shape_of_a_refusal(client, empty):
    answer = client.get("/api/v1/orders/")

    assert (answer.status_code, answer.json()["code"]) == (503, "no_reference")
    assert RUN_FIRST in answer.json()["message"]


def test_each_command_of_ours_is_looked_at():
    ours = {name for name, app in get_commands().items() if app in OURS}

    assert ours == COMMANDS.keys() | LAY_THEMSELVES


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_works_or_says_what_to_run_first(empty, tmp_path: Path, name: str):
    files = {"FILE": "file.csv", "RATES": "rates.csv", "OUT": "out.json"}
    (tmp_path / "file.csv").write_text("order_number,sku\n1,A\n")
    (tmp_path / "rates.csv").write_text("day,currency,rate\n2026-10-01,EUR,95.5\n")
    words, told = COMMANDS[name]
    given = [str(tmp_path / files[word]) if word in files else word for word in words]
    out = StringIO()

    with suppress(SystemExit):
        try:
            call_command(name, *given, stdout=out, stderr=out)
        except CommandError as refused:
            out.write(str(refused))

    assert told in out.getvalue()
    assert told != RUN_FIRST or len(out.getvalue().strip().splitlines()) == 1
