"""The launcher writes down where its servers are; the product reads that, and no launcher."""

import os
import subprocess
import sys

import environ
import pytest
from django.conf import settings

from launcher import servers, sockets
from launcher.paths import ROOT

ASKED = "import tracker.settings as s; print(s.DATABASES['default']['HOST'], s.REDIS_URL)"


@pytest.fixture
def addresses(tmp_path, monkeypatch):
    monkeypatch.setattr(servers, "ADDRESSES", tmp_path / "servers.env")
    servers.leave_addresses()
    return servers.ADDRESSES


def test_the_settings_read_the_file_that_the_launcher_writes():
    assert servers.ADDRESSES == settings.VAR_DIR / "run" / "servers.env"


def test_the_file_names_both_servers_of_this_folder(addresses, monkeypatch):
    class Read(environ.Env):
        ENVIRON: dict[str, str] = {}

    Read.read_env(addresses)

    folder = sockets.socket_folder()
    assert {
        "DATABASE_URL": sockets.database_url(folder),
        "REDIS_URL": sockets.redis_url(folder),
    } == Read.ENVIRON


def test_what_the_environment_names_goes_first_and_no_launcher_is_loaded():
    code = f"{ASKED}; import sys; print([name for name in sys.modules if 'launcher' in name])"
    named = {"DATABASE_URL": "postgres://u@/%2Fhere/t", "REDIS_URL": "unix:///here?db=3"}

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **named},
        capture_output=True,
        text=True,
    )

    assert done.stdout.split("\n")[:2] == ["/here unix:///here?db=3", "[]"], done.stderr
