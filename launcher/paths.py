"""Where the project keeps its environment, its state and its logs."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
VAR = ROOT / "var"
LOG = VAR / "log"
RUN = VAR / "run"


def make_state_folders() -> None:
    """Create the folders in `var/`, each its owner's alone.

    `var/` itself can be passed through: PostgreSQL may run as another user than we.
    """
    VAR.mkdir(parents=True, exist_ok=True)
    VAR.chmod(0o711)
    for folder in (LOG, RUN, VAR / "mail", VAR / "media"):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)


def keep_to_ourselves() -> None:
    """Let nobody else read what this process and its children write from now on."""
    os.umask(0o077)
