"""A person at a real browser before the running site: clicks, reads, and is checked by axe."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from tests.browsers import signed_in

# Each journey is walked at a desk in Chinese and on a phone in Russian.
MANNERS = [
    pytest.param(("zh-hans", 1280), id="zh-desktop"),
    pytest.param(("ru", 360), id="ru-phone"),
]


class Window:
    """One browser's window; every page that is opened in it must be for everybody."""

    def __init__(self, page: Page, site: str) -> None:
        self.site = site
        self.faults: list[str] = []
        self.page = self._watched(page)

    def _watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        return page

    def lose_tab(self) -> None:
        """The tab is closed by mistake; a new one knows no address."""
        context = self.page.context
        self.page.close()
        self.page = self._watched(context.new_page())

    def menu(self, path: str) -> None:
        """Go where the menu leads."""
        self.click(f'nav.areas a[href="{path}"]')

    def find(self, text: str) -> None:
        """Ask the one search box of staff."""
        self.page.fill("form.find [name=q]", text)
        self.click("form.find button")

    def narrow(self, **asked: str) -> None:
        """Open the filters of a list, where they are folded, and ask it for less."""
        folded = self.page.locator("form.seek details:not([open]) > summary")
        if folded.count():
            folded.first.click()
        for name, value in asked.items():
            field = self.page.locator(f"form.seek [name={name}]")
            chosen = field.evaluate("field => field.tagName") == "SELECT"
            (field.select_option if chosen else field.fill)(value)
        self.click("form.seek details button")

    def marked(self, selector: str) -> str:
        """What stands in the first place of this kind."""
        return self.page.locator(selector).first.inner_text()

    def go(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        status = answer.status if answer else 0
        assert status == 200, f"{path}: {status}"
        self.look()

    def click(self, selector: str) -> None:
        """Click what leads to another page, and look at that."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def look(self) -> None:
        where = self.page.url.removeprefix(self.site)
        broken = Axe().run(self.page).response["violations"]
        self.faults += [f"{where} {one['id']}" for one in broken]
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        self.faults += [f"{where} is {wide} pixels too wide"] if wide > 0 else []

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def shows(self, text: str) -> bool:
        return text in self.text


@pytest.fixture(params=MANNERS)
def manner(request: pytest.FixtureRequest) -> tuple[str, int]:
    return request.param


@pytest.fixture
def sit_down(
    browser: Browser, live_server, manner: tuple[str, int]
) -> Iterator[Callable[..., Window]]:
    """A window in the journey's language and size; of somebody signed in, or of anybody."""
    cache.clear()
    language, width = manner
    contexts, windows = [], []

    def sit(name: str = "", **who: Any) -> Window:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, accept_downloads=True
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if name:
            client = signed_in(name, **who)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies["sessionid"].value
        context.add_cookies(
            [{"name": key, "value": text, "url": live_server.url} for key, text in cookies.items()]
        )
        windows.append(Window(context.new_page(), live_server.url))
        contexts.append(context)
        return windows[-1]

    yield sit
    for context in contexts:
        context.close()
    assert [fault for window in windows for fault in window.faults] == []
