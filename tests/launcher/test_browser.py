"""The browser of the tests: found, started, and shown our own server."""

import pytest

from launcher import browser as browsers


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_real_browser_reaches_the_server_of_a_test(browser, live_server):
    page = browser.new_page()

    answer = page.goto(f"{live_server.url}/healthz")

    assert answer.json() == {"status": "ok"}
    page.close()


def test_a_named_browser_that_is_not_there_is_none(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")

    assert browsers.find_chromium() is None
