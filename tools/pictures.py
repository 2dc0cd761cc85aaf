"""Takes pictures of every page of the running demo, in every manner.

`make demo` in one terminal, `make pictures` in another; PICTURES_URL names another address. The
pictures go into docs/pictures/, one file a page and manner.
"""

import os
import re
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from launcher.browser import find_chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
URL = os.environ.get("PICTURES_URL", "http://127.0.0.1:8000").rstrip("/")
LANGUAGES = ("ru", "zh-hans", "en")
SCHEMES = ("light", "dark")
WIDTHS = (1280, 360)
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

# name, who is signed in, where to begin, and a pattern of the link to follow from there
PAGES = [
    ("home", "", "/", ""),
    ("track", "anna", "/seller/parcels/", r"/track/[^/]+/"),
    ("unknown", "", "/track/LV000000000CN/", ""),
    ("sign-in", "", "/accounts/login/", ""),
    ("today", "anna", "/seller/", ""),
    ("orders", "anna", "/seller/orders/", ""),
    ("order", "anna", "/seller/orders/", r"/seller/orders/[^/]+/$"),
    ("products", "anna", "/seller/products/", ""),
    ("product", "anna", "/seller/products/", r"/seller/products/.+/$"),
    ("stock", "anna", "/seller/stock/", ""),
    ("moves", "anna", "/seller/stock/", r"/seller/stock/.+/moves/$"),
    ("announce", "anna", "/seller/stock/announce/", ""),
    ("replenishments", "anna", "/seller/replenishments/", ""),
    ("replenishment", "anna", "/seller/replenishments/", r"/seller/replenishments/.+/$"),
    ("files", "anna", "/seller/imports/", ""),
    ("staff", "pavel", "/staff/", ""),
    ("flights", "pavel", "/staff/flights/", ""),
    ("flight", "pavel", "/staff/flights/", r"/staff/flights/[^/]+/$"),
    ("consolidations", "pavel", "/staff/consolidations/", ""),
    ("consolidation", "pavel", "/staff/consolidations/", r"/staff/consolidations/[^/?]+/$"),
    ("cases", "pavel", "/staff/cases/", ""),
    ("jobs", "pavel", "/staff/jobs/", ""),
    ("codes", "pavel", "/staff/codes/", ""),
    ("parcels", "anna", "/seller/parcels/", ""),
    ("exports", "anna", "/seller/exports/", ""),
    ("members", "anna", "/seller/members/", ""),
    ("keys", "anna", "/seller/keys/", ""),
    ("webhooks", "anna", "/seller/webhooks/", ""),
    ("partners", "pavel", "/staff/partners/", ""),
    ("design", "pavel", "/staff/design/", ""),
    ("customs-flights", "olga", "/customs/flights/", ""),
    ("registry", "olga", "/customs/flights/", r"/customs/flights/[^/]+/$"),
    ("desk", "olga", "/customs/", ""),
    ("export-desk", "olga", "/customs/export/", ""),
    ("declaration", "olga", "/customs/", r"/customs/parcels/[^/]+/"),
    ("today-empty", "mei", "/seller/", ""),
    ("orders-empty", "mei", "/seller/orders/", ""),
    ("parcels-empty", "mei", "/seller/parcels/", ""),
    ("products-empty", "mei", "/seller/products/", ""),
    ("stock-empty", "mei", "/seller/stock/", ""),
    ("files-empty", "mei", "/seller/imports/", ""),
    ("exports-empty", "mei", "/seller/exports/", ""),
    ("keys-empty", "mei", "/seller/keys/", ""),
    ("webhooks-empty", "mei", "/seller/webhooks/", ""),
    ("flights-empty", "pavel", "/staff/flights/?number=ZZ9", ""),
    ("consolidations-empty", "pavel", "/staff/consolidations/?flight=ZZ9", ""),
    ("desk-empty", "olga", "/customs/?flight=ZZ9", ""),
]


def main() -> int:
    """Take all pictures; 1 where there is no demo or no Chromium."""
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
        taken = sum(_take_all(browser, who) for who in ("", "anna", "mei", "pavel", "olga"))
        browser.close()
    print(f"{taken} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


def _take_all(browser: Browser, who: str) -> int:
    taken = 0
    for language, scheme, width in _manners():
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language[:2]
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": URL}])
        page = context.new_page()
        if who:
            _sign_in(page, who)
        for name, person, begin, link in PAGES:
            if person == who and _go(page, begin, link):
                name = f"{name}-{language}-{scheme}-{width}.png"
                page.screenshot(path=FOLDER / name, full_page=True)
                taken += 1
        context.close()
    return taken


def _manners() -> Iterator[tuple[str, str, int]]:
    return product(LANGUAGES, SCHEMES, WIDTHS)


def _sign_in(page: Page, who: str) -> None:
    page.goto(URL + "/accounts/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", "demo")
    page.click("main button")
    page.wait_for_load_state()


def _go(page: Page, begin: str, link: str) -> bool:
    """Open a page, and from it the first link that fits; False where there is none."""
    page.goto(URL + begin)
    if not link:
        return True
    addresses = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    found = next((address for address in addresses if re.search(link, address or "")), None)
    if found:
        page.goto(URL + found)
    return found is not None


if __name__ == "__main__":
    sys.exit(main())
