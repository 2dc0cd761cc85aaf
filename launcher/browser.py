"""Finds a Chromium for the browser tests, and installs one where that is allowed."""

import os
import shutil
from pathlib import Path

from launcher.packages import install_debian_package
from launcher.paths import LOG, make_state_folders

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> Path | None:
    """The browser of this machine; CHROMIUM in the environment names another one."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if Path(named).exists() else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def prepare() -> None:
    """Install a Chromium when there is none, or say in one line why browser tests are skipped."""
    if find_chromium():
        return
    make_state_folders()
    if os.geteuid() == 0:
        print("Chromium      installing for the browser tests ...", flush=True)
        install_debian_package("chromium", LOG / "chromium.log")
    if find_chromium() is None:
        print(
            "Browser tests are skipped: no Chromium was found and it could not be installed "
            "(apt install chromium, or name one in CHROMIUM).",
            flush=True,
        )
