"""The pins: hashes everywhere, no host anywhere, and the same versions for running and testing."""

import re

import pytest

from launcher import environment
from launcher.paths import ROOT

FILES = ["requirements.txt", "requirements-dev.txt", "launcher/uv.txt"]


def pins(name):
    return set(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_a_hash_and_no_file_names_a_host(name):
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())

    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"://|--index|--find-links|--extra", text) == []


def test_tests_run_on_the_versions_that_run():
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_the_larger_environment_serves_for_the_smaller(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(environment, "_works", lambda command: True)
    monkeypatch.setattr(environment, "_install", lambda name: pytest.fail("installed again"))
    environment._stamp(environment.DEVELOPMENT).touch()

    environment.ensure(environment.RUNTIME)
    environment.ensure(environment.DEVELOPMENT)
