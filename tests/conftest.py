"""The cast and the browser; the servers come from `launcher.testing`, a pytest plugin."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from launcher.browser import find_chromium
from shipments.access import keys, throttling
from shipments.dashboards import keeping
from shipments.estimates import queries as stage_times
from shipments.flights import queries
from shipments.imports.parsing import let_parser_go
from shipments.journeys import last_mile
from shipments.visits import OF_PAGES
from shipments.web.beginning import ReferenceMiddleware

pytest_plugins = ["tests.browser", "tests.browsers", "tests.cast", "tests.machines", "tests.world"]


def pytest_configure() -> None:
    """Tests are as strict as production, like Django's own DEBUG in them."""
    settings.DEMO_DEFAULTS = False
    # Within a test's transaction nothing is committed, and so nothing forgotten.
    settings.PAGE_CACHE_SECONDS = 0
    ReferenceMiddleware.is_ready = True


def pytest_sessionfinish() -> None:
    """Leave no parser of files behind."""
    let_parser_go()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is marked `browser` where there is none."""
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here"))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """A page answered in Russian leaves its thread so; the next test begins in English."""
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _keys_are_read_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process believes what it read of a key for some seconds; a test revokes one at once."""
    monkeypatch.setattr(keys, "KEY_KEPT_SECONDS", 1e-9)


@pytest.fixture(autouse=True)
def _nothing_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are counted anew at each look, however busy the machine is."""
    monkeypatch.setattr(keeping, "QUICK", 10**9)


@pytest.fixture(autouse=True)
def _each_test_asks_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process keeps for a moment is asked for anew by each test."""
    queries.forget_places()
    last_mile.forget()
    stage_times.forget()
    OF_PAGES.forget()
    throttling.forget_asked()
    monkeypatch.setattr(queries, "monotonic", lambda: 0.0)
