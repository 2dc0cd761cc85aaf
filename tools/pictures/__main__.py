"""Takes pictures of every page of the running demo, in every manner, and tells what is wrong.

`make demo` in one terminal, `make pictures` in another; PICTURES_URL names another address,
PICTURES_ONLY a few pages. The pictures go into docs/pictures/, one file a page and manner; what a
machine can see (text that is cut or covered, a foreign word, a glyph no font has) is printed.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from launcher.browser import find_chromium
from tools.pictures.pages import EVERY_PAGE, PREPARED, Shown

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
FAULTS = (Path(__file__).parent / "faults.js").read_text()
# Names, units and words that are the same in every language.
KEPT = (Path(__file__).parent / "kept.txt").read_text().split()
URL = os.environ.get("PICTURES_URL", "http://127.0.0.1:8000").rstrip("/")
ONLY = set(filter(None, os.environ.get("PICTURES_ONLY", "").split(",")))
LANGUAGES = ("ru", "zh-hans", "en")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 360)
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

Manner = tuple[str, Literal["light", "dark"], int]
ACTIONS: dict[str, Callable[[Page, str, str], None]] = {
    "fill": lambda page, where, text: page.fill(where, text),
    "check": lambda page, where, text: page.check(where),
    "choose": lambda page, where, text: _choose(page, where, text),
    "file": lambda page, where, text: page.set_input_files(
        where, {"name": "orders.csv", "mimeType": "text/csv", "buffer": text.encode()}
    ),
    "click": lambda page, where, text: _click(page, where),
}


def main() -> int:
    """Take all pictures; 1 where there is no demo, no Chromium, or a fault was seen."""
    try:
        urlopen(URL + "/healthz", timeout=5)
    except (URLError, OSError):
        print(f"No demo answers at {URL}: run `make demo` first, or set PICTURES_URL.")
        return 1
    if (chromium := find_chromium()) is None:
        print("There is no Chromium here: install the package chromium.")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        _prepare(browser)
        people = dict.fromkeys(shown.who for shown in EVERY_PAGE)
        taken = 0
        faults: list[str] = []
        missing: set[str] = set()
        for who, manner in product(people, _manners()):
            n, seen = _take(browser, who, manner, missing)
            taken, faults = taken + n, faults + seen
            print(f"{who or 'nobody'} {'-'.join(map(str, manner))}: {n}", flush=True)
        browser.close()
    print("\n".join([*faults, f"{taken} pictures, {len(faults)} faults in {FOLDER}"]))
    print("Nothing of this kind in the demo just now:", ", ".join(sorted(missing)) or "-")
    return 1 if faults else 0


def _prepare(browser: Browser) -> None:
    """What people do once, so that no list of theirs is empty; a used demo may refuse it."""
    for shown in [] if ONLY else PREPARED:
        context = _context(browser, shown.who, ("en", "light", 1280))
        try:
            _open(context.new_page(), shown)
        except BrowserError as error:
            print(f"not prepared: {shown.name}: {str(error).splitlines()[0]}")
        context.close()


def _take(browser: Browser, who: str, manner: Manner, missing: set[str]) -> tuple[int, list[str]]:
    """Picture a person's pages in one manner: how many there are, and what is wrong with them."""
    context, taken = _context(browser, who, manner), 0
    faults: list[str] = []
    page = context.new_page()
    for shown in EVERY_PAGE:
        if shown.who != who or (ONLY and shown.name not in ONLY):
            continue
        name = "-".join(map(str, (shown.name, *manner)))
        try:
            if not _open(page, shown):
                missing.add(shown.name)
                continue
            page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
            faults += [f"{name}: {fault}" for fault in _faults(page, manner[0])]
            taken += 1
        except BrowserError as error:
            faults.append(f"{name}: {str(error).splitlines()[0]}")
    context.close()
    return taken, faults


def _faults(page: Page, language: str) -> list[str]:
    """What is wrong with the page as it is shown: by our own eyes of script, and by axe's."""
    broken = Axe().run(page).response["violations"]
    return page.evaluate(FAULTS, [language, KEPT]) + [f"axe: {item['id']}" for item in broken]


def _manners() -> Iterator[Manner]:
    return product(LANGUAGES, SCHEMES, WIDTHS)


def _context(browser: Browser, who: str, manner: Manner) -> BrowserContext:
    """A window in one manner, signed in."""
    language, scheme, width = manner
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language[:2]
    )
    context.set_default_timeout(8_000)
    context.add_cookies([{"name": "django_language", "value": language, "url": URL}])
    if who:
        page = context.new_page()
        page.goto(URL + "/accounts/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", "demo")
        _click(page, "main button")
        page.close()
    return context


def _open(page: Page, shown: Shown) -> bool:
    """Open a page, follow its links, do its steps; False where a link is not there."""
    page.goto(URL + shown.begin)
    for link in shown.links:
        found = next(
            (text for text in _addresses(page) if re.fullmatch(link, text.partition("?")[0])), None
        )
        if found is None:
            return False
        page.goto(URL + found)
    for action, where, text in shown.steps:
        ACTIONS[action](page, where, text)
    return True


def _addresses(page: Page) -> list[str]:
    """The addresses of a page's own part first, then those of its frame."""
    take = "all => all.map(a => a.pathname + a.search)"
    return page.eval_on_selector_all("main a[href]", take) + page.eval_on_selector_all(
        "a[href]", take
    )


def _choose(page: Page, where: str, value: str) -> None:
    page.select_option(where, value)


def _click(page: Page, where: str) -> None:
    page.locator(where).first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    sys.exit(main())
