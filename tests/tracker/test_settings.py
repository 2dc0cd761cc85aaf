"""Settings in production: no insecure default starts, and Django's deployment check is clean."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode

import pytest

from launcher.paths import ROOT

SECURE = {
    "DEBUG": "0",
    "SECRET_KEY": urlsafe_b64encode(os.urandom(48)).decode(),
    "FIELD_KEYS": urlsafe_b64encode(os.urandom(32)).decode(),
    "ALLOWED_HOSTS": "tracker.example",
    "OPERATOR_NAME": "Kanal LLC",
    "OPERATOR_ADDRESS": "Yekaterinburg",
    "PRIVACY_CONTACT": "ask@tracker.example",
}


def run(*command, without=(), **changes):
    named = {**SECURE, **changes}
    environment = {**os.environ, **named}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    for name in without:
        del environment[name]
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_the_deployment_check_is_clean():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_it_warns_while_nobody_answers_for_personal_data():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", PRIVACY_CONTACT="")

    assert done.returncode == 1
    assert "set PRIVACY_CONTACT" in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS"])
def test_an_insecure_default_stops_the_start_by_name(name):
    done = run("-c", "import tracker.settings", without=[name])

    assert done.returncode == 1
    assert f"the default of {name} is not secure" in done.stderr


def test_all_insecure_defaults_are_named_at_once():
    done = run("-c", "import tracker.settings", without=["SECRET_KEY", "FIELD_KEYS"])

    assert "the default of SECRET_KEY, FIELD_KEYS is not secure" in done.stderr


def test_every_host_is_no_host():
    done = run("-c", "import tracker.settings", ALLOWED_HOSTS="*")

    assert "the default of ALLOWED_HOSTS is not secure" in done.stderr
