"""Draws the pictures a messenger shows beside a link to a parcel: one a stage, without a word.

`python -m tools.share_cards` writes them into tracker/static/share/; they are committed.
"""

import sys
from collections.abc import Iterator
from math import cos, pi, sin
from pathlib import Path

from playwright.sync_api import sync_playwright

from launcher.browser import find_chromium

FOLDER = Path(__file__).resolve().parents[1] / "tracker" / "static" / "share"
STAGES = (
    "accepted",
    "at_harbin",
    "export_customs",
    "in_flight",
    "in_russia",
    "import_customs",
    "last_mile",
    "delivered",
)
WIDTH, HEIGHT = 1200, 630
GROUND, INK, FAINT = "#0b5d66", "#ffffff", "#4f8d94"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

Point = tuple[float, float]


def main() -> int:
    """Draw all; 1 where there is no Chromium."""
    if (chromium := find_chromium()) is None:
        print("There is no Chromium here: install the package chromium.")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for index, stage in enumerate(STAGES):
            page.set_content(f'<body style="margin:0">{card(index)}')
            page.screenshot(path=FOLDER / f"{stage}.png")
        browser.close()
    return 0


def card(index: int) -> str:
    """The way as an arc of eight stops, with the parcel on the stop of the stage."""
    stops = [_stop(n) for n in range(len(STAGES))]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        _way(len(STAGES) - 1, FAINT),
        _way(index, INK),
        *(_dot(at, INK if n <= index else FAINT) for n, at in enumerate(stops)),
        *_parcel(stops[index]),
        "</svg>",
    ]
    return "".join(parts)


def _stop(n: float) -> Point:
    """From the right, where Harbin lies, to the left, high in the middle."""
    share = n / (len(STAGES) - 1)
    return round(600 + 470 * cos(pi * share), 1), round(450 - 250 * sin(pi * share), 1)


def _way(last: int, colour: str) -> str:
    """The arc up to a stop."""
    points = " ".join(f"{x},{y}" for x, y in (_stop(n / 12) for n in range(12 * last + 1)))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="8"/>'


def _dot(at: Point, colour: str) -> str:
    return f'<circle cx="{at[0]}" cy="{at[1]}" r="20" fill="{colour}"/>'


def _parcel(at: Point) -> Iterator[str]:
    """A box in a ring."""
    x, y = at
    yield f'<circle cx="{x}" cy="{y}" r="74" fill="{INK}" stroke="{GROUND}" stroke-width="10"/>'
    yield f'<rect x="{x - 36}" y="{y - 30}" width="72" height="62" rx="6" fill="{GROUND}"/>'
    yield f'<rect x="{x - 9}" y="{y - 30}" width="18" height="26" fill="{INK}"/>'


if __name__ == "__main__":
    sys.exit(main())
