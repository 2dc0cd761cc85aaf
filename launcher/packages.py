"""Installs a Debian package where that is allowed: as root, quietly, and only when needed."""

import os
import shutil
import subprocess
from pathlib import Path

PATIENCE_SECONDS = 600


def install_debian_package(name: str, log: Path) -> bool:
    """Try once to install a package; True when it is there afterwards."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    install = ["apt-get", "install", "-y", "--no-install-recommends", name]
    return _quiet(install, log) or (_quiet(["apt-get", "update"], log) and _quiet(install, log))


def _quiet(command: list[str], log: Path) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as output:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                timeout=PATIENCE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0
