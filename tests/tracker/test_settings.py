"""Settings in production: no insecure default starts, and Django's deployment check is clean."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from environ.fileaware_mapping import FileAwareMapping

from launcher.paths import ROOT
from tracker.database import options
from tracker.earnest import Environment, refuse_what_is_not_safe
from tracker.timetable import TIMETABLE

DEMO_KEY = urlsafe_b64encode(b"d" * 32).decode()

SECURE = {
    "DEBUG": "0",
    "SECRET_KEY": urlsafe_b64encode(os.urandom(48)).decode(),
    "FIELD_KEYS": urlsafe_b64encode(os.urandom(32)).decode(),
    "ALLOWED_HOSTS": "tracker.example",
    "EMAIL_URL": "smtp+tls://user:word@mail.example:587",
    "PUBLIC_URL": "https://tracker.example",
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


def refuse(without=(), **changes):
    """Ask as settings.py does, of an environment of these names alone."""
    named = {name: text for name, text in {**SECURE, **changes}.items() if name not in without}
    env = Environment()
    env.ENVIRON = FileAwareMapping(env=named)
    refuse_what_is_not_safe(
        env,
        secret=(env.str("SECRET_KEY", default="demo"), "demo"),
        keys=(env.list("FIELD_KEYS", default=[DEMO_KEY]), DEMO_KEY),
    )


def test_a_whole_environment_is_fine():
    refuse()


def test_it_warns_while_nobody_answers_for_personal_data():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", PRIVACY_CONTACT="")

    assert done.returncode == 1
    assert "set PRIVACY_CONTACT" in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS"])
def test_an_insecure_default_stops_the_start_by_name(name):
    with pytest.raises(ImproperlyConfigured, match=f"the default of {name} is not secure"):
        refuse(without=[name])


@pytest.mark.parametrize("name", ["EMAIL_URL", "PUBLIC_URL"])
def test_what_only_the_operator_knows_must_be_set(name):
    with pytest.raises(ImproperlyConfigured, match=f"{name} must be set"):
        refuse(without=[name])


@pytest.mark.parametrize("url", ["consolemail://", "filemail:///tmp/m", "dummymail://"])
def test_what_sends_letters_nowhere_is_no_mail_server(url):
    with pytest.raises(ImproperlyConfigured, match=f"EMAIL_URL begins with {url.split(':')[0]}"):
        refuse(EMAIL_URL=url)


def test_all_insecure_defaults_are_named_at_once():
    done = run("-c", "import tracker.settings", without=["SECRET_KEY", "FIELD_KEYS", "EMAIL_URL"])

    assert done.returncode == 1
    assert "the default of SECRET_KEY, FIELD_KEYS is not secure" in done.stderr
    assert "EMAIL_URL must be set" in done.stderr


def test_every_host_is_no_host():
    with pytest.raises(ImproperlyConfigured, match="the default of ALLOWED_HOSTS is not secure"):
        refuse(ALLOWED_HOSTS="*")


@pytest.mark.parametrize("secret", ["short", "a" * 60, "x" * 49])
def test_a_secret_that_is_easily_guessed_is_refused(secret):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is easily guessed"):
        refuse(SECRET_KEY=secret)


def test_each_field_key_is_read_and_the_bad_one_is_named_by_its_place():
    keys = f"{SECURE['FIELD_KEYS']},abc"

    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS is no good: key 2 is not 32 bytes"):
        refuse(FIELD_KEYS=keys)


def test_every_secret_may_lie_in_a_file(tmp_path):
    secrets = {
        "SECRET_KEY": SECURE["SECRET_KEY"],
        "FIELD_KEYS": SECURE["FIELD_KEYS"],
        "DATABASE_URL": "postgres://tracker:of-the-database@db.example/tracker",
        "REDIS_URL": "redis://:of-redis@redis.example:6379/0",
        "EMAIL_URL": "smtp+tls://user:of-the-mail@mail.example:587",
        "SENTRY_DSN": "https://of-sentry@sentry.example/1",
    }
    files = {f"{name}_FILE": tmp_path / name for name in secrets}
    for file in files.values():
        file.write_text(f"{secrets[file.name]}\n")
    code = (
        "from tracker import settings as s; import sentry_sdk;"
        "print(s.SECRET_KEY, *s.FIELD_KEYS, s.DATABASES['default']['PASSWORD'], s.REDIS_URL,"
        " s.EMAIL_URL, sentry_sdk.get_client().dsn)"
    )

    named = {name: str(file) for name, file in files.items()}
    done = run("-c", code, without=["SECRET_KEY", "FIELD_KEYS", "EMAIL_URL"], **named)

    expected = {**secrets, "DATABASE_URL": "of-the-database"}
    assert done.stdout.split() == list(expected.values()), done.stderr


def test_production_knows_no_invented_parcels():
    code = (
        "import django; django.setup();"
        "from django.conf import settings; from tracker.timetable import TIMETABLE;"
        "print({'tracker.simulation', 'tracker.bench'} & set(settings.INSTALLED_APPS),"
        " any('simulation' in name for name in TIMETABLE))"
    )

    done = run("-c", code, DJANGO_SETTINGS_MODULE="tracker.settings")

    assert done.stdout.strip() == "set() False", done.stderr


def test_simulate_refuses_real_use():
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("simulate", "--days", "1", "--parcels-per-day", "1")


@pytest.mark.parametrize(("part", "limit"), [("web", "15s"), ("worker", "450s"), ("command", "0s")])
def test_a_connection_waits_as_long_as_its_part_may(part, limit):
    found = options(Environment(), part)

    assert f"-c statement_timeout={limit}" in found["options"]
    assert found["application_name"] == f"tracker-{part}"


def test_a_pooler_is_asked_for_nothing(monkeypatch):
    monkeypatch.setenv("DATABASE_POOLER", "1")

    assert "options" not in options(Environment(), "web")


def test_no_task_is_dropped_within_a_minute():
    assert min(entry["options"]["expires"] for entry in TIMETABLE.values()) >= 60


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "31536000 True True"),
        ({"HSTS_SECONDS": "300", "HSTS_SUBDOMAINS": "0", "HSTS_PRELOAD": "0"}, "300 False False"),
        ({"HTTPS": "0"}, "0 False False"),
    ],
)
def test_an_operator_says_how_long_and_for_which_names_browsers_insist_on_https(given, told):
    names = ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")
    asked = " ".join(f"{{s.SECURE_HSTS_{name}}}" for name in names)

    done = run("-c", f"import tracker.settings as s; print(f'{asked}')", **given)

    assert done.stdout.strip() == told, done.stderr
